/* SPDX-License-Identifier: Apache-2.0 */
/* Reading stored plans. */
#include "audit/stored.h"

#include <lakegen/text.h>

#include "base/parse.h"
#include "plan/names.h"
#include "record/document.h"

#include <stdlib.h>
#include <string.h>

#define FIRST_TIME INT64_C(-62135596800000000) /* years 0001 to 9999 can be written */
#define LAST_TIME INT64_C(253402300799999999)
#define MOST_TABLES 1000
#define MOST_PARTS INT64_C(100000000) /* of a table, as the planner has it */

void lg_stored_plan_release(struct lg_stored_plan *plan)
{
    json_decref(plan->identity);
    free(plan->table);
    *plan = (struct lg_stored_plan){.identity = NULL};
}

const char *lg_stored_plan_text(const struct lg_stored_plan *plan, const char *member)
{
    const char *text = json_string_value(json_object_get(plan->identity, member));

    return text ? text : "";
}

static const struct lg_option *find_option(const struct lg_plugin *plugin, const char *name)
{
    for (const struct lg_option *option = plugin ? plugin->options : NULL; option && option->name; option++)
        if (strcmp(option->name, name) == 0)
            return option;
    return NULL;
}

void lg_stored_plan_put_option(const struct lg_plugin *schema, const char *name, const char *value, struct lg_string *out)
{
    const struct lg_option *option = find_option(schema, name);
    int64_t time;
    char text[32];

    if (option && option->type == LG_OPTION_TIME && lg_parse_int64(value, &time, NULL) == LG_OK && time >= FIRST_TIME &&
        time <= LAST_TIME)
        lg_string_append(out, text, (size_t)(lg_put_timestamp(text, time) - text));
    else
        lg_string_puts(out, value);
}

static int check_pattern(const struct lg_stored_table *table, struct lg_error *err)
{
    struct lg_string expanded = LG_STRING_INIT;

    if (lg_names_pattern(table->pattern, table->name, "", false, &expanded, err) == LG_OK &&
        strcmp(lg_string_text(&expanded), table->pattern) != 0)
        (void)lg_error_set(err, LG_E_STATE, "the names '%.100s' of table '%.64s' are none that lakegen gives", table->pattern, table->name);
    lg_string_release(&expanded);
    if (err->code != LG_OK)
        err->code = LG_E_STATE;
    return err->code;
}

static int read_table(const json_t *object, struct lg_stored_plan *plan, struct lg_error *err)
{
    struct lg_stored_table *table = &plan->table[plan->tables];

    table->name = json_string_value(json_object_get(object, "name"));
    table->pattern = json_string_value(json_object_get(object, "objects"));
    table->is_truth = json_is_true(json_object_get(object, "ground_truth"));
    table->first_ordinal = plan->parts;
    if (!table->name || !table->pattern || !lg_member_int(object, "rows", &table->rows) ||
        !lg_member_int(object, "rows_per_row_group", &table->rows_per_group) ||
        !lg_member_int(object, "rows_per_part", &table->rows_per_part) || !lg_member_int(object, "parts", &table->parts))
        return lg_error_set(err, LG_E_STATE, "table %u of its identity lacks a member", plan->tables);
    if (table->rows < 0 || table->rows_per_group < 1 || table->rows_per_part < 1 || table->parts < 1 || table->parts > MOST_PARTS)
        return lg_error_set(err, LG_E_STATE, "table '%.64s' of its identity has impossible numbers", table->name);
    plan->parts += table->parts;
    plan->tables++;
    return check_pattern(table, err);
}

static int read_tables(struct lg_stored_plan *plan, struct lg_error *err)
{
    const json_t *tables = json_object_get(plan->identity, "tables");
    size_t count = json_array_size(tables);

    if (count == 0 || count > MOST_TABLES)
        return lg_error_set(err, LG_E_STATE, "its identity has %zu tables", count);
    plan->table = calloc(count, sizeof(*plan->table));
    if (!plan->table)
        return lg_error_set(err, LG_E_LOCAL, "out of memory for %zu tables", count);
    for (size_t i = 0; i < count && err->code == LG_OK; i++)
        (void)read_table(json_array_get(tables, i), plan, err);
    return err->code;
}

int lg_stored_plan_init(const json_t *record, struct lg_stored_plan *plan, struct lg_error *err)
{
    *plan = (struct lg_stored_plan){.identity = json_incref(json_object_get(record, "identity"))};
    if (!lg_member_text(record, "run", plan->run, sizeof(plan->run)) ||
        !lg_member_text(record, "identity_hash", plan->hash, sizeof(plan->hash)) || !json_is_object(plan->identity))
        (void)lg_error_set(err, LG_E_STATE, "it has no run, identity or identity_hash");
    else
        (void)read_tables(plan, err);
    (void)lg_member_text(record, "lakegen", plan->lakegen, sizeof(plan->lakegen));
    if (err->code != LG_OK)
        lg_stored_plan_release(plan);
    return err->code;
}

int lg_stored_plan_name(const struct lg_stored_plan *plan, const struct lg_site *site, uint32_t table, int64_t part,
                        struct lg_string *name, struct lg_error *err)
{
    lg_string_clear(name);
    lg_site_put_root(site, plan->table[table].is_truth, name);
    lg_names_put(plan->table[table].pattern, part, name);
    return lg_string_check(name, err);
}

/* Numbers have six digits or more, and digits may follow them: the length is right when the number makes the same name again. */
static bool is_of_table(const struct lg_stored_plan *plan, const struct lg_site *site, const char *name, uint32_t table, int64_t *part,
                        struct lg_string *again)
{
    const struct lg_stored_table *t = &plan->table[table];
    struct lg_error err = LG_ERROR_INIT;
    size_t before = (size_t)(strstr(t->pattern, "{part}") - t->pattern);
    const char *digits;

    lg_string_clear(again);
    lg_site_put_root(site, t->is_truth, again);
    lg_string_append(again, t->pattern, before);
    if (again->failed || strncmp(name, lg_string_text(again), again->length) != 0)
        return false;
    digits = name + again->length;
    *part = 0;
    for (int i = 0; i < 15 && digits[i] >= '0' && digits[i] <= '9'; i++) {
        *part = *part * 10 + (digits[i] - '0');
        if (i >= 5 && lg_stored_plan_name(plan, site, table, *part, again, &err) == LG_OK && strcmp(again->text, name) == 0)
            return true;
    }
    return false;
}

bool lg_stored_plan_find(const struct lg_stored_plan *plan, const struct lg_site *site, const char *name, uint32_t *table, int64_t *part)
{
    struct lg_string again = LG_STRING_INIT;
    bool found = false;

    for (uint32_t t = 0; t < plan->tables && !found; t++) {
        found = is_of_table(plan, site, name, t, part, &again);
        *table = t;
    }
    lg_string_release(&again);
    return found;
}

int64_t lg_stored_plan_table(const struct lg_stored_plan *plan, const char *name)
{
    for (uint32_t t = 0; t < plan->tables; t++)
        if (strcmp(plan->table[t].name, name) == 0)
            return t;
    return -1;
}
