/* SPDX-License-Identifier: Apache-2.0 */
/* Templates: texts put together from fixed parts and, in braces, values of other columns, words of a pool, or numbers of a range. A
 * template without columns that makes few texts becomes a list of words. */
#include "declared.h"

#include <lakegen/text.h>

#define MOST_PARTS 64
#define MOST_RANDOM 32 /* parts that take a random number */
#define FEW 4096
#define FEW_PIECES 1024 /* of a part: a table of them stays near */

/* Short texts are copied as a whole, whatever their length is. */
struct piece {
    char text[15];
    uint8_t length;
};

enum kind { LITERAL, NUMBER, POOL, COLUMN };

struct part {
    enum kind kind;
    const char *text; /* LITERAL */
    size_t length;
    int64_t lo;       /* NUMBER */
    uint32_t count;   /* NUMBER, POOL: how many there are */
    int digits;       /* NUMBER: of all of them, with leading zeros; 0: as many as each has */
    uint32_t random;  /* NUMBER, POOL: which of the random numbers */
    const char **word; /* POOL */
    uint32_t *word_length;
    const struct lg_choice *choice;
    const struct column *column; /* COLUMN */
    struct piece *piece;         /* what LITERAL, NUMBER and POOL write, where that is few and short; NULL: it is not */
};

struct template {
    struct part part[MOST_PARTS];
    uint32_t parts, random;
    size_t longest;
    bool has_column;
    int32_t *word; /* of a list of words: for each combination */
};

/* ---- reading ---- */

static struct part *add_part(struct reader *reader, const struct lg_yaml_node *node, struct template *template, struct lg_error *err)
{
    if (template->parts < MOST_PARTS)
        return &template->part[template->parts++];
    (void)lg_yaml_error(reader->yaml, node, err, "the template has more than %d parts", MOST_PARTS);
    return NULL;
}

static int take_random(struct reader *reader, const struct lg_yaml_node *node, struct template *template, struct part *part,
                       struct lg_error *err)
{
    if (template->random == MOST_RANDOM)
        return lg_yaml_error(reader->yaml, node, err, "the template has more than %d words and numbers", MOST_RANDOM);
    part->random = template->random++;
    return LG_OK;
}

/* "1000..9999", "0001..9999". */
static int read_range(struct reader *reader, const struct lg_yaml_node *node, const char *name, struct template *template,
                      struct part *part, struct lg_error *err)
{
    size_t digits = strspn(name, "0123456789"), more = strspn(name + digits + 2, "0123456789");
    int64_t hi = 0;

    if (digits > 9 || more > 9 || more == 0 || name[digits + 2 + more])
        return lg_yaml_error(reader->yaml, node, err, "'{%.40s}' is no range of numbers such as {1000..9999}, of 9 digits at most", name);
    for (size_t i = 0; i < digits; i++)
        part->lo = part->lo * 10 + (name[i] - '0');
    for (size_t i = 0; i < more; i++)
        hi = hi * 10 + (name[digits + 2 + i] - '0');
    if (hi < part->lo)
        return lg_yaml_error(reader->yaml, node, err, "'{%.40s}': the range is empty", name);
    part->kind = NUMBER;
    part->count = (uint32_t)(hi - part->lo) + 1;
    part->digits = digits == more || (digits > 1 && *name == '0') ? (int)more : 0;
    template->longest += 20;
    return take_random(reader, node, template, part, err);
}

static int take_pool(struct reader *reader, const struct lg_yaml_node *pool, struct part *part, struct lg_error *err)
{
    static const char *const keys[] = {"values", "weights", NULL};
    const struct lg_yaml_node *values = pool, *weights = NULL;
    struct options options;

    if (pool->kind == LG_YAML_MAPPING) {
        if (lg_yaml_check_keys(reader->yaml, pool, keys, err) != LG_OK)
            return err->code;
        values = lg_yaml_get(pool, "values");
        weights = lg_yaml_get(pool, "weights");
        if (!values)
            return lg_yaml_key_error(reader->yaml, pool, err, "pool '%.64s' has no 'values'", pool->key);
    }
    if (read_options(reader, values, weights, &text_type, &options, err) != LG_OK)
        return err->code;
    part->kind = POOL;
    part->choice = options.choice;
    part->count = options.count;
    part->word = keep(reader->schema, options.count * sizeof(*part->word), err);
    part->word_length = keep(reader->schema, options.count * sizeof(*part->word_length), err);
    for (uint32_t i = 0; err->code == LG_OK && i < options.count; i++) {
        part->word[i] = options.value[i].text;
        part->word_length[i] = (uint32_t)strlen(options.value[i].text);
    }
    return err->code;
}

static size_t longest_word(const struct part *part)
{
    size_t longest = 0;

    for (uint32_t i = 0; i < part->count; i++)
        longest = part->word_length[i] > longest ? part->word_length[i] : longest;
    return longest;
}

