/* SPDX-License-Identifier: Apache-2.0 */
/* Dynamic symbols from the tables that the dynamic linker has mapped (System V ABI, "Dynamic Linking"; the GNU hash table's and the
 * version tables' layouts are those of elf.h). */
#include "plugin/symbols.h"

#include <dlfcn.h>
#include <elf.h>
#include <link.h>
#include <stdint.h>
#include <string.h>

struct tables {
    const ElfW(Sym) *symbol;
    const char *text;
    const ElfW(Half) *version;    /* of each symbol, or NULL */
    const ElfW(Verneed) *needed;  /* or NULL */
    const uint32_t *hash, *gnu_hash;
};

/* Some linkers write addresses into the dynamic section, others leave offsets there. */
static const void *address(const struct link_map *map, ElfW(Addr) value)
{
    return (const void *)(uintptr_t)(value < map->l_addr ? value + map->l_addr : value); /* NOLINT */
}

static void find_tables(const struct link_map *map, struct tables *tables)
{
    memset(tables, 0, sizeof(*tables));
    for (const ElfW(Dyn) *entry = map->l_ld; entry->d_tag != DT_NULL; entry++) {
        const void *at = address(map, entry->d_un.d_ptr);

        switch (entry->d_tag) {
        case DT_SYMTAB:
            tables->symbol = at;
            break;
        case DT_STRTAB:
            tables->text = at;
            break;
        case DT_VERSYM:
            tables->version = at;
            break;
        case DT_VERNEED:
            tables->needed = at;
            break;
        case DT_HASH:
            tables->hash = at;
            break;
        case DT_GNU_HASH:
            tables->gnu_hash = at;
            break;
        default:
            break;
        }
    }
}

/* Nothing says how many symbols there are but the hash tables. The GNU one has the exported ones last: behind the first of the bucket
 * with the highest number, its chain ends with an odd hash. */
static uint32_t count_symbols(const struct tables *tables)
{
    const uint32_t *gnu = tables->gnu_hash, *bucket, *chain;
    uint32_t last = 0;

    if (tables->hash)
        return tables->hash[1];
    if (!gnu)
        return 0;
    bucket = gnu + 4 + gnu[2] * (sizeof(ElfW(Addr)) / sizeof(uint32_t));
    chain = bucket + gnu[0];
    for (uint32_t i = 0; i < gnu[0]; i++)
        last = bucket[i] > last ? bucket[i] : last;
    if (last < gnu[1])
        return gnu[1];
    while (!(chain[last - gnu[1]] & 1))
        last++;
    return last + 1;
}

static const char *wanted_version(const struct tables *tables, uint32_t symbol)
{
    const char *file = (const char *)tables->needed;

    while (file && tables->version) {
        ElfW(Verneed) needed;
        const char *one = file;

        memcpy(&needed, file, sizeof(needed));
        one += needed.vn_aux;
        for (unsigned i = 0; i < needed.vn_cnt; i++) {
            ElfW(Vernaux) aux;

            memcpy(&aux, one, sizeof(aux));
            if (aux.vna_other == (tables->version[symbol] & 0x7fff))
                return tables->text + aux.vna_name;
            one += aux.vna_next;
        }
        file = needed.vn_next ? file + needed.vn_next : NULL;
    }
    return "";
}

static int visit(const struct tables *tables, lg_symbol_fn *fn, void *context, struct lg_error *err)
{
    uint32_t count = count_symbols(tables);

    for (uint32_t i = 1; i < count; i++) { /* 0 is no symbol */
        const ElfW(Sym) *symbol = &tables->symbol[i];
        bool is_exported = symbol->st_shndx != SHN_UNDEF;
        const struct lg_symbol found = {tables->text + symbol->st_name, is_exported ? "" : wanted_version(tables, i), is_exported};

        if ((symbol->st_info >> 4 == STB_GLOBAL || symbol->st_info >> 4 == STB_WEAK) && fn(context, &found, err) != LG_OK)
            break;
    }
    return err->code;
}

int lg_symbols_each(const char *path, lg_symbol_fn *fn, void *context, struct lg_error *err)
{
    void *handle = dlopen(path, RTLD_NOW | RTLD_NOLOAD);
    struct link_map *map = NULL;
    struct tables tables;

    if (!handle || dlinfo(handle, RTLD_DI_LINKMAP, &map) != 0)
        return lg_error_set(err, LG_E_PLUGIN, "its symbols cannot be read: %.300s", dlerror());
    find_tables(map, &tables);
    if (tables.symbol && tables.text)
        (void)visit(&tables, fn, context, err);
    (void)dlclose(handle); /* the reference of RTLD_NOLOAD */
    return err->code;
}
