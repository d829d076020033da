/* SPDX-License-Identifier: Apache-2.0 */
/* Places: paths of objects, their folders, and what an errno means for a destination. */
#ifndef FILE_PLACE_H
#define FILE_PLACE_H

#include <lakegen/error.h>

#include <stdbool.h>
#include <stddef.h>

/* LG_E_LOCAL for a full disk and other limits of this machine, LG_E_DESTINATION for what is wrong with the place. */
int place_error_code(int sys_errno);

/* The folder of a path: "." when it has no slash. 0, or the errno of a path that is too long. */
int place_folder(const char *path, char *folder, size_t size);

/* Makes a folder and those above it, and makes their names durable. */
int place_make_folder(const char *folder, struct lg_error *err);

/* Makes the names in a folder durable. */
int place_sync_folder(const char *folder, struct lg_error *err);

/* Gives a complete file its final name; an existing one is replaced, or refused with LG_E_EXISTS. */
int place_rename(const char *from, const char *to, bool replace, struct lg_error *err);

#endif
