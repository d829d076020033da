/* SPDX-License-Identifier: Apache-2.0 */
/* Credentials on this machine: options and secret files, the environment, profiles of the shared files. */
#include "credentials.h"

#include "profiles.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#define LARGEST_SECRET ((size_t)64 << 10)
#define MOST_PROFILES 8 /* in a chain of source_profile */

/* ---- options ---- */

/* A file of a mounted secret, by the names that people give it; trimmed. LG_OK with an empty text when there is none. */
static int read_secret(const char *folder, const char *const *names, struct lg_string *text, struct lg_error *err)
{
    for (; *names; names++) {
        struct lg_string path = LG_STRING_INIT;
        struct lg_error failure = LG_ERROR_INIT;

        lg_string_clear(text);
        lg_string_printf(&path, "%s/%s", folder, *names);
        (void)profiles_read_file(lg_string_text(&path), LARGEST_SECRET, text, NULL, &failure);
        lg_string_release(&path);
        if (failure.code == LG_E_NOT_FOUND)
            continue;
        *err = failure;
        while (text->length > 0 && strchr(" \t\r\n", text->text[text->length - 1]))
            text->text[--text->length] = '\0';
        return err->code;
    }
    lg_string_clear(text);
    return LG_OK;
}

static void wipe(struct lg_string *text)
{
    if (text->text)
        explicit_bzero(text->text, text->capacity);
    lg_string_release(text);
}

static int from_secret_folder(const char *folder, struct keys **keys, struct lg_error *err)
{
    static const char *const access_names[] = {"access_key", "access-key", "accesskey", "AWS_ACCESS_KEY_ID", "aws_access_key_id",
                                               "accessKeyId", "accessKey", "ACCESS_KEY", NULL};
    static const char *const secret_names[] = {"secret_key", "secret-key", "secretkey", "AWS_SECRET_ACCESS_KEY",
                                               "aws_secret_access_key", "secretAccessKey", "secretKey", "SECRET_KEY", NULL};
    static const char *const token_names[] = {"session_token", "session-token", "AWS_SESSION_TOKEN", "aws_session_token", NULL};
    struct lg_string access = LG_STRING_INIT, secret = LG_STRING_INIT, token = LG_STRING_INIT;

    if (read_secret(folder, access_names, &access, err) == LG_OK && read_secret(folder, secret_names, &secret, err) == LG_OK &&
        read_secret(folder, token_names, &token, err) == LG_OK) {
        if (access.length == 0 && secret.length == 0)
            (void)lg_error_set(err, LG_E_CONFIG, "folder '%s' has no file access_key, or an empty one", folder);
        else
            (void)keys_new(lg_string_text(&access), lg_string_text(&secret), lg_string_text(&token), 0, "--secret-ref", keys, err);
    }
    wipe(&access);
    wipe(&secret);
    wipe(&token);
    return err->code;
}

static int check_mode(const struct settings *settings, const char *path, struct lg_error *err)
{
    if (!path)
        return LG_OK;
    if (settings->strict)
        return lg_error_set(err, LG_E_CONFIG, "'%s' holds a secret and others can read it; chmod 600 it", path);
    settings_say(settings, LG_SAY_WARNING, "'%s' holds a secret and others can read it; chmod 600 it", path);
    return LG_OK;
}

static int from_profiles(const struct settings *settings, const struct profiles *profiles, const char *profile, const char *source,
                         struct keys **keys, struct lg_error *err)
{
    const char *access_key = profiles_get(profiles, profile, "aws_access_key_id");
    const char *secret_key = profiles_get(profiles, profile, "aws_secret_access_key");

    if (!access_key && !secret_key)
        return LG_OK;
    if (check_mode(settings, profiles_exposed(profiles), err) != LG_OK)
        return err->code;
    if (keys_new(access_key, secret_key, profiles_get(profiles, profile, "aws_session_token"), 0, source, keys, err) != LG_OK)
        return lg_error_wrap(err, "profile '%s'", profile);
    return LG_OK;
}

