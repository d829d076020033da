/* SPDX-License-Identifier: Apache-2.0 */
/* The table of options and of what sets them when the user does not. */
#include "settings.h"

#include "base/machine.h"
#include "profiles.h"

#include <openssl/err.h>
#include <openssl/pem.h>
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define MIB ((int64_t)1 << 20)
#define LARGEST_PUT ((int64_t)5 << 30) /* also of an upload part */
#define LARGEST_OBJECT ((int64_t)5 << 40)
#define CONNECT_MS 8000
#define CORES_PER_LOOP 8

const struct lg_option settings_options[] = {
    {.name = "endpoint", .type = LG_OPTION_TEXT,
     .doc = "where the store is: http://host:9000, https://s3.example.com; aws: Amazon S3 in the region"},
    {.name = "region", .type = LG_OPTION_TEXT,
     .doc = "region of the bucket; us-east-1 when nothing says another, corrected when the store names one"},
    {.name = "path_style", .type = LG_OPTION_CHOICE, .fallback = "auto", .range = "auto|true|false",
     .doc = "true: http://host/bucket/key, false: http://bucket.host/key; auto: false on Amazon only"},
    {.name = "ca_cert", .type = LG_OPTION_TEXT, .doc = "file of PEM certificates that the store's is checked against"},
    {.name = "verify_ssl", .type = LG_OPTION_BOOL, .doc = "check the store's certificate; true when nothing says otherwise"},
    {.name = "access_key", .type = LG_OPTION_TEXT, .doc = "access key id"},
    {.name = "secret_key", .type = LG_OPTION_SECRET, .doc = "secret access key; better in a file, the environment or a profile"},
    {.name = "session_token", .type = LG_OPTION_SECRET, .doc = "token of temporary credentials"},
    {.name = "secret_ref", .type = LG_OPTION_TEXT,
     .doc = "folder with the files access_key and secret_key, as Kubernetes mounts a secret, or a credentials file"},
    {.name = "profile", .type = LG_OPTION_TEXT, .doc = "profile of ~/.aws/config and ~/.aws/credentials"},
    {.name = "anonymous", .type = LG_OPTION_BOOL, .fallback = "false", .doc = "sign nothing: a public bucket"},
    {.name = "sts_endpoint", .type = LG_OPTION_TEXT, .doc = "where roles are assumed; Amazon's of the region when not given"},
    {.name = "imds_v1", .type = LG_OPTION_BOOL, .fallback = "false",
     .doc = "take credentials from an instance that has only the older, unprotected metadata service"},
    {.name = "credential_timeout", .type = LG_OPTION_INT, .fallback = "60", .range = "1..600",
     .doc = "seconds that a program or service may take to give credentials"},
    {.name = "checksum", .type = LG_OPTION_CHOICE, .fallback = "auto", .range = "auto|crc64nvme|crc32c|sha256|md5|none",
     .doc = "sent with every upload for the store to verify; auto: crc64nvme, or none where the store refuses it"},
    {.name = "payload_signing", .type = LG_OPTION_CHOICE, .fallback = "auto", .range = "auto|signed|whole|unsigned",
     .doc = "sign the bytes too, large uploads in chunks; auto: over http, and where no checksum is sent; whole: never in chunks"},
    {.name = "part_size", .type = LG_OPTION_SIZE, .fallback = "16mb", .range = "1048576..5368709120",
     .doc = "of the pieces in which an object is uploaded; larger where an object has too many"},
    {.name = "min_part_size", .type = LG_OPTION_SIZE, .fallback = "5mb", .range = "1..5368709120", .doc = "the least that the store takes"},
    {.name = "max_parts", .type = LG_OPTION_INT, .fallback = "10000", .range = "2..10000",
     .doc = "of an object, the most the store takes"},
    {.name = "multipart", .type = LG_OPTION_BOOL, .fallback = "true",
     .doc = "false: each object in one request, and in memory until then"},
    {.name = "uploads", .type = LG_OPTION_INT, .fallback = "4", .range = "1..64", .doc = "pieces of an object on their way at once"},
    {.name = "http_threads", .type = LG_OPTION_INT, .fallback = "0", .range = "0..64",
     .doc = "threads that send; 0: one for 8 processors"},
    {.name = "max_attempts", .type = LG_OPTION_INT, .fallback = "8", .range = "1..100", .doc = "of a request before it is given up"},
    {.name = "retry_base_ms", .type = LG_OPTION_INT, .fallback = "50", .range = "1..10000",
     .doc = "longest pause before the first retry; doubled each time, 20 times as long when the store is busy"},
    {.name = "deadline", .type = LG_OPTION_INT, .fallback = "300", .range = "1..86400",
     .doc = "seconds after which a request is not tried again"},
    {.name = "idle_timeout", .type = LG_OPTION_INT, .fallback = "30", .range = "1..3600",
     .doc = "seconds without a byte before a request is given up"},
    {.name = "list_version", .type = LG_OPTION_CHOICE, .fallback = "auto", .range = "auto|1|2",
     .doc = "of ListObjects; auto: 2, or 1 where the store has no other"},
    {.name = "strict_security", .type = LG_OPTION_BOOL, .fallback = "false",
     .doc = "refuse what is otherwise warned of: keys over plain http, secrets in files that others can read"},
    {0}};

