/* SPDX-License-Identifier: Apache-2.0 */
/* Formulas: arithmetic over columns, translated once into steps on a stack, each step done for a run of rows at a time. Numbers are IEEE
 * 754 doubles, and only operations that are the same on every machine are used. A row that has no value for a column, or whose result is
 * no number, has no result. */
#include "declared.h"

#include <math.h>

#define DEEPEST 24 /* of the stack, and of parentheses */

enum operation {
    PUSH_NUMBER, PUSH_COLUMN, PUSH_PRESENCE,
    NEGATE, NOT, ABS, FLOOR, CEIL, ROUND, SQRT, EXP, LOG,
    ADD, SUBTRACT, MULTIPLY, DIVIDE, MODULO, POWER, LEAST, MOST,
    EQUAL, UNEQUAL, LESS, LESS_OR_EQUAL, MORE, MORE_OR_EQUAL, AND, OR,
    CHOOSE
};

struct step {
    enum operation operation;
    double number;
    const struct column *column;
};

struct formula {
    struct step *step;
    uint32_t steps, room;
    bool may_be_null;
};

/* ---- reading ---- */

struct parser {
    struct reader *reader;
    const struct lg_yaml_node *node;
    const char *p;
    struct formula *formula;
    int depth, height; /* of parentheses; of the stack */
};

static int parse_choice(struct parser *parser, struct lg_error *err);

static int wrong(const struct parser *parser, struct lg_error *err, const char *what)
{
    return lg_yaml_error(parser->reader->yaml, parser->node, err, "formula, character %td: %s", parser->p - parser->node->text + 1, what);
}

static int add_step(struct parser *parser, enum operation operation, double number, const struct column *column, int height,
                    struct lg_error *err)
{
    struct formula *formula = parser->formula;
    struct step *grown;

    parser->height += height;
    if (parser->height > DEEPEST)
        return wrong(parser, err, "the formula is too deep; make a hidden column of a part of it");
    if (formula->steps == formula->room) {
        formula->room = formula->room ? 2 * formula->room : 16;
        grown = keep(parser->reader->schema, formula->room * sizeof(*grown), err);
        if (!grown)
            return err->code;
        if (formula->steps > 0)
            memcpy(grown, formula->step, formula->steps * sizeof(*grown));
        formula->step = grown;
    }
    formula->step[formula->steps++] = (struct step){operation, number, column};
    return LG_OK;
}

static void skip_spaces(struct parser *parser)
{
    parser->p += strspn(parser->p, " \t\n");
}