static size_t longest_of_column(const struct column *column);

/* A column of the table, else a pool. */
static int read_name(struct reader *reader, const struct lg_yaml_node *node, const char *name, struct template *template,
                     struct part *part, struct lg_error *err)
{
    const struct lg_yaml_node *pools = lg_yaml_get(lg_yaml_root(reader->yaml), "pools");
    const struct lg_yaml_node *pool = pools ? lg_yaml_get(pools, name) : NULL;

    if (pool) {
        if (take_pool(reader, pool, part, err) != LG_OK)
            return err->code;
        template->longest += longest_word(part);
        return take_random(reader, node, template, part, err);
    }
    part->kind = COLUMN;
    part->column = need_column(reader, node, name, err);
    if (!part->column)
        return err->code;
    if (part->column->form == FORM_BYTES || part->column->type.family == BINARIES)
        return lg_yaml_error(reader->yaml, node, err, "column '%s' is of type %s, a template takes what can be read", name,
                             part->column->type.name);
    template->has_column = true;
    template->longest += longest_of_column(part->column);
    return LG_OK;
}

static int read_braces(struct reader *reader, const struct lg_yaml_node *node, const char *start, const char *end,
                       struct template *template, struct lg_error *err)
{
    struct part *part = add_part(reader, node, template, err);
    char *name = part ? keep_text(reader->schema, start, (size_t)(end - start), err) : NULL;
    size_t digits;

    if (!name)
        return err->code;
    if (!*name)
        return lg_yaml_error(reader->yaml, node, err, "'{}' is empty; a column, a pool, or a range such as {1..9} stands in braces");
    digits = strspn(name, "0123456789");
    if (digits > 0 && name[digits] == '.' && name[digits + 1] == '.')
        return read_range(reader, node, name, template, part, err);
    return read_name(reader, node, name, template, part, err);
}

static int add_literal(struct reader *reader, const struct lg_yaml_node *node, const char *text, size_t length,
                       struct template *template, struct lg_error *err)
{
    struct part *part = length > 0 ? add_part(reader, node, template, err) : NULL;

    if (!part)
        return err->code;
    part->kind = LITERAL;
    part->text = text;
    part->length = length;
    template->longest += length;
    return LG_OK;
}

/* Two braces are one of the text. */
static int read_parts(struct reader *reader, const struct lg_yaml_node *node, struct template *template, struct lg_error *err)
{
    const char *p = node->text;

    while (*p && err->code == LG_OK) {
        size_t length = strcspn(p, "{}");
        const char *brace = p + length, *end;

        if (*brace && brace[0] == brace[1]) {
            (void)add_literal(reader, node, p, length + 1, template, err);
            p = brace + 2;
            continue;
        }
        if (add_literal(reader, node, p, length, template, err) != LG_OK)
            return err->code;
        p = brace;
        if (!*p)
            break;
        end = *p == '{' ? strchr(p, '}') : NULL;
        if (!end)
            return lg_yaml_error(reader->yaml, node, err, "template, character %td: '%c' without its other brace; write it twice to "
                                 "have it in the text", p - node->text + 1, *p);
        (void)read_braces(reader, node, p + 1, end, template, err);
        p = end + 1;
    }
    return err->code;
}

/* ---- writing ---- */

static char *put_number(const struct part *part, uint32_t number, char *p)
{
    uint32_t value = (uint32_t)part->lo + number;

    if (part->digits == 3)
        return lg_put_3(p, value);
    if (part->digits == 4) {
        *p = (char)('0' + value / 1000);
        return lg_put_3(p + 1, value % 1000);
    }
    if (part->digits == 5)
        return lg_put_5(p, value);
    if (part->digits > 0)
        return lg_put_digits(p, value, part->digits);
    if (value < 1000)
        return lg_put_to_999(p, value);
    return value < 1000000 ? lg_put_3(lg_put_to_999(p, value / 1000), value % 1000) : lg_put_uint64(p, value);
}

static char *put_random_part(const struct part *part, uint32_t number, char *p)
{
    if (part->kind == NUMBER)
        return put_number(part, number, p);
    memcpy(p, part->word[number], part->word_length[number]);
    return p + part->word_length[number];
}

/* The longest text of a value that put_cell() writes; of texts only the slice tells. */
static size_t longest_of_column(const struct column *column)
{
    if (column->form == FORM_WORDS)
        return column->words.longest;
    return column->form == FORM_TEXT ? 0 : 64;
}

