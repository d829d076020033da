/* SPDX-License-Identifier: Apache-2.0 */
/* What the user said about the store: options, then the environment, then the shared files, then defaults; and what follows from
 * it. Read once, on the main thread; constant afterwards. */
#ifndef S3_SETTINGS_H
#define S3_SETTINGS_H

#include <lakegen/sink.h>

#include "checksum.h"
#include "http.h"
#include "retry.h"
#include "url.h"

struct profiles;

extern const struct lg_option settings_options[];

struct settings {
    const struct lg_run *run; /* borrowed */
    const struct lg_options *options;
    struct profiles *profiles; /* owned */

    /* where */
    struct url_endpoint endpoint;
    char *bucket, *region; /* owned */
    bool region_is_given;
    bool path_style; /* the bucket stands in the path, not in the host's name */
    int list_version; /* 1, 2; 0: find out */

    /* how */
    struct http_settings http; /* its texts are owned */
    long idle_s;
    unsigned loops; /* threads of HTTP */
    struct retry_policy retry;
    int64_t deadline_ns; /* no retry begins later than this after a request's first attempt */
    enum checksum_kind checksum;
    bool checksum_is_auto;
    bool sign_payload, sign_chunks;

    /* uploads */
    int64_t part_bytes, min_part_bytes;
    int64_t max_parts;
    bool multipart;
    unsigned uploads; /* of an object at once, at most */

    /* who */
    bool anonymous, imds_v1, strict;
    const char *profile; /* NULL: "default" */
    bool profile_is_given;
    int64_t credentials_ns; /* time for a program or service that gives credentials */
};

/* The options alone, before there is a run; contacts nobody and needs no release. */
void settings_read_uploads(struct settings *settings, const struct lg_options *options);

/* All of it. run and options are borrowed until settings_release(). */
int settings_read(struct settings *settings, const struct lg_options *options, const struct lg_run *run, struct lg_error *err);
void settings_release(struct settings *settings);

/* LG_E_USAGE when an object of that key and size cannot be stored. */
int settings_check_object(const struct settings *settings, const char *key, int64_t bytes, struct lg_error *err);

/* Bytes of an upload part of an object of about object_bytes, a multiple of LG_BUFFER_BYTES. */
int64_t settings_part_bytes(const struct settings *settings, int64_t object_bytes);

/* The most bytes of buffers that such an object may hold. */
int64_t settings_object_memory(const struct settings *settings, int64_t object_bytes);

/* An option, or else a variable of the environment, or else a key of the profile; NULL when none is set, or empty. */
const char *settings_text(const struct settings *settings, const char *option);

void settings_say(const struct settings *settings, int level, const char *format, ...) LG_PRINTF(3, 4);
bool settings_is_cancelled(const struct settings *settings);

#endif
