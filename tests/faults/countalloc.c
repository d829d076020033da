/* SPDX-License-Identifier: Apache-2.0 */
/* Preloaded into lakegen: counts allocations and prints the number at the end. */
#include <dlfcn.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static atomic_ulong count;

#define COUNTED(name, result, parameters, arguments) \
    __attribute__((visibility("default"))) result name parameters; \
    result name parameters \
    { \
        static result(*real) parameters; \
        if (!real) { \
            void *symbol = dlsym(RTLD_NEXT, #name); \
            memcpy(&real, &symbol, sizeof(real)); \
        } \
        atomic_fetch_add(&count, 1); \
        return real arguments; \
    }

COUNTED(malloc, void *, (size_t size), (size))
COUNTED(realloc, void *, (void *old, size_t size), (old, size))
COUNTED(aligned_alloc, void *, (size_t alignment, size_t size), (alignment, size))
COUNTED(posix_memalign, int, (void **memory, size_t alignment, size_t size), (memory, alignment, size))

__attribute__((destructor)) static void print(void)
{
    char text[64];
    int length = snprintf(text, sizeof(text), "allocations %lu\n", atomic_load(&count));

    if (write(STDERR_FILENO, text, (size_t)length) < 0)
        _exit(99);
}
