/* SPDX-License-Identifier: Apache-2.0 */
/* The files that Amazon's tools share: ~/.aws/config and ~/.aws/credentials, with profiles. */
#ifndef S3_PROFILES_H
#define S3_PROFILES_H

#include "base/string.h"

struct profiles; /* both files, read once */

/* Reads them, from AWS_CONFIG_FILE and AWS_SHARED_CREDENTIALS_FILE or the home folder. A file that is not there is empty; one that
 * is no regular file, cannot be read or is larger than 1 MiB is LG_E_CONFIG. */
int profiles_read(struct profiles **profiles, struct lg_error *err);
void profiles_free(struct profiles *profiles);

/* The value of a profile's key, of either file; NULL when there is none. "s3.addressing_style" is a key below another. */
const char *profiles_get(const struct profiles *profiles, const char *profile, const char *key);
bool profiles_have(const struct profiles *profiles, const char *profile);

/* A key of a section [services NAME]. */
const char *profiles_get_service(const struct profiles *profiles, const char *services, const char *key);

/* "config and credentials file", as the user knows them, for messages. */
void profiles_put_paths(const struct profiles *profiles, struct lg_string *out);

/* The path of a file that holds secrets and can be read by others; NULL when there is none. */
const char *profiles_exposed(const struct profiles *profiles);
/* The path of a file that others may write; NULL when there is none. */
const char *profiles_writable(const struct profiles *profiles);

/* Reads a regular file of at most `most` bytes: LG_E_CONFIG when it is none, LG_E_NOT_FOUND when it is not there. */
int profiles_read_file(const char *path, size_t most, struct lg_string *text, unsigned *mode, struct lg_error *err);

/* For the tests: the same from texts. */
int profiles_parse(const char *config, const char *credentials, struct profiles **profiles, struct lg_error *err);

#endif
