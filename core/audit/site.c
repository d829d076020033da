/* SPDX-License-Identifier: Apache-2.0 */
/* Opening destinations to look at them. */
#include "audit/site.h"

#include "base/callback.h"
#include "plan/options.h"

#include <stdlib.h>
#include <string.h>

#define RECORDS "_lakegen/"

static const volatile int never_cancelled;

void lg_site_put_root(const struct lg_site *site, bool is_truth, struct lg_string *out)
{
    const char *root = site->destination.root;

    lg_string_puts(out, root);
    if (is_truth && *root)
        lg_string_puts(out, "_truth");
    if (*root && (is_truth || root[strlen(root) - 1] != '/'))
        lg_string_putc(out, '/');
}

static int replace_text(char **text, struct lg_string *by, struct lg_error *err)
{
    char *moved = lg_string_move(by);

    if (!moved)
        return lg_error_set(err, LG_E_LOCAL, "out of memory for a destination");
    free(*text);
    *text = moved;
    return LG_OK;
}

/* The sink sees it as well. */
static int replace_root(struct lg_site *site, struct lg_string *by, struct lg_error *err)
{
    if (replace_text(&site->destination.root, by, err) == LG_OK)
        site->run.root = site->destination.root;
    return err->code;
}

int lg_site_read_records(struct lg_site *site, struct lg_error *err)
{
    struct lg_string prefix = LG_STRING_INIT;

    lg_site_put_root(site, false, &prefix);
    lg_string_puts(&prefix, RECORDS);
    site->records.sink = site->sink;
    site->records.state = site->state;
    if (replace_text(&site->records.prefix, &prefix, err) != LG_OK)
        return err->code;
    lg_inventory_release(&site->inventory);
    return lg_inventory_read(&site->inventory, &site->records, NULL, err);
}

/* ---- the sink ---- */

static int open_sink(struct lg_site *site, const struct lg_settings *settings, const struct lg_site_hooks *hooks, struct lg_error *err)
{
    if (lg_destination_settle(&site->destination, site->sink, err) != LG_OK ||
        lg_options_new(site->sink->base.options, &site->options, err) != LG_OK ||
        lg_plan_set_sink_options(&site->sink->base, site->options, settings, err) != LG_OK)
        return err->code;
    site->run = (struct lg_run){.struct_size = sizeof(site->run),
                                .nodes = 1,
                                .id = "look",
                                .authority = site->destination.authority,
                                .root = site->destination.root,
                                .cancelled = hooks->cancelled ? hooks->cancelled : &never_cancelled,
                                .say = hooks->say,
                                .say_context = hooks->context};
    return lg_callback_result(site->sink->open(site->options, &site->run, &site->state, err), "open", err);
}

static int take_default_root(struct lg_site *site, struct lg_error *err)
{
    struct lg_string root = LG_STRING_INIT;

    if (!site->destination.is_bare || !site->sink->default_root)
        return LG_OK;
    lg_string_puts(&root, site->sink->default_root);
    return replace_root(site, &root, err);
}

/* ---- records below the place that was named ---- */

#define SHOWN 5

struct search {
    size_t prefix;            /* characters of the place */
    struct lg_string roots[SHOWN]; /* where records were found, without those that only look like it */
    size_t count;
};

static void note_root(struct search *search, const char *root, size_t length)
{
    for (size_t i = 0; i < search->count && i < SHOWN; i++)
        if (search->roots[i].length == length && memcmp(search->roots[i].text, root, length) == 0)
            return;
    if (search->count < SHOWN)
        lg_string_append(&search->roots[search->count], root, length);
    search->count++;
}

