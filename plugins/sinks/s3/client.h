/* SPDX-License-Identifier: Apache-2.0 */
/* A client of one bucket: calls that are signed, sent, judged and sent again until they have an answer that stays.
 *
 * A call is one operation of S3, whatever number of attempts it takes. It lives on the thread of one loop; the client's own state,
 * which all calls share (clock, region, credentials, retry budget, number of requests at once), is under a lock. */
#ifndef S3_CLIENT_H
#define S3_CLIENT_H

#include "chunked.h"
#include "credentials.h"
#include "settings.h"

#include <stdatomic.h>

#define CALL_QUERIES 8
#define CALL_HEADERS 12

/* call.flags */
#define CALL_ONCE 1u   /* an attempt that may have worked is not repeated: the caller looks what became of it */
#define CALL_URGENT 2u /* also when the run was cancelled, and past the limit of requests at once */
#define CALL_LATE 4u   /* an error may come in a reply of status 200 */
#define CALL_ETAG 16u  /* a success without an ETag is none */
#define CALL_START 8u  /* gives up soon, as all do while nothing has answered */

struct call {
    /* what to do; texts and bytes are borrowed until done */
    const char *what;       /* for messages: "uploading" */
    const char *permission; /* the action that a policy must allow: "s3:PutObject" */
    const char *method;
    const char *key; /* NULL: the bucket itself */
    unsigned flags;
    struct url_pair query[CALL_QUERIES];
    size_t queries;
    struct url_pair header[CALL_HEADERS]; /* beside those of the signature; names in lower case */
    size_t headers;
    const struct http_piece *pieces; /* the body */
    size_t piece_count;
    bool has_body;
    const char *payload; /* SHA-256 of the body in hexadecimal; NULL: not known */
    const struct chunk_hashes *chunks; /* of the body, which may go in signed chunks; NULL: it goes in one */
    size_t ceiling;      /* of the reply's body */
    long patience;       /* times the usual idle time; 0 is 1 */
    void (*done)(struct call *call); /* on the loop's thread, with the client locked; NULL: somebody waits */
    void *context;

    /* what became of it */
    struct lg_error err;
    struct http_reply reply;
    char code[64]; /* of S3's error, or "" */
    bool unknown;  /* it failed in a way that leaves open whether the store did it */
    bool in_chunks; /* the last attempt was */

    /* the client's own */
    struct client *client;
    struct http_loop *loop;
    struct http_exchange exchange;
    struct http_task task, stop_task;
    struct call *next; /* in a queue of those that wait */
    struct keys *keys;
    struct lg_string url, path, text_query, authorization;
    struct url_pair sent_header[CALL_HEADERS + 8];
    struct chunked chunked;
    char date[17], hash[65], region[80], host[300], decoded[24];
    unsigned attempts;
    int64_t first_ns;
    bool counted, with_checksum, resent, clocked, moved, in_one, chunks_failed, chunks_doubted;
    atomic_bool finished, stopped;
};

void call_query(struct call *call, const char *name, const char *value);
void call_header(struct call *call, const char *name, const char *value);
void call_release(struct call *call); /* when it is done: the reply's memory */

struct client;

int client_new(struct settings *settings, struct client **client, struct lg_error *err); /* settings outlive it */
void client_free(struct client *client);
const struct settings *client_settings(const struct client *client);

/* Any thread. Starts a call; done() will be called, also when the run is cancelled. */
void client_start(struct client *client, struct call *call);
/* Any thread but a loop's: stops it if it is under way, and waits until it is done and nobody touches it. */
void client_stop(struct client *client, struct call *call);
/* The caller's thread waits for the answer; LG_E_CANCELLED within a second when the run is cancelled. */
int client_perform(struct client *client, struct call *call, struct lg_error *err);

/* For those who wait for calls: a condition that is signalled, under its mutex, when a call is done. */
void client_lock(struct client *client);
void client_unlock(struct client *client);
void client_wait(struct client *client); /* locked; a tenth of a second at most */

int64_t client_now(struct client *client); /* seconds since 1970, by the store's clock when it was learnt */

/* What the store turned out to be able to do; the checksum that is in force. */
enum checksum_kind client_checksum(struct client *client);
bool client_signs_payload(struct client *client);
bool client_signs_chunks(struct client *client); /* of large bodies, instead of the whole */

/* The version of ListObjects that the store has; older ones have only the first. False: that was no news. */
int client_list_version(struct client *client);
bool client_use_list_1(struct client *client);

/* Figures of the run. */
struct client_figures {
    uint64_t calls, retries, throttled;
};
struct client_figures client_figures(struct client *client);

/* The credentials' source and the place, for a line before the run. */
void client_describe(struct client *client, struct lg_string *out);

#endif
