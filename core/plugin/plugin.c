/* SPDX-License-Identifier: Apache-2.0 */
/* Loading: every check of the plugin ABI's table "refuse with a sentence, at the door", in its order. */
#include "plugin/plugin.h"

#include "config.h"

#include "base/digest.h"
#include "base/file.h"
#include "batch/batch.h"
#include "config/options.h"
#include "plugin/elf.h"
#include "plugin/search.h"

#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <ltdl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/auxv.h>
#include <sys/stat.h>
#include <unistd.h>

#define LARGEST_TABLE 65536
#define ANY_KIND 0 /* its table says which */
#define KNOWN_SINK_FLAGS (LG_SINK_SINGLE_STREAM | LG_SINK_DISCARDS | LG_SINK_FOLDERS | LG_SINK_RESUMES)

union lg_table_copy {
    struct lg_plugin base;
    struct lg_schema_plugin schema;
    struct lg_sink_plugin sink;
};

struct loaded {
    struct loaded *next;
    char *path;
    char digest[65]; /* of the file, before it was loaded */
    union lg_table_copy table; /* with zeros behind what an older plugin has */
};

struct lg_plugins {
    struct lg_search search;
    struct loaded *loaded;
};

/* Linkers tell in words alone that it was no fault of the plugin's. The file was opened a moment ago: that it cannot be, is none either.
 * Of a library that a plugin needs, the words begin with that library's name. */
static int refuse(const char *words, struct lg_error *err)
{
    bool ran_out;

    if (!words)
        words = "libltdl refused it";
    ran_out = strcasestr(words, "cannot allocate") || strcasestr(words, "not enough memory") ||
              strcasestr(words, "cannot create shared object descriptor") ||
              strncmp(words, "cannot open shared object file", strlen("cannot open shared object file")) == 0;
    return lg_error_set(err, ran_out ? LG_E_LOCAL : LG_E_PLUGIN, "%.300s", words);
}

int lg_plugins_open(const char *const *dirs, struct lg_plugins **out, struct lg_error *err)
{
    struct lg_plugins *plugins = calloc(1, sizeof(*plugins));

    *out = NULL;
    if (!plugins)
        return lg_error_set(err, LG_E_LOCAL, "out of memory for plugins");
    if (lt_dlinit() != 0) {
        (void)lg_error_set(err, LG_E_LOCAL, "starting libltdl: %s; memory is short", lt_dlerror()); /* nothing else can go wrong */
    } else if (lg_search_init(&plugins->search, dirs, err) == LG_OK) {
        *out = plugins;
        return LG_OK;
    }
    lg_plugins_close(plugins);
    return err->code;
}

void lg_plugins_close(struct lg_plugins *plugins)
{
    if (!plugins)
        return;
    while (plugins->loaded) {
        struct loaded *loaded = plugins->loaded;

        plugins->loaded = loaded->next;
        free(loaded->path);
        free(loaded);
    }
    lg_search_release(&plugins->search);
    free(plugins);
}

void lg_plugins_put_folders(const struct lg_plugins *plugins, int kind, struct lg_string *out)
{
    lg_search_put_folders(&plugins->search, kind, out);
}

static int digest_file(int fd, char digest[65], struct lg_error *err)
{
    struct lg_sha256_stream *stream = lg_sha256_stream_new();
    unsigned char bytes[16384];
    off_t at = 0;
    ssize_t some;

    if (!stream || lg_sha256_stream_reset(stream, err) != LG_OK) {
        lg_sha256_stream_free(stream);
        return err->code ? err->code : lg_error_set(err, LG_E_LOCAL, "out of memory for its digest");
    }
    while ((some = lg_file_read_at(fd, bytes, sizeof(bytes), at)) > 0 && lg_sha256_stream_update(stream, bytes, (size_t)some, err) == LG_OK)
        at += some;
    if (some < 0)
        (void)lg_error_sys(err, LG_E_PLUGIN, errno, "reading it");
    else if (err->code == LG_OK)
        (void)lg_sha256_stream_text(stream, digest, err);
    lg_sha256_stream_free(stream);
    return err->code;
}

