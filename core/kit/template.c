/* SPDX-License-Identifier: Apache-2.0 */
/* Stamping templates: their own name, and what stands between '@', become what is asked for. */
#include "kit/template.h"

#include "base/file.h"
#include "plugin/search.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define LONGEST_NAME 40

static const struct template {
    const char *kind, *name; /* folder of plugins, and the plugin's own; "" for every kind */
    const char *file, *text;
} templates[] = {
#include "kit/templates.h"
};
#define TEMPLATES (sizeof(templates) / sizeof(templates[0]))

/* Words that C has a meaning for: a plugin's name is also that of its state. */
static const char *const taken[] = {"auto",     "bool",   "break",    "case",     "char",   "const",   "continue", "default", "do",
                                    "double",   "else",   "enum",     "extern",   "false",  "float",   "for",      "goto",    "if",
                                    "inline",   "int",    "long",     "nullptr",  "register", "restrict", "return", "short",  "signed",
                                    "sizeof",   "static", "struct",   "switch",   "true",   "typedef", "typeof",   "union",   "unsigned",
                                    "void",     "volatile", "while",  NULL};

static int check_name(const char *name, struct lg_error *err)
{
    if (!lg_is_name(name) || strlen(name) > LONGEST_NAME)
        return lg_error_set(err, LG_E_USAGE, "'%.64s' cannot be a plugin's name: lower-case letters, digits and underscores, a letter first, at "
                            "most %d", name, LONGEST_NAME);
    for (const char *const *word = taken; *word; word++)
        if (strcmp(*word, name) == 0)
            return lg_error_set(err, LG_E_USAGE, "'%s' cannot be a plugin's name: it is a word of C", name);
    if (strncmp(name, "lg_", 3) == 0)
        return lg_error_set(err, LG_E_USAGE, "'%s' cannot be a plugin's name: names with lg_ are lakegen's own", name);
    return LG_OK;
}

/* The name of a template in quotes is a value, and stays. */
static size_t match(const struct template *template, const char *at, const char *start)
{
    size_t length = strlen(template->name);

    if (length == 0 || strncmp(at, template->name, length) != 0 || (at > start && at[-1] == '"'))
        return 0;
    return length;
}

static void put_text(const struct template *template, int kind, const char *name, struct lg_string *out)
{
    static const char name_mark[] = "@name@", kind_mark[] = "@kind@";

    for (const char *at = template->text; *at;) {
        size_t length = match(template, at, template->text);

        if (length > 0) {
            lg_string_puts(out, name);
            at += length;
        } else if (strncmp(at, name_mark, sizeof(name_mark) - 1) == 0) {
            lg_string_puts(out, name);
            at += sizeof(name_mark) - 1;
        } else if (strncmp(at, kind_mark, sizeof(kind_mark) - 1) == 0) {
            lg_string_puts(out, lg_kind_name(kind));
            at += sizeof(kind_mark) - 1;
        } else {
            lg_string_putc(out, *at++);
        }
    }
}

/* hello.c of the template hello is NAME.c. */
static void put_file_name(const struct template *template, const char *name, struct lg_string *out)
{
    size_t length = strlen(template->name);
    bool is_named = length > 0 && strncmp(template->file, template->name, length) == 0;

    lg_string_printf(out, "%s%s", is_named ? name : "", template->file + (is_named ? length : 0));
}

static bool is_for(const struct template *template, int kind)
{
    return template->kind[0] == '\0' || strcmp(template->kind, lg_kind_folder(kind)) == 0;
}

static int stamp(const struct template *template, int kind, const char *name, struct lg_string *files, struct lg_error *err)
{
    struct lg_string path = LG_STRING_INIT, text = LG_STRING_INIT;

    lg_string_printf(&path, "%s/", name);
    put_file_name(template, name, &path);
    put_text(template, kind, name, &text);
    lg_string_printf(files, "%s%s", files->length ? " " : "", lg_string_text(&path) + strlen(name) + 1);
    if (lg_string_check(&path, err) == LG_OK && lg_string_check(&text, err) == LG_OK && lg_string_check(files, err) == LG_OK)
        (void)lg_file_replace(path.text, text.text, text.length, err);
    lg_string_release(&path);
    lg_string_release(&text);
    return err->code;
}

static void withdraw(const char *name)
{
    struct lg_string path = LG_STRING_INIT;

    for (size_t i = 0; i < TEMPLATES; i++) {
        lg_string_clear(&path);
        lg_string_printf(&path, "%s/", name);
        put_file_name(&templates[i], name, &path);
        (void)unlink(lg_string_text(&path));
    }
    (void)rmdir(name);
    lg_string_release(&path);
}

static bool have(int kind)
{
    for (size_t i = 0; i < TEMPLATES; i++)
        if (templates[i].kind[0] && is_for(&templates[i], kind))
            return true;
    return false;
}

int lg_template_stamp(int kind, const char *name, struct lg_string *files, struct lg_error *err)
{
    if (check_name(name, err) != LG_OK)
        return err->code;
    if (!have(kind))
        return lg_error_set(err, LG_E_PLUGIN, "this lakegen was built without a template for a %s", lg_kind_name(kind));
    if (mkdir(name, 0777) != 0)
        return errno == EEXIST ? lg_error_set(err, LG_E_DESTINATION, "'%s' exists; remove it, or choose another name", name)
                               : lg_error_sys(err, LG_E_DESTINATION, errno, "making the folder '%s'", name);
    for (size_t i = 0; i < TEMPLATES && err->code == LG_OK; i++)
        if (is_for(&templates[i], kind))
            (void)stamp(&templates[i], kind, name, files, err);
    if (err->code != LG_OK)
        withdraw(name);
    return err->code;
}
