/* SPDX-License-Identifier: Apache-2.0 */
/* Checks of the shared object itself, and of the texts in its tables. */
#include "kit/checks.h"

#include "plugin/symbols.h"

#include <string.h>

static int exports_alone(void *context, const struct lg_symbol *symbol, struct lg_error *err)
{
    (void)context;
    if (!symbol->is_exported || strcmp(symbol->name, LG_PLUGIN_ENTRY_SYMBOL) == 0)
        return LG_OK;
    return lg_error_set(err, LG_E_PLUGIN, "it also exports '%.100s', which other plugins may collide with; compile with "
                        "-fvisibility=hidden", symbol->name);
}

static int check_exports(const struct lg_check_subject *subject, struct lg_error *err)
{
    return lg_symbols_each(subject->path, exports_alone, NULL, err);
}

/* Without a version nobody knows which library it is from: the program has it, another host may not. */
static int wants_public(void *context, const struct lg_symbol *symbol, struct lg_error *err)
{
    (void)context;
    if (symbol->is_exported || strncmp(symbol->name, "lg_", 3) != 0)
        return LG_OK;
    if (strcmp(symbol->version, "LAKEGEN_PRIVATE") == 0)
        return lg_error_set(err, LG_E_PLUGIN, "it calls '%.100s', which no installed header declares; the next version may not have it",
                            symbol->name);
    if (symbol->version[0] == '\0')
        return lg_error_set(err, LG_E_PLUGIN, "it calls '%.100s' and is not linked with liblakegen; link with $(pkg-config --libs lakegen)",
                            symbol->name);
    return LG_OK;
}

static int check_imports(const struct lg_check_subject *subject, struct lg_error *err)
{
    return lg_symbols_each(subject->path, wants_public, NULL, err);
}

/* What gives other values elsewhere, or at another time. sqrt, floor and their like are exact everywhere. */
static const char *const differing[] = {
    "exp",    "exp2",  "exp10",  "expm1",   "log",     "log2",   "log10",  "log1p",  "pow",    "sin",     "cos",      "tan",   "sincos",
    "asin",   "acos",  "atan",   "atan2",   "sinh",    "cosh",   "tanh",   "cbrt",   "hypot",  "tgamma",  "lgamma",   "erf",   "erfc",
    "expf",   "logf",  "powf",   "sinf",    "cosf",    "rand",   "rand_r", "srand",  "random", "srandom", "drand48",  "lrand48",
    "time",   "clock", "getpid", "getrandom", "getentropy", "arc4random", "gettimeofday", "clock_gettime", "localtime", "localtime_r",
    "mktime", "strftime", "setlocale", "getenv", "secure_getenv", "gethostname", "uname", "pthread_self", NULL};

static int wants_same(void *context, const struct lg_symbol *symbol, struct lg_error *err)
{
    (void)context;
    for (const char *const *name = differing; !symbol->is_exported && *name; name++)
        if (strcmp(symbol->name, *name) == 0)
            return lg_error_set(err, LG_E_PLUGIN, "it calls '%s', which gives other values on other machines or at other times; "
                                "lakegen/distribution.h and lakegen/random.h have what gives the same", *name);
    return LG_OK;
}

static int check_calls(const struct lg_check_subject *subject, struct lg_error *err)
{
    return lg_symbols_each(subject->path, wants_same, NULL, err);
}

static bool is_schema(const struct lg_check_subject *subject)
{
    return subject->plugin->kind == LG_KIND_SCHEMA;
}

bool lg_check_is_phrase(const char *text)
{
    return text && *text && !strchr(text, '\n') && text[strlen(text) - 1] != '.';
}

static int check_texts(const struct lg_check_subject *subject, struct lg_error *err)
{
    const struct lg_option *option = subject->plugin->options;

    if (!lg_check_is_phrase(subject->plugin->summary))
        return lg_error_set(err, LG_E_PLUGIN, "the summary is not one line without a full stop");
    for (; option && option->name; option++)
        if (!lg_check_is_phrase(option->doc))
            return lg_error_set(err, LG_E_PLUGIN, "the .doc of option '%s' is not one line without a full stop", option->name);
    return LG_OK;
}

const struct lg_check lg_checks_of_objects[] = {
    {"exports its entry function alone", check_exports, NULL},
    {"uses what the installed headers declare", check_imports, NULL},
    {"calls nothing that differs between machines", check_calls, is_schema},
    {"says what it is, and what its options are", check_texts, NULL},
    {NULL, NULL, NULL},
};
