/* SPDX-License-Identifier: Apache-2.0 */
/* lakegen inspect: what a file says of itself, and whether it is true. */
#include "cli/inspect.h"

#include <string.h>

void lg_inspect_put_findings(const struct lg_findings *findings, struct lg_json *json)
{
    lg_json_int(json, "problems_total", findings->count);
    lg_json_open(json, "problems", '[');
    for (size_t i = 0; i < findings->kept; i++)
        lg_json_text(json, NULL, findings->text[i]);
    lg_json_close(json, ']');
}

#define SHOWN 20

void lg_inspect_list_findings(const struct lg_findings *findings, struct lg_string *out)
{
    size_t shown = findings->kept < SHOWN ? findings->kept : SHOWN;

    if (findings->count == 0) {
        lg_string_puts(out, "\nno problems\n");
        return;
    }
    lg_string_puts(out, "\nproblems\n");
    for (size_t i = 0; i < shown; i++) {
        lg_string_puts(out, "  ");
        lg_string_put_printable(out, findings->text[i]);
        lg_string_putc(out, '\n');
    }
    if (findings->count > (int64_t)shown)
        lg_string_printf(out, "  … and %lld more\n", (long long)(findings->count - (int64_t)shown));
}

static bool has_extension(const char *name, const char *extension)
{
    size_t length = strlen(name), tail = strlen(extension);

    return length > tail && strcmp(name + length - tail, extension) == 0;
}

/* Parquet says what it is at both ends: one that lost its beginning is still told apart by its end or its name. */
static int is_parquet(const struct lg_blob *blob, bool *yes, struct lg_error *err)
{
    char head[4] = "", tail[4] = "";

    if (blob->size >= 4 && (lg_blob_fetch(blob, 0, sizeof(head), head, err) != LG_OK ||
                            lg_blob_fetch(blob, blob->size - 4, sizeof(tail), tail, err) != LG_OK))
        return err->code;
    *yes = has_extension(blob->name, ".parquet") || memcmp(head, "PAR1", 4) == 0 || memcmp(head, "PARE", 4) == 0 ||
           memcmp(tail, "PAR1", 4) == 0;
    return LG_OK;
}

static int inspect(const struct lg_blob *blob, bool json, struct lg_findings *findings, struct lg_error *err)
{
    struct lg_string out = LG_STRING_INIT;
    bool parquet = false;

    if (is_parquet(blob, &parquet, err) == LG_OK &&
        (parquet ? lg_inspect_parquet : lg_inspect_text)(blob, json, &out, findings, err) == LG_OK)
        (void)lg_cli_print(&out, err);
    lg_string_release(&out);
    if (err->code == LG_OK && findings->count > 0)
        (void)lg_error_set(err, LG_E_VERIFICATION, "'%.200s': %lld problem%s; %.200s", blob->name, (long long)findings->count,
                           findings->count == 1 ? "" : "s", findings->kept ? findings->text[0] : "");
    return err->code;
}

int lg_cli_inspect(struct lg_cli *cli, struct lg_error *err)
{
    struct lg_findings findings = LG_FINDINGS_INIT;
    struct lg_blob blob;

    if (cli->targets.count == 0)
        return lg_error_set(err, LG_E_USAGE, "no file; write 'lakegen inspect FILE'");
    if (lg_blob_open_file(cli->targets.word[0], &blob, err) != LG_OK)
        return err->code;
    (void)inspect(&blob, lg_cli_wants_json(cli), &findings, err);
    lg_blob_close(&blob);
    lg_findings_release(&findings);
    return err->code;
}
