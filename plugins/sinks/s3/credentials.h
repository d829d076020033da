/* SPDX-License-Identifier: Apache-2.0 */
/* Credentials: where they come from, and new ones before the old expire.
 *
 * The order: options (secret_ref, then access_key), an explicit profile, the environment, the profile of AWS_PROFILE or
 * "default", a web identity token, the container's endpoint, the instance's metadata. The first that has any is asked again
 * for every refresh. A thread of its own refreshes; requests go on with the old credentials while these are valid. */
#ifndef S3_CREDENTIALS_H
#define S3_CREDENTIALS_H

#include "settings.h"

/* One set, constant, shared by reference. */
struct keys {
    char *access_key, *secret_key, *token; /* token: "" when there is none */
    int64_t expires;                       /* seconds since 1970; 0: never */
    const char *source;                    /* for messages */
};

struct keys *keys_ref(struct keys *keys);
void keys_unref(struct keys *keys); /* NULL is none */

/* Copies the texts: LG_E_CONFIG when a half is missing, LG_E_AUTH when one has a character that no header may. token may be NULL. */
int keys_new(const char *access_key, const char *secret_key, const char *token, int64_t expires, const char *source,
             struct keys **keys, struct lg_error *err);

/* Replaces every occurrence of a secret in a text by "***". */
void keys_redact(const struct keys *keys, char *text);

struct credentials;

/* Called on the refreshing thread whenever an attempt to refresh has ended. */
typedef void credentials_changed_fn(void *context);

/* Finds the first set, or fails: LG_E_AUTH when nobody has any. Anonymous settings make credentials without keys. */
int credentials_new(const struct settings *settings, credentials_changed_fn *changed, void *context, struct credentials **credentials,
                    struct lg_error *err);
void credentials_free(struct credentials *credentials);

/* The set in force: LG_OK with a reference in *keys (NULL: anonymous); LG_E_TRANSIENT when a refresh must end first, changed() will
 * tell; another code when there is no valid set any more. now: seconds since 1970, by the store's clock. */
int credentials_get(struct credentials *credentials, int64_t now, struct keys **keys, struct lg_error *err);

/* The store refused this set: true when others are being looked for, and changed() will tell. */
bool credentials_reject(struct credentials *credentials, const struct keys *keys);

/* ---- sources ----
 * Each gives LG_OK with a set, LG_OK with NULL when it has none, or an error that ends the search. */

int credentials_from_options(const struct settings *settings, struct keys **keys, struct lg_error *err);
int credentials_from_environment(const struct settings *settings, struct keys **keys, struct lg_error *err);
int credentials_from_profile(const struct settings *settings, struct keys **keys, struct lg_error *err);
int credentials_from_web_identity(const struct settings *settings, struct keys **keys, struct lg_error *err);
int credentials_from_container(const struct settings *settings, struct keys **keys, struct lg_error *err);
int credentials_from_instance(const struct settings *settings, struct keys **keys, struct lg_error *err);

/* May a container's endpoint be asked at this URL? LG_E_CONFIG when it is http to just any host. */
int credentials_check_container(const char *url, struct lg_error *err);

/* What sources share: a role assumed with keys, or with a token of a file; a program's answer; JSON with credentials. */
struct role {
    const char *arn, *session_name, *external_id, *duration; /* all but arn may be NULL */
};
int credentials_assume_role(const struct settings *settings, const struct role *role, const struct keys *with, struct keys **keys,
                            struct lg_error *err);
int credentials_assume_web_role(const struct settings *settings, const struct role *role, const char *token_file,
                                struct keys **keys, struct lg_error *err);
int credentials_from_process(const struct settings *settings, const char *command, struct keys **keys, struct lg_error *err);
struct credentials_form {
    const char *source, *token; /* who gave it; what a session token is called */
    int version;                /* that it must have; 0: none */
};
int credentials_parse_json(const struct credentials_form *form, const struct lg_string *text, struct keys **keys,
                           struct lg_error *err);
int credentials_parse_time(const char *text, int64_t *seconds, struct lg_error *err);

/* Waits, but not longer than the run lives: false when it was cancelled. */
bool credentials_pause(const struct settings *settings, int64_t ns);

#endif
