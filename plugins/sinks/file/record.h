/* SPDX-License-Identifier: Apache-2.0 */
/* Records: small files that are replaced as a whole and are on disk when they are there. */
#ifndef FILE_RECORD_H
#define FILE_RECORD_H

#include <lakegen/error.h>

#include <stdbool.h>
#include <stddef.h>

/* owner: of the temporary file, so that another process of the same owner can remove what this one leaves when it dies. */
int record_publish(const char *name, const char *owner, const void *bytes, size_t size, bool if_absent, struct lg_error *err);

/* Removes a file, and its folder when it was the last in it, unless that is `root` or lies outside it. */
int record_remove(const char *name, const char *root, struct lg_error *err);

/* Removes what a dead process left of records it was publishing. lock: the name of its lock, …/<run>/node-<i>-of-<n>.lock; records
 * lie in that folder and in root. */
int record_sweep(const char *lock, const char *root, struct lg_error *err);

#endif
