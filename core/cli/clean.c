/* SPDX-License-Identifier: Apache-2.0 */
/* lakegen clean: removes what runs wrote to a destination, after it was shown and agreed to. */
#include "cli/look.h"

#include "audit/clean.h"
#include "base/machine.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define SHOWN 20

static void put_list(const struct lg_clean *clean, struct lg_string *out)
{
    size_t shown = clean->count < SHOWN ? clean->count : SHOWN;

    for (size_t i = 0; i < shown; i++) {
        lg_string_puts(out, "  ");
        lg_string_put_printable(out, clean->item[i].name);
        lg_string_putc(out, '\n');
    }
    if (clean->count > shown)
        lg_string_printf(out, "  … and %zu more\n", clean->count - shown);
}

static void put_text(const struct lg_clean *clean, struct lg_string *out)
{
    lg_string_puts(out, "at ");
    lg_destination_put(&clean->site->destination, out);
    lg_string_puts(out, ", of run ");
    for (size_t i = 0; i < clean->runs.count; i++)
        lg_string_printf(out, "%s%s", i ? ", " : "", clean->runs.word[i]);
    lg_string_puts(out, ": ");
    lg_put_count(out, (int64_t)clean->objects);
    lg_string_printf(out, " object%s (", clean->objects == 1 ? "" : "s");
    lg_put_bytes(out, clean->object_bytes);
    lg_string_printf(out, ") and %zu record%s\n", clean->records, clean->records == 1 ? "" : "s");
    put_list(clean, out);
    if (clean->kept > 0)
        lg_string_printf(out, "%lld other file%s there stay%s as they are\n", (long long)clean->kept, clean->kept == 1 ? "" : "s",
                         clean->kept == 1 ? "s" : "");
}

static void put_json(const struct lg_clean *clean, struct lg_string *out)
{
    struct lg_json json;

    lg_json_init(&json, out, true);
    lg_json_open(&json, NULL, '{');
    lg_json_text(&json, "root", clean->site->destination.root);
    lg_json_open(&json, "runs", '[');
    for (size_t i = 0; i < clean->runs.count; i++)
        lg_json_text(&json, NULL, clean->runs.word[i]);
    lg_json_close(&json, ']');
    lg_json_int(&json, "objects", (int64_t)clean->objects);
    lg_json_int(&json, "bytes", clean->object_bytes);
    lg_json_int(&json, "records", (int64_t)clean->records);
    lg_json_int(&json, "kept", clean->kept);
    lg_json_open(&json, "names", '[');
    for (size_t i = 0; i < clean->count; i++)
        lg_json_text(&json, NULL, clean->item[i].name);
    lg_json_close(&json, ']');
    lg_json_close(&json, '}');
}

static bool agrees(void)
{
    char answer[16];

    (void)fprintf(stderr, "Remove them? [y/N] ");
    return fgets(answer, sizeof(answer), stdin) && (answer[0] == 'y' || answer[0] == 'Y');
}

static int ask(const struct lg_cli *cli, bool *yes, struct lg_error *err)
{
    *yes = cli->settings.force;
    if (*yes)
        return LG_OK;
    if (!isatty(STDIN_FILENO) || !isatty(STDERR_FILENO))
        return lg_error_set(err, LG_E_USAGE, "nothing was removed: there is no terminal to ask on; say --force");
    *yes = agrees();
    if (!*yes)
        (void)fprintf(stderr, "lakegen: nothing was removed\n");
    return LG_OK;
}

static int remove_all(const struct lg_cli *cli, struct lg_clean *clean, struct lg_error *err)
{
    unsigned threads = cli->settings.threads ? (unsigned)cli->settings.threads : lg_machine_threads();
    int64_t removed;

    (void)lg_clean_remove(clean, threads, err);
    removed = clean->removed;
    if (err->code != LG_OK)
        return lg_error_wrap(err, "removed %lld of %zu", (long long)removed, clean->count);
    if (!cli->settings.quiet)
        (void)fprintf(stderr, "lakegen: removed %lld files\n", (long long)removed);
    return LG_OK;
}

static int clean_site(const struct lg_cli *cli, const struct lg_site *site, struct lg_error *err)
{
    struct lg_string out = LG_STRING_INIT;
    struct lg_clean clean;
    bool yes;

    if (lg_clean_open(site, cli->settings.run_id, &clean, err) != LG_OK)
        return err->code;
    if (lg_cli_wants_json(cli))
        put_json(&clean, &out);
    else if (!cli->settings.quiet)
        put_text(&clean, &out);
    if (lg_cli_print(&out, err) == LG_OK && ask(cli, &yes, err) == LG_OK && yes)
        (void)remove_all(cli, &clean, err);
    lg_string_release(&out);
    lg_clean_close(&clean);
    return err->code;
}

int lg_cli_clean(struct lg_cli *cli, struct lg_error *err)
{
    struct lg_site site;

    if (lg_look_open(cli, &site, err) != LG_OK)
        return err->code;
    (void)clean_site(cli, &site, err);
    lg_site_close(&site);
    return err->code;
}
