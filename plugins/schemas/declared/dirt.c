/* SPDX-License-Identifier: Apache-2.0 */
/* Dirty data: a share of the cells of a column of texts is corrupted, each by one of the modes that are listed, all equally likely.
 * Other columns see the clean values. Where every mode makes one text of a word, the corrupted texts are words too. */
#include "declared.h"

#include <lakegen/text.h>

#define MOST_STEPS 4
#define MOST_ASIDE 16

enum step_kind { UPPER_CASE, LOWER_CASE, PADDED, SWAPPED, DROPPED, DOUBLED, REPLACE, REMOVE, CUT_AT, PATTERN, COLUMN, WORDS };

struct images {
    uint32_t count;
    const char **text;
    int32_t *word; /* their places among the stored words */
};

struct step {
    enum step_kind kind;
    const char *from, *to; /* REPLACE; REMOVE and CUT_AT have from */
    struct pattern *pattern;
    const struct column *column;
    int32_t aside; /* of COLUMN: its place among the dirt's columns aside, or -1 */
};

/* Steps, each of what the one before made; or, alone, WORDS. */
struct mode {
    struct dirt *dirt; /* whose it is */
    struct step step[MOST_STEPS];
    uint32_t steps;
    struct images *images; /* of each clean word; none: the word stays. WORDS, and all modes of a column whose texts are words */
};

struct dirt {
    uint64_t threshold;
    struct mode *mode;
    uint32_t modes;
    struct lg_stream stream;
    struct column *stored; /* its words are what is stored; NULL: texts are */
    const struct column *aside[MOST_ASIDE]; /* filled for corrupted rows alone: nothing else needs them */
    uint32_t asides;
    size_t growth, longest; /* of a corrupted text: the clean one's length or longest, whichever is more, and growth */
};

/* ---- modes ---- */

static char *put_cased(const char *text, size_t length, char first, char *p)
{
    for (size_t i = 0; i < length; i++)
        *p++ = (char)(text[i] >= first && text[i] < first + 26 ? text[i] ^ 0x20 : text[i]);
    return p;
}

static char *put_replaced(const struct step *step, const char *text, size_t length, char *p)
{
    const char *found = memmem(text, length, step->from, strlen(step->from));

    if (!found)
        return lg_put_text(p, text, length);
    p = lg_put_text(p, text, (size_t)(found - text));
    p = lg_put_text(p, step->to, strlen(step->to));
    found += strlen(step->from);
    return lg_put_text(p, found, (size_t)(text + length - found));
}

static char *put_cut(const struct step *step, const char *text, size_t length, char *p)
{
    size_t size = strlen(step->from), end = length >= size ? length - size + 1 : 0;

    while (end > 0 && memcmp(text + end - 1, step->from, size) != 0)
        end--;
    return lg_put_text(p, text, end > 0 ? end - 1 : length);
}

/* A place between two ASCII characters, so that UTF-8 stays whole; 0: there is none where chance looked. */
static size_t slip_place(const char *text, size_t length, uint32_t lane)
{
    size_t place = length < 2 ? 0 : 1 + lg_below(lane, (uint32_t)length - 1);

    return place > 0 && (unsigned char)text[place] < 0x80 && (unsigned char)text[place - 1] < 0x80 ? place : 0;
}

static char *put_slip(enum step_kind kind, const char *text, size_t length, uint32_t lane, char *p)
{
    size_t place = slip_place(text, length, lane), skip = 0;

    if (place == 0)
        return lg_put_text(p, text, length);
    p = lg_put_text(p, text, place);
    if (kind == SWAPPED) {
        p[-1] = text[place];
        *p++ = text[place - 1];
        skip = 1;
    } else if (kind == DROPPED) {
        skip = 1;
    } else {
        *p++ = text[place - 1];
    }
    return lg_put_text(p, text + place + skip, length - place - skip);
}

/* Where a cell is, for steps that need more than its text; NULL for those that need no chance. */
struct cell {
    const struct work *work;
    const struct lg_draw *draw; /* lanes 2 and 3 are free */
    int64_t i;                  /* row of the slice */
    const struct vector *aside; /* of the columns aside, and the row there */
    int64_t hit;
};

static const char *clean_text(const struct column *column, const struct vector *clean, int64_t row, size_t *length)
{
    if (column->form == FORM_TEXT)
        return vector_text(clean, row, length);
    *length = column->words.length[clean->words[row]];
    return column->words.shown[clean->words[row]];
}

