/* SPDX-License-Identifier: Apache-2.0 */
/* What became of an attempt, and whether and when to try again. Nothing here waits or talks: callers ask and act. */
#ifndef S3_RETRY_H
#define S3_RETRY_H

#include <lakegen/error.h>

#include <stdbool.h>
#include <stdint.h>

enum retry_action {
    RETRY_DONE,     /* success */
    RETRY_NEVER,    /* the answer will not change */
    RETRY_AGAIN,    /* after a while */
    RETRY_THROTTLE, /* after a longer while, and with fewer requests at once */
    RETRY_RESEND,   /* once: the bytes were damaged on their way */
    RETRY_CLOCK,    /* once, with the store's time */
    RETRY_REFRESH,  /* once, with other credentials */
    RETRY_REGION,   /* once, with the region or the place that the store names */
};

/* What an answer means. */
struct retry_verdict {
    enum retry_action action;
    int code;         /* LG_E_… when it stays */
    const char *hint; /* what to do about it; NULL: nothing to say */
};

/* An attempt that got a status; word is the Code of the error's XML, "" without one. */
struct retry_verdict retry_judge_status(int status, const char *word);

/* An attempt that got no whole reply, by its CURLcode. starting: nothing has worked yet, so that what is wrong with a name or a
 * certificate is no accident. */
struct retry_verdict retry_judge_transport(int transport, bool starting);

/* ---- when ---- */

struct retry_policy {
    unsigned attempts; /* of a request, at most */
    int64_t base_ns, throttle_ns, cap_ns;
};

/* How long to wait before attempt number `attempt` (the first retry is 1): full jitter, random in [0, 2^32). retry_after: the
 * header's text, or NULL; seconds up to a minute are obeyed, what is no number is ignored. */
int64_t retry_delay_ns(const struct retry_policy *policy, enum retry_action action, unsigned attempt, uint32_t random,
                       const char *retry_after);

/* ---- how often ----
 * A bucket of tokens for all requests of a run: an outage empties it, and then requests fail at once instead of storming. */
struct retry_budget {
    int tokens;
};
#define RETRY_TOKENS 500
#define RETRY_COST 14
#define RETRY_COST_THROTTLE 5

bool retry_budget_take(struct retry_budget *budget, enum retry_action action);
void retry_budget_give(struct retry_budget *budget, bool after_retry); /* after a success */

/* ---- how many at once ----
 * Additive increase, multiplicative decrease: halved when the store says slow down, not again within the cool time. */
struct retry_window {
    double size;
    int64_t shrunk_ns;
};
#define RETRY_WINDOW_MOST 1024

void retry_window_shrink(struct retry_window *window, unsigned under_way, int64_t now_ns);
void retry_window_grow(struct retry_window *window);

#endif
