/* SPDX-License-Identifier: Apache-2.0 */
/* What an answer means, by all its signs: the status alone says little, for a server that fails late has answered 200 before. */
#ifndef CH_VERDICT_H
#define CH_VERDICT_H

#include "http.h"

enum action {
    ACTION_DONE,
    ACTION_AGAIN,   /* after a while */
    ACTION_PATIENT, /* after a longer while: the server is busy */
    ACTION_NEVER
};

struct verdict {
    enum action action;
    int error;           /* LG_E_… */
    bool was_not_sent;   /* the server cannot have done anything */
    int code;            /* ClickHouse's, or 0 */
};

/* starting: nothing was reached yet, so that what looks like a mistake is one. On anything but ACTION_DONE, reason says why: for
 * people, without secrets. */
struct verdict verdict_of(const struct reply *reply, bool starting, struct lg_string *reason);

#endif