/* Where the other column has no value, the text stays. */
static char *put_of_column(const struct step *step, const struct cell *cell, const char *text, size_t length, char *p)
{
    const struct vector *vector = step->aside >= 0 ? &cell->aside[step->aside] : &cell->work->vector[step->column->number];
    int64_t row = step->aside >= 0 ? cell->hit : cell->i;

    if (!vector->present || vector->present[row] != ABSENT)
        text = clean_text(step->column, vector, row, &length);
    return lg_put_text(p, text, length);
}

static char *put_step(const struct dirt *dirt, const struct step *step, const struct cell *cell, const char *text, size_t length, char *p)
{
    switch (step->kind) {
    case UPPER_CASE:
        return put_cased(text, length, 'a', p);
    case LOWER_CASE:
        return put_cased(text, length, 'A', p);
    case PADDED:
        p = lg_put_text(lg_put_text(p, "  ", 2), text, length);
        return lg_put_text(p, "  ", 2);
    case REPLACE:
    case REMOVE:
        return put_replaced(step, text, length, p);
    case CUT_AT:
        return put_cut(step, text, length, p);
    case PATTERN:
        return pattern_put(step->pattern, &dirt->stream, key_of(cell->work, cell->i), 1, p);
    case COLUMN:
        return put_of_column(step, cell, text, length, p);
    default:
        return put_slip(step->kind, text, length, lg_draw_lane(cell->draw, 2), p);
    }
}

/* What a mode makes of a text. between: room for the results of steps that are not the last. */
static char *corrupt(const struct dirt *dirt, const struct mode *mode, const struct cell *cell, const char *text, size_t length,
                     char *between[2], char *p)
{
    for (uint32_t i = 0; i + 1 < mode->steps; i++) {
        char *to = between[i % 2], *end = put_step(dirt, &mode->step[i], cell, text, length, to);

        text = to;
        length = (size_t)(end - to);
    }
    return put_step(dirt, &mode->step[mode->steps - 1], cell, text, length, p);
}

static bool needs_chance(const struct mode *mode)
{
    for (uint32_t i = 0; i < mode->steps; i++) {
        enum step_kind kind = mode->step[i].kind;

        if (kind == SWAPPED || kind == DROPPED || kind == DOUBLED || kind == PATTERN || kind == COLUMN)
            return true;
    }
    return false;
}

static bool is_words(const struct mode *mode)
{
    return mode->steps == 1 && mode->step[0].kind == WORDS;
}

/* ---- reading ---- */

static const char *const mode_words[] = {"upper_case", "lower_case", "padded",  "swapped", "dropped", "doubled",
                                         "replace",    "remove",     "cut_at",  "pattern", "column",  "words",   NULL};

static int read_text(struct reader *reader, const struct lg_yaml_node *node, const char **text, struct lg_error *err)
{
    if (lg_yaml_want(reader->yaml, node, LG_YAML_SCALAR, err) == LG_OK && !*node->text)
        (void)lg_yaml_error(reader->yaml, node, err, "the text is empty");
    *text = node->text;
    return err->code;
}

static int read_pair(struct reader *reader, const struct lg_yaml_node *node, struct step *step, struct lg_error *err)
{
    if (lg_yaml_want(reader->yaml, node, LG_YAML_SEQUENCE, err) != LG_OK)
        return err->code;
    if (node->count != 2)
        return lg_yaml_error(reader->yaml, node, err, "'replace' takes two texts: what is replaced, and by what");
    if (lg_yaml_want(reader->yaml, node->last, LG_YAML_SCALAR, err) != LG_OK)
        return err->code;
    step->to = node->last->text;
    return read_text(reader, node->first, &step->from, err);
}

/* Variants of words: {New York: [NYC, Newyork]}. */
static int read_variants(struct reader *reader, const struct column *column, const struct lg_yaml_node *node, struct mode *mode,
                         struct lg_error *err)
{
    const char **known;
    uint32_t place;