/* What sets an option that the user did not set: variables, then keys of the profile and of its services' section. */
static const struct {
    const char *option, *variable[4], *key, *service;
} sources[] = {
    {"endpoint", {"AWS_ENDPOINT_URL_S3", "AWS_ENDPOINT_URL", "S3_ENDPOINT"}, "endpoint_url", "s3.endpoint_url"},
    {"region", {"AWS_REGION", "AWS_DEFAULT_REGION", "S3_REGION"}, "region", NULL},
    {"path_style", {"S3_PATH_STYLE"}, NULL, NULL},
    {"ca_cert", {"AWS_CA_BUNDLE", "S3_CA_CERT"}, "ca_bundle", NULL},
    {"verify_ssl", {"S3_VERIFY_SSL"}, NULL, NULL},
    {"profile", {"AWS_PROFILE", "AWS_DEFAULT_PROFILE"}, NULL, NULL},
    {"sts_endpoint", {"AWS_ENDPOINT_URL_STS"}, NULL, "sts.endpoint_url"},
};

static const char *filled(const char *text)
{
    return text && *text ? text : NULL; /* an empty one is no value */
}

static const char *from_profile(const struct settings *settings, const char *key, const char *service)
{
    const char *profile = settings->profile ? settings->profile : "default", *services, *value = NULL;

    if (!settings->profiles)
        return NULL;
    services = service ? profiles_get(settings->profiles, profile, "services") : NULL;
    if (services)
        value = filled(profiles_get_service(settings->profiles, services, service));
    return value || !key ? value : filled(profiles_get(settings->profiles, profile, key));
}

const char *settings_text(const struct settings *settings, const char *option)
{
    const char *value = filled(lg_option_text(settings->options, option));

    if (value && strcmp(option, "path_style") == 0 && strcmp(value, "auto") == 0)
        value = NULL; /* its default, which leaves it to others */
    for (size_t i = 0; !value && i < sizeof(sources) / sizeof(sources[0]); i++) {
        if (strcmp(sources[i].option, option) != 0)
            continue;
        for (size_t v = 0; !value && v < 4 && sources[i].variable[v]; v++)
            value = filled(getenv(sources[i].variable[v]));
        if (!value)
            value = from_profile(settings, sources[i].key, sources[i].service);
    }
    return value;
}

void settings_say(const struct settings *settings, int level, const char *format, ...)
{
    struct lg_string sentence = LG_STRING_INIT;
    va_list arguments;

    if (!settings->run->say)
        return;
    va_start(arguments, format);
    lg_string_vprintf(&sentence, format, arguments);
    va_end(arguments);
    settings->run->say(settings->run->say_context, level, lg_string_text(&sentence));
    lg_string_release(&sentence);
}

bool settings_is_cancelled(const struct settings *settings)
{
    return lg_is_cancelled(settings->run->cancelled);
}

/* ---- uploads ---- */

void settings_read_uploads(struct settings *settings, const struct lg_options *options)
{
    settings->options = options;
    settings->part_bytes = lg_option_int(options, "part_size");
    settings->min_part_bytes = lg_option_int(options, "min_part_size");
    settings->max_parts = lg_option_int(options, "max_parts");
    settings->multipart = lg_option_int(options, "multipart") != 0;
    settings->uploads = (unsigned)lg_option_int(options, "uploads");
}

/* Room is left for a tenth more than the estimate. */
int64_t settings_part_bytes(const struct settings *settings, int64_t object_bytes)
{
    int64_t parts = settings->max_parts - settings->max_parts / 10, part = settings->part_bytes;

    if (part < settings->min_part_bytes)
        part = settings->min_part_bytes;
    if (part < object_bytes / parts + 1)
        part = object_bytes / parts + 1;
    return (part + MIB - 1) / MIB * MIB;
}

int64_t settings_object_memory(const struct settings *settings, int64_t object_bytes)
{
    int64_t part = settings_part_bytes(settings, object_bytes), whole = (object_bytes + object_bytes / 4) / MIB * MIB + MIB;
    int64_t flying = part * (int64_t)settings->uploads;

    if (!settings->multipart || whole < part)
        return settings->multipart && whole < part ? part : whole;
    return flying < whole ? flying : whole;
}

