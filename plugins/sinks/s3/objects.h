/* SPDX-License-Identifier: Apache-2.0 */
/* Operations on whole objects and on lists of them; each waits on the caller's thread. Keys are whole, without a slash before. */
#ifndef S3_OBJECTS_H
#define S3_OBJECTS_H

#include "client.h"

#define OBJECT_PIECE ((int64_t)8 << 20) /* of an object that is read */

/* The metadata by which an object of ours is recognised. */
#define OBJECT_IDENTITY "x-amz-meta-lakegen-part"  /* lg_object.identity */
#define OBJECT_COMMIT "x-amz-meta-lakegen-commit" /* of a record: who wrote it */

struct object_head {
    int64_t bytes;
    char etag[128], identity[80], commit[40];
    char checksum[CHECKSUM_TEXT + 8]; /* of the kind asked for, base64; "" */
};

/* LG_E_NOT_FOUND when there is none. flags: CALL_URGENT, or 0. */
int object_head(struct client *client, const char *key, unsigned flags, struct object_head *head, struct lg_error *err);

/* size < 0: to the end. LG_E_VERIFICATION when the object is replaced meanwhile. */
int object_read(struct client *client, const char *key, int64_t offset, int64_t size, lg_emit_fn *emit, void *context,
                struct lg_error *err);

/* In one request. if_absent: LG_E_EXISTS when there is one. */
struct object_content {
    const char *media_type;
    const void *bytes;
    size_t size;
    bool if_absent;
};
int object_put(struct client *client, const char *key, const struct object_content *content, struct lg_error *err);

/* The same, but asks nobody first: the condition alone decides. checksum: base64 of the kind in force, in place of the right
 * one; NULL: the right one. echo: what the store repeated; may be NULL. */
int object_put_blindly(struct client *client, const char *key, const struct object_content *content, const char *checksum,
                       char echo[CHECKSUM_TEXT], struct lg_error *err);

int object_remove(struct client *client, const char *key, struct lg_error *err); /* an absent one is success */

int object_list(struct client *client, const char *prefix, lg_list_fn *emit, void *context, struct lg_error *err);

/* One request for at most one key: can the bucket be listed? */
int object_look(struct client *client, const char *prefix, unsigned flags, struct lg_error *err);

/* Unfinished uploads: key, id, and milliseconds since it was begun (-1: unknown). */
struct object_upload {
    const char *key, *id;
    int64_t age_ms;
};
typedef int object_upload_fn(void *context, const struct object_upload *upload); /* non-zero: stop */
int object_list_uploads(struct client *client, const char *prefix, object_upload_fn *emit, void *context, struct lg_error *err);
int object_abort_upload(struct client *client, const char *key, const char *id, unsigned flags, struct lg_error *err);

#endif
