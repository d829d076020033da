/* SPDX-License-Identifier: Apache-2.0 */
/* The chain, and the thread that refreshes. */
#include "credentials.h"

#include <lakegen/thread.h>

#include "base/machine.h"

#include <jansson.h>
#include <openssl/crypto.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define ADVISORY_S (15 * 60)  /* before the end: refresh in the background */
#define MANDATORY_S (10 * 60) /* wait for it */
#define PATIENCE_NS (INT64_C(30) * 1000000000) /* between two attempts, while the set is valid */
#define PAUSE_NS 100000000
#define SHORTEST_SECRET 6 /* shorter ones may be words */

/* ---- one set ---- */

struct counted_keys {
    struct keys keys;
    atomic_uint references;
};

struct keys *keys_ref(struct keys *keys)
{
    if (keys)
        (void)atomic_fetch_add(&((struct counted_keys *)keys)->references, 1);
    return keys;
}

static void wipe(char *text)
{
    if (text)
        OPENSSL_cleanse(text, strlen(text));
    free(text);
}

void keys_unref(struct keys *keys)
{
    if (!keys || atomic_fetch_sub(&((struct counted_keys *)keys)->references, 1) != 1)
        return;
    wipe(keys->access_key);
    wipe(keys->secret_key);
    wipe(keys->token);
    free(keys);
}

static bool has_controls(const char *text)
{
    for (; *text; text++)
        if ((unsigned char)*text < 0x20 || *text == 0x7f)
            return true;
    return false;
}

int keys_new(const char *access_key, const char *secret_key, const char *token, int64_t expires, const char *source,
             struct keys **out, struct lg_error *err)
{
    struct counted_keys *counted;

    *out = NULL;
    if (!access_key || !*access_key || !secret_key || !*secret_key)
        return lg_error_set(err, LG_E_CONFIG, "%s has %s but no %s", source, access_key && *access_key ? "an access key" : "a secret key",
                            access_key && *access_key ? "secret key" : "access key");
    if (has_controls(access_key) || has_controls(secret_key) || (token && has_controls(token)))
        return lg_error_set(err, LG_E_CONFIG, "%s has a credential with a line break or control character in it", source);
    counted = calloc(1, sizeof(*counted));
    if (!counted)
        return lg_error_set(err, LG_E_LOCAL, "out of memory for credentials");
    atomic_store(&counted->references, 1);
    counted->keys = (struct keys){strdup(access_key), strdup(secret_key), strdup(token ? token : ""), expires, source};
    *out = &counted->keys;
    if ((*out)->access_key && (*out)->secret_key && (*out)->token)
        return LG_OK;
    keys_unref(*out);
    *out = NULL;
    return lg_error_set(err, LG_E_LOCAL, "out of memory for credentials");
}

static void redact(const char *secret, char *text)
{
    size_t length = strlen(secret);

    for (char *at = length >= SHORTEST_SECRET ? strstr(text, secret) : NULL; at; at = strstr(at, secret)) {
        memcpy(at, "***", 3);
        memmove(at + 3, at + length, strlen(at + length) + 1);
    }
}

void keys_redact(const struct keys *keys, char *text)
{
    if (!keys)
        return;
    redact(keys->secret_key, text);
    redact(keys->token, text);
}

bool credentials_pause(const struct settings *settings, int64_t ns)
{
    for (int64_t until = lg_clock_ns() + ns; lg_clock_ns() < until && !settings_is_cancelled(settings);) {
        const struct timespec moment = {0, PAUSE_NS};

        (void)nanosleep(&moment, NULL);
    }
    return !settings_is_cancelled(settings);
}

int credentials_parse_time(const char *text, int64_t *seconds, struct lg_error *err)
{
    struct tm utc = {0};
    const char *end = strptime(text, "%Y-%m-%dT%H:%M:%S", &utc);

    if (!end)
        return lg_error_set(err, LG_E_AUTH, "'%.40s' is not a time", text);
    *seconds = (int64_t)timegm(&utc);
    return LG_OK;
}

/* ---- what several sources get: {"AccessKeyId": …, "SecretAccessKey": …, "Expiration": …} ---- */

static int take_json(const struct credentials_form *form, json_t *root, struct keys **keys, struct lg_error *err)
{
    const char *access_key = json_string_value(json_object_get(root, "AccessKeyId"));
    const char *secret_key = json_string_value(json_object_get(root, "SecretAccessKey"));
    const char *expiration = json_string_value(json_object_get(root, "Expiration"));
    int64_t expires = 0;

    if (form->version && json_integer_value(json_object_get(root, "Version")) != form->version)
        return lg_error_set(err, LG_E_AUTH, "%s gave JSON that is not of \"Version\": %d", form->source, form->version);
    if (!access_key || !secret_key)
        return lg_error_set(err, LG_E_AUTH, "%s gave JSON without AccessKeyId or SecretAccessKey", form->source);
    if (expiration && credentials_parse_time(expiration, &expires, err) != LG_OK)
        return lg_error_wrap(err, "%s", form->source);
    return keys_new(access_key, secret_key, json_string_value(json_object_get(root, form->token)), expires, form->source, keys, err);
}

