/* SPDX-License-Identifier: Apache-2.0 */
/* Fuzzes the readers of CSV and JSON Lines: the first byte says which, and in pieces of how many bytes the rest comes. Pieces must
 * not matter. */
#include "read/text/csv.h"
#include "read/text/jsonl.h"

#include <stdint.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

struct seen {
    int64_t rows, findings, values;
    uint32_t columns;
};

static void read_csv(const uint8_t *bytes, size_t size, size_t piece, struct lg_text_facts *facts)
{
    struct lg_error err = LG_ERROR_INIT;
    struct lg_csv *csv;

    if (lg_csv_new(facts, &csv, &err) != LG_OK)
        return;
    for (size_t at = 0; at < size && err.code == LG_OK; at += piece)
        (void)lg_csv_feed(csv, bytes + at, size - at < piece ? size - at : piece, &err);
    if (err.code == LG_OK)
        (void)lg_csv_end(csv, &err);
    lg_csv_free(csv);
}

static void read_jsonl(const uint8_t *bytes, size_t size, size_t piece, struct lg_text_facts *facts)
{
    struct lg_error err = LG_ERROR_INIT;
    struct lg_jsonl *jsonl;

    if (lg_jsonl_new(facts, &jsonl, &err) != LG_OK)
        return;
    for (size_t at = 0; at < size && err.code == LG_OK; at += piece)
        (void)lg_jsonl_feed(jsonl, bytes + at, size - at < piece ? size - at : piece, &err);
    if (err.code == LG_OK)
        (void)lg_jsonl_end(jsonl, &err);
    lg_jsonl_free(jsonl);
}

static struct seen read_all(const uint8_t *bytes, size_t size, size_t piece, int is_json)
{
    struct lg_findings findings = LG_FINDINGS_INIT;
    struct lg_text_facts facts;
    struct seen seen = {0, 0, 0, 0};

    lg_text_facts_init(&facts, &findings);
    (is_json ? read_jsonl : read_csv)(bytes, size, piece, &facts);
    seen.rows = facts.rows;
    seen.columns = facts.columns;
    seen.findings = findings.count;
    for (uint32_t c = 0; c < facts.columns; c++)
        seen.values += facts.column[c].values + 7 * facts.column[c].nulls + 11 * facts.column[c].kinds;
    lg_text_facts_release(&facts);
    lg_findings_release(&findings);
    return seen;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    struct seen whole, pieces;

    if (size < 2)
        return 0;
    whole = read_all(bytes + 1, size - 1, size, bytes[0] & 1);
    pieces = read_all(bytes + 1, size - 1, (size_t)(bytes[0] >> 1) + 1, bytes[0] & 1);
    if (whole.rows != pieces.rows || whole.columns != pieces.columns || whole.findings != pieces.findings ||
        whole.values != pieces.values)
        abort();
    return 0;
}
