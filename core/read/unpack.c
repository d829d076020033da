/* SPDX-License-Identifier: Apache-2.0 */
/* Unpacking with zlib and libzstd. libdeflate, which packs, wants whole members at once. */
#include "read/unpack.h"

#include "config.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#if HAVE_ZLIB
#include <zlib.h>
#endif
#if HAVE_ZSTD
#include <zstd.h>
#endif

#define PIECE ((size_t)64 << 10)

/* What came of a step: how much was taken and made, and whether a member ended there. */
struct step {
    size_t taken, made;
    bool ended;
};

struct library {
    const char *name, *absent; /* absent: why this build lacks it, or NULL */
    void *(*open)(void);
    void (*close)(void *state);
    bool (*begin)(void *state); /* the next member */
    /* NULL, or what is wrong with the stream. */
    const char *(*run)(void *state, const unsigned char *in, size_t size, unsigned char *out, size_t room, struct step *step);
};

struct lg_unpack {
    const struct library *library;
    void *state;
    lg_emit_fn *emit;
    void *context;
    int64_t position;
    bool is_inside; /* a member */
    unsigned char piece[PIECE];
};

/* ---- gzip ---- */

#if HAVE_ZLIB
static void *gzip_open(void)
{
    z_stream *stream = calloc(1, sizeof(*stream));

    if (stream && inflateInit2(stream, 15 + 16) != Z_OK) { /* the largest window, and only with gzip's header */
        free(stream);
        return NULL;
    }
    return stream;
}

static void gzip_close(void *state)
{
    (void)inflateEnd(state);
    free(state);
}

static bool gzip_begin(void *state)
{
    return inflateReset(state) == Z_OK;
}

static const char *gzip_run(void *state, const unsigned char *in, size_t size, unsigned char *out, size_t room, struct step *step)
{
    z_stream *stream = state;
    int result;

    stream->next_in = (Bytef *)(uintptr_t)in;
    stream->avail_in = size < PIECE ? (uInt)size : (uInt)PIECE;
    step->taken = stream->avail_in;
    stream->next_out = out;
    stream->avail_out = (uInt)room;
    result = inflate(stream, Z_NO_FLUSH);
    step->taken -= stream->avail_in;
    step->made = room - stream->avail_out;
    step->ended = result == Z_STREAM_END;
    if (result == Z_OK || result == Z_STREAM_END || result == Z_BUF_ERROR)
        return NULL;
    return stream->msg ? stream->msg : result == Z_MEM_ERROR ? "out of memory" : "it needs a dictionary";
}

static const struct library gzip = {"gzip", NULL, gzip_open, gzip_close, gzip_begin, gzip_run};
#else
static const struct library gzip = {.name = "gzip", .absent = "zlib"};
#endif

/* ---- zstd ---- */

#if HAVE_ZSTD
static void *zstd_open(void)
{
    return ZSTD_createDCtx();
}

static void zstd_close(void *state)
{
    (void)ZSTD_freeDCtx(state);
}

static bool zstd_begin(void *state)
{
    return !ZSTD_isError(ZSTD_DCtx_reset(state, ZSTD_reset_session_only));
}

static const char *zstd_run(void *state, const unsigned char *in, size_t size, unsigned char *out, size_t room, struct step *step)
{
    ZSTD_inBuffer from = {in, size, 0};
    ZSTD_outBuffer to = {out, room, 0};
    size_t result = ZSTD_decompressStream(state, &to, &from);

    *step = (struct step){from.pos, to.pos, result == 0};
    return ZSTD_isError(result) ? ZSTD_getErrorName(result) : NULL;
}

static const struct library zstd = {"zstd", NULL, zstd_open, zstd_close, zstd_begin, zstd_run};
#else
static const struct library zstd = {.name = "zstd", .absent = "libzstd"};
#endif

/* ---- */

enum lg_packing lg_packing_of(const void *bytes, size_t size)
{
    if (size >= 2 && memcmp(bytes, "\x1f\x8b", 2) == 0)
        return LG_PACKED_GZIP;
    return size >= 4 && memcmp(bytes, "\x28\xb5\x2f\xfd", 4) == 0 ? LG_PACKED_ZSTD : LG_PACKED_NOT;
}

const char *lg_packing_name(enum lg_packing packing)
{
    return packing == LG_PACKED_GZIP ? gzip.name : packing == LG_PACKED_ZSTD ? zstd.name : "none";
}

int lg_unpack_new(enum lg_packing packing, lg_emit_fn *emit, void *context, struct lg_unpack **out, struct lg_error *err)
{
    const struct library *library = packing == LG_PACKED_GZIP ? &gzip : &zstd;
    struct lg_unpack *unpack;

    *out = NULL;
    if (library->absent)
        return lg_error_set(err, LG_E_CONFIG, "it is packed with %s, and this lakegen was made without %s", library->name,
                            library->absent);
    unpack = calloc(1, sizeof(*unpack));
    if (unpack) {
        unpack->library = library;
        unpack->emit = emit;
        unpack->context = context;
        unpack->state = library->open();
    }
    if (!unpack || !unpack->state) {
        free(unpack);
        return lg_error_set(err, LG_E_LOCAL, "out of memory to unpack %s", library->name);
    }
    *out = unpack;
    return LG_OK;
}

void lg_unpack_free(struct lg_unpack *unpack)
{
    if (!unpack)
        return;
    unpack->library->close(unpack->state);
    free(unpack);
}

static int damaged(const struct lg_unpack *unpack, const char *what, struct lg_error *err)
{
    return lg_error_set(err, LG_E_VERIFICATION, "damaged %s at about byte %lld: %s", unpack->library->name,
                        (long long)unpack->position, what);
}

int lg_unpack_feed(struct lg_unpack *unpack, const void *bytes, size_t size, int *stopped, struct lg_error *err)
{
    const unsigned char *p = bytes;
    bool is_full = false; /* more may come of what was taken already */

    *stopped = 0;
    while ((size > 0 || is_full) && *stopped == 0) {
        struct step step = {0, 0, false};
        const char *wrong;

        if (!unpack->is_inside && !unpack->library->begin(unpack->state))
            return lg_error_set(err, LG_E_LOCAL, "out of memory to unpack %s", unpack->library->name);
        unpack->is_inside = true;
        wrong = unpack->library->run(unpack->state, p, size, unpack->piece, PIECE, &step);
        if (step.made > 0)
            *stopped = unpack->emit(unpack->context, unpack->piece, step.made);
        if (wrong || (size > 0 && step.taken == 0 && step.made == 0))
            return damaged(unpack, wrong ? wrong : "nothing comes of it", err);
        p += step.taken;
        size -= step.taken;
        unpack->position += (int64_t)step.taken;
        unpack->is_inside = !step.ended;
        is_full = step.made == PIECE && !step.ended;
    }
    return LG_OK;
}

int lg_unpack_end(const struct lg_unpack *unpack, struct lg_error *err)
{
    return unpack->is_inside ? damaged(unpack, "it ends too early", err) : LG_OK;
}
