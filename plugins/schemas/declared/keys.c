/* SPDX-License-Identifier: Apache-2.0 */
/* Keys and references to them. The key of a row is computed from its number, so a reference draws a row of the other table and
 * computes that row's key; nothing is looked up. */
#include "declared.h"

/* ---- sequences ---- */

struct sequence {
    int64_t start, step;
};

int read_sequence_column(struct reader *reader, struct column *column, struct lg_error *err)
{
    struct sequence *sequence = keep(reader->schema, sizeof(*sequence), err);
    const struct lg_yaml_node *start = get_key(reader, column, "start");
    union value first = {0};
    int64_t nano;

    if (!sequence)
        return err->code;
    column->own = sequence;
    column->form = FORM_INTEGERS;
    if (column->by >= 0)
        return refuse_key(reader, column, "by", err, "does nothing here: a sequence follows the rows");
    if (column->role != WHOLE)
        return refuse_key(reader, column, "generator", err, "is sequence, which follows the rows of a table; in a list write a formula, "
                          "such as position + 1");
    if (start && read_value(reader, start, &column->type, &first, err) != LG_OK)
        return err->code;
    sequence->start = first.integer;
    sequence->step = column->type.family == TIMESTAMPS ? 1000000 : 1;
    if (column->type.family == TIMESTAMPS && get_key(reader, column, "step")) {
        if (lg_yaml_number(reader->yaml, get_key(reader, column, "step"), LG_OPTION_DECIMAL, &nano, err) != LG_OK)
            return err->code;
        sequence->step = nano / 1000; /* seconds to microseconds */
    } else if (read_units(reader, column, "step", column->type.decimals, &sequence->step, err) != LG_OK) {
        return err->code;
    }
    return sequence->step != 0 ? LG_OK : refuse_key(reader, column, "step", err, "is 0, all values would be equal");
}

int fill_sequence_column(struct work *work, const struct column *column, struct vector *out, struct lg_error *err)
{
    const struct sequence *sequence = column->own;
    int64_t *integers = integers_for(work, column, out, err);

    for (int64_t i = 0; integers && i < work->rows; i++)
        integers[i] = sequence->start + (work->first + i) * sequence->step;
    return err->code;
}

int check_sequence(const struct declared *schema, const struct column *column, int64_t rows, struct lg_error *err)
{
    const struct sequence *sequence = column->own;
    wide last;

    if (column->generator->fill != fill_sequence_column)
        return LG_OK;
    last = (wide)sequence->start + (wide)(rows > 0 ? rows - 1 : 0) * sequence->step;
    if (last <= column->type.most && last >= column->type.least)
        return LG_OK;
    return lg_yaml_key_error(schema->yaml, column->node, err, "column '%s': %lld rows make a sequence that %s does not hold", column->name,
                             (long long)rows, column->type.name);
}

/* ---- UUIDs ---- */

#define UUID_CHARACTERS 36

int read_uuid_column(struct reader *reader, struct column *column, struct lg_error *err)
{
    (void)reader, (void)err;
    column->form = FORM_TEXT;
    column->is_random = true;
    return LG_OK;
}

/* The UUIDs at keys[i], or at the rows themselves. */
static int fill_uuids(struct work *work, const struct column *column, const struct lg_stream *stream, const int64_t *keys,
                      struct vector *out, struct lg_error *err)
{
    struct texts texts;

    if (texts_open(work, column, out, UUID_CHARACTERS, &texts, err) != LG_OK)
        return err->code;
    for (int64_t i = 0; i < work->rows; i++) {
        char *p = lg_text_begin(&texts.text);

        if (texts_skip(&texts, i))
            continue;
        lg_draw_uuid(stream, keys ? keys[i] : work->first + i, p);
        lg_text_end(&texts.text, p + UUID_CHARACTERS);
    }
    texts_close(work, column, &texts, out);
    return LG_OK;
}

int fill_uuid_column(struct work *work, const struct column *column, struct vector *out, struct lg_error *err)
{
    const int64_t *keys = keys_of(work, column, err);

    if (goes_straight(work, column, out))
        return lg_fill_uuid(&column->stream, work->first, work->batch, (uint32_t)column->place, err);
    return err->code == LG_OK ? fill_uuids(work, column, &column->stream, keys, out, err) : err->code;
}