static char *put_cell(const struct column *column, const struct vector *vector, int64_t row, char *p)
{
    union value value = {0};
    size_t length;
    const char *text;

    switch (column->form) {
    case FORM_WORDS:
        text = column->words.shown[vector->words[row]];
        return lg_put_text(p, text, column->words.length[vector->words[row]]);
    case FORM_TEXT:
        text = vector_text(vector, row, &length);
        return lg_put_text(p, text, length);
    case FORM_REALS:
        value.real = vector->reals[row];
        break;
    default:
        value.integer = vector->integers[row];
        break;
    }
    return p + put_value(&column->type, value, p);
}

/* ---- pieces ---- */

static size_t longest_of_part(const struct part *part)
{
    return part->kind == LITERAL ? part->length : part->kind == POOL ? longest_word(part) : 10;
}

/* What a part writes, behind a fixed text. */
static int make_pieces(struct reader *reader, const struct part *before, struct part *part, struct lg_error *err)
{
    uint32_t count = part->kind == LITERAL ? 1 : part->count;

    part->piece = keep(reader->schema, count * sizeof(*part->piece), err);
    for (uint32_t i = 0; part->piece && i < count; i++) {
        char text[32], *p = before ? lg_put_text(text, before->text, before->length) : text;

        p = part->kind == LITERAL ? lg_put_text(p, part->text, part->length) : put_random_part(part, i, p);
        part->piece[i].length = (uint8_t)(p - text);
        memcpy(part->piece[i].text, text, part->piece[i].length);
    }
    return err->code;
}

static bool is_small(const struct part *part, size_t room)
{
    return part->kind != COLUMN && (part->kind == LITERAL || part->count <= FEW_PIECES) && longest_of_part(part) <= room;
}

/* A fixed text becomes one with the part behind it where both are small. */
static int cut_to_pieces(struct reader *reader, struct template *template, struct lg_error *err)
{
    const size_t room = sizeof(template->part[0].piece->text);
    uint32_t parts = 0;

    for (uint32_t i = 0; i < template->parts && err->code == LG_OK; i++) {
        struct part *part = &template->part[parts], *before = i > 0 ? &template->part[parts - 1] : NULL;

        *part = template->part[i];
        if (before && before->kind == LITERAL && part->kind != LITERAL && before->length < room && is_small(part, room - before->length)) {
            const struct part fixed = *before;

            *before = *part;
            (void)make_pieces(reader, &fixed, before, err);
            continue;
        }
        parts++;
        if (is_small(part, room))
            (void)make_pieces(reader, NULL, part, err);
    }
    template->parts = parts;
    template->longest += sizeof(struct piece); /* the last one is copied as a whole */
    return err->code;
}

/* ---- as words ---- */

static uint32_t combinations(const struct template *template)
{
    uint64_t count = 1;

    for (uint32_t i = 0; i < template->parts && count <= FEW; i++)
        count *= template->part[i].kind == LITERAL ? 1 : template->part[i].count;
    return template->has_column || count > FEW ? 0 : (uint32_t)count;
}

/* The text of a combination: the last part counts fastest. */
static char *put_combination(const struct template *template, uint32_t number, char *p)
{
    uint32_t picked[MOST_PARTS] = {0};

    for (uint32_t i = template->parts; i-- > 0;)
        if (template->part[i].kind != LITERAL) {
            picked[i] = number % template->part[i].count;
            number /= template->part[i].count;
        }
    for (uint32_t i = 0; i < template->parts; i++) {
        const struct part *part = &template->part[i];

        p = part->kind == LITERAL ? lg_put_text(p, part->text, part->length) : put_random_part(part, picked[i], p);
    }
    return p;
}

static int list_words(struct reader *reader, struct column *column, struct template *template, uint32_t count, struct lg_error *err)
{
    char *text = keep(reader->schema, template->longest + 64, err);

    template->word = keep(reader->schema, count * sizeof(*template->word), err);
    for (uint32_t i = 0; err->code == LG_OK && i < count; i++) {
        union value value = {.text = keep_text(reader->schema, text, (size_t)(put_combination(template, i, text) - text), err)};
        uint32_t word = 0;

        if (value.text && words_add(reader, column, value, &word, err) == LG_OK)
            template->word[i] = (int32_t)word;
    }
    column->form = FORM_WORDS;
    return err->code;
}

int read_template_column(struct reader *reader, struct column *column, struct lg_error *err)
{
    const struct lg_yaml_node *node = require_key(reader, column, "template", err);
    struct template *template = node ? keep(reader->schema, sizeof(*template), err) : NULL;
    uint32_t count;

    if (!template || lg_yaml_want(reader->yaml, node, LG_YAML_SCALAR, err) != LG_OK ||
        read_parts(reader, node, template, err) != LG_OK)
        return err->code;
    column->own = template;
    column->form = FORM_TEXT;
    for (uint32_t i = 0; i < template->parts; i++)
        if (template->part[i].kind == COLUMN)
            column->may_be_null = column->may_be_null || template->part[i].column->may_be_null;
    count = combinations(template);
    return count > 0 ? list_words(reader, column, template, count, err) : cut_to_pieces(reader, template, err);
}

