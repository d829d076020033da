/* SPDX-License-Identifier: Apache-2.0 */
/* Where to, as whom, and how: options, environment and destination together. Read-only once read. */
#ifndef CH_SETTINGS_H
#define CH_SETTINGS_H

#include <lakegen/sink.h>

#include <stdbool.h>

/* How a row is kept from being stored twice, or not at all. */
enum dedup {
    DEDUP_AUTO, /* by keys; by tokens where views depend on the table */
    DEDUP_KEYS,
    DEDUP_TOKEN,
    DEDUP_NONE /* at least once */
};

struct settings {
    const struct lg_run *run; /* borrowed */
    char *url;                /* http://host:port; owned, as all texts */
    char *user, *password;
    char *database;
    char *table;   /* NULL: the schema's names */
    char *ca_cert; /* NULL: the system's */
    bool verify;
    enum dedup dedup;
    int64_t patience_ms; /* for which an insert is tried again */
};

extern const struct lg_option settings_options[];

int settings_read(struct settings *settings, const struct lg_options *options, const struct lg_run *run, struct lg_error *err);
void settings_release(struct settings *settings);

/* Says a line through the run, if somebody listens. level: LG_SAY_… */
void settings_say(const struct settings *settings, int level, const char *format, ...) LG_PRINTF(3, 4);

#endif