int credentials_parse_json(const struct credentials_form *form, const struct lg_string *text, struct keys **keys,
                           struct lg_error *err)
{
    json_error_t where;
    json_t *root = json_loadb(lg_string_text(text), text->length, JSON_REJECT_DUPLICATES, &where);

    if (root)
        (void)take_json(form, root, keys, err);
    else
        (void)lg_error_set(err, LG_E_AUTH, "%s gave no JSON: line %d, column %d", form->source, where.line,
                           where.column); /* jansson's words may quote a secret */
    json_decref(root);
    return err->code;
}

/* ---- the chain ---- */

static const struct {
    const char *name;
    int (*get)(const struct settings *settings, struct keys **keys, struct lg_error *err);
    bool only_when_given; /* the profile stands twice: before the environment when it was asked for by name */
} chain[] = {
    {"--secret-ref and --access-key", credentials_from_options, false},
    {"--profile", credentials_from_profile, true},
    {"the environment", credentials_from_environment, false},
    {"the shared files", credentials_from_profile, false},
    {"a web identity token", credentials_from_web_identity, false},
    {"the container's endpoint", credentials_from_container, false},
    {"the instance's metadata", credentials_from_instance, false},
};
#define CHAIN (sizeof(chain) / sizeof(chain[0]))

static int nobody(const struct settings *settings, struct lg_error *err)
{
    struct lg_string tried = LG_STRING_INIT;

    for (size_t i = 0; i < CHAIN; i++)
        if (!chain[i].only_when_given || settings->profile_is_given)
            lg_string_printf(&tried, "%s%s", i > 0 ? ", " : "", chain[i].name);
    (void)lg_error_set(err, LG_E_AUTH, "no credentials for the store; tried %s. Set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or "
                       "--anonymous true for a public bucket", lg_string_text(&tried));
    lg_string_release(&tried);
    return err->code;
}

static int check_fresh(const struct keys *keys, struct lg_error *err)
{
    if (!keys || !keys->expires || keys->expires > (int64_t)time(NULL))
        return LG_OK;
    return lg_error_set(err, LG_E_AUTH, "%s gave credentials that have expired already; is this machine's clock right?", keys->source);
}

static int search(const struct settings *settings, size_t first, size_t last, size_t *found, struct keys **keys, struct lg_error *err)
{
    *keys = NULL;
    for (size_t i = first; i <= last; i++) {
        if (chain[i].only_when_given && !settings->profile_is_given)
            continue;
        if (chain[i].get(settings, keys, err) != LG_OK || check_fresh(*keys, err) != LG_OK) {
            keys_unref(*keys);
            *keys = NULL;
            return err->code;
        }
        *found = i;
        if (*keys)
            return LG_OK;
    }
    return nobody(settings, err);
}

/* ---- refreshing ---- */

struct credentials {
    const struct settings *settings;
    credentials_changed_fn *changed;
    void *context;
    size_t source; /* in the chain */

    pthread_mutex_t mutex; /* for what follows */
    pthread_cond_t wanted;
    struct keys *keys; /* NULL: anonymous */
    bool rejected;     /* the store does not take them, others are being looked for */
    bool final;        /* … and there were none */
    bool refreshing, closing;
    int64_t tried_ns;       /* when a refresh ended at last; 0: never */
    struct lg_error failure; /* of the last refresh */
    struct lg_thread *thread;
};

static bool is_same(const struct keys *a, const struct keys *b)
{
    return strcmp(a->access_key, b->access_key) == 0 && strcmp(a->secret_key, b->secret_key) == 0 && strcmp(a->token, b->token) == 0;
}

/* Under the lock: what came of a refresh. */
static void take_result(struct credentials *credentials, struct keys *keys, const struct lg_error *failure)
{
    credentials->refreshing = false;
    credentials->failure = *failure;
    credentials->tried_ns = lg_clock_ns();
    credentials->final = credentials->rejected && (!keys || is_same(keys, credentials->keys));
    credentials->rejected = false;
    if (!keys)
        return;
    keys_unref(credentials->final ? keys : credentials->keys);
    credentials->keys = credentials->final ? credentials->keys : keys;
}

