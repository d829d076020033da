/* SPDX-License-Identifier: Apache-2.0 */
/* Checks of sinks: objects are stored below a place for trying it, looked for, read back and removed, as sink.h says of each call. */
#include "config.h"

#include "kit/shelf.h"

#include <lakegen/thread.h>

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>
#ifdef HAVE_MALLINFO2
#include <malloc.h>
#endif

#define LARGE (2 * (int64_t)LG_BUFFER_BYTES + 5 * LG_SHELF_LINE)
#define SMALL (3 * (int64_t)LG_SHELF_LINE)
#define LONG (24 * (int64_t)LG_BUFFER_BYTES) /* less than the shelf has, more than any sink needs */
#define SLACK ((int64_t)1 << 20)             /* of the heap: names, handles, what libraries make at their first use */

static bool keeps(const struct lg_check_subject *subject)
{
    return !(subject->sink->flags & (LG_SINK_DISCARDS | LG_SINK_SINGLE_STREAM));
}

static bool streams(const struct lg_check_subject *subject)
{
    return (subject->sink->flags & LG_SINK_SINGLE_STREAM) != 0;
}

static bool takes_many(const struct lg_check_subject *subject)
{
    return !streams(subject);
}

static bool only_discards(const struct lg_check_subject *subject)
{
    return !keeps(subject) && !streams(subject);
}

static bool sweeps(const struct lg_check_subject *subject)
{
    return keeps(subject) && subject->sink->sweep;
}

/* ---- opening ---- */

static int open_twice(struct lg_shelf *shelf, struct lg_error *err)
{
    struct lg_shelf again;

    if (lg_shelf_open(&again, shelf->subject, err) != LG_OK)
        (void)lg_error_wrap(err, "opened again");
    lg_shelf_close(&again);
    return err->code;
}

static int reopen(struct lg_shelf *shelf, struct lg_error *err)
{
    struct lg_shelf again;
    struct lg_piece piece;

    lg_shelf_name(shelf, "kept", LARGE, &piece);
    if (lg_shelf_store(shelf, &piece, 0, err) != LG_OK)
        return err->code;
    if (lg_shelf_open(&again, shelf->subject, err) == LG_OK &&
        lg_shelf_expect(&again, &piece, LARGE, "when the sink is opened again", err) == LG_OK)
        (void)lg_shelf_read(&again, &piece, 0, -1, err);
    lg_shelf_close(&again);
    return lg_shelf_clear(shelf, &piece, err);
}

/* ---- one object ---- */

/* Standard output is for the report. */
static int stream_once(struct lg_shelf *shelf, struct lg_error *err)
{
    int null = open("/dev/null", O_WRONLY | O_CLOEXEC);
    struct lg_piece piece;

    if (null < 0 || dup2(null, STDOUT_FILENO) < 0)
        return lg_error_set(err, LG_E_LOCAL, "/dev/null cannot be opened");
    (void)close(null);
    lg_shelf_name(shelf, "stream", LARGE, &piece);
    return lg_shelf_store(shelf, &piece, 0, err);
}

/* Stores the piece; before commit() what is there is as old says, -1: nothing. */
static int store_watched(struct lg_shelf *shelf, const struct lg_piece *piece, uint32_t flags, int64_t old, struct lg_error *err)
{
    struct lg_content_digest *digest = lg_content_digest_new();
    void *writer;

    if (!digest)
        return lg_error_set(err, LG_E_LOCAL, "out of memory for a digest");
    if (lg_shelf_begin(shelf, piece, flags, &writer, err) == LG_OK) {
        if (lg_shelf_write(shelf, piece, writer, digest, err) != LG_OK ||
            lg_shelf_expect(shelf, piece, old, "before commit()", err) != LG_OK)
            shelf->sink->abort(writer);
        else if (lg_shelf_commit(shelf, piece, writer, digest, err) == LG_OK)
            (void)lg_shelf_expect(shelf, piece, piece->bytes, "after commit()", err);
    }
    lg_content_digest_free(digest);
    return err->code;
}

