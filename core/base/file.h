/* SPDX-License-Identifier: Apache-2.0 */
/* Files that this program writes for others to read while it runs; and reading pieces of files. */
#ifndef LG_BASE_FILE_H
#define LG_BASE_FILE_H

#include <lakegen/error.h>

#include <stddef.h>
#include <sys/types.h>

/* Makes or replaces a file as a whole: readers see the old text or the new one, never a part, also after a crash. LG_E_LOCAL for a full
 * disk, LG_E_DESTINATION for a wrong place. */
int lg_file_replace(const char *path, const void *bytes, size_t size, struct lg_error *err);

/* Reads at a place until size bytes came or the file ends, over interruptions and short reads; gives the bytes read, -1 with errno. */
ssize_t lg_file_read_at(int fd, void *bytes, size_t size, off_t at);

#endif
