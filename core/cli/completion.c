/* SPDX-License-Identifier: Apache-2.0 */
/* lakegen completion: scripts that complete commands, options and their words in bash, zsh and fish. */
#include "cli/cli.h"

#include <string.h>

/* The words that a value may be: those of a choice; for others the shell offers files. */
static const char *words_of(const struct lg_setting *setting)
{
    return setting->type == LG_SETTING_CHOICE ? setting->range : NULL;
}

static void put_joined(struct lg_string *out, const char *words, char separator)
{
    for (; *words; words++)
        lg_string_putc(out, *words == '|' ? separator : *words);
}

static void put_commands(struct lg_string *out)
{
    for (const struct lg_command *c = lg_commands; c->name; c++)
        lg_string_printf(out, "%s%s", c == lg_commands ? "" : " ", c->name);
}

static void put_option_names(struct lg_string *out, unsigned mask)
{
    for (const struct lg_setting *s = lg_settings_table; s->name; s++)
        if (lg_setting_belongs(s, mask))
            lg_string_printf(out, " --%s", s->name);
}

/* ---- bash, and zsh by its emulation ---- */

static void put_bash(struct lg_string *out)
{
    lg_string_puts(out, "# made by: lakegen completion bash\n"
                        "_lakegen() {\n"
                        "    local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD-1]} command=${COMP_WORDS[1]}\n"
                        "    COMPREPLY=()\n"
                        "    case $before in\n");
    for (const struct lg_setting *s = lg_settings_table; s->name; s++) {
        if (!words_of(s))
            continue;
        lg_string_printf(out, "    --%s) COMPREPLY=($(compgen -W '", s->name);
        put_joined(out, words_of(s), ' ');
        lg_string_puts(out, "' -- \"$word\")); return ;;\n");
    }
    lg_string_puts(out, "    --schema | --sink)\n"
                        "        COMPREPLY=($(compgen -W \"$(lakegen list ${before#--}s 2>/dev/null |\n"
                        "            awk '/^  /{print $1}')\" -- \"$word\"))\n"
                        "        return ;;\n"
                        "    esac\n"
                        "    if [ \"$COMP_CWORD\" -eq 1 ] && [ \"${word#-}\" = \"$word\" ]; then\n"
                        "        COMPREPLY=($(compgen -W '");
    put_commands(out);
    lg_string_puts(out, "' -- \"$word\") $(compgen -f -- \"$word\" | grep -E '\\.(ya?ml|json)$'))\n"
                        "        return\n"
                        "    fi\n"
                        "    if [ \"${word#-}\" = \"$word\" ]; then\n"
                        "        COMPREPLY=($(compgen -f -- \"$word\"))\n"
                        "        return\n"
                        "    fi\n"
                        "    case $command in\n");
    for (const struct lg_command *c = lg_commands; c->name; c++) {
        lg_string_printf(out, "    %s) COMPREPLY=($(compgen -W '", c->name);
        put_option_names(out, c->mask);
        lg_string_puts(out, "' -- \"$word\")) ;;\n");
    }
    lg_string_puts(out, "    *) COMPREPLY=($(compgen -W '");
    put_option_names(out, LG_FOR_GENERATE);
    lg_string_puts(out, "' -- \"$word\")) ;;\n    esac\n}\ncomplete -F _lakegen lakegen\n");
}

static void put_zsh(struct lg_string *out)
{
    lg_string_puts(out, "# made by: lakegen completion zsh\nautoload -U +X bashcompinit && bashcompinit\n");
    put_bash(out);
}

/* ---- fish ---- */

static void put_fish_text(struct lg_string *out, const char *text)
{
    for (; *text; text++) {
        if (*text == '\'' || *text == '\\')
            lg_string_putc(out, '\\');
        lg_string_putc(out, *text);
    }
}

static void put_fish_option(struct lg_string *out, const struct lg_command *command, const struct lg_setting *setting)
{
    lg_string_printf(out, "complete -c lakegen -n '__fish_seen_subcommand_from %s' -l %s", command->name, setting->name);
    if (setting->letter)
        lg_string_printf(out, " -s %c", setting->letter);
    if (words_of(setting)) {
        lg_string_puts(out, " -x -a '");
        put_joined(out, words_of(setting), ' ');
        lg_string_putc(out, '\'');
    } else if (setting->type != LG_SETTING_FLAG) {
        lg_string_puts(out, " -r");
    }
    lg_string_puts(out, " -d '");
    put_fish_text(out, setting->doc);
    lg_string_puts(out, "'\n");
}

static void put_fish(struct lg_string *out)
{
    lg_string_puts(out, "# made by: lakegen completion fish\n");
    for (const struct lg_command *c = lg_commands; c->name; c++) {
        lg_string_printf(out, "complete -c lakegen -n __fish_use_subcommand -a %s -d '", c->name);
        put_fish_text(out, c->summary);
        lg_string_puts(out, "'\n");
        for (const struct lg_setting *s = lg_settings_table; s->name; s++)
            if (lg_setting_belongs(s, c->mask))
                put_fish_option(out, c, s);
    }
}

int lg_cli_completion(struct lg_cli *cli, struct lg_error *err)
{
    static const struct {
        const char *name;
        void (*put)(struct lg_string *out);
    } shells[] = {{"bash", put_bash}, {"zsh", put_zsh}, {"fish", put_fish}};
    const char *shell = cli->targets.count ? cli->targets.word[0] : "";
    struct lg_string out = LG_STRING_INIT;
    size_t i = 0;

    while (i < sizeof(shells) / sizeof(shells[0]) && strcmp(shells[i].name, shell) != 0)
        i++;
    if (i == sizeof(shells) / sizeof(shells[0]))
        return lg_error_set(err, LG_E_USAGE, "'lakegen completion %.32s': write bash, zsh or fish", shell);
    shells[i].put(&out);
    (void)lg_cli_print(&out, err);
    lg_string_release(&out);
    return err->code;
}
