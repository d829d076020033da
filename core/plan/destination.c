/* SPDX-License-Identifier: Apache-2.0 */
/* Taking destinations apart. */
#include "plan/destination.h"

#include "base/callback.h"
#include "config/settings.h"

#include <stdlib.h>
#include <string.h>

void lg_destination_release(struct lg_destination *destination)
{
    free(destination->sink);
    free(destination->authority);
    free(destination->root);
    *destination = (struct lg_destination){NULL, NULL, NULL, false};
}

static int hex_value(char c)
{
    const char *digits = "0123456789abcdef", *at = c ? strchr(digits, c | 0x20) : NULL;

    return at ? (int)(at - digits) : -1;
}

/* Undoes %XX; a place with a NUL in it is refused. */
static int decode_percent(const char *text, struct lg_string *out, struct lg_error *err)
{
    for (; *text; text++) {
        int high = *text == '%' ? hex_value(text[1]) : -1, low = high >= 0 ? hex_value(text[2]) : -1;

        if (low < 0) {
            lg_string_putc(out, *text);
            continue;
        }
        if (high == 0 && low == 0)
            return lg_error_set(err, LG_E_USAGE, "destination holds %%00, which no name can");
        lg_string_putc(out, (char)(high << 4 | low));
        text += 2;
    }
    return lg_string_check(out, err);
}

struct parts {
    struct lg_string sink, authority, root;
    bool has_root;
};

static int split_url(const char *url, size_t scheme, struct parts *parts, struct lg_error *err)
{
    const char *rest = url + scheme + 1, *place = rest;

    lg_string_clear(&parts->sink);
    lg_string_append(&parts->sink, url, scheme);
    if (strncmp(rest, "//", 2) == 0) {
        size_t authority = strcspn(rest + 2, "/");

        if (lg_url_has_userinfo(url))
            return lg_error_set(err, LG_E_USAGE, "destination holds a user name or password; URLs reach logs, use the "
                                "configuration or the environment");
        if (authority > 0 && strspn(rest + 2, ".") == authority) /* file://./out: what people write for a folder below this one */
            authority = 0;
        lg_string_append(&parts->authority, rest + 2, authority);
        place = rest + 2 + authority;
    }
    parts->has_root = *place != '\0';
    return decode_percent(place, &parts->root, err);
}

static char *without_trailing_slashes(struct lg_string *root)
{
    while (root->length > 1 && root->text[root->length - 1] == '/')
        root->text[--root->length] = '\0';
    return lg_string_move(root);
}

/* Both may be URLs; the place of --output wins, and they must agree on the sink. */
static int parse_parts(const char *sink, const char *output, struct parts *parts, struct lg_error *err)
{
    size_t scheme = lg_url_scheme(sink);

    if (scheme == 0)
        lg_string_puts(&parts->sink, lg_sink_of_word(sink));
    else if (split_url(sink, scheme, parts, err) != LG_OK)
        return err->code;
    if (!output)
        return LG_OK;
    if (!*output)
        return lg_error_set(err, LG_E_USAGE, "--output is empty; name a folder");
    if (parts->has_root)
        return lg_error_set(err, LG_E_USAGE, "both --sink '%.200s' and --output '%.200s' name a place; give one", sink, output);
    scheme = lg_url_scheme(output);
    if (scheme == 0) {
        parts->has_root = true;
        lg_string_puts(&parts->root, output);
        return LG_OK;
    }
    lg_string_clear(&parts->authority);
    return split_url(output, scheme, parts, err);
}

int lg_destination_parse(const char *sink, const char *output, struct lg_destination *destination, struct lg_error *err)
{
    struct parts parts = {LG_STRING_INIT, LG_STRING_INIT, LG_STRING_INIT, false};

    *destination = (struct lg_destination){NULL, NULL, NULL, false};
    if (parse_parts(sink, output, &parts, err) == LG_OK) {
        destination->is_bare = !parts.has_root;
        destination->sink = lg_string_move(&parts.sink);
        destination->authority = lg_string_move(&parts.authority);
        destination->root = without_trailing_slashes(&parts.root);
        if (!destination->sink || !destination->authority || !destination->root)
            (void)lg_error_set(err, LG_E_LOCAL, "out of memory for a destination");
    }
    lg_string_release(&parts.sink);
    lg_string_release(&parts.authority);
    lg_string_release(&parts.root);
    if (err->code != LG_OK)
        lg_destination_release(destination);
    return err->code;
}

/* A folder of this machine, as a shell and a browser write it. */
static int check_folder(const struct lg_destination *destination, struct lg_error *err)
{
    const char *root = destination->root;

    if (*destination->authority && strcmp(destination->authority, "localhost") != 0)
        return lg_error_set(err, LG_E_USAGE, "destination '%s://%s%s' names a host; write %s:///… with three slashes", destination->sink,
                            destination->authority, root, destination->sink);
    if (!destination->is_bare && strspn(root, "/") == strlen(root))
        return lg_error_set(err, LG_E_USAGE, "destination '%s' is the root folder; name a folder below it", root);
    if (root[0] == '~' && (root[1] == '/' || root[1] == '\0'))
        return lg_error_set(err, LG_E_USAGE, "destination '%s' begins with '~', which the shell did not expand; write the whole path",
                            root);
    return LG_OK;
}