static int store_visibly(struct lg_shelf *shelf, struct lg_error *err)
{
    struct lg_piece piece;

    lg_shelf_name(shelf, "visible", LARGE, &piece);
    if (lg_shelf_expect(shelf, &piece, -1, "before it was begun", err) != LG_OK)
        return err->code;
    (void)store_watched(shelf, &piece, 0, -1, err);
    return lg_shelf_clear(shelf, &piece, err);
}

/* The old object stays until the new one takes its place. */
static int replace(struct lg_shelf *shelf, struct lg_error *err)
{
    struct lg_piece old, new;

    lg_shelf_name(shelf, "replaced", SMALL, &old);
    lg_shelf_name(shelf, "replaced", LARGE, &new);
    new.first_id = 7000000;
    if (lg_shelf_store(shelf, &old, 0, err) == LG_OK && store_watched(shelf, &new, LG_OBJECT_REPLACE, SMALL, err) == LG_OK)
        (void)lg_shelf_read(shelf, &new, 0, -1, err);
    return lg_shelf_clear(shelf, &old, err);
}

static int store_empty(struct lg_shelf *shelf, struct lg_error *err)
{
    struct lg_piece piece;

    lg_shelf_name(shelf, "empty", 0, &piece);
    if (lg_shelf_store(shelf, &piece, 0, err) != LG_OK)
        return err->code;
    if (lg_shelf_expect(shelf, &piece, 0, "that is empty", err) == LG_OK)
        (void)lg_shelf_read(shelf, &piece, 0, -1, err);
    return lg_shelf_clear(shelf, &piece, err);
}

/* bytes: written before the abort. */
static int abort_after(struct lg_shelf *shelf, int64_t bytes, struct lg_error *err)
{
    struct lg_piece piece;
    void *writer;

    lg_shelf_name(shelf, "aborted", bytes, &piece);
    if (lg_shelf_begin(shelf, &piece, 0, &writer, err) != LG_OK)
        return err->code;
    (void)lg_shelf_write(shelf, &piece, writer, NULL, err);
    shelf->sink->abort(writer);
    if (err->code != LG_OK || !keeps(shelf->subject))
        return err->code;
    return lg_shelf_expect(shelf, &piece, -1, "after abort()", err);
}

static int abort_objects(struct lg_shelf *shelf, struct lg_error *err)
{
    return abort_after(shelf, 0, err) == LG_OK ? abort_after(shelf, LARGE, err) : err->code;
}

static int read_back(struct lg_shelf *shelf, struct lg_error *err)
{
    static const int64_t ranges[][2] = {{0, -1}, {0, LARGE}, {1, 1}, {LG_BUFFER_BYTES - 3, 6}, {LARGE - 5, 5}, {LARGE - 5, 100}, {7, 0}};
    struct lg_piece piece;

    lg_shelf_name(shelf, "read", LARGE, &piece);
    if (lg_shelf_store(shelf, &piece, 0, err) != LG_OK)
        return err->code;
    for (size_t i = 0; i < sizeof(ranges) / sizeof(ranges[0]) && err->code == LG_OK; i++)
        (void)lg_shelf_read(shelf, &piece, ranges[i][0], ranges[i][1], err);
    return lg_shelf_clear(shelf, &piece, err);
}

static int read_nothing(struct lg_shelf *shelf, struct lg_error *err)
{
    struct lg_error found = LG_ERROR_INIT;
    struct lg_piece piece;

    lg_shelf_name(shelf, "absent", 0, &piece);
    (void)lg_shelf_read(shelf, &piece, 0, -1, &found);
    if (found.code == LG_E_NOT_FOUND)
        return LG_OK;
    return lg_error_set(err, LG_E_PLUGIN, "read() of an absent object gives code %d instead of %d (%s)", found.code, LG_E_NOT_FOUND,
                        lg_error_text(LG_E_NOT_FOUND));
}

