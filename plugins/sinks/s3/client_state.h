/* SPDX-License-Identifier: Apache-2.0 */
/* What the three files of the client share: its state (client.c), an attempt at a call (attempt.c), and what to make of a reply
 * (reply.c). A call goes round: task, window, credentials, signature, exchange, verdict; until it is finished. */
#ifndef S3_CLIENT_STATE_H
#define S3_CLIENT_STATE_H

#include "client.h"

#include <pthread.h>

struct queue {
    struct call *first, **last;
};

struct client {
    struct settings *settings;
    struct credentials *credentials;
    struct http_loop **loops;

    pthread_mutex_t mutex; /* for what follows */
    pthread_cond_t changed;
    unsigned next_loop;
    struct retry_budget budget;
    struct retry_window window;
    unsigned under_way;
    struct queue full, keyless; /* calls that wait for the window, for credentials */
    char region[80];
    int64_t clock_s, clock_ns; /* the store's time at a moment of CLOCK_BOOTTIME: setting the wall clock changes nothing */
    bool no_checksum;          /* the store refused one */
    bool takes_chunks, no_chunks; /* it has understood a body in signed chunks; or has not, but the same body in one */
    unsigned chunk_doubts;     /* bodies that were taken in one after they had failed in chunks, perhaps by chance */
    bool clock_is_learnt;
    struct client_figures figures;

    atomic_bool answered; /* something came from there */
    atomic_int list_version;
};

/* The call that a member belongs to. */
#define CALL_OF(pointer, member) ((struct call *)(void *)((char *)(pointer)-offsetof(struct call, member)))

/* Queues, under the client's lock. */
void queue_put(struct queue *queue, struct call *call);
bool queue_remove(struct queue *queue, const struct call *call);

/* On the loop's thread of the call. */
void call_begin_attempt(struct call *call);  /* it has a place in the window */
void call_take_reply(struct http_exchange *exchange);
void call_leave_window(struct call *call);
void call_finish(struct call *call);

/* Nanoseconds since this machine was started, sleep included. */
int64_t client_boot_ns(void);

#endif
