/* SPDX-License-Identifier: Apache-2.0 */
/* Fuzzes what is read of manifests and stored plans: receipts, tables, names. No name may leave its root. */
#include "audit/stored.h"
#include "record/document.h"
#include "record/receipts.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

static char root[] = "place/root";
static const struct lg_site site = {.destination = {.root = root}};

static void check_name(const struct lg_stored_plan *plan, uint32_t table, int64_t part)
{
    struct lg_string name = LG_STRING_INIT;
    struct lg_error err = LG_ERROR_INIT;
    uint32_t found_table;
    int64_t found_part;

    if (lg_stored_plan_name(plan, &site, table, part, &name, &err) == LG_OK) {
        if (strncmp(name.text, root, sizeof(root) - 1) != 0 || strstr(name.text, "/../") ||
            !lg_stored_plan_find(plan, &site, name.text, &found_table, &found_part))
            abort();
    }
    lg_string_release(&name);
}

static void read_record(const json_t *record)
{
    struct lg_receipts receipts = LG_RECEIPTS_INIT;
    struct lg_stored_plan plan;
    struct lg_error err = LG_ERROR_INIT;

    (void)lg_receipts_read(record, "objects", &receipts, &err);
    err = (struct lg_error)LG_ERROR_INIT;
    if (lg_stored_plan_init(record, &plan, &err) == LG_OK) {
        for (uint32_t t = 0; t < plan.tables; t++) {
            check_name(&plan, t, 0);
            check_name(&plan, t, plan.table[t].parts - 1);
        }
        for (size_t i = 0; i < receipts.count; i++)
            (void)lg_stored_plan_table(&plan, receipts.item[i].table);
        lg_stored_plan_release(&plan);
    }
    lg_receipts_release(&receipts);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    struct lg_error err = LG_ERROR_INIT;
    json_t *record;

    if (lg_document_parse_record((const char *)bytes, size, &record, &err) == LG_OK)
        read_record(record);
    json_decref(record);
    return 0;
}
