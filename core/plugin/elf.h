/* SPDX-License-Identifier: Apache-2.0 */
/* A look at a file before the dynamic linker maps it: is it a whole shared object for this machine? A truncated one would end
 * the process by SIGBUS. */
#ifndef LG_PLUGIN_ELF_H
#define LG_PLUGIN_ELF_H

#include <lakegen/error.h>

#include <stddef.h>

/* The file's bytes are behind fd. LG_E_PLUGIN: "not a shared object (…)". */
int lg_elf_check(int fd, struct lg_error *err);

#endif