/* ---- filling ---- */

struct picks {
    int32_t *of[MOST_RANDOM]; /* for each random part, which number or word */
};

static int pick_all(struct work *work, const struct column *column, struct picks *picks, struct lg_error *err)
{
    const struct template *template = column->own;
    const struct lg_draw *draws = NULL;

    for (uint32_t i = 0; i < template->parts; i++) {
        const struct part *part = &template->part[i];
        int lane = (int)(part->random % 4);
        int32_t *picked;

        if (part->kind != NUMBER && part->kind != POOL)
            continue;
        if (lane == 0)
            draws = draw_for(work, column, &column->stream, part->random / 4, err);
        picked = draws && err->code == LG_OK ? row_array(work, sizeof(*picked), err) : NULL;
        if (!picked)
            return err->code;
        picks->of[part->random] = picked;
        if (part->choice)
            lg_choice_pick(part->choice, draws, lane, work->rows, picked);
        else
            lg_uniform_int32(draws, lane, work->rows, 0, (int32_t)part->count - 1, picked);
    }
    return LG_OK;
}

/* Where a column has no value the text has none. */
static int take_nulls(struct work *work, const struct template *template, struct vector *out, struct lg_error *err)
{
    for (uint32_t i = 0; i < template->parts; i++) {
        const struct part *part = &template->part[i];
        const struct vector *of = part->kind == COLUMN ? &work->vector[part->column->number] : NULL;
        uint8_t *present = of && of->present ? presence_for(work, out, err) : NULL;

        if (err->code != LG_OK)
            return err->code;
        for (int64_t row = 0; present && row < work->rows; row++)
            if (present[row] == PRESENT && of->present[row] == ABSENT)
                present[row] = ABSENT;
    }
    return LG_OK;
}

static void fill_words(const struct work *work, const struct template *template, const struct picks *picks, int32_t *words)
{
    memset(words, 0, (size_t)work->rows * sizeof(*words));
    for (uint32_t i = 0; i < template->parts; i++) {
        const struct part *part = &template->part[i];

        if (part->kind == LITERAL)
            continue;
        for (int64_t row = 0; row < work->rows; row++)
            words[row] = words[row] * (int32_t)part->count + picks->of[part->random][row];
    }
    for (int64_t row = 0; row < work->rows; row++)
        words[row] = template->word[words[row]];
}

/* The longest value of columns whose texts vary without a limit known before. */
static size_t longest_here(const struct work *work, const struct template *template)
{
    size_t longest = template->longest;

    for (uint32_t i = 0; i < template->parts; i++) {
        const struct part *part = &template->part[i];
        const struct vector *of = part->kind == COLUMN ? &work->vector[part->column->number] : NULL;
        size_t most = 0, length;

        if (!of || part->column->form != FORM_TEXT)
            continue;
        for (int64_t row = 0; row < work->rows; row++) {
            if (of->offset[row + 1] == of->offset[row])
                continue;
            (void)vector_text(of, row, &length);
            most = length > most ? length : most;
        }
        longest += most;
    }
    return longest;
}

static char *put_parts(const struct work *work, const struct template *template, const struct picks *picks, int64_t row, char *p)
{
    for (uint32_t i = 0; i < template->parts; i++) {
        const struct part *part = &template->part[i];

        if (part->piece) {
            const struct piece *piece = &part->piece[part->kind == LITERAL ? 0 : picks->of[part->random][row]];

            memcpy(p, piece, sizeof(*piece));
            p += piece->length;
            continue;
        }
        switch (part->kind) {
        case LITERAL:
            p = lg_put_text(p, part->text, part->length);
            break;
        case COLUMN:
            p = put_cell(part->column, &work->vector[part->column->number], row, p);
            break;
        default:
            p = put_random_part(part, (uint32_t)picks->of[part->random][row], p);
            break;
        }
    }
    return p;
}

int fill_template_column(struct work *work, const struct column *column, struct vector *out, struct lg_error *err)
{
    const struct template *template = column->own;
    struct picks picks = {{NULL}};
    struct texts texts;

    if (pick_all(work, column, &picks, err) != LG_OK || take_nulls(work, template, out, err) != LG_OK)
        return err->code;
    if (column->form == FORM_WORDS) {
        int32_t *words = words_for(work, column, out, err);

        if (words)
            fill_words(work, template, &picks, words);
        return err->code;
    }
    if (texts_open(work, column, out, longest_here(work, template), &texts, err) != LG_OK)
        return err->code;
    for (int64_t row = 0; row < work->rows; row++)
        if (!texts_skip(&texts, row))
            lg_text_end(&texts.text, put_parts(work, template, &picks, row, lg_text_begin(&texts.text)));
    texts_close(work, column, &texts, out);
    return LG_OK;
}
