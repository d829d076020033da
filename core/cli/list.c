/* SPDX-License-Identifier: Apache-2.0 */
/* lakegen list: what is there, what was refused, what this build left out, and why. */
#include "cli/cli.h"
#include "cli/table.h"

#include "base/json.h"
#include "encode/encoder.h"

#include <string.h>

struct listing {
    struct lg_json *json; /* or NULL, for text */
    struct lg_string rows;
};

static void add_plugin(void *context, const struct lg_plugin_entry *entry)
{
    struct listing *listing = context;
    struct lg_string text = LG_STRING_INIT;

    if (listing->json) {
        lg_json_open(listing->json, NULL, '{');
        lg_json_text(listing->json, "name", entry->name);
        lg_json_text(listing->json, "version", entry->base ? entry->base->version : NULL);
        lg_json_text(listing->json, "summary", entry->base ? entry->base->summary : NULL);
        lg_json_text(listing->json, "path", entry->path);
        lg_json_text(listing->json, "problem", entry->base ? NULL : entry->err->message);
        lg_json_close(listing->json, '}');
        return;
    }
    lg_string_put_printable(&text, entry->base ? entry->base->summary : entry->err->message);
    lg_string_printf(&listing->rows, "  %s\x1f%s\x1f%s%s\x1e", entry->name, entry->base ? entry->base->version : "-",
                     entry->base ? "" : "refused: ", lg_string_text(&text));
    lg_string_release(&text);
}

static int list_plugins(struct lg_cli *cli, struct lg_json *json, int kind, const char *heading, struct lg_string *out,
                        struct lg_error *err)
{
    struct listing listing = {json, LG_STRING_INIT};

    if (json)
        lg_json_open(json, heading, '[');
    else
        lg_string_printf(out, "%s%s\n", out->length ? "\n" : "", heading);
    (void)lg_plugins_list(cli->plugins, kind, add_plugin, &listing, err);
    if (json)
        lg_json_close(json, ']');
    else if (listing.rows.length)
        lg_table_put(out, lg_string_text(&listing.rows));
    else {
        lg_string_puts(out, "  none in ");
        lg_plugins_put_folders(cli->plugins, kind, out);
        lg_string_putc(out, '\n');
    }
    lg_string_release(&listing.rows);
    return err->code;
}

/* "snappy, zstd:1...19, lz4 (made without liblz4)": the default first, the range of levels where there are some. */
static void put_codecs(const struct lg_format *format, struct lg_string *out)
{
    for (size_t i = 0; i < format->codecs; i++) {
        const struct lg_codec_info *info = lg_codec_info(format->codec[i]);

        lg_string_printf(out, "%s%s", i ? ", " : "", info->name);
        if (info->absent)
            lg_string_printf(out, " (%s)", info->absent);
        else if (info->most_level > 0)
            lg_string_printf(out, ":%d...%d", info->least_level, info->most_level);
    }
}

static void format_as_json(const struct lg_format *format, struct lg_json *json)
{
    lg_json_open(json, NULL, '{');
    lg_json_text(json, "name", format->name);
    lg_json_text(json, "media_type", format->media_type);
    lg_json_text(json, "extension", format->extension);
    lg_json_open(json, "compression", '[');
    for (size_t i = 0; i < format->codecs; i++) {
        const struct lg_codec_info *info = lg_codec_info(format->codec[i]);

        lg_json_open(json, NULL, '{');
        lg_json_text(json, "name", info->name);
        lg_json_int(json, "least_level", info->least_level);
        lg_json_int(json, "most_level", info->most_level);
        lg_json_int(json, "default_level", info->default_level);
        lg_json_text(json, "problem", info->absent);
        lg_json_close(json, '}');
    }
    lg_json_close(json, ']');
    lg_json_close(json, '}');
}

static void list_formats(struct lg_json *json, struct lg_string *out)
{
    struct lg_string rows = LG_STRING_INIT;

    if (json)
        lg_json_open(json, "formats", '[');
    else
        lg_string_printf(out, "%sformats\n", out->length ? "\n" : "");
    for (size_t i = 0; lg_formats[i]; i++) {
        struct lg_string codecs = LG_STRING_INIT;

        if (json) {
            format_as_json(lg_formats[i], json);
            continue;
        }
        put_codecs(lg_formats[i], &codecs);
        lg_string_printf(&rows, "  %s\x1f%s\x1f%s\x1e", lg_formats[i]->name, lg_formats[i]->media_type, lg_string_text(&codecs));
        lg_string_release(&codecs);
    }
    if (json)
        lg_json_close(json, ']');
    else
        lg_table_put(out, lg_string_text(&rows));
    lg_string_release(&rows);
}

int lg_cli_list(struct lg_cli *cli, struct lg_error *err)
{
    static const char *const words[] = {"schemas", "sinks", "formats", NULL};
    const char *what = cli->targets.count ? cli->targets.word[0] : NULL;
    struct lg_string out = LG_STRING_INIT;
    struct lg_json writer, *json = lg_cli_wants_json(cli) ? &writer : NULL;
    bool known = !what;

    for (size_t i = 0; words[i] && !known; i++)
        known = strcmp(what, words[i]) == 0;
    if (!known)
        return lg_error_set(err, LG_E_USAGE, "'%.64s' is none of schemas, sinks, formats", what);
    if (lg_cli_plugins(cli, err) != LG_OK)
        return err->code;
    if (json) {
        lg_json_init(json, &out, true);
        lg_json_open(json, NULL, '{');
    }
    if (!what || strcmp(what, "schemas") == 0)
        (void)list_plugins(cli, json, LG_KIND_SCHEMA, "schemas", &out, err);
    if (err->code == LG_OK && (!what || strcmp(what, "sinks") == 0))
        (void)list_plugins(cli, json, LG_KIND_SINK, "sinks", &out, err);
    if (!what || strcmp(what, "formats") == 0)
        list_formats(json, &out);
    if (json)
        lg_json_close(json, '}');
    if (err->code == LG_OK)
        (void)lg_cli_print(&out, err);
    lg_string_release(&out);
    return err->code;
}