static int check_file(const char *path, char digest[65], struct lg_error *err)
{
    struct stat status;
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);

    if (fd < 0)
        return lg_error_sys(err, LG_E_PLUGIN, errno, "opening it");
    if (fstat(fd, &status) != 0 || !S_ISREG(status.st_mode))
        (void)lg_error_set(err, LG_E_PLUGIN, "not a shared object (not a regular file)");
    else if (lg_elf_check(fd, err) == LG_OK)
        (void)digest_file(fd, digest, err);
    (void)close(fd);
    return err->code;
}

/* The dynamic linker's words begin with the path, which the message has already. */
static const char *linker_words(const char *path)
{
    const char *words = dlerror();
    size_t length = strlen(path);

    if (!words)
        return "the dynamic linker refused it";
    if (strncmp(words, path, length) == 0 && words[length] == ':')
        words += length + 1;
    return words + strspn(words, " ");
}

/* libltdl binds lazily and answers "file not found" to every failure; dlopen() with RTLD_NOW finds undefined symbols and says
 * which. Both leave the object in the process, for good. */
static int open_object(const char *path, lt_dlhandle *handle, struct lg_error *err)
{
    lt_dladvise advise;

    if (!dlopen(path, RTLD_NOW | RTLD_LOCAL | RTLD_NODELETE))
        return refuse(linker_words(path), err);
    if (lt_dladvise_init(&advise) != 0 || lt_dladvise_local(&advise) != 0 || lt_dladvise_resident(&advise) != 0)
        return refuse(lt_dlerror(), err);
    *handle = lt_dlopenadvise(path, advise);
    (void)lt_dladvise_destroy(&advise);
    return *handle ? LG_OK : refuse(lt_dlerror(), err);
}

/* Other majors have other entry symbols: looked for only to say which one it is. */
static int no_entry(lt_dlhandle handle, struct lg_error *err)
{
    for (int major = 0; major < 20; major++) {
        char symbol[32];

        (void)snprintf(symbol, sizeof(symbol), "lg_plugin_entry_v%d", major);
        if (major != LG_ABI_MAJOR && lt_dlsym(handle, symbol))
            return lg_error_set(err, LG_E_PLUGIN, "built for plugin ABI %d, this lakegen speaks %d; rebuild the plugin", major,
                                LG_ABI_MAJOR);
    }
    return lg_error_set(err, LG_E_PLUGIN, "not a lakegen plugin");
}

static size_t host_size(int kind)
{
    return kind == LG_KIND_SCHEMA ? sizeof(struct lg_schema_plugin) : sizeof(struct lg_sink_plugin);
}

/* Flags and fields that this lakegen has no meaning for. */
static bool has_unknown(const union lg_table_copy *table, int kind)
{
    if (table->base.reserved[0] != 0 || table->base.reserved[1] != 0)
        return true;
    return kind == LG_KIND_SINK && ((table->sink.flags & ~KNOWN_SINK_FLAGS) || table->sink.reserved_flags != 0);
}

/* Callbacks of sinks that are older have other parameters; only while the major is 0 can that be. */
#define OLDEST_SINK_MINOR 3