    if (column->form != FORM_WORDS)
        return lg_yaml_key_error(reader->yaml, node, err, "'words' is for columns that choose from a list");
    known = keep(reader->schema, (column->words.count + 1) * sizeof(*known), err);
    mode->images = keep(reader->schema, column->words.count * sizeof(*mode->images), err);
    if (!known || !mode->images || lg_yaml_want(reader->yaml, node, LG_YAML_MAPPING, err) != LG_OK)
        return err->code;
    for (uint32_t i = 0; i < column->words.count; i++)
        known[i] = column->words.shown[i];
    for (const struct lg_yaml_node *word = node->first; word; word = word->next) {
        struct lg_yaml_node key = {.kind = LG_YAML_SCALAR, .line = word->key_line, .column = word->key_column, .text = word->key};
        const struct lg_yaml_node *variant = word->kind == LG_YAML_SEQUENCE ? word->first : word;
        struct images *images;

        if (lg_yaml_word(reader->yaml, &key, "value", known, &place, err) != LG_OK)
            return err->code;
        images = &mode->images[place];
        images->text = keep(reader->schema, (word->count + 1) * sizeof(*images->text), err);
        for (; images->text && variant; variant = word->kind == LG_YAML_SEQUENCE ? variant->next : NULL)
            if (read_text(reader, variant, &images->text[images->count++], err) != LG_OK)
                break;
        if (err->code != LG_OK)
            return err->code;
    }
    return LG_OK;
}

/* A hidden column that is a matter of its rows' keys alone can be made for some of them. */
static bool stands_alone(const struct reader *reader, const struct column *column)
{
    uint32_t needs = 0;

    for (uint32_t w = 0; w < reader->table->words_of_needs; w++)
        needs += (uint32_t)__builtin_popcountll(column->needs[w]);
    return needs == 1 && column->place < 0 && !column->dirt && !referred_table(column);
}

static int32_t put_aside(struct dirt *dirt, const struct column *column)
{
    uint32_t place = 0;

    while (place < dirt->asides && dirt->aside[place] != column)
        place++;
    if (place == MOST_ASIDE)
        return -1;
    dirt->aside[place] = column;
    dirt->asides += place == dirt->asides;
    return (int32_t)place;
}

static int read_other(struct reader *reader, const struct lg_yaml_node *node, struct dirt *dirt, struct step *step, struct lg_error *err)
{
    struct column *column = NULL;

    if (lg_yaml_want(reader->yaml, node, LG_YAML_SCALAR, err) != LG_OK || !(column = know_column(reader, node, node->text, err)))
        return err->code;
    if (column->type.family != TEXTS)
        return lg_yaml_error(reader->yaml, node, err, "column '%.64s' is of type %s, it must be text", node->text, column->type.name);
    step->column = column;
    step->aside = stands_alone(reader, column) ? put_aside(dirt, column) : -1;
    if (step->aside < 0)
        take_needs(reader, column);
    return LG_OK;
}

static int read_step(struct reader *reader, const struct column *column, const struct lg_yaml_node *node, struct mode *mode,
                     struct step *step, struct lg_error *err)
{
    switch (step->kind) {
    case REPLACE:
        return read_pair(reader, node, step, err);
    case REMOVE:
    case CUT_AT:
        step->to = "";
        return read_text(reader, node, &step->from, err);
    case PATTERN:
        return read_pattern(reader, node, &step->pattern, err);
    case COLUMN:
        return read_other(reader, node, mode->dirt, step, err);
    case WORDS:
        return read_variants(reader, column, node, mode, err);
    default:
        return lg_yaml_key_error(reader->yaml, node, err, "'%s' takes nothing; write it as a word", node->key);
    }
}

/* A mapping: its keys are steps. */
static int read_steps(struct reader *reader, const struct column *column, const struct lg_yaml_node *node, struct mode *mode,
                      struct lg_error *err)
{
    for (const struct lg_yaml_node *child = node->first; child; child = child->next) {
        struct lg_yaml_node key = {.kind = LG_YAML_SCALAR, .line = child->key_line, .column = child->key_column, .text = child->key};
        uint32_t kind;

        if (lg_yaml_word(reader->yaml, &key, "dirty mode", mode_words, &kind, err) != LG_OK)
            return err->code;
        if (kind == WORDS && node->count > 1)
            return lg_yaml_key_error(reader->yaml, child, err, "'words' stands alone");
        mode->step[mode->steps].kind = (enum step_kind)kind;
        if (read_step(reader, column, child, mode, &mode->step[mode->steps++], err) != LG_OK)
            return err->code;
    }
    return LG_OK;
}

