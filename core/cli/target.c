/* SPDX-License-Identifier: Apache-2.0 */
/* TARGET, the word behind a command: a configuration file or a schema; and the configuration it stands on. */
#include "cli/cli.h"

#include <stdlib.h>
#include <string.h>

/* A schema named by the word instead of by --schema. */
static int take_schema(struct lg_cli *cli, const char *word, struct lg_error *err)
{
    if (cli->settings.schema)
        return lg_error_set(err, LG_E_USAGE, "both '%.64s' and --schema %.64s name a schema", word, cli->settings.schema);
    return lg_settings_set(&cli->settings, lg_setting_find("schema"), word, err);
}

/* "clean bronze my-config.yaml", as lakebench has it: bronze is where its generator writes. */
static void drop_layer(struct lg_words *words)
{
    if (words->count != 2 || strcmp(words->word[0], "bronze") != 0)
        return;
    free(words->word[0]);
    words->word[0] = words->word[1];
    words->word[--words->count] = NULL;
}

const char *lg_cli_take_target(struct lg_cli *cli)
{
    if (cli->command->reads == LG_READS_DEST)
        drop_layer(&cli->targets);
    if (cli->targets.count == 0 || cli->command->reads == LG_READS_LAYERS)
        return NULL;
    cli->names_project = lg_config_is_file(cli->targets.word[0]);
    return cli->command->reads == LG_READS_TARGET || cli->names_project ? cli->targets.word[0] : NULL;
}

int lg_cli_load_config(struct lg_cli *cli, const char *word, struct lg_error *err)
{
    struct lg_config_places places;
    struct lg_config_files files = {0};

    if (cli->command->reads == LG_READS_DEST && cli->targets.count > 1)
        return lg_error_set(err, LG_E_USAGE, "'%.64s' is one word too many for 'lakegen %s', see 'lakegen help %s'",
                            cli->targets.word[1], cli->command->name, cli->command->name);
    lg_config_find(&places, &files);
    if (word && lg_config_is_file(word))
        files.project = word;
    files.no_project = !files.project && (word || (cli->command->reads == LG_READS_DEST && cli->targets.count > 0));
    if (word && !files.project && take_schema(cli, word, err) != LG_OK)
        return err->code;
    return lg_config_load(&cli->settings, &files, &cli->problems, err);
}

int lg_cli_check_config(struct lg_cli *cli, struct lg_error *err)
{
    for (size_t i = 0; i < cli->problems.count && !cli->settings.quiet; i++) {
        const struct lg_problem *problem = &cli->problems.problem[i];

        if (problem->severity != LG_SEVERITY_ERROR)
            lg_log_say(lg_cli_log_form(cli), problem->severity == LG_SEVERITY_WARNING ? LG_LOG_WARNING : LG_LOG_INFO, "configuration",
                       problem->text);
    }
    return lg_problems_check(&cli->problems, err);
}