/* An older plugin has less, the rest is zero. A newer one may have more, if all of it is zero. */
static int copy_table(const struct lg_plugin *base, int kind, union lg_table_copy *copy, struct lg_error *err)
{
    const unsigned char *bytes = (const unsigned char *)base;
    size_t known = host_size(kind);

    if (base->kind != kind)
        return lg_error_set(err, LG_E_PLUGIN, "not a %s plugin", lg_kind_name(kind));
    if (kind == LG_KIND_SINK && base->abi_minor < OLDEST_SINK_MINOR)
        return lg_error_set(err, LG_E_PLUGIN, "built for plugin ABI %d.%u, sinks have changed in %d.%d; rebuild the plugin",
                            LG_ABI_MAJOR, base->abi_minor, LG_ABI_MAJOR, OLDEST_SINK_MINOR);
    if (base->struct_size < sizeof(*base) || base->struct_size > LARGEST_TABLE)
        return lg_error_set(err, LG_E_PLUGIN, "its table has an impossible size (%u bytes)", base->struct_size);
    for (size_t i = known; i < base->struct_size; i++)
        if (bytes[i] != 0)
            return lg_error_set(err, LG_E_PLUGIN, "uses features of plugin ABI %d.%u, this lakegen has %d.%d; upgrade lakegen",
                                LG_ABI_MAJOR, base->abi_minor, LG_ABI_MAJOR, LG_ABI_MINOR);
    memset(copy, 0, sizeof(*copy));
    memcpy(copy, base, base->struct_size < known ? base->struct_size : known);
    if (has_unknown(copy, kind))
        return lg_error_set(err, LG_E_PLUGIN, "has flags or fields that this lakegen does not know; upgrade lakegen");
    return LG_OK;
}

static int check_name(const struct lg_plugin *base, const char *path, struct lg_error *err)
{
    const char *slash = strrchr(path, '/'), *stem = slash ? slash + 1 : path;
    size_t length = strcspn(stem, ".");

    if (!base->name || !base->version || !base->summary)
        return lg_error_set(err, LG_E_PLUGIN, "has no name, version or summary");
    if (strlen(base->name) != length || strncmp(base->name, stem, length) != 0)
        return lg_error_set(err, LG_E_PLUGIN, "calls itself '%.64s'", base->name);
    return LG_OK;
}

static int need(bool present, const char *field, struct lg_error *err)
{
    return present ? LG_OK : lg_error_set(err, LG_E_PLUGIN, "has no .%s", field);
}

static int check_static_tables(const struct lg_schema_plugin *schema, struct lg_error *err)
{
    uint32_t count;

    if (!schema->tables)
        return LG_OK;
    if (lg_tables_check(schema->tables, &count, err) != LG_OK)
        return err->code;
    for (uint32_t t = 0; t < count; t++) {
        struct lg_layout *layout;

        if (lg_layout_new(&schema->tables[t], t, &layout, err) != LG_OK)
            return err->code;
        lg_layout_free(layout);
    }
    return LG_OK;
}

static int check_fields(const union lg_table_copy *table, int kind, struct lg_error *err)
{
    if (kind == LG_KIND_SCHEMA) {
        const struct lg_schema_plugin *schema = &table->schema;

        if (need(schema->generate != NULL, "generate", err) != LG_OK ||
            need(schema->tables || schema->describe, "tables and no .describe", err) != LG_OK)
            return err->code;
        return check_static_tables(schema, err);
    }
    if (need(table->sink.formats != NULL, "formats", err) != LG_OK || need(table->sink.open != NULL, "open", err) != LG_OK ||
        need(table->sink.close != NULL, "close", err) != LG_OK || need(table->sink.begin != NULL, "begin", err) != LG_OK ||
        need(table->sink.write != NULL, "write", err) != LG_OK || need(table->sink.commit != NULL, "commit", err) != LG_OK ||
        need(table->sink.abort != NULL, "abort", err) != LG_OK)
        return err->code;
    if (table->sink.rows || (table->sink.flags & (LG_SINK_DISCARDS | LG_SINK_SINGLE_STREAM)))
        return LG_OK;
    (void)(need(table->sink.stat != NULL, "stat", err) == LG_OK && need(table->sink.list != NULL, "list", err) == LG_OK &&
           need(table->sink.read != NULL, "read", err) == LG_OK && need(table->sink.publish != NULL, "publish", err) == LG_OK &&
           need(table->sink.remove != NULL, "remove", err) == LG_OK);
    return err->code;
}

