/* SPDX-License-Identifier: Apache-2.0 */
/* Opening what destination commands look at. */
#include "cli/look.h"

#include "plan/destination.h"

#include <signal.h>
#include <string.h>
#include <unistd.h>

static volatile int cancelled; /* number of the signal */

static void on_signal(int number)
{
    if (cancelled)
        _exit(128 + number);
    cancelled = number;
}

static void catch_signals(void)
{
    struct sigaction action;

    memset(&action, 0, sizeof(action));
    action.sa_handler = on_signal;
    (void)sigemptyset(&action.sa_mask);
    (void)sigaction(SIGINT, &action, NULL);
    (void)sigaction(SIGTERM, &action, NULL);
}

static void say(void *cli, int level, const char *sentence)
{
    lg_cli_say(cli, level, sentence);
}

/* Where it goes is no news to who only looks. */
static void warn(void *cli, int level, const char *sentence)
{
    if (level >= LG_SAY_WARNING)
        lg_cli_say(cli, level, sentence);
}

int lg_look_connect(struct lg_cli *cli, const char *where, struct lg_site *site, struct lg_error *err)
{
    const struct lg_site_hooks hooks = {&cancelled, say, cli};

    if (lg_cli_plugins(cli, err) != LG_OK)
        return err->code;
    catch_signals();
    (void)lg_site_connect(&cli->settings, where, cli->plugins, &hooks, site, err);
    cli->signal = cancelled;
    return err->code;
}

void lg_look_disconnect(struct lg_cli *cli, struct lg_site *site)
{
    cli->signal = cancelled;
    lg_site_close(site);
}

int lg_look_open(struct lg_cli *cli, struct lg_site *site, struct lg_error *err)
{
    const char *where = cli->targets.count && !cli->names_project ? cli->targets.word[0] : NULL;
    const struct lg_site_hooks hooks = {NULL, warn, cli, .takes_tables = cli->command->mask == LG_FOR_STATUS};

    if (lg_cli_plugins(cli, err) != LG_OK)
        return err->code;
    if (!where && !cli->names_project && !lg_setting_is_given(&cli->settings, lg_destination_setting(&cli->settings))) {
        (void)lg_error_set(err, LG_E_USAGE, "no destination; write 'lakegen %s DEST', for example a folder that generate wrote to",
                           cli->command->name);
        return lg_plan_suspect_flags(&cli->settings, cli->plugins, err);
    }
    return lg_site_open(&cli->settings, where, cli->plugins, &hooks, site, err);
}

int lg_look_at(struct lg_cli *cli, struct lg_site *site, int (*fn)(struct lg_cli *cli, struct lg_survey *survey, struct lg_error *err),
               struct lg_error *err)
{
    struct lg_survey survey;

    if (lg_survey_open(site, cli->settings.run_id, &survey, err) == LG_OK) {
        (void)fn(cli, &survey, err);
        lg_survey_close(&survey);
    }
    return err->code;
}

int lg_look(struct lg_cli *cli, int (*fn)(struct lg_cli *cli, struct lg_survey *survey, struct lg_error *err), struct lg_error *err)
{
    struct lg_site site;

    if (lg_look_open(cli, &site, err) != LG_OK)
        return err->code;
    (void)lg_look_at(cli, &site, fn, err);
    lg_site_close(&site);
    return err->code;
}

int lg_look_take_first(void *string, const char *name)
{
    lg_string_puts(string, name);
    return 1;
}