static bool take(struct parser *parser, const char *symbol)
{
    size_t length = strlen(symbol);
    bool is_word = symbol[0] >= 'a' && symbol[0] <= 'z';

    skip_spaces(parser);
    if (strncmp(parser->p, symbol, length) != 0)
        return false;
    if (is_word && strspn(parser->p + length, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_") > 0)
        return false;
    parser->p += length;
    return true;
}

/* Digits with a point, exactly rounded: an integer below 2^53 divided by a power of ten below 10^22. */
static int parse_number(struct parser *parser, struct lg_error *err)
{
    double mantissa = 0.0, divisor = 1.0;
    bool behind_point = false;
    int digits = 0;

    for (; (*parser->p >= '0' && *parser->p <= '9') || (*parser->p == '.' && !behind_point); parser->p++) {
        if (*parser->p == '.') {
            behind_point = true;
            continue;
        }
        mantissa = mantissa * 10.0 + (*parser->p - '0');
        divisor *= behind_point ? 10.0 : 1.0;
        if (++digits > 15)
            return wrong(parser, err, "a number has at most 15 digits");
    }
    if (digits == 0)
        return wrong(parser, err, "a number, a column or a parenthesis must stand here");
    return add_step(parser, PUSH_NUMBER, mantissa / divisor, NULL, 1, err);
}

static const struct function {
    const char *name;
    int arguments;
    enum operation operation;
    double factor; /* of MULTIPLY */
} functions[] = {{"abs", 1, ABS, 0},     {"floor", 1, FLOOR, 0},  {"ceil", 1, CEIL, 0},
                 {"round", 1, ROUND, 0}, {"sqrt", 1, SQRT, 0},    {"exp", 1, EXP, 0},
                 {"log", 1, LOG, 0},     {"pow", 2, POWER, 0},    {"min", 2, LEAST, 0},
                 {"max", 2, MOST, 0},    {"if", 3, CHOOSE, 0},    {"present", 1, PUSH_PRESENCE, 0},
                 {"seconds", 1, MULTIPLY, 1e6}, {"minutes", 1, MULTIPLY, 6e7}, {"hours", 1, MULTIPLY, 3.6e9},
                 {"days", 1, MULTIPLY, 8.64e10}};
#define FUNCTIONS (sizeof(functions) / sizeof(functions[0]))

static int parse_word(struct parser *parser, char name[65], struct lg_error *err)
{
    size_t length = strspn(parser->p, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_");

    if (length > 64)
        return wrong(parser, err, "a name has at most 64 characters");
    memcpy(name, parser->p, length);
    name[length] = '\0';
    parser->p += length;
    return LG_OK;
}

static int expect(struct parser *parser, const char *symbol, struct lg_error *err)
{
    char what[40] = "there must be a '?' here";

    if (take(parser, symbol))
        return LG_OK;
    what[17] = *symbol;
    return wrong(parser, err, what);
}

static int push_column(struct parser *parser, const char *name, enum operation operation, struct lg_error *err)
{
    const struct column *column = need_column(parser->reader, parser->node, name, err);

    if (!column)
        return err->code;
    if (operation == PUSH_COLUMN && (column->form == FORM_TEXT || column->form == FORM_BYTES || column->type.family == TEXTS))
        return lg_yaml_error(parser->reader->yaml, parser->node, err, "formula: column '%s' is of type %s, which is no number", name,
                             column->type.name);
    parser->formula->may_be_null = parser->formula->may_be_null || (operation == PUSH_COLUMN && column->may_be_null);
    return add_step(parser, operation, 0.0, column, 1, err);
}

static int parse_presence(struct parser *parser, struct lg_error *err)
{
    char name[65];

    skip_spaces(parser);
    if (parse_word(parser, name, err) != LG_OK)
        return err->code;
    return push_column(parser, name, PUSH_PRESENCE, err) == LG_OK ? expect(parser, ")", err) : err->code;
}

static int parse_call(struct parser *parser, const struct function *function, struct lg_error *err)
{
    if (function->operation == PUSH_PRESENCE)
        return parse_presence(parser, err);
    for (int i = 0; i < function->arguments; i++)
        if ((i > 0 && expect(parser, ",", err) != LG_OK) || parse_choice(parser, err) != LG_OK)
            return err->code;
    if (expect(parser, ")", err) != LG_OK)
        return err->code;
    if (function->operation == MULTIPLY)
        return add_step(parser, PUSH_NUMBER, function->factor, NULL, 1, err) == LG_OK
                   ? add_step(parser, MULTIPLY, 0.0, NULL, -1, err)
                   : err->code;
    if (function->operation == SQRT || function->operation == LOG || function->operation == POWER || function->operation == EXP)
        parser->formula->may_be_null = true;
    return add_step(parser, function->operation, 0.0, NULL, 1 - function->arguments, err);
}

static int parse_name(struct parser *parser, struct lg_error *err)
{
    const char *names[FUNCTIONS + 1];
    struct lg_yaml_node word = *parser->node;
    char name[65];
    uint32_t place;

    if (parse_word(parser, name, err) != LG_OK)
        return err->code;
    if (strcmp(name, "true") == 0 || strcmp(name, "false") == 0)
        return add_step(parser, PUSH_NUMBER, *name == 't', NULL, 1, err);
    if (!take(parser, "("))
        return push_column(parser, name, PUSH_COLUMN, err);
    for (size_t i = 0; i < FUNCTIONS; i++)
        names[i] = functions[i].name;
    names[FUNCTIONS] = NULL;
    word.text = name;
    if (lg_yaml_word(parser->reader->yaml, &word, "function", names, &place, err) != LG_OK)
        return err->code;
    return parse_call(parser, &functions[place], err);
}

static int parse_primary(struct parser *parser, struct lg_error *err)
{
    skip_spaces(parser);
    if (parser->depth > DEEPEST)
        return wrong(parser, err, "the formula is too deep; make a hidden column of a part of it");
    if (take(parser, "-"))
        return parse_primary(parser, err) == LG_OK ? add_step(parser, NEGATE, 0.0, NULL, 0, err) : err->code;
    if (take(parser, "("))
        return parse_choice(parser, err) == LG_OK ? expect(parser, ")", err) : err->code;
    if ((*parser->p >= '0' && *parser->p <= '9') || *parser->p == '.')
        return parse_number(parser, err);
    if (strspn(parser->p, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_") > 0)
        return parse_name(parser, err);
    return wrong(parser, err, "a number, a column or a parenthesis must stand here");
}

/* Operators of each strength, weakest first; longer symbols before their beginnings. */
static const struct operator {
    const char *symbol;
    int strength;
    enum operation operation;
} operators[] = {{"or", 0, OR},    {"and", 1, AND},          {"==", 2, EQUAL},    {"!=", 2, UNEQUAL},  {"<=", 2, LESS_OR_EQUAL},
                 {">=", 2, MORE_OR_EQUAL}, {"<", 2, LESS},    {">", 2, MORE},      {"+", 3, ADD},       {"-", 3, SUBTRACT},
                 {"*", 4, MULTIPLY},       {"/", 4, DIVIDE},  {"%", 4, MODULO}};
#define STRONGEST 4

static const struct operator *take_operator(struct parser *parser, int strength)
{
    for (size_t i = 0; i < sizeof(operators) / sizeof(operators[0]); i++)
        if (operators[i].strength == strength && take(parser, operators[i].symbol))
            return &operators[i];
    return NULL;
}

static int parse_strength(struct parser *parser, int strength, struct lg_error *err)
{
    const struct operator *operator;

    if (strength > STRONGEST)
        return parse_primary(parser, err);
    if (strength == 2 && take(parser, "not"))
        return parse_strength(parser, 2, err) == LG_OK ? add_step(parser, NOT, 0.0, NULL, 0, err) : err->code;
    if (parse_strength(parser, strength + 1, err) != LG_OK)
        return err->code;
    while ((operator= take_operator(parser, strength))) {
        if (operator->operation == DIVIDE || operator->operation == MODULO)
            parser->formula->may_be_null = true;
        if (parse_strength(parser, strength + 1, err) != LG_OK ||
            add_step(parser, operator->operation, 0.0, NULL, -1, err) != LG_OK)
            return err->code;
    }
    return LG_OK;
}

static int parse_choice(struct parser *parser, struct lg_error *err)
{
    parser->depth++;
    if (parse_strength(parser, 0, err) == LG_OK)
        parser->depth--;
    return err->code;
}

int read_formula(struct reader *reader, const struct lg_yaml_node *node, struct formula **formula, struct lg_error *err)
{
    struct parser parser = {.reader = reader, .node = node, .p = node->text};

    *formula = NULL;
    if (lg_yaml_want(reader->yaml, node, LG_YAML_SCALAR, err) != LG_OK)
        return err->code;
    parser.formula = keep(reader->schema, sizeof(**formula), err);
    if (!parser.formula || parse_choice(&parser, err) != LG_OK)
        return err->code;
    skip_spaces(&parser);
    if (*parser.p)
        return wrong(&parser, err, *parser.p == '=' ? "'=' is no operator; to compare write ==" : "an operator must stand here");
    *formula = parser.formula;
    return LG_OK;
}

bool formula_may_be_null(const struct formula *formula)
{
    return formula->may_be_null;
}

/* ---- computing ---- */

typedef double run[FORMULA_ROWS];

static double floor_of(double x)
{
    double whole;

    if (!(x > -0x1p52 && x < 0x1p52)) /* beyond, and what is no number, has no fraction */
        return x;
    whole = (double)(int64_t)x;
    return whole > x ? whole - 1.0 : whole;
}

/* Half away from 0. */
static double round_of(double x)
{
    return x < 0.0 ? -floor_of(0.5 - x) : floor_of(x + 0.5);
}

#define EACH(expression) \
    for (int64_t i = 0; i < rows; i++) \
        a[i] = (expression); \
    break

static void compute_one(enum operation operation, double *a, int64_t rows)
{
    switch (operation) {
    case NEGATE:
        EACH(-a[i]);
    case NOT:
        EACH(!(a[i] < 0.0 || a[i] > 0.0));
    case ABS:
        EACH(a[i] < 0.0 ? -a[i] : a[i]);
    case FLOOR:
        EACH(floor_of(a[i]));
    case CEIL:
        EACH(-floor_of(-a[i]));
    case ROUND:
        EACH(round_of(a[i]));
    case SQRT:
        EACH(sqrt(a[i]));
    case EXP:
        EACH(a[i] > 700.0 ? INFINITY : a[i] < -700.0 ? 0.0 : lg_exp(a[i]));
    case LOG:
        EACH(a[i] > 0.0 ? lg_log(a[i]) : NAN);
    default:
        break;
    }
}

static bool truth(double x)
{
    return x < 0.0 || x > 0.0;
}

static void compute_two(enum operation operation, double *a, const double *b, int64_t rows)
{
    switch (operation) {
    case ADD:
        EACH(a[i] + b[i]);
    case SUBTRACT:
        EACH(a[i] - b[i]);
    case MULTIPLY:
        EACH(a[i] * b[i]);
    case DIVIDE:
        EACH(truth(b[i]) ? a[i] / b[i] : NAN);
    case MODULO:
        EACH(truth(b[i]) ? a[i] - b[i] * floor_of(a[i] / b[i]) : NAN);
    case POWER:
        EACH(a[i] > 0.0 ? lg_pow(a[i], b[i]) : truth(a[i]) ? NAN : b[i] > 0.0 ? 0.0 : NAN);
    case LEAST:
        EACH(a[i] < b[i] ? a[i] : b[i]);
    case MOST:
        EACH(a[i] > b[i] ? a[i] : b[i]);
    case EQUAL:
        EACH(a[i] >= b[i] && a[i] <= b[i]);
    case UNEQUAL:
        EACH(a[i] < b[i] || a[i] > b[i]);
    case LESS:
        EACH(a[i] < b[i]);
    case LESS_OR_EQUAL:
        EACH(a[i] <= b[i]);
    case MORE:
        EACH(a[i] > b[i]);
    case MORE_OR_EQUAL:
        EACH(a[i] >= b[i]);
    case AND:
        EACH(truth(a[i]) && truth(b[i]));
    case OR:
        EACH(truth(a[i]) || truth(b[i]));
    default:
        break;
    }
}

static void push(const struct step *step, const struct work *work, int64_t first, int64_t rows, double *a, uint8_t *valid)
{
    const struct vector *vector = step->column ? &work->vector[step->column->number] : NULL;

    if (step->operation == PUSH_NUMBER) {
        for (int64_t i = 0; i < rows; i++)
            a[i] = step->number;
    } else if (step->operation == PUSH_PRESENCE) {
        for (int64_t i = 0; i < rows; i++)
            a[i] = !vector->present || vector->present[first + i] != ABSENT;
    } else {
        vector_reals(step->column, vector, first, rows, a);
        for (int64_t i = 0; vector->present && i < rows; i++)
            valid[i] &= vector->present[first + i] != ABSENT;
    }
}

void formula_compute(const struct formula *formula, const struct work *work, int64_t first, int64_t rows, double *out, uint8_t *valid)
{
    run stack[DEEPEST + 1];
    int top = -1;

    memset(valid, 1, (size_t)rows);
    for (uint32_t s = 0; s < formula->steps; s++) {
        const struct step *step = &formula->step[s];

        if (step->operation <= PUSH_PRESENCE) {
            push(step, work, first, rows, stack[++top], valid);
        } else if (step->operation <= LOG) {
            compute_one(step->operation, stack[top], rows);
        } else if (step->operation < CHOOSE) {
            top--;
            compute_two(step->operation, stack[top], stack[top + 1], rows);
        } else {
            top -= 2;
            for (int64_t i = 0; i < rows; i++)
                stack[top][i] = truth(stack[top][i]) ? stack[top + 1][i] : stack[top + 2][i];
        }
    }
    for (int64_t i = 0; i < rows; i++) {
        out[i] = stack[0][i];
        valid[i] &= out[i] > -INFINITY && out[i] < INFINITY; /* neither is what is no number */
    }
}

/* ---- the generator ---- */

int read_formula_column(struct reader *reader, struct column *column, struct lg_error *err)
{
    const struct lg_yaml_node *node = require_key(reader, column, "formula", err);
    struct formula *formula;

    if (!node || read_formula(reader, node, &formula, err) != LG_OK)
        return err->code;
    column->own = formula;
    column->form = column->type.family == FLOATS ? FORM_REALS : FORM_INTEGERS;
    column->may_be_null = formula->may_be_null;
    return LG_OK;
}

/* The nearest value of the type; what lies outside becomes its least or most. */
static int64_t to_integer(const struct type *type, double unit, double x)
{
    if (type->family == BOOLS)
        return truth(x);
    x = round_of(x * unit);
    if (!(x > (double)type->least))
        return type->least;
    return x < (double)type->most ? (int64_t)x : type->most;
}

static void store(const struct column *column, const double *result, const uint8_t *valid, int64_t first, int64_t rows, double unit,
                  struct vector *out)
{
    for (int64_t i = 0; i < rows; i++) {
        double x = valid[i] ? result[i] : 0.0;

        if (column->form == FORM_REALS)
            out->reals[first + i] = x;
        else
            out->integers[first + i] = to_integer(&column->type, unit, x);
        if (!valid[i] && out->present && out->present[first + i] == PRESENT)
            out->present[first + i] = ABSENT;
    }
}

int fill_formula_column(struct work *work, const struct column *column, struct vector *out, struct lg_error *err)
{
    const struct formula *formula = column->own;
    double result[FORMULA_ROWS], unit = 1.0;
    uint8_t valid[FORMULA_ROWS];

    for (int i = 0; i < column->type.decimals; i++)
        unit *= 10.0;
    if ((formula->may_be_null && !presence_for(work, out, err)) ||
        (column->form == FORM_REALS ? !reals_for(work, column, out, err) : !integers_for(work, column, out, err)))
        return err->code;
    for (int64_t first = 0; first < work->rows; first += FORMULA_ROWS) {
        int64_t rows = work->rows - first < FORMULA_ROWS ? work->rows - first : FORMULA_ROWS;

        formula_compute(formula, work, first, rows, result, valid);
        store(column, result, valid, first, rows, unit, out);
    }
    return LG_OK;
}