static int from_secret_file(const struct settings *settings, const char *path, struct keys **keys, struct lg_error *err)
{
    struct lg_string text = LG_STRING_INIT;
    struct profiles *profiles = NULL;
    unsigned mode = 0;

    if (profiles_read_file(path, LARGEST_SECRET, &text, &mode, err) == LG_OK &&
        check_mode(settings, mode & (S_IRGRP | S_IROTH) ? path : NULL, err) == LG_OK &&
        profiles_parse("", lg_string_text(&text), &profiles, err) == LG_OK &&
        from_profiles(settings, profiles, settings->profile ? settings->profile : "default", "--secret-ref", keys, err) == LG_OK &&
        !*keys)
        (void)lg_error_set(err, LG_E_CONFIG, "'%s' has no aws_access_key_id for profile '%s'", path,
                           settings->profile ? settings->profile : "default");
    profiles_free(profiles);
    wipe(&text);
    return err->code;
}

int credentials_from_options(const struct settings *settings, struct keys **keys, struct lg_error *err)
{
    const char *reference = settings_text(settings, "secret_ref");
    const char *access_key = settings_text(settings, "access_key"), *secret_key = settings_text(settings, "secret_key");
    struct stat status;

    if (reference) {
        bool folder = stat(reference, &status) == 0 && S_ISDIR(status.st_mode);
        int code = folder ? from_secret_folder(reference, keys, err) : from_secret_file(settings, reference, keys, err);

        if (code == LG_E_NOT_FOUND)
            err->code = LG_E_CONFIG;
        return err->code ? lg_error_wrap(err, "--secret-ref") : LG_OK;
    }
    if (!access_key && !secret_key)
        return LG_OK;
    return keys_new(access_key, secret_key, settings_text(settings, "session_token"), 0, "--access-key", keys, err);
}

/* ---- the environment ---- */

static const char *variable(const char *name)
{
    const char *value = getenv(name);

    return value && *value ? value : NULL;
}

int credentials_from_environment(const struct settings *settings, struct keys **keys, struct lg_error *err)
{
    const char *access_key = variable("AWS_ACCESS_KEY_ID"), *secret_key = variable("AWS_SECRET_ACCESS_KEY");

    (void)settings;
    if (!access_key && !secret_key)
        return LG_OK;
    return keys_new(access_key, secret_key, variable("AWS_SESSION_TOKEN"), 0, "the environment (AWS_ACCESS_KEY_ID)", keys, err);
}

int credentials_from_web_identity(const struct settings *settings, struct keys **keys, struct lg_error *err)
{
    const char *file = variable("AWS_WEB_IDENTITY_TOKEN_FILE");
    const struct role role = {.arn = variable("AWS_ROLE_ARN"), .session_name = variable("AWS_ROLE_SESSION_NAME")};

    if (!file)
        return LG_OK;
    if (!role.arn)
        return lg_error_set(err, LG_E_CONFIG, "AWS_WEB_IDENTITY_TOKEN_FILE is set but AWS_ROLE_ARN is not");
    return credentials_assume_web_role(settings, &role, file, keys, err);
}

/* ---- profiles ---- */

struct trail { /* of source_profile */
    const char *profile[MOST_PROFILES];
    size_t count;
};

static int resolve(const struct settings *settings, const struct profiles *profiles, struct trail *trail, const char *profile,
                   struct keys **keys, struct lg_error *err);

static int source_of_role(const struct settings *settings, const struct profiles *profiles, struct trail *trail, const char *profile,
                          struct keys **with, struct lg_error *err)
{
    const char *source = profiles_get(profiles, profile, "source_profile");
    const char *place = profiles_get(profiles, profile, "credential_source");

