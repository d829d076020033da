/* SPDX-License-Identifier: Apache-2.0 */
/* Checks an ELF header and that all segments and sections lie inside the file (System V ABI, object files). */
#include "plugin/elf.h"

#include "base/file.h"

#include <elf.h>
#include <link.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>
#include <sys/stat.h>

#if defined(__x86_64__)
#define MACHINE EM_X86_64
#elif defined(__aarch64__)
#define MACHINE EM_AARCH64
#elif defined(__riscv)
#define MACHINE EM_RISCV
#elif defined(__powerpc64__)
#define MACHINE EM_PPC64
#else
#define MACHINE EM_NONE /* not checked */
#endif

#define NATIVE_CLASS (__ELF_NATIVE_CLASS == 64 ? ELFCLASS64 : ELFCLASS32)

static int refuse(struct lg_error *err, const char *why)
{
    return lg_error_set(err, LG_E_PLUGIN, "not a shared object (%s)", why);
}

static bool inside(uint64_t offset, uint64_t size, uint64_t file_size)
{
    return size <= file_size && offset <= file_size - size;
}

static int check_segments(int fd, const ElfW(Ehdr) *header, uint64_t file_size, struct lg_error *err)
{
    if (header->e_phentsize != sizeof(ElfW(Phdr)) || header->e_phnum == 0 ||
        !inside(header->e_phoff, (uint64_t)header->e_phnum * sizeof(ElfW(Phdr)), file_size))
        return refuse(err, "file cut short");
    for (unsigned i = 0; i < header->e_phnum; i++) {
        ElfW(Phdr) segment;
        off_t at = (off_t)(header->e_phoff + i * sizeof(segment));

        if (lg_file_read_at(fd, &segment, sizeof(segment), at) != (ssize_t)sizeof(segment) ||
            !inside(segment.p_offset, segment.p_filesz, file_size))
            return refuse(err, "file cut short");
    }
    /* the section headers come last in the file: a cut anywhere shows here */
    if (header->e_shnum > 0 && !inside(header->e_shoff, (uint64_t)header->e_shnum * header->e_shentsize, file_size))
        return refuse(err, "file cut short");
    return LG_OK;
}

int lg_elf_check(int fd, struct lg_error *err)
{
    ElfW(Ehdr) header;
    struct stat status;

    if (fstat(fd, &status) != 0 || lg_file_read_at(fd, &header, sizeof(header), 0) != (ssize_t)sizeof(header))
        return refuse(err, "file too short");
    if (memcmp(header.e_ident, ELFMAG, SELFMAG) != 0)
        return refuse(err, "no ELF header");
    if (header.e_ident[EI_CLASS] != NATIVE_CLASS)
        return refuse(err, "another word size");
    if (MACHINE != EM_NONE && header.e_machine != MACHINE)
        return refuse(err, "built for another machine");
    if (header.e_type != ET_DYN)
        return refuse(err, "not a dynamic object");
    return check_segments(fd, &header, (uint64_t)status.st_size, err);
}
