/* SPDX-License-Identifier: Apache-2.0 */
/* Options: what a plugin lets its users set, declared once as a table.
 *
 * The table makes parsing, checking, --help, the manual pages and `lakegen describe`. Users set an option by
 * `--set name=value`, by `--name value` (underscores as dashes), or through a role (below). The host refuses unknown
 * names, values that do not parse and values outside the range before open() is called, so that the getters cannot fail.
 *
 * Threads: a struct lg_options is read-only; any thread may read it until open() returns. */
#ifndef LAKEGEN_OPTION_H
#define LAKEGEN_OPTION_H

#include <lakegen/abi.h>

#ifdef __cplusplus
extern "C" {
#endif

/* How the text of a value is read. */
#define LG_OPTION_TEXT 1    /* any UTF-8 */
#define LG_OPTION_INT 2     /* int64, decimal */
#define LG_OPTION_DECIMAL 3 /* decimal number with up to 9 fractional digits */
#define LG_OPTION_BOOL 4    /* true, false */
#define LG_OPTION_SIZE 5    /* bytes: 16mb, 1GiB; kb, mb, gb, tb are 1024-based */
#define LG_OPTION_TIME 6    /* ISO 8601 date or date-time, UTC; microseconds since 1970-01-01 */
#define LG_OPTION_WEIGHTS 7 /* comma-separated non-negative decimals, or name=weight pairs; the default names them all */
#define LG_OPTION_CHOICE 8  /* one of the words in range, separated by '|' */
#define LG_OPTION_SECRET 9  /* like TEXT, never printed or stored */
#define LG_OPTION_DURATION 10 /* 500ms, 90, 90s, 15m, 2h, 1d; milliseconds, its range in seconds. Since 0.2 */
#define LG_OPTION_YAML 11   /* a YAML or JSON file: its path, or its text, which has a line break. Read before open(), see yaml.h; plans
                               hold the text. Since 0.4 */

/* Roles. A general setting, its flag and the option of its role are one value; two different ones are refused.
 *   "dirty_ratio"   quality.dirty_data_ratio, --dirty-ratio
 *   "time_start"    time.start, --time-start
 *   "time_end"      time.end, --time-end
 *   "time_days"     the same: the number of days from the option of role "time_start" to time.end; of type INT
 *   "time_months"   the same, in months
 *   "schema_file"   the file that --schema, or the word behind the command, names instead of a plugin; of type YAML. Since 0.4 */
struct lg_option {
    const char *name;     /* [a-z][a-z0-9_]* */
    uint32_t type;        /* LG_OPTION_… */
    uint32_t flags;       /* 0 */
    const char *fallback; /* the default as text; NULL: not set */
    const char *range;    /* "1..1000" (either end may be missing), "a|b|c" for CHOICE; NULL: any */
    const char *doc;      /* one line, no full stop */
    const char *role;     /* general setting that sets this option; NULL: none */
    uint64_t reserved[2];
};

struct lg_options; /* the values in force, defaults included */

/* A decimal number, exact: value × 10^-9. */
struct lg_decimal {
    int64_t nano;
};

/* Is a value set, by the user or by a default? An unknown name is not set. */
int lg_option_is_set(const struct lg_options *options, const char *name);

/* The value of an option of that type; 0, or NULL for text, when it is not set. Text is borrowed from the options, which
 * live until close(). */
const char *lg_option_text(const struct lg_options *options, const char *name);
int64_t lg_option_int(const struct lg_options *options, const char *name); /* INT, BOOL, SIZE, TIME, DURATION */
struct lg_decimal lg_option_decimal(const struct lg_options *options, const char *name);

/* The weights of a WEIGHTS option in the order of its default, in units of 10^-9; count is that of the default. */
void lg_option_weights(const struct lg_options *options, const char *name, int64_t *weights, uint32_t count);

#ifdef __cplusplus
}
#endif
#endif