/* ---- references ---- */

struct reference {
    struct table *table;
    struct column *key;
    struct lg_zipf *zipf; /* NULL: uniform */
    struct lg_decimal orphans;
    struct lg_stream orphan_stream;
    int64_t own_rows; /* of the table that refers, at this scale */
};

static void release_zipf(void *zipf)
{
    lg_zipf_free(zipf);
}

/* "table.column" */
static int find_target(struct reader *reader, const struct lg_yaml_node *node, struct reference *reference, struct lg_error *err)
{
    const char *dot = strchr(node->text, '.'), *names[256];
    struct lg_yaml_node word = *node;
    struct table *table;
    uint32_t count = 0, place;
    char *name;

    if (!dot || dot == node->text || !dot[1])
        return lg_yaml_error(reader->yaml, node, err, "'%.64s' must be the key of a table, written table.column", node->text);
    name = keep_text(reader->schema, node->text, (size_t)(dot - node->text), err);
    if (!name)
        return err->code;
    for (; count < reader->schema->tables && count < 255; count++)
        names[count] = reader->schema->table[count].name;
    names[count] = NULL;
    word.text = name;
    table = find_table(reader->schema, name);
    if (!table)
        return lg_yaml_word(reader->yaml, &word, "table", names, &place, err);
    for (count = 0; count < table->columns && count < 255; count++)
        names[count] = table->column[count].name;
    names[count] = NULL;
    word.text = dot + 1;
    for (uint32_t c = 0; c < table->columns; c++)
        if (strcmp(table->column[c].name, dot + 1) == 0)
            reference->key = &table->column[c];
    if (!reference->key)
        return lg_yaml_word(reader->yaml, &word, "column", names, &place, err);
    reference->table = table;
    if (!table->reference)
        table->reference = node;
    return LG_OK;
}

/* Only what is known of a key without reading the table that it is in: its generator and its type. */
static int take_key(struct reader *reader, struct column *column, const struct lg_yaml_node *to, const struct reference *reference,
                    struct lg_error *err)
{
    struct column *key = read_key_column(reader, reference->table, reference->key, err);

    if (!key)
        return err->code;
    if ((key->generator->fill != fill_sequence_column && key->generator->fill != fill_uuid_column) || key->may_be_null || key->dirt)
        return lg_yaml_error(reader->yaml, to, err, "'%.64s' is no key: a key is a sequence or a uuid, without nulls and dirt", to->text);
    if (!*column->type.format)
        column->type = key->type;
    if (strcmp(key->type.format, column->type.format) != 0)
        return lg_yaml_error(reader->yaml, to, err, "'%.64s' is of type %s, column '%s' is of type %s", to->text, key->type.name,
                             column->name, column->type.name);
    column->form = key->form;
    column->is_random = key->is_random;
    return LG_OK;
}

static int read_orphans(struct reader *reader, struct column *column, struct reference *reference, struct lg_error *err)
{
    const struct lg_yaml_node *node = get_key(reader, column, "orphan_ratio");
    const struct sequence *sequence = reference->key->own;
    wide last;

    if (!node || read_ratio(reader, node, &reference->orphans, err) != LG_OK)
        return err->code;
    if (column->form == FORM_INTEGERS) {
        last = (wide)sequence->start + ((wide)2 * reference->table->rows - 1) * sequence->step;
        if (last > column->type.most || last < column->type.least)
            return refuse_key(reader, column, "orphan_ratio", err, "needs keys behind those of the table, which the type does not hold");
    }
    return open_stream(reader, column, ".orphans", &reference->orphan_stream, err);
}