static int remove_objects(struct lg_shelf *shelf, struct lg_error *err)
{
    struct lg_piece piece;

    lg_shelf_name(shelf, "removed", SMALL, &piece);
    if (lg_shelf_store(shelf, &piece, 0, err) != LG_OK || lg_shelf_clear(shelf, &piece, err) != LG_OK ||
        lg_shelf_expect(shelf, &piece, -1, "after remove()", err) != LG_OK)
        return err->code;
    if (lg_shelf_clear(shelf, &piece, err) != LG_OK)
        (void)lg_error_wrap(err, "an absent object is success");
    return err->code;
}

static int publish_records(struct lg_shelf *shelf, struct lg_error *err)
{
    struct lg_error refusal = LG_ERROR_INIT;
    struct lg_piece first, second;

    lg_shelf_name(shelf, "record", SMALL, &first);
    lg_shelf_name(shelf, "record", 2 * SMALL, &second);
    second.first_id = 70;
    if (lg_shelf_publish(shelf, &first, 1, err) != LG_OK)
        return lg_shelf_failed("publish", &first, err);
    if (lg_shelf_publish(shelf, &second, 1, &refusal) != LG_E_EXISTS)
        (void)lg_error_set(err, LG_E_PLUGIN, "publish() if absent gives code %d instead of %d (%s) where there is one", refusal.code,
                           LG_E_EXISTS, lg_error_text(LG_E_EXISTS));
    else if (lg_shelf_expect(shelf, &first, SMALL, "after publish()", err) == LG_OK && lg_shelf_read(shelf, &first, 0, -1, err) == LG_OK) {
        if (lg_shelf_publish(shelf, &second, 0, err) != LG_OK)
            (void)lg_shelf_failed("publish", &second, err);
        else if (lg_shelf_expect(shelf, &second, 2 * SMALL, "after it was published again", err) == LG_OK)
            (void)lg_shelf_read(shelf, &second, 0, -1, err);
    }
    return lg_shelf_clear(shelf, &first, err);
}

/* ---- several objects ---- */

static int expect_names(struct lg_shelf *shelf, const char *prefix, bool stops, int expected, const struct lg_piece *piece,
                        struct lg_error *err)
{
    struct lg_shelf_listing listing = {.piece = piece, .stops = stops};

    if (lg_shelf_list(shelf, prefix, &listing, err) != LG_OK || listing.times + listing.others == expected)
        return err->code;
    return lg_error_set(err, LG_E_PLUGIN, "list() %s shows %d names instead of %d", stops ? "that is told to stop" : "of what begins alike",
                        listing.times + listing.others, expected);
}

/* All of them, none but one that is named as a whole, and the first of them. */
static int list_objects(struct lg_shelf *shelf, struct lg_error *err)
{
    static const char *const words[] = {"list-a", "list-b", "other"};
    struct lg_piece pieces[3];
    char folder[PATH_MAX];

    lg_shelf_folder(shelf, folder);
    for (int i = 0; i < 3; i++) {
        lg_shelf_name(shelf, words[i], SMALL * (i + 1), &pieces[i]);
        if (err->code == LG_OK)
            (void)lg_shelf_store(shelf, &pieces[i], 0, err);
    }
    if (err->code == LG_OK && expect_names(shelf, folder, false, 3, &pieces[0], err) == LG_OK &&
        expect_names(shelf, folder, true, 1, &pieces[0], err) == LG_OK)
        (void)expect_names(shelf, pieces[0].name, false, 1, &pieces[0], err);
    for (int i = 0; i < 3; i++)
        (void)lg_shelf_clear(shelf, &pieces[i], err);
    return err->code;
}

struct worker {
    struct lg_shelf *shelf;
    struct lg_piece piece;
    struct lg_thread *thread;
    struct lg_error err;
};

static void work(void *argument)
{
    struct worker *worker = argument;

    for (int i = 0; i < 3 && worker->err.code == LG_OK; i++)
        (void)lg_shelf_store(worker->shelf, &worker->piece, i ? LG_OBJECT_REPLACE : 0, &worker->err);
}

static int start_worker(struct lg_shelf *shelf, int number, struct worker *worker, struct lg_error *err)
{
    char word[24];

    (void)snprintf(word, sizeof(word), "thread-%d", number);
    lg_shelf_name(shelf, word, LARGE + (int64_t)number * LG_SHELF_LINE, &worker->piece);
    worker->shelf = shelf;
    worker->piece.first_id = (int64_t)number * 1000000;
    return lg_thread_start(work, worker, "a check", &worker->thread, err);
}