    if (source && strcmp(source, profile) == 0)
        (void)from_profiles(settings, profiles, profile, "the shared files", with, err);
    else if (source)
        (void)resolve(settings, profiles, trail, source, with, err);
    else if (place && strcmp(place, "Environment") == 0)
        (void)credentials_from_environment(settings, with, err);
    else if (place && strcmp(place, "EcsContainer") == 0)
        (void)credentials_from_container(settings, with, err);
    else if (place && strcmp(place, "Ec2InstanceMetadata") == 0)
        (void)credentials_from_instance(settings, with, err);
    else
        (void)lg_error_set(err, LG_E_CONFIG, "profile '%s' has a role_arn but neither source_profile nor a credential_source that is "
                           "known", profile);
    if (err->code == LG_OK && !*with)
        (void)lg_error_set(err, LG_E_CONFIG, "profile '%s' assumes a role with the keys of '%s', which has none", profile,
                           source ? source : place);
    return err->code;
}

static int assume(const struct settings *settings, const struct profiles *profiles, struct trail *trail, const char *profile,
                  struct keys **keys, struct lg_error *err)
{
    const struct role role = {profiles_get(profiles, profile, "role_arn"), profiles_get(profiles, profile, "role_session_name"),
                              profiles_get(profiles, profile, "external_id"), profiles_get(profiles, profile, "duration_seconds")};
    const char *token_file = profiles_get(profiles, profile, "web_identity_token_file");
    struct keys *with = NULL;

    if (token_file)
        return credentials_assume_web_role(settings, &role, token_file, keys, err);
    if (profiles_get(profiles, profile, "mfa_serial"))
        return lg_error_set(err, LG_E_CONFIG, "profile '%s' wants a code of an MFA device, which nobody is here to type; get a session "
                            "token first", profile);
    if (source_of_role(settings, profiles, trail, profile, &with, err) == LG_OK)
        (void)credentials_assume_role(settings, &role, with, keys, err);
    keys_unref(with);
    return err->code;
}

static int resolve(const struct settings *settings, const struct profiles *profiles, struct trail *trail, const char *profile,
                   struct keys **keys, struct lg_error *err)
{
    const char *command = profiles_get(profiles, profile, "credential_process");

    for (size_t i = 0; i < trail->count; i++)
        if (strcmp(trail->profile[i], profile) == 0)
            return lg_error_set(err, LG_E_CONFIG, "profile '%s' leads back to itself by source_profile", profile);
    if (trail->count == MOST_PROFILES)
        return lg_error_set(err, LG_E_CONFIG, "profile '%s' is the end of more than %d source_profile", profile, MOST_PROFILES);
    trail->profile[trail->count++] = profile;
    if (trail->count > 1 && !profiles_have(profiles, profile))
        return lg_error_set(err, LG_E_CONFIG, "source_profile '%s' is not in the shared files", profile);
    if (profiles_get(profiles, profile, "role_arn"))
        return assume(settings, profiles, trail, profile, keys, err);
    if (from_profiles(settings, profiles, profile, "the shared files", keys, err) != LG_OK || *keys || !command)
        return err->code;
    if (profiles_writable(profiles))
        return lg_error_set(err, LG_E_CONFIG, "'%s' names a credential_process and everybody may write it; chmod 600 it",
                            profiles_writable(profiles));
    return credentials_from_process(settings, command, keys, err);
}

/* Read again each time: other programs write these files. */
int credentials_from_profile(const struct settings *settings, struct keys **keys, struct lg_error *err)
{
    const char *profile = settings->profile ? settings->profile : "default";
    struct profiles *profiles;
    struct trail trail = {.count = 0};

    if (profiles_read(&profiles, err) != LG_OK)
        return err->code;
    if (settings->profile && !profiles_have(profiles, profile)) {
        struct lg_string paths = LG_STRING_INIT;

        profiles_put_paths(profiles, &paths);
        (void)lg_error_set(err, LG_E_CONFIG, "there is no profile '%s' in %s", profile, lg_string_text(&paths));
        lg_string_release(&paths);
    } else if (resolve(settings, profiles, &trail, profile, keys, err) == LG_OK && !*keys && settings->profile_is_given) {
        (void)lg_error_set(err, LG_E_CONFIG, "profile '%s' has no credentials", profile);
    }
    profiles_free(profiles);
    return err->code;
}
