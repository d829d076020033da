/* SPDX-License-Identifier: Apache-2.0 */
/* Locks: files that keep processes apart. flock(2) frees them when their holder dies, however it does. Where a file system has no
 * such locks, a file that exists is the lock; it names its holder, and one that is dead is taken over. */
#ifndef FILE_LOCK_H
#define FILE_LOCK_H

#include <lakegen/error.h>

#include <stdbool.h>

struct lock {
    struct lock *next;
    char *path;     /* owned */
    int fd;         /* -1: the file's existence is the lock */
    bool is_shared;
};

/* Takes one more; LG_E_STATE when it is held. The folder exists. */
int lock_take(struct lock **locks, const char *path, bool shared, struct lg_error *err);

/* Gives all back. Files of those that were held alone are removed. */
void lock_release_all(struct lock **locks);

#endif