static int read_popularity(struct reader *reader, struct column *column, struct reference *reference, struct lg_error *err)
{
    static const char *const words[] = {"uniform", "zipf", NULL};
    const struct lg_yaml_node *node = get_key(reader, column, "distribution");
    uint32_t place = 0;
    double alpha = 0.0;

    if (node && lg_yaml_word(reader->yaml, node, "distribution", words, &place, err) != LG_OK)
        return err->code;
    if (place == 0)
        return get_key(reader, column, "alpha") ? refuse_key(reader, column, "alpha", err, "is of 'distribution: zipf'") : LG_OK;
    if (!require_key(reader, column, "alpha", err) || read_real(reader, column, "alpha", &alpha, err) != LG_OK)
        return err->code;
    if (alpha <= 0.0 || alpha > 10.0)
        return refuse_key(reader, column, "alpha", err, "must be above 0, at most 10");
    if (lg_zipf_new(alpha, reference->table->rows, 0, &reference->zipf, err) != LG_OK)
        return err->code == LG_E_CONFIG ? lg_yaml_wrap(reader->yaml, node, err) : err->code;
    return keep_object(reader->schema, reference->zipf, release_zipf, err);
}

int read_reference_column(struct reader *reader, struct column *column, struct lg_error *err)
{
    const struct lg_yaml_node *to = require_key(reader, column, "to", err);
    struct reference *reference = to ? keep(reader->schema, sizeof(*reference), err) : NULL;

    if (!reference || lg_yaml_want(reader->yaml, to, LG_YAML_SCALAR, err) != LG_OK || find_target(reader, to, reference, err) != LG_OK ||
        take_key(reader, column, to, reference, err) != LG_OK)
        return err->code;
    column->own = reference;
    reference->own_rows = reader->table->rows;
    if (read_popularity(reader, column, reference, err) != LG_OK)
        return err->code;
    return read_orphans(reader, column, reference, err);
}

const struct table *referred_table(const struct column *column)
{
    const struct reference *reference = column->own;

    return column->generator->fill == fill_reference_column ? reference->table : NULL;
}

/* Rows of the other table; for orphans rows behind its last. */
static int draw_rows(struct work *work, const struct column *column, const uint8_t *orphans, int64_t *rows, struct lg_error *err)
{
    const struct reference *reference = column->own;
    const int64_t *keys = keys_of(work, column, err);
    const struct lg_draw *draws = err->code == LG_OK ? draw_for(work, column, &column->stream, 0, err) : NULL;

    if (!draws)
        return err->code;
    if (!reference->zipf)
        lg_uniform_int64(draws, 0, work->rows, 0, reference->table->rows - 1, rows);
    else if (!keys)
        lg_zipf_pick(reference->zipf, &column->stream, work->first, draws, work->rows, rows);
    for (int64_t i = 0; keys && reference->zipf && i < work->rows; i++)
        lg_zipf_pick(reference->zipf, &column->stream, keys[i], &draws[i], 1, &rows[i]);
    for (int64_t i = 0; reference->zipf && i < work->rows; i++)
        rows[i]--;
    for (int64_t i = 0; orphans && i < work->rows; i++)
        rows[i] += orphans[i] ? reference->table->rows : 0;
    return LG_OK;
}

/* Rows behind the last have UUIDs too, that nobody else has. */
static int fill_keys(struct work *work, const struct column *column, const int64_t *rows, struct vector *out, struct lg_error *err)
{
    const struct reference *reference = column->own;
    const struct sequence *sequence = reference->key->own;
    int64_t *integers;

    if (column->form == FORM_TEXT)
        return fill_uuids(work, column, &reference->key->stream, rows, out, err);
    integers = integers_for(work, column, out, err);
    for (int64_t i = 0; integers && i < work->rows; i++)
        integers[i] = sequence->start + rows[i] * sequence->step;
    return err->code;
}

int fill_reference_column(struct work *work, const struct column *column, struct vector *out, struct lg_error *err)
{
    const struct reference *reference = column->own;
    uint8_t *orphans = reference->orphans.nano > 0 ? row_array(work, 1, err) : NULL;
    int64_t *rows = err->code == LG_OK ? row_array(work, sizeof(*rows), err) : NULL;

    if (orphans && mark_some(work, column, &reference->orphan_stream, reference->orphans, reference->own_rows, orphans, err) != LG_OK)
        return err->code;
    if (!rows || draw_rows(work, column, orphans, rows, err) != LG_OK)
        return err->code;
    return fill_keys(work, column, rows, out, err);
}