static int read_mode(struct reader *reader, const struct column *column, const struct lg_yaml_node *node, struct mode *mode,
                     struct lg_error *err)
{
    uint32_t kind;

    if (node->kind == LG_YAML_MAPPING) {
        if (node->count < 1 || node->count > MOST_STEPS)
            return lg_yaml_error(reader->yaml, node, err, "a dirty mode has 1 to %d steps", MOST_STEPS);
        return read_steps(reader, column, node, mode, err);
    }
    if (lg_yaml_word(reader->yaml, node, "dirty mode", mode_words, &kind, err) != LG_OK)
        return err->code;
    mode->step[mode->steps++].kind = (enum step_kind)kind;
    return kind < REPLACE ? LG_OK : lg_yaml_error(reader->yaml, node, err, "'%s' needs a value: {%s: ...}", node->text, node->text);
}

static void measure(struct dirt *dirt, const struct mode *mode)
{
    size_t growth = 0;

    for (uint32_t i = 0; i < mode->steps; i++) {
        const struct step *step = &mode->step[i];

        growth += step->kind == PADDED ? 4 : step->kind == DOUBLED ? 1 : step->to ? strlen(step->to) : 0;
        if (step->kind == PATTERN && pattern_longest(step->pattern) > dirt->longest)
            dirt->longest = pattern_longest(step->pattern);
    }
    dirt->growth = growth > dirt->growth ? growth : dirt->growth;
}

static void measure_variants(struct dirt *dirt, const struct column *column)
{
    for (uint32_t m = 0; m < dirt->modes; m++)
        for (uint32_t i = 0; dirt->mode[m].images && i < column->words.count; i++)
            for (uint32_t k = 0; k < dirt->mode[m].images[i].count; k++) {
                size_t length = strlen(dirt->mode[m].images[i].text[k]);

                dirt->longest = length > dirt->longest ? length : dirt->longest;
            }
}

/* ---- corrupted words as words ---- */

static int add_image(struct reader *reader, struct dirt *dirt, struct images *images, uint32_t k, struct lg_error *err)
{
    uint32_t word = 0;

    if (words_add(reader, dirt->stored, (union value){.text = images->text[k]}, &word, err) == LG_OK)
        images->word[k] = (int32_t)word;
    return err->code;
}

/* The one image of a word under a mode without chance. */
static int make_image(struct reader *reader, struct dirt *dirt, const struct mode *mode, const char *clean, struct images *images,
                      struct lg_error *err)
{
    size_t longest = strlen(clean) + dirt->growth + 1;
    char *text = keep(reader->schema, longest, err), *between[2];

    for (int i = 0; i < 2; i++)
        between[i] = keep(reader->schema, longest, err);
    images->text = keep(reader->schema, sizeof(*images->text), err);
    if (err->code != LG_OK)
        return err->code;
    *corrupt(dirt, mode, NULL, clean, strlen(clean), between, text) = '\0';
    images->text[0] = text;
    images->count = 1;
    return LG_OK;
}

static int list_images(struct reader *reader, struct dirt *dirt, const struct column *column, struct mode *mode, struct lg_error *err)
{
    if (!is_words(mode))
        mode->images = keep(reader->schema, column->words.count * sizeof(*mode->images), err);
    for (uint32_t i = 0; err->code == LG_OK && i < column->words.count; i++) {
        struct images *images = &mode->images[i];

        if (!is_words(mode) && make_image(reader, dirt, mode, column->words.shown[i], images, err) != LG_OK)
            return err->code;
        images->word = keep(reader->schema, (images->count + 1) * sizeof(*images->word), err);
        for (uint32_t k = 0; images->word && k < images->count; k++)
            if (add_image(reader, dirt, images, k, err) != LG_OK)
                break;
    }
    return err->code;
}

static int store_as_words(struct reader *reader, struct column *column, struct dirt *dirt, struct lg_error *err)
{
    for (uint32_t m = 0; m < dirt->modes; m++)
        if (needs_chance(&dirt->mode[m]))
            return LG_OK;
    dirt->stored = keep(reader->schema, sizeof(*dirt->stored), err);
    if (!dirt->stored)
        return err->code;
    dirt->stored->node = column->node;
    dirt->stored->name = column->name;
    dirt->stored->type = column->type;
    for (uint32_t i = 0; err->code == LG_OK && i < column->words.count; i++)
        (void)words_push(reader, dirt->stored, column->words.value[i], err);
    for (uint32_t m = 0; err->code == LG_OK && m < dirt->modes; m++)
        (void)list_images(reader, dirt, column, &dirt->mode[m], err);
    return err->code == LG_OK ? words_finish(reader, dirt->stored, err) : err->code;
}

