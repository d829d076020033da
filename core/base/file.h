/* SPDX-License-Identifier: Apache-2.0 */
/* Files that this program writes for others to read while it runs. */
#ifndef LG_BASE_FILE_H
#define LG_BASE_FILE_H

#include <lakegen/error.h>

#include <stddef.h>

/* Makes or replaces a file as a whole: readers see the old text or the new one, never a part, also after a crash. LG_E_LOCAL for a full
 * disk, LG_E_DESTINATION for a wrong place. */
int lg_file_replace(const char *path, const void *bytes, size_t size, struct lg_error *err);

#endif
