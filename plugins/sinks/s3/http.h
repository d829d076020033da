/* SPDX-License-Identifier: Apache-2.0 */
/* HTTP over libcurl: exchanges of one request and one reply, many at once on a thread of their own, or one on the caller's. It
 * knows nothing of S3.
 *
 * A loop is a thread with its connections. Tasks run on it, at once or later; exchanges begin on it and end there by calling
 * done(). So whatever a task or done() touches needs no lock against other tasks of that loop. */
#ifndef S3_HTTP_H
#define S3_HTTP_H

#include "url.h"

#include <stdint.h>

struct http_settings {
    const char *ca_file; /* PEM, or NULL: the system's */
    bool verify;         /* false: any certificate will do */
    bool direct;         /* never through a proxy */
    long connect_ms;     /* for DNS, TCP and TLS */
};

struct http_piece {
    const unsigned char *bytes;
    size_t size;
};

struct http_reply {
    int transport;            /* 0: a whole reply came; else a CURLcode */
    char detail[256];         /* libcurl's words for it */
    int status;               /* 0: none came */
    struct lg_string headers; /* name NUL value NUL …, names in lower case; of the last status line */
    struct lg_string body;
    bool cut;                 /* the body was longer than the ceiling */
    bool sent;                /* the whole request had left */
};

struct http_exchange {
    /* the request; what it points to lives until done() */
    const char *method, *url;
    const struct url_pair *headers;
    size_t header_count;
    const struct http_piece *pieces; /* the body */
    size_t piece_count;
    bool has_body;    /* also of no bytes */
    size_t ceiling;   /* of the reply's body; an error's is cut at HTTP_ERROR_BYTES */
    long idle_s;      /* gives up after so many seconds without a byte either way */
    long total_ms;    /* and after this time in all; 0: never */
    void (*done)(struct http_exchange *exchange);

    struct http_reply reply; /* filled when done() is called; http_exchange_release() */

    /* http.c's own */
    struct http_loop *loop;
    void *easy, *header_list;
    size_t body_size, sent, piece, piece_at;
    int64_t moved, moved_ns; /* bytes both ways, and when they became more */
    bool is_idle;
};

#define HTTP_ERROR_BYTES ((size_t)64 << 10)

/* libcurl's buffer of a request in flight. Its default moves less than half as much in a second; its largest, 2 MiB, does not stay
 * in the second-level cache between the copy into it and the copy out of it. */
#define HTTP_UPLOAD_BUFFER (512L << 10)

/* A request's or reply's own memory; then it can be used again. */
void http_exchange_release(struct http_exchange *exchange);

/* The value of a header, its name in lower case; NULL when there is none. */
const char *http_reply_header(const struct http_reply *reply, const char *name);

/* On the caller's thread; done() is not called. */
void http_perform(const struct http_settings *settings, struct http_exchange *exchange);

/* ---- loops ---- */

struct http_task {
    struct http_task *next;
    int64_t due_ns; /* monotonic */
    void (*run)(struct http_task *task);
};

struct http_loop;

/* settings are borrowed until http_loop_free(), which waits until nothing is under way. */
int http_loop_new(const struct http_settings *settings, struct http_loop **loop, struct lg_error *err);
void http_loop_free(struct http_loop *loop);

/* Any thread: runs a task on the loop after a while. The task is not touched after run() began. */
void http_loop_post(struct http_loop *loop, struct http_task *task, int64_t delay_ns);

/* The rest on the loop's thread only. */
void http_loop_forget(struct http_loop *loop, struct http_task *task); /* a task that may be waiting will not run */
void http_start(struct http_loop *loop, struct http_exchange *exchange);
void http_stop(struct http_exchange *exchange); /* ends it without done() */

#endif
