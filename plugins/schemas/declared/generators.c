/* SPDX-License-Identifier: Apache-2.0 */
/* The list of generators: which types each makes, and which keys it has. */
#include "declared.h"

#define F(family) (1u << (family))
#define WITH_WORDS (F(BOOLS) | NUMBERS | F(DATES) | F(TIMESTAMPS) | F(TEXTS))

#define KEYS(...) (const char *const[]) {__VA_ARGS__, NULL}
#define NO_KEYS (const char *const[]) {NULL}
#define FUNCTIONS(name) read_##name##_column, fill_##name##_column

const struct generator generators[] = {
    {"sequence", F(INTEGERS) | F(DECIMALS) | F(DATES) | F(TIMESTAMPS), KEYS("start", "step"), FUNCTIONS(sequence)},
    {"constant", WITH_WORDS, KEYS("value"), FUNCTIONS(constant)},
    {"choice", WITH_WORDS, KEYS("values", "weights"), FUNCTIONS(choice)},
    {"chance", F(BOOLS), KEYS("ratio"), FUNCTIONS(chance)},
    {"map", WITH_WORDS, KEYS("of", "values"), FUNCTIONS(map)},
    {"uniform", NUMBERS, KEYS("min", "max", "decimals"), FUNCTIONS(uniform)},
    {"normal", NUMBERS, KEYS("mean", "stddev", "min", "max", "decimals"), FUNCTIONS(normal)},
    {"lognormal", NUMBERS, KEYS("mu", "sigma", "mean", "stddev", "min", "max", "decimals"), FUNCTIONS(lognormal)},
    {"exponential", NUMBERS, KEYS("mean", "min", "max", "decimals"), FUNCTIONS(exponential)},
    {"poisson", F(INTEGERS), KEYS("mean"), FUNCTIONS(poisson)},
    {"zipf", F(INTEGERS), KEYS("alpha", "count", "start", "fold", "scaled"), FUNCTIONS(zipf)},
    {"uuid", F(TEXTS), NO_KEYS, FUNCTIONS(uuid)},
    {"hex", F(TEXTS), KEYS("bytes"), FUNCTIONS(hex)},
    {"bytes", F(BINARIES) | F(FIXED), KEYS("bytes"), FUNCTIONS(bytes)},
    {"reference", F(INTEGERS) | F(TEXTS), KEYS("to", "distribution", "alpha", "orphan_ratio"), FUNCTIONS(reference)},
    {"time", F(DATES) | F(TIMESTAMPS), KEYS("start", "end", "hours", "weekdays", "resolution"), FUNCTIONS(time)},
    {"formula", F(BOOLS) | NUMBERS | F(DATES) | F(TIMESTAMPS), KEYS("formula"), FUNCTIONS(formula)},
    {"template", F(TEXTS), KEYS("template"), FUNCTIONS(template)},
    {"pattern", F(TEXTS), KEYS("pattern"), FUNCTIONS(pattern)},
    {"person", F(TEXTS), KEYS("part", "person"), FUNCTIONS(person)},
    {"list", F(LISTS), KEYS("length", "elements"), FUNCTIONS(list)},
    {0}};
