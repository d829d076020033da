/* SPDX-License-Identifier: Apache-2.0 */
/* Patterns: texts of fixed characters and of characters chosen from a set, written [A-Z0-9] or, for digits, #; {n} repeats. Choices
 * that follow each other are made from one random number as long as there are no more than 65,536 combinations. */
#include "declared.h"

#define MOST_CHARACTERS 256
#define MOST_COMBINATIONS 65536

struct place {
    uint8_t set[96]; /* printable ASCII, what may stand here */
    uint32_t count;
};

struct group {
    uint32_t first, places, combinations;
};

struct pattern {
    struct place place[MOST_CHARACTERS];
    uint32_t places;
    struct group group[MOST_CHARACTERS];
    uint32_t groups;
};

struct scan {
    struct reader *reader;
    const struct lg_yaml_node *node;
    const char *p;
};

static int wrong(const struct scan *scan, struct lg_error *err, const char *what)
{
    return lg_yaml_error(scan->reader->yaml, scan->node, err, "pattern, character %td: %s", scan->p - scan->node->text + 1, what);
}

static void add_to_set(struct place *place, char c)
{
    if (!memchr(place->set, c, place->count))
        place->set[place->count++] = (uint8_t)c;
}

static bool is_printable(char c)
{
    return c >= 0x20 && c < 0x7f;
}

static int read_set(struct scan *scan, struct place *place, struct lg_error *err)
{
    scan->p++;
    while (*scan->p != ']') {
        char low = *scan->p, high;

        if (!is_printable(low))
            return wrong(scan, err, low ? "a set holds ASCII characters only" : "the set has no ']'");
        high = scan->p[1] == '-' && scan->p[2] && scan->p[2] != ']' ? scan->p[2] : low;
        if (high < low || !is_printable(high))
            return wrong(scan, err, "the range is empty");
        scan->p += scan->p[1] == '-' && scan->p[2] && scan->p[2] != ']' ? 3 : 1;
        for (char c = low; c <= high && c < 0x7f; c++)
            add_to_set(place, c);
    }
    if (place->count == 0)
        return wrong(scan, err, "the set is empty");
    scan->p++;
    return LG_OK;
}

static int read_place(struct scan *scan, struct place *place, struct lg_error *err)
{
    *place = (struct place){.count = 0};
    if (*scan->p == '[')
        return read_set(scan, place, err);
    if (*scan->p == '#') {
        for (char c = '0'; c <= '9'; c++)
            add_to_set(place, c);
        scan->p++;
        return LG_OK;
    }
    if (*scan->p == '\\' && scan->p[1])
        scan->p++;
    place->set[place->count++] = (uint8_t)*scan->p++; /* of a character in UTF-8 each byte is a place */
    return LG_OK;
}

static int read_repetition(struct scan *scan, uint32_t *times, struct lg_error *err)
{
    *times = 1;
    if (*scan->p != '{')
        return LG_OK;
    scan->p++;
    for (*times = 0; *scan->p >= '0' && *scan->p <= '9' && *times <= MOST_CHARACTERS; scan->p++)
        *times = *times * 10 + (uint32_t)(*scan->p - '0');
    if (*scan->p != '}' || *times == 0 || *times > MOST_CHARACTERS)
        return wrong(scan, err, "after '{' comes how often, 1 to 256, and '}'");
    scan->p++;
    return LG_OK;
}

static int read_places(struct scan *scan, struct pattern *pattern, struct lg_error *err)
{
    while (*scan->p) {
        struct place place;
        uint32_t times;

        if (read_place(scan, &place, err) != LG_OK || read_repetition(scan, &times, err) != LG_OK)
            return err->code;
        if (pattern->places + times > MOST_CHARACTERS)
            return wrong(scan, err, "the text has more than 256 bytes");
        for (uint32_t i = 0; i < times; i++)
            pattern->place[pattern->places++] = place;
    }
    return LG_OK;
}

/* Fixed places belong to the group of the choice before them. */
static void make_groups(struct pattern *pattern)
{
    struct group *group = NULL;

    for (uint32_t i = 0; i < pattern->places; i++) {
        if (!group || group->combinations * pattern->place[i].count > MOST_COMBINATIONS) {
            group = &pattern->group[pattern->groups++];
            *group = (struct group){i, 0, 1};
        }
        group->places++;
        group->combinations *= pattern->place[i].count;
    }
}

int read_pattern(struct reader *reader, const struct lg_yaml_node *node, struct pattern **pattern, struct lg_error *err)
{
    struct scan scan = {reader, node, node->text};

    *pattern = NULL;
    if (lg_yaml_want(reader->yaml, node, LG_YAML_SCALAR, err) != LG_OK)
        return err->code;
    if (!*node->text)
        return lg_yaml_error(reader->yaml, node, err, "the pattern is empty");
    *pattern = keep(reader->schema, sizeof(**pattern), err);
    if (*pattern && read_places(&scan, *pattern, err) == LG_OK)
        make_groups(*pattern);
    return err->code;
}

size_t pattern_longest(const struct pattern *pattern)
{
    return pattern->places;
}

/* Makes a group's characters: the digits of a number below the group's combinations, each in its place's own base. */
static void put_group(const struct pattern *pattern, const struct group *group, uint32_t lane, char *p)
{
    uint32_t number = lg_below(lane, group->combinations);

    for (uint32_t i = group->first + group->places; i-- > group->first;) {
        const struct place *place = &pattern->place[i];

        if (place->count == 1) {
            p[i] = (char)place->set[0];
            continue;
        }
        p[i] = (char)place->set[number % place->count];
        number /= place->count;
    }
}

char *pattern_put(const struct pattern *pattern, const struct lg_stream *stream, int64_t key, uint64_t first_draw, char *p)
{
    struct lg_draw draw = {{0, 0}};

    for (uint32_t g = 0; g < pattern->groups; g++) {
        if (g % 4 == 0)
            lg_draw_rows(stream, key, first_draw + g / 4, 1, &draw);
        put_group(pattern, &pattern->group[g], lg_draw_lane(&draw, (int)(g % 4)), p);
    }
    return p + pattern->places;
}

/* ---- the generator ---- */

int read_pattern_column(struct reader *reader, struct column *column, struct lg_error *err)
{
    const struct lg_yaml_node *node = require_key(reader, column, "pattern", err);
    struct pattern *pattern;

    if (!node || read_pattern(reader, node, &pattern, err) != LG_OK)
        return err->code;
    column->own = pattern;
    column->form = FORM_TEXT;
    return LG_OK;
}

int fill_pattern_column(struct work *work, const struct column *column, struct vector *out, struct lg_error *err)
{
    const struct pattern *pattern = column->own;
    const struct lg_draw *draws[MOST_CHARACTERS / 4];
    struct texts texts;

    for (uint32_t d = 0; d * 4 < pattern->groups; d++) {
        const struct lg_draw *drawn = draw_for(work, column, &column->stream, d, err);

        if (!drawn)
            return err->code;
        draws[d] = drawn;
        work->draws = NULL; /* the next ones beside them */
    }
    if (texts_open(work, column, out, pattern->places, &texts, err) != LG_OK)
        return err->code;
    for (int64_t i = 0; i < work->rows; i++) {
        char *p = lg_text_begin(&texts.text);

        if (texts_skip(&texts, i))
            continue;
        for (uint32_t g = 0; g < pattern->groups; g++)
            put_group(pattern, &pattern->group[g], lg_draw_lane(&draws[g / 4][i], (int)(g % 4)), p);
        lg_text_end(&texts.text, p + pattern->places);
    }
    texts_close(work, column, &texts, out);
    return LG_OK;
}
