/* SPDX-License-Identifier: Apache-2.0 */
/* Formats that are text, a row a line: the common part of CSV and JSON Lines.
 *
 * A format says how a cell, a null and the text between cells look; columns.c writes the cells of a column, rows.c puts the columns
 * together. Dictionary entries are rendered once, when the encoder is made. */
#ifndef LG_TEXT_ROWS_H
#define LG_TEXT_ROWS_H

#include "encode/encoder.h"

/* How a format writes. All functions give the end of what they wrote and never fail; there is room. */
struct lg_text_dialect {
    const char *null;
    const char *line_end;       /* behind the last cell */
    /* Text, dates and bytes stand between two quotes. A text stands as it is unless it has a control character or a mark, or is
     * among those that `asks_always`, `asks_edges` (an empty one, a space at an end) or `asks_formulas` name: then put_text() writes
     * it, with quotes of its own, in at most n × text_growth + 2 bytes. */
    const char *quote;          /* "" or "\"" */
    unsigned char mark[2];
    bool asks_always, asks_edges, asks_formulas;
    size_t text_growth;
    const struct lg_text_dialect *nested; /* how lists look, quoted like a text; NULL: in this dialect, as they are */
    unsigned char *(*put_text)(unsigned char *p, const unsigned char *text, size_t length);
    unsigned char *(*put_float)(unsigned char *p, double value, bool single);
    /* Text that stands before a cell's value: a comma, a key. first: of the row. */
    void (*prefix)(struct lg_string *out, const char *column, bool first);
    /* The file's first line, a column at a time; NULL: none. */
    void (*header)(struct lg_string *out, const char *column, bool last);
};

extern const struct lg_text_dialect lg_jsonl_dialect;

/* Does a text of at least one byte begin as what spreadsheets take for a formula? (OWASP, CSV injection; a line feed or carriage
 * return that is cut off leaves what follows first.) */
static inline bool lg_text_is_formula(const unsigned char *text)
{
    return *text == '=' || *text == '+' || *text == '-' || *text == '@' || *text == '\t' || *text == '\r' || *text == '\n';
}

int lg_rows_encoder_new(const struct lg_text_dialect *dialect, const struct lg_source *source,
                        const struct lg_encoder_settings *settings, const struct lg_column_size *sizes, struct lg_encoder **encoder,
                        struct lg_error *err);
void lg_rows_encoder_free(struct lg_encoder *encoder);
int lg_rows_worker_new(const struct lg_encoder *encoder, struct lg_encoder_worker **worker, struct lg_error *err);
void lg_rows_worker_free(struct lg_encoder_worker *worker);
int64_t lg_rows_encoder_memory(const struct lg_encoder *encoder);
int64_t lg_rows_worker_memory(const struct lg_encoder *encoder, int64_t rows);
int lg_rows_begin(const struct lg_encoder *encoder, struct lg_output *output, struct lg_error *err);
int lg_rows_row_group(struct lg_encoder_worker *worker, int64_t first_row, int64_t rows, struct lg_output *output,
                      struct lg_row_group *group, struct lg_error *err);
int lg_rows_end(const struct lg_encoder *encoder, const struct lg_part_identity *part, const struct lg_row_group *groups,
                size_t count, struct lg_output *output, struct lg_error *err);
int lg_rows_sample(struct lg_encoder_worker *worker, int64_t first_row, int64_t rows, int64_t planned_rows,
                   struct lg_column_size *sizes, struct lg_row_group *group, struct lg_error *err);

/* What every one of these formats has in its table. */
#define LG_ROWS_FUNCTIONS \
    .encoder_free = lg_rows_encoder_free, \
    .encoder_memory = lg_rows_encoder_memory, \
    .worker_new = lg_rows_worker_new, \
    .worker_free = lg_rows_worker_free, \
    .worker_memory = lg_rows_worker_memory, \
    .begin = lg_rows_begin, \
    .row_group = lg_rows_row_group, \
    .end = lg_rows_end, \
    .sample = lg_rows_sample

#endif
