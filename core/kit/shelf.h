/* SPDX-License-Identifier: Apache-2.0 */
/* A shelf: an open sink with objects of known bytes on it, for trying it out. The objects are JSON Lines, so that sinks which look at
 * what they store can take them. Errors say which call gave what. */
#ifndef LG_KIT_SHELF_H
#define LG_KIT_SHELF_H

#include "base/digest.h"
#include "config/options.h"
#include "io/buffer.h"
#include "kit/checks.h"

#include <limits.h>

#define LG_SHELF_THREADS 4 /* that may store at the same time */
/* More than all objects of a check have, so that a sink which keeps them is found out and does not stop it. */
#define LG_SHELF_BLOCKS 64u
#define LG_SHELF_LINE 32   /* bytes of a row; a block holds a whole number of them */

struct lg_shelf {
    const struct lg_check_subject *subject;
    const struct lg_sink_plugin *sink;
    struct lg_options *options;
    struct lg_run run;
    void *state;
    bool is_open;
    struct lg_buffer_pool *pool;
};

/* An object, and the bytes that it has: those of as many rows, numbered from first_id on. */
struct lg_piece {
    char name[PATH_MAX];
    int64_t bytes, first_id;
};

/* Opens and prepares the sink. To be closed also when it fails. */
int lg_shelf_open(struct lg_shelf *shelf, const struct lg_check_subject *subject, struct lg_error *err);
void lg_shelf_close(struct lg_shelf *shelf);

/* The folder of all pieces, with a slash; and a piece in it. */
void lg_shelf_folder(const struct lg_shelf *shelf, char folder[PATH_MAX]);
void lg_shelf_name(const struct lg_shelf *shelf, const char *word, int64_t bytes, struct lg_piece *piece);

/* What a failed call of the sink gave, as an error that names it. */
int lg_shelf_failed(const char *callback, const struct lg_piece *piece, struct lg_error *err);

/* Storing step by step, and all at once. flags: of the object. */
int lg_shelf_begin(struct lg_shelf *shelf, const struct lg_piece *piece, uint32_t flags, void **writer, struct lg_error *err);
int lg_shelf_write(struct lg_shelf *shelf, const struct lg_piece *piece, void *writer, struct lg_content_digest *digest,
                   struct lg_error *err);
int lg_shelf_commit(struct lg_shelf *shelf, const struct lg_piece *piece, void *writer, const struct lg_content_digest *digest,
                    struct lg_error *err);
int lg_shelf_store(struct lg_shelf *shelf, const struct lg_piece *piece, uint32_t flags, struct lg_error *err);

/* Publishes the bytes of a piece, at most LG_SHELF_RECORD. Gives what the sink gave. */
#define LG_SHELF_RECORD (8 * LG_SHELF_LINE)
int lg_shelf_publish(struct lg_shelf *shelf, const struct lg_piece *piece, int if_absent, struct lg_error *err);

/* Removes an object whatever happened; the first error stays. */
int lg_shelf_clear(struct lg_shelf *shelf, const struct lg_piece *piece, struct lg_error *err);

struct lg_shelf_listing {
    const struct lg_piece *piece;
    int times, others; /* that it was shown, and that others were */
    int64_t bytes;
    bool stops; /* at the first */
};
int lg_shelf_list(struct lg_shelf *shelf, const char *prefix, struct lg_shelf_listing *listing, struct lg_error *err);

/* Do stat() and list() show the object alone, with so many bytes? -1: do they show nothing? when: "after commit()". */
int lg_shelf_expect(struct lg_shelf *shelf, const struct lg_piece *piece, int64_t bytes, const char *when, struct lg_error *err);

/* Does read() give the bytes of the piece? size < 0: to its end. */
int lg_shelf_read(struct lg_shelf *shelf, const struct lg_piece *piece, int64_t offset, int64_t size, struct lg_error *err);

#endif