static int store_on_threads(struct lg_shelf *shelf, struct lg_error *err)
{
    struct worker *workers = calloc(LG_SHELF_THREADS, sizeof(*workers));
    int started = 0;

    if (!workers)
        return lg_error_set(err, LG_E_LOCAL, "out of memory for threads");
    while (started < LG_SHELF_THREADS && start_worker(shelf, started, &workers[started], err) == LG_OK)
        started++;
    for (int i = 0; i < started; i++) {
        lg_thread_join(workers[i].thread);
        if (workers[i].err.code != LG_OK)
            (void)lg_error_set(err, workers[i].err.code, "%s", workers[i].err.message);
    }
    for (int i = 0; i < started && keeps(shelf->subject); i++) {
        if (err->code == LG_OK)
            (void)lg_shelf_read(shelf, &workers[i].piece, 0, -1, err);
        (void)lg_shelf_clear(shelf, &workers[i].piece, err);
    }
    free(workers);
    return err->code;
}

/* ---- memory ---- */

/* Blocks that the sink has references of: all others can be had. */
static unsigned blocks_held(const struct lg_shelf *shelf)
{
    static const volatile int at_once = 1;
    struct lg_buffer *taken[LG_SHELF_BLOCKS];
    struct lg_error absent = LG_ERROR_INIT;
    unsigned count = 0;

    while (count < LG_SHELF_BLOCKS && lg_buffer_pool_take(shelf->pool, &at_once, &taken[count], &absent) == LG_OK)
        count++;
    for (unsigned i = 0; i < count; i++)
        lg_buffer_unref(taken[i]);
    return LG_SHELF_BLOCKS - count;
}

/* Bytes that malloc() has given out: to this thread, and large pieces to all. 0 where the C library does not count. */
static int64_t heap_bytes(void)
{
#ifdef HAVE_MALLINFO2
    const struct mallinfo2 heap = mallinfo2();

    return (int64_t)heap.uordblks + (int64_t)heap.hblkhd;
#else
    return 0;
#endif
}

static int check_held(const struct lg_shelf *shelf, const struct lg_sink_memory *declared, int64_t heap_before, int64_t written,
                      struct lg_error *err)
{
    int64_t own = heap_bytes() - heap_before, blocks = declared->buffers / (int64_t)LG_BUFFER_BYTES + 1; /* the last one may be on its way */
    unsigned held = blocks_held(shelf);

    if ((int64_t)held > blocks)
        return lg_error_set(err, LG_E_PLUGIN, "%u blocks are held after %lld bytes; .memory() says %lld bytes of buffers, the limit is "
                            "%lld blocks", held, (long long)written, (long long)declared->buffers, (long long)blocks);
    if (own > declared->writer + declared->state + SLACK)
        return lg_error_set(err, LG_E_PLUGIN, "%lld bytes of the heap are held after %lld bytes; .memory() says %lld for a writer and %lld "
                            "for the state", (long long)own, (long long)written, (long long)declared->writer, (long long)declared->state);
    return LG_OK;
}

/* A long object, block by block, with a look at what is held after each. */
static int stay_within(struct lg_shelf *shelf, struct lg_error *err)
{
    struct lg_sink_memory declared = {0, 0, 0};
    int64_t before;
    struct lg_piece whole, block;
    void *writer;

    if (shelf->sink->memory)
        shelf->sink->memory(shelf->options, LONG, &declared);
    lg_shelf_name(shelf, "long", LONG, &whole);
    before = heap_bytes();
    if (lg_shelf_begin(shelf, &whole, 0, &writer, err) != LG_OK)
        return err->code;
    block = whole;
    block.bytes = (int64_t)LG_BUFFER_BYTES;
    for (int64_t at = 0; at < LONG && err->code == LG_OK; at += block.bytes) {
        block.first_id = at / LG_SHELF_LINE;
        if (lg_shelf_write(shelf, &block, writer, NULL, err) == LG_OK)
            (void)check_held(shelf, &declared, before, at + block.bytes, err);
    }
    shelf->sink->abort(writer);
    return err->code;
}