int settings_check_object(const struct settings *settings, const char *key, int64_t bytes, struct lg_error *err)
{
    int64_t part = settings_part_bytes(settings, bytes);

    if (url_check_key(key, err) != LG_OK)
        return err->code;
    if (!settings->multipart && bytes > LARGEST_PUT)
        return lg_error_set(err, LG_E_USAGE, "objects of %lld GB need more than one request, and --multipart is false; lower --file-size",
                            (long long)(bytes / 1000000000));
    if (bytes > LARGEST_OBJECT || part > LARGEST_PUT)
        return lg_error_set(err, LG_E_USAGE, "objects of %lld GB are too large for S3 with %lld parts; lower --file-size",
                            (long long)(bytes / 1000000000), (long long)settings->max_parts);
    return LG_OK;
}

/* ---- where ---- */

static int read_truth(const struct settings *settings, const char *option, bool fallback, bool *value, struct lg_error *err)
{
    static const char *const words[] = {"false", "true", "0", "1", "no", "yes", "off", "on"};
    const char *text = settings_text(settings, option);

    *value = fallback;
    for (size_t i = 0; text && i < sizeof(words) / sizeof(words[0]); i++)
        if (strcasecmp(text, words[i]) == 0) {
            *value = i % 2 == 1;
            return LG_OK;
        }
    return text ? lg_error_set(err, LG_E_CONFIG, "'%.64s' of %s is not true or false", text, option) : LG_OK;
}

