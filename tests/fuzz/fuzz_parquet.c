/* SPDX-License-Identifier: Apache-2.0 */
/* Fuzzes the Parquet reader with whole files: footer, schema, pages, page indexes, bounds as text. */
#include "../faults/memory.h"

#include <stdint.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    struct lg_error err = LG_ERROR_INIT;

    (void)memory_inspect(bytes, size, &err);
    return 0;
}