/* Blocks are back in their pool when the sink has dropped its references. */
static int give_back(struct lg_shelf *shelf, struct lg_error *err)
{
    struct lg_piece piece;
    unsigned held;

    lg_shelf_name(shelf, "buffers", LARGE, &piece);
    if (lg_shelf_store(shelf, &piece, 0, err) != LG_OK || (keeps(shelf->subject) && lg_shelf_clear(shelf, &piece, err) != LG_OK) ||
        abort_after(shelf, LARGE, err) != LG_OK)
        return err->code;
    held = blocks_held(shelf);
    if (held == 0)
        return LG_OK;
    return lg_error_set(err, LG_E_PLUGIN, "%u of %u blocks were not given back after commit() and abort(); is lg_buffer_unref() missing?",
                        held, LG_SHELF_BLOCKS);
}

static int choose_all(void *context, const struct lg_leftover *leftover)
{
    (void)context, (void)leftover;
    return 1;
}

static int sweep(struct lg_shelf *shelf, struct lg_error *err)
{
    struct lg_piece piece;
    char folder[PATH_MAX];

    lg_shelf_folder(shelf, folder);
    lg_shelf_name(shelf, "swept", SMALL, &piece);
    if (lg_shelf_store(shelf, &piece, 0, err) != LG_OK)
        return err->code;
    if (shelf->sink->sweep(shelf->state, shelf->run.id, folder, choose_all, NULL, err) != LG_OK)
        (void)lg_shelf_failed("sweep", &piece, err);
    else
        (void)lg_shelf_expect(shelf, &piece, SMALL, "after sweep()", err);
    return lg_shelf_clear(shelf, &piece, err);
}

/* ---- the list ---- */

#define CHECK_OF(name, run) \
    static int name(const struct lg_check_subject *subject, struct lg_error *err) \
    { \
        struct lg_shelf shelf; \
\
        if (lg_shelf_open(&shelf, subject, err) == LG_OK) \
            (void)run(&shelf, err); \
        lg_shelf_close(&shelf); \
        return err->code; \
    }

CHECK_OF(check_open, open_twice)
CHECK_OF(check_stream, stream_once)
CHECK_OF(check_visible, store_visibly)
CHECK_OF(check_read, read_back)
CHECK_OF(check_absent, read_nothing)
CHECK_OF(check_empty, store_empty)
CHECK_OF(check_abort, abort_objects)
CHECK_OF(check_replace, replace)
CHECK_OF(check_remove, remove_objects)
CHECK_OF(check_list, list_objects)
CHECK_OF(check_publish, publish_records)
CHECK_OF(check_threads, store_on_threads)
CHECK_OF(check_memory, stay_within)
CHECK_OF(check_buffers, give_back)
CHECK_OF(check_reopen, reopen)
CHECK_OF(check_sweep, sweep)

const struct lg_check lg_checks_of_sinks[] = {
    {"opens, more than once", check_open, NULL},
    {"takes an object", check_stream, streams},
    {"takes an object after an aborted one", check_abort, only_discards},
    {"shows an object when it is committed, and not before", check_visible, keeps},
    {"reads back what was written", check_read, keeps},
    {"says so when there is no object", check_absent, keeps},
    {"stores an empty object", check_empty, keeps},
    {"leaves nothing of an aborted object", check_abort, keeps},
    {"replaces an object as a whole", check_replace, keeps},
    {"removes objects, also absent ones", check_remove, keeps},
    {"lists what begins with a prefix", check_list, keeps},
    {"publishes records", check_publish, keeps},
    {"takes objects from several threads at once", check_threads, takes_many},
    {"needs no more memory than .memory() says", check_memory, takes_many},
    {"gives blocks back", check_buffers, takes_many},
    {"keeps objects when it is closed", check_reopen, keeps},
    {"sweeps nothing that was committed", check_sweep, sweeps},
    {NULL, NULL, NULL},
};