static int check_options(const struct lg_plugin *base, struct lg_error *err)
{
    struct lg_options *options;
    int code = lg_options_new(base->options, &options, err);

    lg_options_free(options);
    return code;
}

/* What configure left out: kind, name, reason. */
static const struct {
    int kind;
    const char *name, *reason;
} left_out[] = {LG_PLUGINS_LEFT_OUT{0, NULL, NULL}};

static const char *why_left_out(int kind, const char *name)
{
    for (size_t i = 0; left_out[i].name; i++)
        if (left_out[i].kind == kind && strcmp(left_out[i].name, name) == 0)
            return left_out[i].reason;
    return NULL;
}

static int add_name(void *context, const char *name, struct lg_error *err)
{
    return lg_words_add(context, name, strlen(name), err);
}

int lg_plugins_add_names(const struct lg_plugins *plugins, int kind, struct lg_words *names, struct lg_error *err)
{
    return lg_search_each(&plugins->search, kind, add_name, names, err);
}

bool lg_plugins_have(const struct lg_plugins *plugins, int kind, const char *name)
{
    return lg_search_has(&plugins->search, kind, name) || why_left_out(kind, name);
}

static int load_table(const char *path, int kind, char digest[65], union lg_table_copy *table, struct lg_error *err)
{
    lg_plugin_entry_fn *entry;
    const struct lg_plugin *base;
    lt_dlhandle handle;
    void *symbol;

    if (check_file(path, digest, err) != LG_OK || open_object(path, &handle, err) != LG_OK)
        return err->code;
    symbol = lt_dlsym(handle, LG_PLUGIN_ENTRY_SYMBOL);
    if (!symbol)
        return no_entry(handle, err);
    memcpy(&entry, &symbol, sizeof(entry));
    base = entry();
    if (!base)
        return lg_error_set(err, LG_E_PLUGIN, "its entry function gave no table");
    if (kind == ANY_KIND && base->kind != LG_KIND_SCHEMA && base->kind != LG_KIND_SINK)
        return lg_error_set(err, LG_E_PLUGIN, "of a kind that this lakegen does not know (%u); upgrade lakegen", base->kind);
    if (kind == ANY_KIND)
        kind = base->kind;
    if (copy_table(base, kind, table, err) != LG_OK || check_name(&table->base, path, err) != LG_OK ||
        check_fields(table, kind, err) != LG_OK)
        return err->code;
    return check_options(&table->base, err);
}

static int load(struct lg_plugins *plugins, int kind, const char *name, struct loaded **out, struct lg_error *err)
{
    struct lg_string path = LG_STRING_INIT;
    struct loaded *loaded = calloc(1, sizeof(*loaded));

    *out = NULL;
    if (!loaded)
        return lg_error_set(err, LG_E_LOCAL, "out of memory for a plugin");
    if (getauxval(AT_SECURE))
        (void)lg_error_set(err, LG_E_PLUGIN, "plugins are off in a program with raised privileges");
    else if (why_left_out(kind, name) && !lg_search_has(&plugins->search, kind, name))
        (void)lg_error_set(err, LG_E_PLUGIN, "this lakegen was built without the %s '%s': %s", lg_kind_name(kind), name,
                           why_left_out(kind, name));
    else if (lg_search_resolve(&plugins->search, kind, name, &path, err) == LG_OK &&
             load_table(path.text, kind, loaded->digest, &loaded->table, err) != LG_OK)
        (void)lg_error_wrap(err, "%s", path.text);
    if (err->code != LG_OK) {
        lg_string_release(&path);
        free(loaded);
        return err->code;
    }
    loaded->path = lg_string_move(&path);
    loaded->next = plugins->loaded;
    plugins->loaded = loaded;
    *out = loaded;
    return LG_OK;
}

static const struct loaded *loaded_of(const struct lg_plugin *base)
{
    return (const struct loaded *)(const void *)((const char *)base - offsetof(struct loaded, table));
}