int read_dirt(struct reader *reader, struct column *column, const struct lg_yaml_node *node, struct lg_error *err)
{
    static const char *const keys[] = {"ratio", "modes", NULL};
    struct dirt *dirt = keep(reader->schema, sizeof(*dirt), err);
    const struct lg_yaml_node *ratio = lg_yaml_get(node, "ratio"), *modes = lg_yaml_get(node, "modes");
    struct lg_decimal share;

    if (!dirt || lg_yaml_want(reader->yaml, node, LG_YAML_MAPPING, err) != LG_OK ||
        lg_yaml_check_keys(reader->yaml, node, keys, err) != LG_OK)
        return err->code;
    if (column->type.family != TEXTS)
        return lg_yaml_key_error(reader->yaml, node, err, "'dirty' is for columns of texts, '%s' is of type %s", column->name,
                                 column->type.name);
    if (!ratio || !modes)
        return lg_yaml_key_error(reader->yaml, node, err, "'dirty' needs 'ratio' and 'modes'");
    if (read_ratio(reader, ratio, &share, err) != LG_OK || lg_yaml_want(reader->yaml, modes, LG_YAML_SEQUENCE, err) != LG_OK)
        return err->code;
    if (modes->count == 0)
        return lg_yaml_error(reader->yaml, modes, err, "the list is empty, there must be a mode");
    dirt->mode = keep(reader->schema, modes->count * sizeof(*dirt->mode), err);
    for (const struct lg_yaml_node *node_of_mode = modes->first; err->code == LG_OK && node_of_mode; node_of_mode = node_of_mode->next) {
        struct mode *mode = &dirt->mode[dirt->modes++];

        mode->dirt = dirt;
        if (read_mode(reader, column, node_of_mode, mode, err) == LG_OK)
            measure(dirt, mode);
    }
    if (err->code != LG_OK || open_stream(reader, column, ".dirt", &dirt->stream, err) != LG_OK)
        return err->code;
    dirt->threshold = lg_threshold(share);
    measure_variants(dirt, column);
    column->dirt = dirt;
    return column->form == FORM_WORDS ? store_as_words(reader, column, dirt, err) : LG_OK;
}

const struct words *dirt_stored_words(const struct dirt *dirt)
{
    return dirt->stored ? &dirt->stored->words : NULL;
}

/* ---- filling ---- */

static const struct lg_draw *draw_dirt(const struct dirt *dirt, const struct work *work, struct lg_error *err)
{
    struct lg_draw *draws = row_array(work, sizeof(*draws), err);

    if (draws && work->keys)
        lg_draw_keys(&dirt->stream, work->keys, 0, work->rows, draws);
    else if (draws)
        lg_draw_rows(&dirt->stream, work->first, 0, work->rows, draws);
    return draws;
}

static const struct mode *mode_of(const struct dirt *dirt, const struct lg_draw *draw)
{
    return &dirt->mode[lg_below(lg_draw_lane(draw, 1), dirt->modes)];
}

int dirt_words(const struct column *column, struct work *work, const struct vector *clean, int32_t *stored, struct lg_error *err)
{
    const struct dirt *dirt = column->dirt;
    const struct lg_draw *draws = draw_dirt(dirt, work, err);

    for (int64_t i = 0; draws && i < work->rows; i++) {
        const struct images *images;

        stored[i] = clean->words[i];
        if (!lg_hit(lg_draw_lane(&draws[i], 0), dirt->threshold))
            continue;
        images = &mode_of(dirt, &draws[i])->images[clean->words[i]];
        if (images->count > 0)
            stored[i] = images->word[lg_below(lg_draw_lane(&draws[i], 2), images->count)];
    }
    return err->code;
}

/* ---- columns aside ---- */

/* The corrupted rows, and for them the columns that nothing else needs. */
struct hits {
    struct work work; /* only keys and rows */
    struct vector *vector;
};

static int fill_aside(const struct dirt *dirt, const struct work *work, const struct vector *clean, const struct lg_draw *draws,
                      struct hits *hits, struct lg_error *err)
{
    int64_t *keys = row_array(work, sizeof(*keys), err);

