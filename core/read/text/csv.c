/* SPDX-License-Identifier: Apache-2.0 */
/* The CSV reader: one state, a byte at a time. A row and a cell are numbered from 1 in findings, the header is row 1. */
#include "read/text/csv.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum state { ROW_START, CELL_START, UNQUOTED, QUOTED, QUOTE_IN_QUOTED, AFTER_CR };

/* Faults of a file that are counted, and told once with the row where they were first. */
enum fault { BARE_QUOTE, BEHIND_QUOTE, LONE_CR, NUL, MIXED_ENDS, FAULTS };

static const char *const fault_texts[FAULTS] = {
    [BARE_QUOTE] = "a quote in a cell that does not begin with one",
    [BEHIND_QUOTE] = "text behind a cell's closing quote",
    [LONE_CR] = "a carriage return that no line feed follows",
    [NUL] = "a NUL byte",
    [MIXED_ENDS] = "lines end with LF and with CRLF",
};

struct lg_csv {
    struct lg_text_facts *facts;
    enum state state;
    char cell[LG_TEXT_NAME]; /* its first bytes */
    int64_t length;          /* of the cell */
    bool was_quoted;
    int64_t row;             /* being read, from 1 */
    uint32_t cells;          /* of the row so far */
    int64_t ragged;          /* rows with another number of cells than the first */
    struct {
        int64_t count, row;
    } fault[FAULTS];
    bool has_lf;
    struct lg_utf8_check utf8;
    unsigned char bom[3];
    size_t seen; /* of the bytes where a byte order mark would be */
    bool all_texts; /* the first row's cells */
};

int lg_csv_new(struct lg_text_facts *facts, struct lg_csv **csv, struct lg_error *err)
{
    *csv = calloc(1, sizeof(**csv));
    if (!*csv)
        return lg_error_set(err, LG_E_LOCAL, "out of memory to read CSV");
    (*csv)->facts = facts;
    (*csv)->row = 1;
    (*csv)->all_texts = true;
    return LG_OK;
}

void lg_csv_free(struct lg_csv *csv)
{
    free(csv);
}

static void note(struct lg_csv *csv, enum fault fault)
{
    if (csv->fault[fault].count++ == 0)
        csv->fault[fault].row = csv->row;
}

static size_t kept(const struct lg_csv *csv)
{
    return csv->length < LG_TEXT_NAME ? (size_t)csv->length : LG_TEXT_NAME;
}

/* RFC 4180 has no nulls: lakegen and most readers take an empty cell without quotes for one. */
static void note_value(struct lg_csv *csv, struct lg_text_column *column)
{
    if (csv->length == 0 && !csv->was_quoted) {
        column->nulls++;
        return;
    }
    column->values++;
    column->empty += csv->length == 0;
    column->longest = csv->length > column->longest ? csv->length : column->longest;
    column->kinds |= csv->was_quoted || csv->length > LG_TEXT_SAMPLE ? LG_KIND_TEXT : lg_text_kind(csv->cell, (size_t)csv->length);
}

static int end_cell(struct lg_csv *csv, struct lg_error *err)
{
    struct lg_text_facts *facts = csv->facts;

    if (csv->row == 1 && facts->columns < LG_TEXT_COLUMNS) {
        struct lg_text_column *column = lg_text_facts_add(facts, csv->cell, kept(csv), err);

        if (!column)
            return err->code;
        note_value(csv, column);
        csv->all_texts = csv->all_texts && column->kinds == LG_KIND_TEXT && csv->length > 0;
    } else if (csv->cells < facts->columns) {
        note_value(csv, &facts->column[csv->cells]);
    }
    csv->cells++;
    csv->length = 0;
    csv->was_quoted = false;
    csv->state = CELL_START;
    return LG_OK;
}

/* The first row was a header: what it counted is not data. Else columns have numbers for names. */
static int end_first_row(struct lg_csv *csv, struct lg_error *err)
{
    struct lg_text_facts *facts = csv->facts;

    if (csv->cells > LG_TEXT_COLUMNS)
        lg_findings_add(facts->findings, "row 1 has %" PRIu32 " cells, only the first %d are looked at", csv->cells, LG_TEXT_COLUMNS);
    facts->has_header = csv->all_texts;
    for (uint32_t c = 0; c < facts->columns; c++) {
        struct lg_text_column *column = &facts->column[c];

        if (facts->has_header) {
            *column = (struct lg_text_column){.name = column->name};
            continue;
        }
        free(column->name);
        column->name = malloc(16);
        if (!column->name)
            return lg_error_set(err, LG_E_LOCAL, "out of memory for a column's name");
        (void)snprintf(column->name, 16, "%" PRIu32, c + 1);
    }
    return LG_OK;
}