static void refresh(struct credentials *credentials)
{
    struct lg_error failure = LG_ERROR_INIT;
    struct keys *keys;
    size_t found;

    (void)search(credentials->settings, credentials->source, credentials->source, &found, &keys, &failure);
    if (failure.code != LG_OK && failure.code != LG_E_CANCELLED)
        settings_say(credentials->settings, LG_SAY_WARNING, "refreshing credentials failed: %s", failure.message);
    (void)pthread_mutex_lock(&credentials->mutex);
    take_result(credentials, keys, &failure);
    (void)pthread_mutex_unlock(&credentials->mutex);
    credentials->changed(credentials->context);
}

static void refresher_main(void *argument)
{
    struct credentials *credentials = argument;
    bool closing = false;

    while (!closing) {
        bool wanted;

        (void)pthread_mutex_lock(&credentials->mutex);
        while (!credentials->refreshing && !credentials->closing)
            (void)pthread_cond_wait(&credentials->wanted, &credentials->mutex);
        closing = credentials->closing;
        wanted = credentials->refreshing && !closing;
        (void)pthread_mutex_unlock(&credentials->mutex);
        if (wanted)
            refresh(credentials);
    }
}

/* Under the lock. */
static void want_refresh(struct credentials *credentials)
{
    if (credentials->refreshing)
        return;
    if (credentials->tried_ns && lg_clock_ns() - credentials->tried_ns < PATIENCE_NS)
        return;
    credentials->refreshing = true;
    (void)pthread_cond_signal(&credentials->wanted);
}

static int get_locked(struct credentials *credentials, int64_t now, struct keys **keys, struct lg_error *err)
{
    int64_t left = credentials->keys->expires ? credentials->keys->expires - now : INT64_MAX;

    if (left < ADVISORY_S)
        want_refresh(credentials);
    if (credentials->refreshing && (left < MANDATORY_S || credentials->rejected))
        return LG_E_TRANSIENT;
    if (left <= 0 && credentials->failure.code != LG_OK)
        return lg_error_set(err, credentials->failure.code, "credentials of %s have expired, and getting others failed: %s",
                            credentials->keys->source, credentials->failure.message);
    if (left <= 0)
        return lg_error_set(err, LG_E_AUTH, "credentials of %s have expired", credentials->keys->source);
    *keys = keys_ref(credentials->keys);
    return LG_OK;
}

int credentials_get(struct credentials *credentials, int64_t now, struct keys **keys, struct lg_error *err)
{
    int code = LG_OK;

    *keys = NULL;
    (void)pthread_mutex_lock(&credentials->mutex);
    if (credentials->keys)
        code = get_locked(credentials, now, keys, err);
    (void)pthread_mutex_unlock(&credentials->mutex);
    return code;
}

bool credentials_reject(struct credentials *credentials, const struct keys *keys)
{
    bool others = false;

    (void)pthread_mutex_lock(&credentials->mutex);
    if (credentials->keys && credentials->keys != keys) {
        others = true; /* they were replaced meanwhile */
    } else if (credentials->keys && !credentials->final) {
        credentials->rejected = others = true;
        credentials->tried_ns = 0;
        want_refresh(credentials);
    }
    (void)pthread_mutex_unlock(&credentials->mutex);
    return others;
}

int credentials_new(const struct settings *settings, credentials_changed_fn *changed, void *context, struct credentials **out,
                    struct lg_error *err)
{
    struct credentials *credentials = calloc(1, sizeof(*credentials));

    *out = NULL;
    if (!credentials)
        return lg_error_set(err, LG_E_LOCAL, "out of memory for credentials");
    credentials->settings = settings;
    credentials->changed = changed;
    credentials->context = context;
    (void)pthread_mutex_init(&credentials->mutex, NULL);
    (void)pthread_cond_init(&credentials->wanted, NULL);
    if (settings->anonymous || (search(settings, 0, CHAIN - 1, &credentials->source, &credentials->keys, err) == LG_OK &&
                                lg_thread_start(refresher_main, credentials, "credentials", &credentials->thread, err) == LG_OK))
        *out = credentials;
    else
        credentials_free(credentials);
    return err->code;
}

void credentials_free(struct credentials *credentials)
{
    if (!credentials)
        return;
    (void)pthread_mutex_lock(&credentials->mutex);
    credentials->closing = true;
    (void)pthread_cond_signal(&credentials->wanted);
    (void)pthread_mutex_unlock(&credentials->mutex);
    lg_thread_join(credentials->thread);
    keys_unref(credentials->keys);
    (void)pthread_cond_destroy(&credentials->wanted);
    (void)pthread_mutex_destroy(&credentials->mutex);
    free(credentials);
}