/* <place>/<root>/_lakegen/<run>/plan.json or manifest.json */
static int note_entry(void *context, const struct lg_entry *entry)
{
    struct search *search = context;
    const char *records = strstr(entry->name + search->prefix, "/" RECORDS);
    const char *run = records ? records + strlen("/" RECORDS) : NULL, *slash = run ? strchr(run, '/') : NULL;

    if (slash && (strcmp(slash, "/plan.json") == 0 || strcmp(slash, "/manifest.json") == 0))
        note_root(search, entry->name, (size_t)(records - entry->name));
    return search->count > SHOWN;
}

static int refuse_none(const struct lg_site *site, struct lg_error *err)
{
    struct lg_string place = LG_STRING_INIT;

    lg_destination_put(&site->destination, &place);
    (void)lg_error_set(err, LG_E_NOT_FOUND, "there is no run of lakegen at '%.300s'", lg_string_text(&place));
    lg_string_release(&place);
    return err->code;
}

static int refuse_several(const struct lg_site *site, const struct search *search, struct lg_error *err)
{
    struct lg_string places = LG_STRING_INIT;

    for (size_t i = 0; i < search->count && i < SHOWN; i++)
        lg_string_printf(&places, "%s'%s'", i ? ", " : "", lg_string_text(&search->roots[i]));
    (void)lg_error_set(err, LG_E_USAGE, "there are several runs below '%.100s', at %s%s; name one of these places",
                       site->destination.root, lg_string_text(&places), search->count > SHOWN ? " …" : "");
    lg_string_release(&places);
    return err->code;
}

static int search_below(struct lg_site *site, struct lg_error *err)
{
    struct lg_string prefix = LG_STRING_INIT;
    struct search search = {.count = 0};

    lg_site_put_root(site, false, &prefix);
    search.prefix = prefix.length > 0 ? prefix.length - 1 : 0;
    if (lg_string_check(&prefix, err) == LG_OK)
        (void)site->sink->list(site->state, lg_string_text(&prefix), note_entry, &search, err);
    lg_string_release(&prefix);
    if (err->code == LG_OK && search.count == 0)
        (void)refuse_none(site, err);
    else if (err->code == LG_OK && search.count > 1)
        (void)refuse_several(site, &search, err);
    else if (err->code == LG_OK && replace_root(site, &search.roots[0], err) == LG_OK)
        (void)lg_site_read_records(site, err);
    for (size_t i = 0; i < SHOWN; i++)
        lg_string_release(&search.roots[i]);
    return err->code;
}

static bool has_runs(const struct lg_site *site)
{
    for (size_t i = 0; i < site->inventory.count; i++)
        if (site->inventory.item[i].kind == LG_RECORD_PLAN || site->inventory.item[i].kind == LG_RECORD_MANIFEST)
            return true;
    return false;
}

/* ---- tables: records are on this machine ---- */

static int open_keeper(struct lg_site *site, const struct lg_settings *settings, struct lg_plugins *plugins, struct lg_error *err)
{
    struct lg_string folder = LG_STRING_INIT;

    if (lg_destination_put_keeper(&site->destination, site->sink, site->options, settings->checkpoint_path, &folder, err) == LG_OK) {
        lg_string_putc(&folder, '/');
        (void)replace_text(&site->records.prefix, &folder, err);
    }
    lg_string_release(&folder);
    if (err->code != LG_OK || lg_plugin_load_sink(plugins, lg_setting_find("sink")->fallback, &site->keeper, err) != LG_OK ||
        lg_options_new(site->keeper->base.options, &site->keeper_options, err) != LG_OK)
        return err->code;
    return lg_callback_result(site->keeper->open(site->keeper_options, &site->run, &site->keeper_state, err), "open", err);
}

static int read_kept_records(struct lg_site *site, const struct lg_settings *settings, struct lg_plugins *plugins, struct lg_error *err)
{
    if (open_keeper(site, settings, plugins, err) != LG_OK)
        return err->code;
    site->records.sink = site->keeper;
    site->records.state = site->keeper_state;
    return lg_inventory_read(&site->inventory, &site->records, NULL, err);
}

/* ---- life cycle ---- */

