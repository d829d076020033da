/* SPDX-License-Identifier: Apache-2.0 */
/* Sites: a destination that is looked at, through its sink's operations, and where below it the records of runs lie.
 *
 * Life cycle: lg_site_open(), reading, lg_site_close(). The sink's state may be used by any thread. */
#ifndef LG_AUDIT_SITE_H
#define LG_AUDIT_SITE_H

#include "config/options.h"
#include "config/settings.h"
#include "plan/destination.h"
#include "plugin/plugin.h"
#include "record/inventory.h"

struct lg_site {
    struct lg_destination destination; /* its root is where the records were found */
    const struct lg_sink_plugin *sink;
    struct lg_options *options;
    struct lg_run run;
    void *state;
    struct lg_place records; /* <root>/_lakegen/, or a folder of this machine */
    const struct lg_sink_plugin *keeper; /* of a sink of tables: keeps the records; NULL: the sink does */
    struct lg_options *keeper_options;
    void *keeper_state;
    struct lg_inventory inventory;
};

/* Who looks. Copied; what it points to lives until the site is closed. */
struct lg_site_hooks {
    const volatile int *cancelled; /* NULL: nothing interrupts it */
    lg_say_fn *say;                /* what the sink says, on any thread */
    void *context;
    bool takes_tables;             /* a sink of tables will do too */
};

/* Opens the sink, and looks for nothing. where: a place, or a URL; NULL: --output, or the sink's default. */
int lg_site_connect(const struct lg_settings *settings, const char *where, struct lg_plugins *plugins, const struct lg_site_hooks *hooks,
                    struct lg_site *site, struct lg_error *err);

/* The same, of a site that keeps what can be read. Looks for records at the place and, when there are none, below it: LG_E_NOT_FOUND when
 * there are none either, LG_E_USAGE when there are several. Of tables it gives the records that this machine has, or none. */
int lg_site_open(const struct lg_settings *settings, const char *where, struct lg_plugins *plugins, const struct lg_site_hooks *hooks,
                 struct lg_site *site, struct lg_error *err);

/* Lists the records at the root: site->inventory. */
int lg_site_read_records(struct lg_site *site, struct lg_error *err);
void lg_site_close(struct lg_site *site);

/* Appends the root, or that of ground truth, with a slash at its end unless it is empty. */
void lg_site_put_root(const struct lg_site *site, bool is_truth, struct lg_string *out);

#endif
