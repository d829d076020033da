/* SPDX-License-Identifier: Apache-2.0 */
/* Requests to the server: libcurl, one connection a thread at a time. What an answer means is verdict.h's affair. */
#ifndef CH_HTTP_H
#define CH_HTTP_H

#include "settings.h"

#include "base/string.h"

#define REPLY_BYTES ((size_t)64 << 10) /* of errors; more is cut */

struct request {
    const struct lg_string *parameters; /* name=value&…, encoded */
    const void *body;
    size_t size;
    const char *encoding;    /* Content-Encoding, or NULL */
    long timeout_s;          /* without a byte either way */
    size_t ceiling;          /* of the answer's body */
    bool only_once;          /* libcurl must not send it again by itself */
};

struct reply {
    int transport;      /* 0: an answer came, else a CURLcode */
    char detail[256];   /* libcurl's words for it */
    bool is_cancelled;
    int status;
    int exception_code; /* X-ClickHouse-Exception-Code; 0: none */
    char tag[64];       /* X-ClickHouse-Exception-Tag */
    int64_t written_rows; /* X-ClickHouse-Summary; -1: not said */
    char retry_after[16];
    struct lg_string body;
    bool is_cut;        /* the body was longer than the ceiling */
};

struct http;

int http_new(const struct settings *settings, struct http **http, struct lg_error *err);
void http_free(struct http *http);

/* A POST; reply->body is kept for reuse until reply_release(). */
void http_post(struct http *http, const struct request *request, struct reply *reply);
void reply_release(struct reply *reply);

/* Appends name=value to parameters. */
void http_put_parameter(struct lg_string *parameters, const char *name, const char *value);

#endif
