/* SPDX-License-Identifier: Apache-2.0 */
/* A scratch arena: memory for the length of one generate() call, handed out by moving a pointer, kept for the next call. */
#ifndef LG_BATCH_SCRATCH_H
#define LG_BATCH_SCRATCH_H

#include <stddef.h>

struct lg_scratch;

struct lg_scratch *lg_scratch_new(void); /* NULL: no memory */
void lg_scratch_free(struct lg_scratch *scratch);
void *lg_scratch_take(struct lg_scratch *scratch, size_t bytes); /* 64-byte aligned; NULL: no memory */
void lg_scratch_reset(struct lg_scratch *scratch);

#endif
