/* SPDX-License-Identifier: Apache-2.0 */
/* lakegen config: show and schema. */
#include "cli/configuration.h"

#include <string.h>

static int print_schema(struct lg_cli *cli, struct lg_error *err)
{
    struct lg_string out = LG_STRING_INIT;

    if (lg_cli_load_config(cli, NULL, err) == LG_OK && lg_cli_plugins(cli, err) == LG_OK && lg_config_schema_put(cli, &out, err) == LG_OK)
        (void)lg_cli_print(&out, err);
    lg_string_release(&out);
    return err->code;
}

int lg_cli_config(struct lg_cli *cli, struct lg_error *err)
{
    const char *what = cli->targets.count ? cli->targets.word[0] : "";
    const char *word = cli->targets.count > 1 ? cli->targets.word[1] : NULL;

    if (strcmp(what, "show") == 0)
        return lg_config_show(cli, word, err);
    if (strcmp(what, "schema") == 0 && !word)
        return print_schema(cli, err);
    return lg_error_set(err, LG_E_USAGE, "'lakegen config %.64s': write 'lakegen config show [TARGET]' or 'lakegen config schema'", what);
}
