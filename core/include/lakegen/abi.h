/* SPDX-License-Identifier: Apache-2.0 */
/* The plugin ABI: what every plugin's table begins with, and the one function a plugin exports.
 *
 * A plugin is a shared object that exports lg_plugin_entry_v0(). The function returns a pointer to a `static const` table
 * whose first member is a struct lg_plugin; the callbacks of its kind follow (schema.h, sink.h). Write it with one of the
 * macros LG_SCHEMA_PLUGIN() and LG_SINK_PLUGIN().
 *
 * Life cycle. The host loads plugins on its main thread before any worker starts, and never unloads them. A plugin has two
 * lifetimes and no others: a *state*, from open() to close(), shared by all threads and read-only for schemas; and, for
 * sinks, a *writer*, from begin() to exactly one of commit() or abort(), used by one thread at a time.
 *
 * Ownership in all headers: *borrowed* means valid until the call returns, *owned* means you free it with the function
 * that is named, *moved* means the source is empty afterwards. What no comment speaks of is borrowed.
 *
 * Compatibility. The major version is in the entry symbol's name. Within a major, tables and structures grow only at the
 * end; a plugin compiled against older headers has a smaller struct_size and the host takes the rest as zero, which always
 * means the old behaviour. A plugin compiled against newer headers is loaded if every byte the host does not know is zero.
 *
 * History
 *   0.1  schema and sink kinds.
 *   0.2  lists: type "+l" (table.h), lg_batch_offsets(), lg_batch_elements() (batch.h); calendar.h; durations (option.h);
 *        lg_beta_new() (distribution.h); lg_fill_hex_keys(), lg_fill_uuid_keys(), lg_draw_uuid() (random.h).
 *   0.3  sinks (sink.h): check(), probe(), lg_run.say, ages in lists. memory() tells more, and sweep() asks about leftovers: sinks
 *        that were built before are refused.
 *   0.4  files as options: LG_OPTION_YAML, the role "schema_file" (option.h), and trees (yaml.h). Sinks that take rows (sink.h):
 *        lg_run.tables, lg_run.format, .rows, .place(), .count(), lg_object.encoding, LG_SINK_RESUMES, LG_COLUMN_SEQUENTIAL (table.h). */
#ifndef LAKEGEN_ABI_H
#define LAKEGEN_ABI_H

#include <lakegen/error.h>

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#define LG_ABI_MAJOR 0
#define LG_ABI_MINOR 4

#define LG_KIND_SCHEMA 1
#define LG_KIND_SINK 2

struct lg_option; /* option.h */

struct lg_plugin {
    uint32_t struct_size; /* size of the whole table, as compiled */
    uint16_t abi_minor;   /* LG_ABI_MINOR, as compiled */
    uint16_t kind;        /* LG_KIND_… */
    const char *name;     /* [a-z][a-z0-9_]*, equal to the file's stem */
    const char *version;  /* of the plugin; part of a schema's plan identity */
    const char *summary;  /* one line, no full stop */
    const struct lg_option *options; /* array ended by name == NULL; NULL: none */
    uint64_t reserved[2];
};

#if defined(__GNUC__)
#define LG_EXPORT __attribute__((visibility("default")))
#else
#define LG_EXPORT
#endif

#define LG_PLUGIN_ENTRY_SYMBOL "lg_plugin_entry_v0"

/* Preloaded into a static program (libtool's -dlpreopen), entry symbols carry the plugin's name. */
#ifdef LG_PLUGIN_STATIC
#define LG_PLUGIN_ENTRY(ident) ident##_LTX_lg_plugin_entry_v0
#else
#define LG_PLUGIN_ENTRY(ident) lg_plugin_entry_v0
#endif

typedef const struct lg_plugin *lg_plugin_entry_fn(void);

/* LG_PLUGIN_DEFINE is the shared part of the per-kind macros. */
#define LG_PLUGIN_DEFINE(table_type, kind_, ident, version_, summary_, ...) \
    LG_EXPORT const struct lg_plugin *LG_PLUGIN_ENTRY(ident)(void); \
    const struct lg_plugin *LG_PLUGIN_ENTRY(ident)(void) \
    { \
        static const struct table_type table = { \
            .base.struct_size = sizeof(struct table_type), \
            .base.abi_minor = LG_ABI_MINOR, \
            .base.kind = (kind_), \
            .base.name = #ident, \
            .base.version = (version_), \
            .base.summary = (summary_), \
            __VA_ARGS__}; \
        return &table.base; \
    }

#ifdef __cplusplus
}
#endif
#endif
