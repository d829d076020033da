/* SPDX-License-Identifier: Apache-2.0 */
/* Sink plugins: store objects made of bytes.
 *
 * Life cycle. open() once on the main thread; prepare() once, before anything is generated, as the preflight; then objects
 * from many worker threads: begin(), write() any number of times, and exactly one of commit() or abort(), which frees the
 * writer. A writer is used by one thread at a time, not always the same. finish() once, on the main thread, when all
 * objects of this node are committed; then close(), also after failures.
 *
 * Contract: nothing is visible under an object's name before commit() returns LG_OK, and nothing is left of it after
 * abort(). The state may hold internally synchronised data; everything else mutable belongs to a writer.
 *
 * Blocking calls look at lg_run.cancelled and return LG_E_CANCELLED within a second once it is non-zero.
 * Errors: LG_E_TRANSIENT only when the sink's own retries are used up. Messages name the object. */
#ifndef LAKEGEN_SINK_H
#define LAKEGEN_SINK_H

#include <lakegen/buffer.h>
#include <lakegen/option.h>
#include <lakegen/table.h>

#ifdef __cplusplus
extern "C" {
#endif

/* lg_run.flags */
#define LG_RUN_REPLACES 1u /* objects of an earlier run are being replaced */
#define LG_RUN_RESUMES 2u  /* some of this run's objects are there already; with LG_RUN_REPLACES: and are made again */
#define LG_RUN_CREATES 4u  /* tables that are not there are to be made: --create-table */

/* What a sink has to say that is no error: lg_run.say. */
#define LG_SAY_NOTE 0    /* where it goes, what it found: not wanted with --quiet */
#define LG_SAY_WARNING 1 /* what the user may not have meant */
typedef void lg_say_fn(void *context, int level, const char *sentence); /* any thread; one line */

/* A table that the run writes, for sinks that take rows. Objects are runs of its rows. */
struct lg_run_table {
    const struct lg_table *table; /* NULL ends the array */
    const char *key;              /* a column that is LG_COLUMN_SEQUENTIAL, or NULL */
    int64_t first_key;            /* its value in row 0 */
    int64_t rows;                 /* of the whole run; of a derived table: its driver's */
    int64_t object_rows;          /* of every object but the last */
};

/* What a sink knows of the run; lives until close(). flags may change until prepare(), which is when it is known what is there. */
struct lg_run {
    uint32_t struct_size;
    uint32_t node, nodes;
    uint32_t flags;        /* LG_RUN_… */
    const char *id;        /* of the run, [0-9A-Za-z._-]+ */
    const char *authority; /* of the destination URL: s3://AUTHORITY/root; "" without one */
    const char *root;      /* where objects go; names of objects begin with it, unless it is "" */
    int64_t expected_bytes; /* that this node will write, an estimate; 0: unknown */
    const volatile int *cancelled; /* see lg_is_cancelled() */
    lg_say_fn *say; /* NULL: nobody listens */
    void *say_context;
    const char *format;                /* of all objects: "parquet" */
    const struct lg_run_table *tables; /* NULL: nothing is written */
};

/* Is the run to end at once? Whoever waits asks at least once a second. NULL never is. Any thread. */
static inline int lg_is_cancelled(const volatile int *cancelled)
{
    return cancelled && __atomic_load_n(cancelled, __ATOMIC_RELAXED);
}

#define LG_OBJECT_REPLACE 1u /* an object of that name may exist and is replaced */

struct lg_object {
    uint32_t struct_size;
    uint32_t flags;                /* LG_OBJECT_… */
    const char *name;              /* the whole name: <root>/part-000000.parquet */
    const char *media_type;
    const char *identity;          /* hash(plan identity, table, part), hexadecimal */
    const struct lg_table *table;
    int64_t part, first_row, rows; /* rows of a derived table: its driver's */
    int64_t size_hint;             /* bytes, an estimate; 0: unknown */
    const char *encoding;          /* of its bytes as a whole: "gzip", "zstd"; NULL: none */
};

/* How a sink takes rows: an object is an insert. */
struct lg_sink_rows {
    int64_t object_rows;       /* of an object, unless --batch-size says otherwise */
    int64_t most_object_rows;  /* more are cut */
    int64_t most_object_bytes; /* the same, an estimate */
    uint32_t writers;          /* that are worth having: commit() waits for others, not for this processor; 0: one a processor */
    uint32_t reserved;
};

/* What is known of a committed object. The host fills rows, bytes and digest before commit(); the sink adds etag. */
struct lg_receipt {
    uint32_t struct_size;
    uint32_t flags;
    int64_t rows, bytes;
    char digest[72]; /* "xxh3:" and 32 hexadecimal digits */
    char etag[128];  /* or "" */
};

struct lg_entry {
    const char *name; /* whole name */
    int64_t bytes;
    int64_t age_ms; /* since it was last written, by the destination's clock; -1: unknown */
};
typedef int lg_list_fn(void *context, const struct lg_entry *entry); /* non-zero: stop */
typedef int lg_emit_fn(void *context, const void *bytes, size_t size); /* non-zero: stop */

/* lock()'s flags */
#define LG_LOCK_SHARED 1u /* with others that share it; only nobody must hold it alone */

/* What a dead process left of an object: a temporary file, an upload that was neither completed nor aborted. */
struct lg_leftover {
    const char *name; /* of the object that it was to become, whole */
    const char *run;  /* that left it; NULL where it does not tell */
    int64_t age_ms;   /* since it was begun, or written to, by the destination's clock; -1: unknown */
};
typedef int lg_leftover_fn(void *context, const struct lg_leftover *leftover); /* non-zero: remove it */

/* One thing that probe() tried. */
#define LG_PROBE_GOOD 0
#define LG_PROBE_LIMIT 1 /* lakegen works without it; the sentence says what is lost */
#define LG_PROBE_BAD 2   /* lakegen does not work without it */
struct lg_probe {
    const char *name;     /* what was tried: "conditional write" */
    int32_t grade;        /* LG_PROBE_… */
    int32_t reserved;
    const char *sentence; /* what was found */
    int64_t elapsed_us;
};
typedef void lg_probe_fn(void *context, const struct lg_probe *probe);

/* What a sink keeps in memory: parts of the printed bound. */
struct lg_sink_memory {
    int64_t buffers; /* bytes of buffers that an open writer may hold */
    int64_t writer;  /* besides, bytes that it has of its own */
    int64_t state;   /* bytes however many writers there are */
};

/* lg_sink_plugin.flags */
#define LG_SINK_SINGLE_STREAM 1u /* takes one object only, and its bytes in order as they come: stdout */
#define LG_SINK_DISCARDS 2u      /* keeps nothing: no records, no manifest, and no place to name */
#define LG_SINK_FOLDERS 4u       /* its places are folders of this machine: a host, '/' or '~' is a mistake */
#define LG_SINK_RESUMES 8u       /* an unfinished run of the same plan goes on without --resume */

struct lg_sink_plugin {
    struct lg_plugin base;
    const char *const *formats; /* names of formats it can store, preferred first, ended by NULL */
    const char *default_root;   /* where objects go when the user names no place; "": right below the authority; NULL: a place is needed */
    uint32_t flags, reserved_flags;

    int (*open)(const struct lg_options *options, const struct lg_run *run, void **state, struct lg_error *err);
    void (*close)(void *state);

    /* Preflight: can objects be written there? Makes what they need (folders). Fails before any row is generated. */
    int (*prepare)(void *state, struct lg_error *err);

    /* What writers of objects of about object_bytes need, at most. Called before open(). NULL: nothing. */
    void (*memory)(const struct lg_options *options, int64_t object_bytes, struct lg_sink_memory *memory);

    int (*begin)(void *state, const struct lg_object *object, void **writer, struct lg_error *err);
    int (*write)(void *writer, struct lg_buffer *buffer, struct lg_error *err);
    int (*commit)(void *writer, struct lg_receipt *receipt, struct lg_error *err);
    void (*abort)(void *writer);

    /* The size of an object, LG_E_NOT_FOUND when there is none. NULL in sinks that discard. */
    int (*stat)(void *state, const char *name, int64_t *bytes, struct lg_error *err);
    /* All objects whose name begins with prefix, in no order. */
    int (*list)(void *state, const char *prefix, lg_list_fn *emit, void *context, struct lg_error *err);
    int (*read)(void *state, const char *name, int64_t offset, int64_t size, lg_emit_fn *emit, void *context,
                struct lg_error *err);
    /* Small records, atomically and durably; if_absent: LG_E_EXISTS when there is one. By one thread at a time, while others write
     * objects; not always the same thread. */
    int (*publish)(void *state, const char *name, const void *bytes, size_t size, int if_absent, struct lg_error *err);
    int (*remove)(void *state, const char *name, struct lg_error *err); /* an absent object is success */

    int (*finish)(void *state, struct lg_error *err); /* may be NULL */

    /* Keeps other processes from working as the same node of the same run, until close(). name is that of a record,
     * …/<run>/node-<i>-of-<n>.lock. LG_E_STATE when another process holds it; the message says which. Whoever gets it removes what
     * a dead holder left of records that it was publishing. NULL: nobody is kept away, equal nodes write equal bytes. */
    int (*lock)(void *state, const char *name, uint32_t flags, struct lg_error *err);

    /* Removes what dead processes of a run left of objects they had begun: temporary files, upload parts. Of objects whose names
     * begin with prefix, and for which choose() says so. Where leftovers do not tell their run, those of any are asked about; run is
     * never NULL, but for sinks without LG_SINK_FOLDERS, and is any then. NULL: there is never anything left. */
    int (*sweep)(void *state, const char *run, const char *prefix, lg_leftover_fn *choose, void *context, struct lg_error *err);
    /* Before open(), contacting nobody: can there be such an object at such a place? Called for the longest names and the
     * largest objects of a plan. NULL: any can. */
    int (*check)(const struct lg_options *options, const struct lg_run *run, const struct lg_object *object, struct lg_error *err);

    /* After open(), instead of a run: tries what lakegen needs of a destination, below its root, removes what it made, and
     * reports each thing as it is known. The first that is bad is the error. NULL: there is nothing to try. */
    int (*probe)(void *state, lg_probe_fn *report, void *context, struct lg_error *err);

    /* Objects are rows of tables, not files: .stat, .list, .read, .publish and .remove may be NULL, and the state of the run is kept on
     * this machine. NULL: they are files. */
    const struct lg_sink_rows *rows;

    /* A name of the place that the run writes to, such as no other place has, without secrets: state that is kept on this machine is
     * kept apart by it. Called before open(), contacting nobody. NULL: the place is the root. */
    int (*place)(const struct lg_options *options, const struct lg_run *run, char *name, size_t size, struct lg_error *err);

    /* After open(), instead of a run: the rows of a table; table: of the schema, whatever its name is there, NULL: the one that the
     * place names, LG_E_USAGE when it names none. NULL: unknown. */
    int (*count)(void *state, const struct lg_table *table, int64_t *rows, struct lg_error *err);
};

#define LG_SINK_PLUGIN(ident, version, summary, ...) \
    LG_PLUGIN_DEFINE(lg_sink_plugin, LG_KIND_SINK, ident, version, summary, __VA_ARGS__) \
    _Static_assert(sizeof(#ident) > 1, "a plugin has a name")

#ifdef __cplusplus
}
#endif
#endif
