/* SPDX-License-Identifier: Apache-2.0 */
/* Lists of assignments. */
#include "config/assignment.h"

#include "base/string.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

static void release(const struct lg_option_assignment *assignment)
{
    const char *const texts[] = {assignment->plugin, assignment->name, assignment->value, assignment->place,
                                 assignment->name_place};

    for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
        free((void *)(uintptr_t)texts[i]);
}

void lg_option_assignments_release(struct lg_option_assignments *assignments)
{
    for (size_t i = 0; i < assignments->count; i++)
        release(&assignments->item[i]);
    free(assignments->item);
    *assignments = (struct lg_option_assignments){NULL, 0};
}

static char *copy(const char *text, bool *failed)
{
    char *copied = text ? strdup(text) : NULL;

    *failed = *failed || (text && !copied);
    return copied;
}

int lg_option_assignments_add(struct lg_option_assignments *assignments, const struct lg_option_assignment *assignment,
                              struct lg_error *err)
{
    struct lg_option_assignment *grown = realloc(assignments->item, (assignments->count + 1) * sizeof(*grown)), *item;
    bool failed = !grown;

    if (!grown)
        return lg_error_set(err, LG_E_LOCAL, "out of memory for options");
    assignments->item = grown;
    item = &grown[assignments->count];
    *item = (struct lg_option_assignment){assignment->layer, copy(assignment->plugin, &failed), copy(assignment->name, &failed),
                                          copy(assignment->value, &failed), copy(assignment->place, &failed),
                                          copy(assignment->name_place, &failed), assignment->is_days};
    if (failed) {
        release(item);
        return lg_error_set(err, LG_E_LOCAL, "out of memory for options");
    }
    assignments->count++;
    return LG_OK;
}

/* The words of PLUGIN.KEY or KEY, in a copy of the text that is cut. In files, options stand in these sections, too. */
static void split_key(char *key, struct lg_option_assignment *assignment)
{
    static const char plugins[] = "plugins.options.", schema[] = "quality.";
    char *dot;

    if (strncmp(key, schema, strlen(schema)) == 0) {
        assignment->name = key + strlen(schema);
        return;
    }
    key += strncmp(key, plugins, strlen(plugins)) == 0 ? strlen(plugins) : 0;
    dot = strchr(key, '.');

    assignment->plugin = dot ? key : NULL;
    assignment->name = dot ? dot + 1 : key;
    if (dot)
        *dot = '\0';
}

int lg_option_assignments_parse(struct lg_option_assignments *assignments, const char *text, enum lg_layer layer, struct lg_error *err)
{
    bool is_flag = strncmp(text, "--", 2) == 0;
    const char *name = text + (is_flag ? 2 : 0), *equals = strchr(text, '=');
    struct lg_string key = LG_STRING_INIT, value = LG_STRING_INIT, place = LG_STRING_INIT;
    struct lg_option_assignment assignment = {.layer = layer};

    if (equals ? equals == name : !is_flag)
        return lg_error_set(err, LG_E_USAGE, "'%.100s' is not of the form KEY=VALUE", text);
    lg_string_append(&key, name, equals ? (size_t)(equals - name) : strlen(name));
    lg_string_puts(&value, equals ? equals + 1 : "");
    lg_string_printf(&place, "%s%s", is_flag ? "--" : "--set ", lg_string_text(&key));
    if (lg_string_check(&key, err) == LG_OK && lg_string_check(&value, err) == LG_OK && lg_string_check(&place, err) == LG_OK) {
        split_key(key.text, &assignment);
        assignment.value = equals ? lg_string_text(&value) : NULL;
        assignment.place = place.text;
        (void)lg_option_assignments_add(assignments, &assignment, err);
    }
    lg_string_release(&key);
    lg_string_release(&value);
    lg_string_release(&place);
    return err->code;
}
