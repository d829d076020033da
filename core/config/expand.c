/* SPDX-License-Identifier: Apache-2.0 */
/* Replacing variables. */
#include "config/expand.h"

#include <stdlib.h>
#include <string.h>

static size_t name_length(const char *text)
{
    static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_0123456789";

    return *text >= '0' && *text <= '9' ? 0 : strspn(text, letters);
}

/* text is behind "${"; gives what is behind "}". */
static const char *expand_one(const char *text, struct lg_string *out, struct lg_error *err)
{
    size_t length = name_length(text), fallback_length;
    const char *fallback = text + length + 2, *value;
    bool has_fallback = length > 0 && strncmp(text + length, ":-", 2) == 0;
    char name[256];

    if (length == 0 || length >= sizeof(name) || (!has_fallback && text[length] != '}')) {
        (void)lg_error_set(err, LG_E_CONFIG, "what begins with ${ is not of the form ${NAME} or ${NAME:-default}; write $${ for ${ itself");
        return NULL;
    }
    memcpy(name, text, length);
    name[length] = '\0';
    value = getenv(name);
    if (!has_fallback && !value) {
        (void)lg_error_set(err, LG_E_CONFIG, "the environment variable '%s' is not set; set it, or write ${%s:-default}", name, name);
        return NULL;
    }
    if (!has_fallback) {
        lg_string_puts(out, value);
        return text + length + 1;
    }
    fallback_length = strcspn(fallback, "}$");
    while (fallback[fallback_length] == '$' && fallback[fallback_length + 1] != '{')
        fallback_length += 1 + strcspn(fallback + fallback_length + 1, "}$");
    if (fallback[fallback_length] != '}') {
        (void)lg_error_set(err, LG_E_CONFIG, "the default of '${%s:-…}' %s", name,
                           fallback[fallback_length] ? "holds another variable; one level is read" : "has no end");
        return NULL;
    }
    if (value && *value)
        lg_string_puts(out, value);
    else
        lg_string_append(out, fallback, fallback_length);
    return fallback + fallback_length + 1;
}

int lg_expand(const char *text, struct lg_string *out, struct lg_error *err)
{
    lg_string_clear(out);
    lg_string_append(out, "", 0);
    while (text && *text) {
        size_t plain = strcspn(text, "$");

        lg_string_append(out, text, plain);
        text += plain;
        if (strncmp(text, "$${", 3) == 0) {
            lg_string_puts(out, "${");
            text += 3;
        } else if (strncmp(text, "${", 2) == 0) {
            text = expand_one(text + 2, out, err);
        } else if (*text) {
            lg_string_putc(out, *text++);
        }
        if (out->length > LG_EXPAND_MOST_BYTES)
            return lg_error_set(err, LG_E_CONFIG, "a value has more than %zu bytes once its variables are replaced",
                                LG_EXPAND_MOST_BYTES);
    }
    return err->code != LG_OK ? err->code : lg_string_check(out, err);
}
