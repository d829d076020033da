/* SPDX-License-Identifier: Apache-2.0 */
/* Options, CLICKHOUSE_… in the environment, and clickhouse://host:port/database.table. */
#include "settings.h"

#include "base/string.h"

#include <stdlib.h>
#include <string.h>

const struct lg_option settings_options[] = {
    {.name = "url", .type = LG_OPTION_TEXT,
     .doc = "http://host:port or https://host:port of the server; CLICKHOUSE_URL, else http://localhost:8123"},
    {.name = "user", .type = LG_OPTION_TEXT, .doc = "CLICKHOUSE_USER when not set, else default"},
    {.name = "password", .type = LG_OPTION_SECRET, .doc = "CLICKHOUSE_PASSWORD when not set, which other users of this machine do not see"},
    {.name = "database", .type = LG_OPTION_TEXT, .doc = "database, when the destination names none; else default"},
    {.name = "table", .type = LG_OPTION_TEXT, .doc = "table, for a schema with one; else named as in the schema"},
    {.name = "ca_cert", .type = LG_OPTION_TEXT, .doc = "PEM file of the authority that signed the server's certificate"},
    {.name = "verify_ssl", .type = LG_OPTION_BOOL, .fallback = "true", .doc = "false: any certificate will do"},
    {.name = "dedup", .type = LG_OPTION_CHOICE, .fallback = "auto", .range = "auto|keys|token|none",
     .doc = "how rows are kept from being stored twice: by counting keys, by the server's tokens; none: at least once"},
    {.name = "patience", .type = LG_OPTION_DURATION, .fallback = "5m", .range = "0..86400", .doc = "how long an insert is tried again"},
    {0}};

static const char *given(const struct lg_options *options, const char *name, const char *variable)
{
    const char *value = lg_option_text(options, name);

    if (!value && variable)
        value = getenv(variable);
    return value && *value ? value : NULL;
}

static int copy(char **out, const char *text, struct lg_error *err)
{
    *out = text ? strdup(text) : NULL;
    if (text && !*out)
        return lg_error_set(err, LG_E_LOCAL, "out of memory for the sink clickhouse");
    return LG_OK;
}

/* ---- the server ---- */

static int check_url(const char *url, struct lg_error *err)
{
    const char *host = strstr(url, "://");

    if (!host || (strncmp(url, "http://", 7) != 0 && strncmp(url, "https://", 8) != 0))
        return lg_error_set(err, LG_E_CONFIG, "--url is not http://host:port or https://host:port");
    if (strchr(host, '@') || strchr(host, '?'))
        return lg_error_set(err, LG_E_CONFIG, "--url holds a user name, password or parameters; URLs reach logs: give --user, and the "
                            "password in CLICKHOUSE_PASSWORD");
    for (const char *p = url; *p; p++)
        if ((unsigned char)*p <= ' ' || *p == '"' || *p == '\\')
            return lg_error_set(err, LG_E_CONFIG, "--url has a blank, a quote or a control character");
    return LG_OK;
}

static int read_url(struct settings *settings, const struct lg_options *options, struct lg_error *err)
{
    const char *authority = settings->run->authority, *url = given(options, "url", *authority ? NULL : "CLICKHOUSE_URL");
    struct lg_string text = LG_STRING_INIT;

    if (*authority && url)
        return lg_error_set(err, LG_E_USAGE, "both the destination and --url name a server; give one");
    if (*authority)
        lg_string_printf(&text, "http://%s%s", authority, strchr(authority, ':') ? "" : ":8123");
    else
        lg_string_puts(&text, url ? url : "http://localhost:8123");
    while (text.length > 0 && text.text[text.length - 1] == '/')
        text.text[--text.length] = '\0';
    settings->url = lg_string_move(&text);
    if (!settings->url)
        return lg_error_set(err, LG_E_LOCAL, "out of memory for the sink clickhouse");
    return check_url(settings->url, err);
}

/* ---- the table ---- */

/* The destination's path: database.table, or database alone; a name with a dot is given by the options. */
static int read_names(struct settings *settings, const struct lg_options *options, struct lg_error *err)
{
    const char *root = settings->run->root + strspn(settings->run->root, "/");
    const char *database = given(options, "database", NULL), *table = given(options, "table", NULL), *dot = strchr(root, '.');

    if (*root && (database || (table && dot)))
        return lg_error_set(err, LG_E_USAGE, "both the destination '%.100s' and --database or --set table= name a table; give one", root);
    if (!*root)
        return copy(&settings->database, database ? database : "default", err) == LG_OK ? copy(&settings->table, table, err) : err->code;
    if (strchr(root, '/'))
        return lg_error_set(err, LG_E_USAGE, "destination '%.100s' is not database.table; names with a slash are given by --database and "
                            "--set table=", root);
    settings->database = dot ? strndup(root, (size_t)(dot - root)) : strdup(root);
    if (!settings->database)
        return lg_error_set(err, LG_E_LOCAL, "out of memory for the sink clickhouse");
    if (!*settings->database || (dot && !dot[1]))
        return lg_error_set(err, LG_E_USAGE, "destination '%.100s' is not database.table", root);
    return copy(&settings->table, dot ? dot + 1 : table, err);
}

static enum dedup dedup_of(const char *word)
{
    static const char *const words[] = {[DEDUP_AUTO] = "auto", [DEDUP_KEYS] = "keys", [DEDUP_TOKEN] = "token", [DEDUP_NONE] = "none"};
    enum dedup dedup = DEDUP_AUTO;

    while (dedup < DEDUP_NONE && strcmp(words[dedup], word) != 0)
        dedup++;
    return dedup;
}

static int check_header(const char *name, const char *value, struct lg_error *err)
{
    for (const char *p = value; p && *p; p++)
        if ((unsigned char)*p < 0x20 || *p == 0x7f)
            return lg_error_set(err, LG_E_CONFIG, "%s has a control character", name);
    return LG_OK;
}

int settings_read(struct settings *settings, const struct lg_options *options, const struct lg_run *run, struct lg_error *err)
{
    const char *user = given(options, "user", "CLICKHOUSE_USER");

    *settings = (struct settings){.run = run,
                                  .verify = lg_option_int(options, "verify_ssl") != 0,
                                  .dedup = dedup_of(lg_option_text(options, "dedup")),
                                  .patience_ms = lg_option_int(options, "patience")};
    if (read_url(settings, options, err) != LG_OK || read_names(settings, options, err) != LG_OK ||
        copy(&settings->user, user ? user : "default", err) != LG_OK ||
        copy(&settings->password, given(options, "password", "CLICKHOUSE_PASSWORD"), err) != LG_OK ||
        copy(&settings->ca_cert, given(options, "ca_cert", NULL), err) != LG_OK ||
        check_header("--user", settings->user, err) != LG_OK)
        return err->code;
    return check_header("the password", settings->password, err);
}

void settings_release(struct settings *settings)
{
    if (settings->password)
        memset(settings->password, 0, strlen(settings->password));
    free(settings->url);
    free(settings->user);
    free(settings->password);
    free(settings->database);
    free(settings->table);
    free(settings->ca_cert);
}

void settings_say(const struct settings *settings, int level, const char *format, ...)
{
    struct lg_string line = LG_STRING_INIT;
    va_list arguments;

    if (!settings->run->say)
        return;
    va_start(arguments, format);
    lg_string_vprintf(&line, format, arguments);
    va_end(arguments);
    settings->run->say(settings->run->say_context, level, lg_string_text(&line));
    lg_string_release(&line);
}