    *hits = (struct hits){.work = {.table = work->table, .batch = work->batch, .keys = keys}};
    hits->vector = lg_batch_scratch(work->batch, MOST_ASIDE * sizeof(*hits->vector), err);
    for (int64_t i = 0; err->code == LG_OK && i < work->rows; i++)
        if ((!clean->present || clean->present[i] != ABSENT) && lg_hit(lg_draw_lane(&draws[i], 0), dirt->threshold))
            keys[hits->work.rows++] = key_of(work, i);
    for (uint32_t a = 0; a < dirt->asides && err->code == LG_OK; a++) {
        hits->work.draws = NULL;
        (void)fill_vector(&hits->work, dirt->aside[a], &hits->vector[a], err);
    }
    return err->code;
}

static size_t longest_text(const struct column *column, int64_t rows, const struct vector *vector)
{
    size_t longest = column->form == FORM_TEXT ? 0 : column->words.longest;

    for (int64_t i = 0; column->form == FORM_TEXT && i < rows; i++)
        if (vector->offset[i + 1] - vector->offset[i] > longest)
            longest = vector->offset[i + 1] - vector->offset[i];
    return longest;
}

static size_t longest_of(const struct column *column, const struct work *work, const struct vector *clean, const struct hits *hits)
{
    const struct dirt *dirt = column->dirt;
    size_t longest = longest_text(column, work->rows, clean);

    longest = dirt->longest > longest ? dirt->longest : longest;
    for (uint32_t m = 0; m < dirt->modes; m++)
        for (uint32_t i = 0; i < dirt->mode[m].steps; i++) {
            const struct step *step = &dirt->mode[m].step[i];
            size_t length = !step->column       ? 0
                            : step->aside >= 0 ? longest_text(step->column, hits->work.rows, &hits->vector[step->aside])
                                               : longest_text(step->column, work->rows, &work->vector[step->column->number]);

            longest = length > longest ? length : longest;
        }
    return longest + dirt->growth;
}

static char *put_dirty(const struct column *column, const struct cell *cell, const struct vector *clean, char *between[2], char *p)
{
    const struct dirt *dirt = column->dirt;
    const struct mode *mode = mode_of(dirt, cell->draw);
    size_t length;
    const char *text = clean_text(column, clean, cell->i, &length);
    const struct images *images = is_words(mode) ? &mode->images[clean->words[cell->i]] : NULL;

    if (!images)
        return corrupt(dirt, mode, cell, text, length, between, p);
    if (images->count > 0)
        text = images->text[lg_below(lg_draw_lane(cell->draw, 2), images->count)];
    return lg_put_text(p, text, strlen(text));
}

int dirt_texts(const struct column *column, struct work *work, const struct vector *clean, struct lg_error *err)
{
    const struct dirt *dirt = column->dirt;
    const struct lg_draw *draws = draw_dirt(dirt, work, err);
    uint32_t place = (uint32_t)column->place;
    size_t longest, length;
    struct cell cell = {.work = work, .hit = -1};
    struct hits hits;
    struct lg_text text;
    char *between[2];

    if (!draws || fill_aside(dirt, work, clean, draws, &hits, err) != LG_OK)
        return err->code;
    cell.aside = hits.vector;
    longest = longest_of(column, work, clean, &hits);
    between[0] = lg_batch_scratch(work->batch, longest + 1, err);
    between[1] = lg_batch_scratch(work->batch, longest + 1, err);
    if (err->code != LG_OK || lg_text_open(work->batch, place, work->rows * (int64_t)longest, &text, err) != LG_OK)
        return err->code;
    for (int64_t i = 0; i < work->rows; i++) {
        char *p = lg_text_begin(&text);

        if (clean->present && clean->present[i] == ABSENT) {
            lg_text_null(&text);
        } else if (lg_hit(lg_draw_lane(&draws[i], 0), dirt->threshold)) {
            cell.draw = &draws[i];
            cell.i = i;
            cell.hit++;
            lg_text_end(&text, put_dirty(column, &cell, clean, between, p));
        } else {
            const char *value = clean_text(column, clean, i, &length);

            lg_text_end(&text, lg_put_text(p, value, length));
        }
    }
    lg_text_close(work->batch, place, &text);
    return LG_OK;
}