static int read_region(struct settings *settings, struct lg_error *err)
{
    const char *region = settings_text(settings, "region");

    settings->region_is_given = region != NULL;
    region = region ? region : "us-east-1";
    if (strspn(region, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.") != strlen(region))
        return lg_error_set(err, LG_E_CONFIG, "region '%.80s' has characters that no region has", region);
    settings->region = strdup(region);
    return settings->region ? LG_OK : lg_error_set(err, LG_E_LOCAL, "out of memory for settings");
}

static int read_endpoint(struct settings *settings, struct lg_error *err)
{
    const char *text = settings_text(settings, "endpoint");

    if (!text)
        return lg_error_set(err, LG_E_CONFIG, "the store's endpoint is not known; give --endpoint https://… or AWS_ENDPOINT_URL, or for "
                            "Amazon S3 --endpoint aws");
    return url_endpoint_parse(text, settings->region, &settings->endpoint, err);
}

static int read_place(struct settings *settings, struct lg_error *err)
{
    const char *style = settings_text(settings, "path_style");
    const char *bucket = settings->run->authority;
    bool dotted = strchr(bucket, '.') != NULL;

    settings->path_style = !settings->endpoint.amazon || (dotted && settings->endpoint.https);
    if (style && strcasecmp(style, "auto") != 0 && read_truth(settings, "path_style", true, &settings->path_style, err) != LG_OK)
        return err->code;
    if (url_check_bucket(bucket, settings->endpoint.amazon || !settings->path_style, err) != LG_OK)
        return err->code;
    if (!settings->path_style && dotted && settings->endpoint.https)
        return lg_error_set(err, LG_E_CONFIG, "bucket '%s' has dots, which no certificate covers as a part of a host's name; leave "
                            "--path-style at auto", bucket);
    settings->bucket = strdup(bucket);
    return settings->bucket ? LG_OK : lg_error_set(err, LG_E_LOCAL, "out of memory for settings");
}

/* ---- TLS ---- */

static int check_certificates(const char *path, struct lg_error *err)
{
    BIO *file = BIO_new_file(path, "r");
    X509 *certificate = file ? PEM_read_bio_X509(file, NULL, NULL, NULL) : NULL;

    if (!file)
        (void)lg_error_sys(err, LG_E_CONFIG, errno, "--ca-cert: opening '%s'", path);
    else if (!certificate)
        (void)lg_error_set(err, LG_E_CONFIG, "--ca-cert: '%s' has no certificate in PEM form", path);
    X509_free(certificate);
    BIO_free(file);
    ERR_clear_error();
    return err->code;
}

static int read_tls(struct settings *settings, struct lg_error *err)
{
    const char *ca = settings_text(settings, "ca_cert");

    settings->http.connect_ms = CONNECT_MS;
    if (read_truth(settings, "verify_ssl", true, &settings->http.verify, err) != LG_OK)
        return err->code;
    if (!ca)
        return LG_OK;
    settings->http.ca_file = strdup(ca);
    return settings->http.ca_file ? check_certificates(ca, err) : lg_error_set(err, LG_E_LOCAL, "out of memory for settings");
}

static int check_security(const struct settings *settings, struct lg_error *err)
{
    if (!settings->endpoint.https && !settings->endpoint.loopback && !settings->anonymous) {
        if (settings->strict)
            return lg_error_set(err, LG_E_CONFIG, "http://%s would carry data and signatures in the clear; use https, or do without "
                                "--strict-security", settings->endpoint.host);
        settings_say(settings, LG_SAY_WARNING, "http://%s carries data and signatures in the clear; use https", settings->endpoint.host);
    }
    if (settings->endpoint.https && !settings->http.verify)
        settings_say(settings, LG_SAY_WARNING, "the certificate of https://%s is not checked (verify_ssl is false)",
                     settings->endpoint.host);
    return LG_OK;
}

/* ---- checksums and limits ---- */

/* AWS_REQUEST_CHECKSUM_CALCULATION=when_required is how users tell Amazon's tools that their store knows no checksums. */
static void read_checksum(struct settings *settings)
{
    const char *word = lg_option_text(settings->options, "checksum"), *calculation = getenv("AWS_REQUEST_CHECKSUM_CALCULATION");

    if (strcmp(word, "auto") == 0 && calculation && strcasecmp(calculation, "when_required") == 0)
        word = "none";
    settings->checksum_is_auto = strcmp(word, "auto") == 0;
    settings->checksum = CHECKSUM_CRC64NVME;
    for (unsigned kind = 0; kind < CHECKSUM_KINDS; kind++)
        if (strcmp(word, checksum_names[kind].word) == 0)
            settings->checksum = (enum checksum_kind)kind;
}

/* OpenSSL may be forbidden some. */
static bool has_digest(enum checksum_kind kind)
{
    struct checksum *checksum = checksum_new(kind);

    checksum_free(checksum);
    return checksum != NULL;
}

/* Over https the transport protects the bytes, and the checksum what comes behind it. */
static void read_signing(struct settings *settings)
{
    const char *word = lg_option_text(settings->options, "payload_signing");
    bool https = settings->endpoint.https;

    settings->sign_payload = strcmp(word, "signed") == 0 || strcmp(word, "whole") == 0;
    settings->sign_chunks = strcmp(word, "whole") != 0 && has_digest(CHECKSUM_MD5); /* by which stores are tried */
    if (strcmp(word, "auto") == 0)
        settings->sign_payload = !https || settings->checksum == CHECKSUM_NONE;
}

static void read_limits(struct settings *settings)
{
    const struct lg_options *options = settings->options;
    int64_t base_ns = lg_option_int(options, "retry_base_ms") * 1000000, loops = lg_option_int(options, "http_threads");

    settings->retry = (struct retry_policy){(unsigned)lg_option_int(options, "max_attempts"), base_ns, base_ns * 20, base_ns * 400};
    settings->deadline_ns = lg_option_int(options, "deadline") * INT64_C(1000000000);
    settings->idle_s = (long)lg_option_int(options, "idle_timeout");
    settings->credentials_ns = lg_option_int(options, "credential_timeout") * INT64_C(1000000000);
    settings->loops = loops ? (unsigned)loops : (lg_machine_threads() + CORES_PER_LOOP - 1) / CORES_PER_LOOP;
    settings->list_version = atoi(lg_option_text(options, "list_version")); /* "auto" is 0 */
    settings->anonymous = lg_option_int(options, "anonymous") != 0;
    settings->imds_v1 = lg_option_int(options, "imds_v1") != 0;
    settings->strict = lg_option_int(options, "strict_security") != 0;
}

int settings_read(struct settings *settings, const struct lg_options *options, const struct lg_run *run, struct lg_error *err)
{
    *settings = (struct settings){.run = run};
    settings_read_uploads(settings, options);
    read_limits(settings);
    read_checksum(settings);
    settings->profile_is_given = filled(lg_option_text(options, "profile")) != NULL;
    settings->profile = settings_text(settings, "profile");
    if (profiles_read(&settings->profiles, err) != LG_OK || read_region(settings, err) != LG_OK ||
        read_endpoint(settings, err) != LG_OK || read_place(settings, err) != LG_OK || read_tls(settings, err) != LG_OK ||
        check_security(settings, err) != LG_OK)
        return err->code;
    read_signing(settings);
    return LG_OK;
}

void settings_release(struct settings *settings)
{
    url_endpoint_release(&settings->endpoint);
    profiles_free(settings->profiles);
    free(settings->bucket);
    free(settings->region);
    free((void *)(uintptr_t)settings->http.ca_file);
    *settings = (struct settings){0};
}
