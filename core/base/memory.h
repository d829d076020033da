/* SPDX-License-Identifier: Apache-2.0 */
/* Memory that runs out below us. Our own allocations are checked where they are made; libraries in C++ (Snappy) end the process instead.
 * They are given a reserve once, and the run is told to end. */
#ifndef LG_BASE_MEMORY_H
#define LG_BASE_MEMORY_H

#include <lakegen/error.h>

/* Once, at the start of the program. */
int lg_memory_set_aside(struct lg_error *err);

/* LG_E_LOCAL when the reserve had to be used: what was done with it is whole, but nothing more is to be begun. Any thread. */
int lg_memory_check(struct lg_error *err);

#endif