/* A place that is named has no use for what a configuration says of others. */
static int choose_destination(struct lg_site *site, const struct lg_settings *settings, const char *where, struct lg_error *err)
{
    bool is_flag = lg_setting_source(settings, "sink")->layer == LG_LAYER_FLAG;

    if (!where)
        return lg_destination_choose(settings, &site->destination, err);
    if (lg_setting_source(settings, "output")->layer == LG_LAYER_FLAG)
        return lg_error_set(err, LG_E_USAGE, "both '%.100s' and --output '%.100s' name a place; give one", where, settings->output);
    return lg_destination_parse(is_flag ? settings->sink : lg_setting_find("sink")->fallback, where, &site->destination, err);
}

static int connect(struct lg_site *site, const struct lg_settings *settings, const char *where, struct lg_plugins *plugins,
                   struct lg_error *err)
{
    *site = (struct lg_site){.inventory = LG_INVENTORY_INIT};
    if (choose_destination(site, settings, where, err) != LG_OK)
        return err->code;
    return lg_plugin_load_sink(plugins, site->destination.sink, &site->sink, err);
}

int lg_site_connect(const struct lg_settings *settings, const char *where, struct lg_plugins *plugins, const struct lg_site_hooks *hooks,
                    struct lg_site *site, struct lg_error *err)
{
    if (connect(site, settings, where, plugins, err) != LG_OK || open_sink(site, settings, hooks, err) != LG_OK ||
        take_default_root(site, err) != LG_OK)
        lg_site_close(site);
    return err->code;
}

static bool has_tables(const struct lg_site *site)
{
    return site->sink->rows && !site->sink->publish;
}

static int find_records(struct lg_site *site, const struct lg_settings *settings, struct lg_plugins *plugins,
                        const struct lg_site_hooks *hooks, struct lg_error *err)
{
    if (has_tables(site) && hooks->takes_tables)
        return open_sink(site, settings, hooks, err) == LG_OK ? read_kept_records(site, settings, plugins, err) : err->code;
    if (has_tables(site))
        return lg_error_set(err, LG_E_USAGE, "sink '%s' has tables, no objects that this command could look at; 'lakegen status' tells "
                            "how far a run is, 'lakegen count' how many rows there are", site->sink->base.name);
    if (lg_setting_source(settings, "checkpoint-path")->layer == LG_LAYER_FLAG)
        return lg_error_set(err, LG_E_USAGE, "--checkpoint-path: what tells of runs to sink '%s' lies at the destination",
                            site->sink->base.name);
    if (!site->sink->read || !site->sink->list || (site->sink->flags & (LG_SINK_DISCARDS | LG_SINK_SINGLE_STREAM)))
        return lg_error_set(err, LG_E_USAGE, "sink '%s' keeps nothing that could be looked at", site->sink->base.name);
    if (open_sink(site, settings, hooks, err) != LG_OK || take_default_root(site, err) != LG_OK || lg_site_read_records(site, err) != LG_OK)
        return err->code;
    return has_runs(site) ? LG_OK : search_below(site, err);
}

int lg_site_open(const struct lg_settings *settings, const char *where, struct lg_plugins *plugins, const struct lg_site_hooks *hooks,
                 struct lg_site *site, struct lg_error *err)
{
    if (connect(site, settings, where, plugins, err) != LG_OK || find_records(site, settings, plugins, hooks, err) != LG_OK)
        lg_site_close(site);
    return err->code;
}

void lg_site_close(struct lg_site *site)
{
    if (site->state)
        site->sink->close(site->state);
    if (site->keeper_state)
        site->keeper->close(site->keeper_state);
    lg_options_free(site->keeper_options);
    lg_inventory_release(&site->inventory);
    free(site->records.prefix);
    lg_options_free(site->options);
    lg_destination_release(&site->destination);
    *site = (struct lg_site){.inventory = LG_INVENTORY_INIT};
}
