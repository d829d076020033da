/* SPDX-License-Identifier: Apache-2.0 */
/* A new-handler for C++'s operator new: it frees the reserve, and the allocation is tried again. */
#include "base/memory.h"

#include <dlfcn.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#define RESERVE_BYTES ((size_t)2 << 20) /* Snappy takes a tenth of it for a page */

typedef void handler_fn(void);
typedef handler_fn *set_handler_fn(handler_fn *handler);

/* The C++ library calls the handler without saying for whom: the reserve is the process's. */
static _Atomic(void *) reserve;
static _Atomic(set_handler_fn *) set_handler;
static atomic_bool is_spent;

static void release_reserve(void)
{
    void *memory = atomic_exchange(&reserve, NULL);

    atomic_store(&is_spent, true);
    if (memory)
        free(memory);
    else /* without a handler the next failure is std::bad_alloc, and the end */
        (void)atomic_load(&set_handler)(NULL);
}

int lg_memory_set_aside(struct lg_error *err)
{
    void *symbol = dlsym(RTLD_DEFAULT, "_ZSt15set_new_handlerPFvvE"); /* std::set_new_handler(void (*)()) */
    set_handler_fn *function;

    if (!symbol)
        return LG_OK; /* no library in C++ */
    memcpy(&function, &symbol, sizeof(function));
    atomic_store(&set_handler, function);
    atomic_store(&reserve, malloc(RESERVE_BYTES));
    if (!atomic_load(&reserve))
        return lg_error_set(err, LG_E_LOCAL, "out of memory for a reserve");
    (void)function(release_reserve);
    return LG_OK;
}

int lg_memory_check(struct lg_error *err)
{
    return atomic_load(&is_spent) ? lg_error_set(err, LG_E_LOCAL, "out of memory for compression") : LG_OK;
}
