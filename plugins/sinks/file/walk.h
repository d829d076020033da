/* SPDX-License-Identifier: Apache-2.0 */
/* Walks over the files below a prefix: objects, and temporary files that dead processes left. */
#ifndef FILE_WALK_H
#define FILE_WALK_H

#include <lakegen/sink.h>

#include <stdbool.h>

/* The name of a temporary file: ".<base>.<owner>.tmp" beside the object. owner: a run, or a run and node ("1f0c.0-of-1"). */
char *walk_temporary(const char *object, const char *owner); /* owned: free(); NULL: no memory */

/* Is it one of that owner's? Then *base is the object's name in its folder, *length characters of it. */
bool walk_is_temporary_of(const char *name, const char *owner, const char **base, size_t *length);

/* All regular files whose names begin with prefix and that are not temporary. */
int walk_objects(const char *prefix, lg_list_fn *emit, void *context, struct lg_error *err);

/* Removes the owner's temporary files of objects whose names begin with prefix, those that choose() names. */
int walk_sweep(const char *prefix, const char *owner, lg_leftover_fn *choose, void *context, struct lg_error *err);

#endif
