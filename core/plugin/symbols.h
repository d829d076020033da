/* SPDX-License-Identifier: Apache-2.0 */
/* What a loaded shared object exports, and what it wants from others. */
#ifndef LG_PLUGIN_SYMBOLS_H
#define LG_PLUGIN_SYMBOLS_H

#include <lakegen/error.h>

#include <stdbool.h>

struct lg_symbol {
    const char *name;
    const char *version; /* that it wants; "" when it wants none */
    bool is_exported;    /* else it is wanted */
};
typedef int lg_symbol_fn(void *context, const struct lg_symbol *symbol, struct lg_error *err); /* not LG_OK: stop */

/* Calls back with every dynamic symbol of an object that is loaded from this path. Gives what the callback gave. */
int lg_symbols_each(const char *path, lg_symbol_fn *fn, void *context, struct lg_error *err);

#endif