static int end_row(struct lg_csv *csv, struct lg_error *err)
{
    struct lg_text_facts *facts = csv->facts;

    if (end_cell(csv, err) != LG_OK || (csv->row == 1 && end_first_row(csv, err) != LG_OK))
        return err->code;
    if (csv->row > 1 && csv->cells != facts->columns && facts->columns < LG_TEXT_COLUMNS && ++csv->ragged <= 10)
        lg_findings_add(facts->findings, "row %" PRId64 " has %" PRIu32 " cells, the first row %" PRIu32, csv->row, csv->cells,
                        facts->columns);
    facts->rows += csv->row > 1 || !facts->has_header;
    csv->row++;
    csv->cells = 0;
    csv->state = ROW_START;
    return LG_OK;
}

static int end_line(struct lg_csv *csv, bool crlf, struct lg_error *err)
{
    if (crlf ? csv->has_lf : csv->facts->has_crlf)
        note(csv, MIXED_ENDS);
    csv->has_lf = csv->has_lf || !crlf;
    csv->facts->has_crlf = csv->facts->has_crlf || crlf;
    return end_row(csv, err);
}

static void keep(struct lg_csv *csv, unsigned char byte)
{
    if (csv->length < LG_TEXT_NAME)
        csv->cell[csv->length] = (char)byte;
    csv->length++;
    if (byte == '\0')
        note(csv, NUL);
}

/* A byte outside of quotes. */
static int take_plain(struct lg_csv *csv, unsigned char byte, struct lg_error *err)
{
    switch (byte) {
    case ',':
        return end_cell(csv, err);
    case '\n':
        return end_line(csv, false, err);
    case '\r':
        csv->state = AFTER_CR;
        return LG_OK;
    case '"':
        if (csv->state == ROW_START || csv->state == CELL_START) {
            csv->was_quoted = true;
            csv->state = QUOTED;
            return LG_OK;
        }
        note(csv, csv->state == QUOTE_IN_QUOTED ? BEHIND_QUOTE : BARE_QUOTE);
        break;
    default:
        if (csv->state == QUOTE_IN_QUOTED)
            note(csv, BEHIND_QUOTE);
    }
    keep(csv, byte);
    csv->state = UNQUOTED;
    return LG_OK;
}

static int take(struct lg_csv *csv, unsigned char byte, struct lg_error *err)
{
    if (csv->state == QUOTED) {
        if (byte == '"')
            csv->state = QUOTE_IN_QUOTED;
        else
            keep(csv, byte);
        return LG_OK;
    }
    if (csv->state == QUOTE_IN_QUOTED && byte == '"') {
        keep(csv, byte);
        csv->state = QUOTED;
        return LG_OK;
    }
    if (csv->state == AFTER_CR) {
        if (byte == '\n')
            return end_line(csv, true, err);
        note(csv, LONE_CR);
        if (end_row(csv, err) != LG_OK) /* as old Macintoshes have it */
            return err->code;
    }
    return take_plain(csv, byte, err);
}

/* A byte order mark is no part of the first cell. */
static size_t skip_bom(struct lg_csv *csv, const unsigned char *bytes, size_t size, struct lg_error *err)
{
    size_t n = 0;

    while (csv->seen < 3 && n < size) {
        csv->bom[csv->seen++] = bytes[n++];
        if (memcmp(csv->bom, "\xef\xbb\xbf", csv->seen) == 0)
            continue;
        for (size_t i = 0; i < csv->seen; i++)
            (void)take(csv, csv->bom[i], err);
        csv->seen = 4;
    }
    if (csv->seen == 3) {
        csv->facts->has_bom = true;
        csv->seen = 4;
    }
    return n;
}

int lg_csv_feed(struct lg_csv *csv, const void *bytes, size_t size, struct lg_error *err)
{
    const unsigned char *p = bytes;

    csv->facts->bytes += (int64_t)size;
    lg_utf8_feed(&csv->utf8, p, size);
    for (size_t i = skip_bom(csv, p, size, err); i < size && err->code == LG_OK; i++)
        (void)take(csv, p[i], err);
    return err->code;
}

int lg_csv_end(struct lg_csv *csv, struct lg_error *err)
{
    struct lg_findings *findings = csv->facts->findings;

    for (size_t i = 0; csv->seen < 3 && i < csv->seen; i++) /* a file of less than a byte order mark */
        (void)take(csv, csv->bom[i], err);
    if (csv->state == QUOTED)
        lg_findings_add(findings, "the file ends inside the quotes of row %" PRId64, csv->row);
    if (csv->state == AFTER_CR)
        note(csv, LONE_CR);
    if (csv->state != ROW_START && end_row(csv, err) != LG_OK)
        return err->code;
    for (int f = 0; f < FAULTS; f++)
        if (csv->fault[f].count > 0)
            lg_findings_add(findings, "row %" PRId64 ": %s (%" PRId64 " in all)", csv->fault[f].row, fault_texts[f],
                            csv->fault[f].count);
    if (csv->ragged > 10)
        lg_findings_add(findings, "%" PRId64 " rows in all have another number of cells than the first", csv->ragged);
    lg_utf8_end(&csv->utf8);
    if (csv->utf8.wrong > 0)
        lg_findings_add(findings, "%" PRId64 " bytes are not UTF-8", csv->utf8.wrong);
    return err->code;
}