/* Where places are no folders, the slash behind an authority only ends it: s3://bucket/prefix. */
static void take_slash_off(struct lg_destination *destination)
{
    char *root = destination->root;

    if (!*destination->authority || *root != '/')
        return;
    memmove(root, root + 1, strlen(root));
    destination->is_bare = destination->is_bare || !*root;
}

void lg_destination_put(const struct lg_destination *destination, struct lg_string *out)
{
    if (*destination->authority)
        lg_string_printf(out, "%s://%s%s", destination->sink, destination->authority, *destination->root ? "/" : "");
    lg_string_put_printable(out, destination->root);
}

void lg_destination_put_with_sink(const struct lg_destination *destination, struct lg_string *out)
{
    if (!*destination->authority)
        lg_string_printf(out, "%s%s", destination->sink, *destination->root ? " " : "");
    lg_destination_put(destination, out);
}

int lg_destination_settle(struct lg_destination *destination, const struct lg_sink_plugin *sink, struct lg_error *err)
{
    if (sink->flags & LG_SINK_FOLDERS)
        return check_folder(destination, err);
    take_slash_off(destination);
    if ((sink->flags & LG_SINK_DISCARDS) && (!destination->is_bare || *destination->authority))
        return lg_error_set(err, LG_E_USAGE, "sink '%s' keeps nothing, so that it has no place '%s%s'; leave the place out, or choose "
                            "another --sink", sink->base.name, destination->authority, destination->root);
    return LG_OK;
}

/* ---- the state of runs ---- */

/* A place as part of a path: what is no plain character becomes %XX. */
static void put_plain(const char *place, struct lg_string *out)
{
    for (const unsigned char *p = (const unsigned char *)place; *p; p++) {
        bool plain = (*p >= '0' && *p <= '9') || (*p >= 'A' && *p <= 'Z') || (*p >= 'a' && *p <= 'z') || strchr("._-:", *p);

        lg_string_printf(out, plain ? "%c" : "%%%02X", *p);
    }
}

int lg_destination_put_keeper(const struct lg_destination *destination, const struct lg_sink_plugin *sink,
                              const struct lg_options *options, const char *folder, struct lg_string *out, struct lg_error *err)
{
    const struct lg_run run = {.struct_size = sizeof(run), .authority = destination->authority, .root = destination->root};
    char place[512];

    lg_string_puts(out, folder ? folder : "./.lakegen");
    if (sink->place) {
        if (lg_callback_result(sink->place(options, &run, place, sizeof(place), err), "place", err) != LG_OK)
            return err->code;
        lg_string_putc(out, '/');
        put_plain(place, out);
    }
    return lg_string_check(out, err);
}

/* ---- from settings ---- */

const char *lg_destination_setting(const struct lg_settings *settings)
{
    return settings->bucket ? "bucket" : settings->output ? "output" : "sink";
}

const char *lg_destination_sink_setting(const struct lg_settings *settings)
{
    return settings->bucket || (settings->output && lg_url_scheme(settings->output)) ? lg_destination_setting(settings) : "sink";
}

static int choose_place(const struct lg_settings *settings, const char *place, struct lg_destination *destination, struct lg_error *err)
{
    const char *setting = lg_destination_setting(settings);

    if (place && lg_url_scheme(place) && lg_setting_is_given(settings, "sink") && !lg_sink_fits(settings->sink, place))
        (void)lg_error_set(err, LG_E_USAGE, "--sink '%.100s' and --%s '%.200s' name different sinks; leave one out", settings->sink,
                           setting, place);
    else
        (void)lg_destination_parse(settings->sink, place, destination, err);
    return lg_settings_blame(settings, setting, err);
}

static int check_bucket(const char *bucket, struct lg_error *err)
{
    if (!strpbrk(bucket, "/:"))
        return LG_OK;
    return lg_error_set(err, LG_E_USAGE, "--bucket '%.200s' is no NAME alone; give a place in it by --prefix, or a URL by --output", bucket);
}

int lg_destination_choose(const struct lg_settings *settings, struct lg_destination *destination, struct lg_error *err)
{
    struct lg_string url = LG_STRING_INIT;

    *destination = (struct lg_destination){NULL, NULL, NULL, false};
    if (settings->prefix && !settings->bucket) {
        (void)lg_error_set(err, LG_E_USAGE, "--prefix '%.200s' without --bucket", settings->prefix);
        return lg_settings_blame(settings, "prefix", err);
    }
    if (!settings->bucket)
        return choose_place(settings, settings->output, destination, err);
    if (check_bucket(settings->bucket, err) != LG_OK)
        return lg_settings_blame(settings, "bucket", err);
    lg_string_printf(&url, "s3://%s%s%s", settings->bucket, settings->prefix ? "/" : "",
                     settings->prefix ? settings->prefix + strspn(settings->prefix, "/") : "");
    if (lg_string_check(&url, err) == LG_OK)
        (void)choose_place(settings, url.text, destination, err);
    lg_string_release(&url);
    return err->code;
}
