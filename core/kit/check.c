/* SPDX-License-Identifier: Apache-2.0 */
/* Running the checks one by one. */
#include "kit/check.h"

#include "base/string.h"
#include "kit/checks.h"
#include "kit/isolate.h"

#include <errno.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct errand {
    const struct lg_check *check;
    const struct lg_check_subject *subject;
};

static int run_errand(const void *context, struct lg_error *err)
{
    const struct errand *errand = context;

    return errand->check->run(errand->subject, err);
}

/* Checks that cannot be made end the list: wrong options, no memory. */
static int run_checks(const struct lg_check *checks, const struct lg_check_subject *subject, lg_check_report_fn *report, void *context,
                      struct lg_error *err)
{
    for (; checks->name; checks++) {
        const struct errand errand = {checks, subject};
        struct lg_error found = LG_ERROR_INIT;

        if (checks->applies && !checks->applies(subject))
            continue;
        (void)lg_isolate(run_errand, &errand, &found);
        if (found.code == LG_E_USAGE || found.code == LG_E_CONFIG || found.code == LG_E_LOCAL)
            return lg_error_set(err, found.code, "%s: %s", checks->name, found.message);
        report(context, &(struct lg_check_result){checks->name, &found});
    }
    return LG_OK;
}

/* ---- a place for sinks ---- */

static int remove_entry(const char *path, const struct stat *status, int type, struct FTW *walk)
{
    (void)status, (void)type, (void)walk;
    (void)remove(path);
    return 0;
}

static int make_scratch(struct lg_string *folder, struct lg_error *err)
{
    const char *parent = getenv("TMPDIR");

    lg_string_printf(folder, "%s/lakegen-check.XXXXXX", parent && *parent ? parent : "/tmp");
    if (lg_string_check(folder, err) == LG_OK && !mkdtemp(folder->text))
        (void)lg_error_sys(err, LG_E_LOCAL, errno, "making a scratch folder '%s'", folder->text);
    return err->code;
}

static int check_sink(struct lg_check_subject *subject, lg_check_report_fn *report, void *context, struct lg_error *err)
{
    const char *place = subject->settings->output;
    struct lg_string scratch = LG_STRING_INIT;
    struct lg_destination destination = {NULL, NULL, NULL, false};
    bool needs_place = !(subject->sink->flags & (LG_SINK_DISCARDS | LG_SINK_SINGLE_STREAM));

    if (!place && needs_place && !(subject->sink->flags & LG_SINK_FOLDERS))
        return lg_error_set(err, LG_E_USAGE, "sink '%s' stores objects elsewhere; name a place for trying it with --output, where objects "
                            "are made and removed again", subject->plugin->name);
    if (!place && needs_place && make_scratch(&scratch, err) == LG_OK)
        place = scratch.text;
    if (err->code == LG_OK && lg_destination_parse(subject->plugin->name, place, &destination, err) == LG_OK &&
        lg_destination_settle(&destination, subject->sink, err) == LG_OK) {
        subject->destination = &destination;
        (void)run_checks(lg_checks_of_sinks, subject, report, context, err);
    }
    lg_destination_release(&destination);
    if (scratch.length > 0 && place == scratch.text)
        (void)nftw(scratch.text, remove_entry, 16, FTW_DEPTH | FTW_PHYS);
    lg_string_release(&scratch);
    return err->code;
}

int lg_check_plugin(const struct lg_plugin *plugin, const struct lg_settings *settings, struct lg_plugins *plugins,
                    lg_check_report_fn *report, void *context, struct lg_error *err)
{
    struct lg_check_subject subject = {.plugin = plugin, .path = lg_plugin_path(plugin), .settings = settings, .plugins = plugins};

    if (run_checks(lg_checks_of_objects, &subject, report, context, err) != LG_OK)
        return err->code;
    if (plugin->kind == LG_KIND_SCHEMA)
        return run_checks(lg_checks_of_schemas, &subject, report, context, err);
    subject.sink = (const struct lg_sink_plugin *)(const void *)plugin;
    return check_sink(&subject, report, context, err);
}