const char *lg_plugin_digest(const struct lg_plugin *base)
{
    return loaded_of(base)->digest;
}

const char *lg_plugin_path(const struct lg_plugin *base)
{
    return loaded_of(base)->path;
}

int lg_plugin_load_schema(struct lg_plugins *plugins, const char *name, const struct lg_schema_plugin **schema,
                          struct lg_error *err)
{
    struct loaded *loaded;

    if (load(plugins, LG_KIND_SCHEMA, name, &loaded, err) == LG_OK)
        *schema = &loaded->table.schema;
    return err->code;
}

int lg_plugin_load_sink(struct lg_plugins *plugins, const char *name, const struct lg_sink_plugin **sink, struct lg_error *err)
{
    struct loaded *loaded;

    if (load(plugins, LG_KIND_SINK, name, &loaded, err) == LG_OK)
        *sink = &loaded->table.sink;
    return err->code;
}

int lg_plugin_load(struct lg_plugins *plugins, const char *name, const struct lg_plugin **plugin, struct lg_error *err)
{
    bool is_sink = !lg_plugins_have(plugins, LG_KIND_SCHEMA, name) && lg_plugins_have(plugins, LG_KIND_SINK, name);
    struct loaded *loaded;

    if (load(plugins, strchr(name, '/') ? ANY_KIND : is_sink ? LG_KIND_SINK : LG_KIND_SCHEMA, name, &loaded, err) == LG_OK)
        *plugin = &loaded->table.base;
    return err->code;
}

/* ---- listing ---- */

struct names {
    char **name; /* owned */
    size_t count;
};

static int collect(void *context, const char *name, struct lg_error *err)
{
    struct names *names = context;
    char **grown;

    for (size_t i = 0; i < names->count; i++)
        if (strcmp(names->name[i], name) == 0)
            return LG_OK;
    grown = realloc(names->name, (names->count + 1) * sizeof(*grown));
    if (grown)
        names->name = grown;
    if (!grown || !(grown[names->count] = strdup(name)))
        return lg_error_set(err, LG_E_LOCAL, "out of memory for plugin names");
    names->count++;
    return LG_OK;
}

static int by_text(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

static void list_left_out(int kind, const struct names *found, lg_plugin_list_fn *fn, void *context)
{
    for (size_t i = 0; left_out[i].name; i++) {
        struct lg_error err = LG_ERROR_INIT;
        bool present = false;

        for (size_t n = 0; n < found->count; n++)
            present = present || strcmp(found->name[n], left_out[i].name) == 0;
        if (present || left_out[i].kind != kind)
            continue;
        (void)lg_error_set(&err, LG_E_PLUGIN, "not built: %s", left_out[i].reason);
        fn(context, &(struct lg_plugin_entry){left_out[i].name, NULL, NULL, &err});
    }
}

int lg_plugins_list(struct lg_plugins *plugins, int kind, lg_plugin_list_fn *fn, void *context, struct lg_error *err)
{
    struct names names = {NULL, 0};

    if (lg_search_each(&plugins->search, kind, collect, &names, err) == LG_OK && names.count > 0)
        qsort(names.name, names.count, sizeof(*names.name), by_text);
    for (size_t i = 0; err->code == LG_OK && i < names.count; i++) {
        struct lg_error refusal = LG_ERROR_INIT;
        struct loaded *loaded;

        if (load(plugins, kind, names.name[i], &loaded, &refusal) == LG_OK)
            fn(context, &(struct lg_plugin_entry){names.name[i], loaded->path, &loaded->table.base, &refusal});
        else
            fn(context, &(struct lg_plugin_entry){names.name[i], NULL, NULL, &refusal});
    }
    if (err->code == LG_OK)
        list_left_out(kind, &names, fn, context);
    for (size_t i = 0; i < names.count; i++)
        free(names.name[i]);
    free(names.name);
    return err->code;
}
