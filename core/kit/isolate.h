/* SPDX-License-Identifier: Apache-2.0 */
/* Running foreign code in a process of its own: what crashes or hangs there is an error here. */
#ifndef LG_KIT_ISOLATE_H
#define LG_KIT_ISOLATE_H

#include <lakegen/error.h>

typedef int lg_isolated_fn(const void *context, struct lg_error *err);

/* Calls fn in a child of this process, which must have one thread, and waits. Gives what it gave; LG_E_PLUGIN when the child died or did
 * not end. Memory that fn changes is the child's alone. */
int lg_isolate(lg_isolated_fn *fn, const void *context, struct lg_error *err);

#endif
