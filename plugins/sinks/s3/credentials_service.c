/* SPDX-License-Identifier: Apache-2.0 */
/* Credentials that the place gives where lakegen runs: a container's endpoint, an instance's metadata. Never through a proxy, and
 * only from addresses that are such services: these answers are not encrypted. */
#include "credentials.h"

#include "profiles.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define LARGEST_REPLY ((size_t)64 << 10)
#define LARGEST_TOKEN ((size_t)16 << 10)
#define CONTAINER "the container's endpoint"
#define CONTAINER_HOST "http://169.254.170.2"
#define CONTAINER_ATTEMPTS 3
#define INSTANCE "the instance's metadata"
#define INSTANCE_HOST "http://169.254.169.254"
#define INSTANCE_PATH "/latest/meta-data/iam/security-credentials/"
#define INSTANCE_MS 1000L /* on a laptop nobody is there, and nobody shall wait */

static const char *variable(const char *name)
{
    const char *value = getenv(name);

    return value && *value ? value : NULL;
}

/* A request without a body; the reply's status, or 0 when there was none. */
static int fetch(const struct http_settings *http, struct http_exchange *exchange, long total_ms)
{
    exchange->ceiling = LARGEST_REPLY;
    exchange->idle_s = 60;
    exchange->total_ms = total_ms;
    http_perform(http, exchange);
    return exchange->reply.transport == 0 ? exchange->reply.status : 0;
}

static void forget(struct http_exchange *exchange)
{
    if (exchange->reply.body.text)
        explicit_bzero(exchange->reply.body.text, exchange->reply.body.capacity);
    http_exchange_release(exchange);
}

/* ---- containers ---- */

static bool is_container_host(const struct url_endpoint *endpoint)
{
    static const char *const hosts[] = {"169.254.170.2", "169.254.170.23", "[fd00:ec2::23]"};
    size_t length = endpoint->host[0] == '[' ? strcspn(endpoint->host, "]") + 1 : strcspn(endpoint->host, ":");

    for (size_t i = 0; i < sizeof(hosts) / sizeof(hosts[0]); i++)
        if (strlen(hosts[i]) == length && strncasecmp(hosts[i], endpoint->host, length) == 0)
            return true;
    return endpoint->https || endpoint->loopback;
}

int credentials_check_container(const char *url, struct lg_error *err)
{
    struct url_endpoint endpoint;
    bool allowed;

    if (url_endpoint_parse(url, "", &endpoint, err) != LG_OK)
        return lg_error_wrap(err, "AWS_CONTAINER_CREDENTIALS_FULL_URI");
    allowed = is_container_host(&endpoint);
    url_endpoint_release(&endpoint);
    if (allowed)
        return LG_OK;
    return lg_error_set(err, LG_E_CONFIG, "AWS_CONTAINER_CREDENTIALS_FULL_URI is http to a host that is neither this machine nor a "
                        "container service; keys are not asked for there");
}

static int container_url(struct lg_string *url, struct lg_error *err)
{
    const char *relative = variable("AWS_CONTAINER_CREDENTIALS_RELATIVE_URI"), *full = variable("AWS_CONTAINER_CREDENTIALS_FULL_URI");

    if (relative)
        lg_string_printf(url, CONTAINER_HOST "%s%s", *relative == '/' ? "" : "/", relative);
    else if (full && credentials_check_container(full, err) == LG_OK)
        lg_string_puts(url, full);
    return err->code == LG_OK ? lg_string_check(url, err) : err->code;
}

/* A file's token is read each time: it is rotated. */
static int container_token(struct lg_string *token, struct lg_error *err)
{
    const char *file = variable("AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE"), *text = variable("AWS_CONTAINER_AUTHORIZATION_TOKEN");

    if (file && profiles_read_file(file, LARGEST_TOKEN, token, NULL, err) != LG_OK) {
        err->code = LG_E_CONFIG;
        return lg_error_wrap(err, "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE");
    }
    if (!file)
        lg_string_puts(token, text ? text : "");
    while (file && token->length > 0 && strchr("\r\n", token->text[token->length - 1]))
        token->text[--token->length] = '\0';
    if (strpbrk(lg_string_text(token), "\r\n"))
        return lg_error_set(err, LG_E_CONFIG, "the authorization token for " CONTAINER " has a line break in it");
    return lg_string_check(token, err);
}

static int ask_container(const struct settings *settings, const char *url, const char *token, struct keys **keys, struct lg_error *err)
{
    static const struct credentials_form form = {CONTAINER, "Token", 0};
    const struct http_settings http = {settings->http.ca_file, settings->http.verify, true, settings->http.connect_ms};
    const struct url_pair headers[] = {{"authorization", token}};
    struct http_exchange exchange = {.method = "GET", .url = url, .headers = headers, .header_count = *token ? 1 : 0};
    int status = 0;

    for (unsigned i = 1; i <= CONTAINER_ATTEMPTS; i++) {
        status = fetch(&http, &exchange, (long)(settings->credentials_ns / 1000000));
        if (status > 0 && status < 500)
            break;
        if (i < CONTAINER_ATTEMPTS && !credentials_pause(settings, retry_delay_ns(&settings->retry, RETRY_AGAIN, i, UINT32_MAX, NULL)))
            break;
    }
    if (status == 200)
        (void)credentials_parse_json(&form, &exchange.reply.body, keys, err);
    else if (status > 0)
        (void)lg_error_set(err, LG_E_AUTH, CONTAINER " answered %d", status);
    else
        (void)lg_error_set(err, LG_E_AUTH, "asking " CONTAINER ": %s", exchange.reply.detail);
    forget(&exchange);
    return err->code;
}

int credentials_from_container(const struct settings *settings, struct keys **keys, struct lg_error *err)
{
    struct lg_string url = LG_STRING_INIT, token = LG_STRING_INIT;

    if (container_url(&url, err) == LG_OK && url.length > 0 && container_token(&token, err) == LG_OK)
        (void)ask_container(settings, url.text, lg_string_text(&token), keys, err);
    lg_string_release(&url);
    lg_string_release(&token);
    return err->code;
}

/* ---- instances ---- */

struct instance {
    const struct settings *settings;
    struct http_settings http;
    const char *host;
    struct lg_string token; /* of the session; "" with the older service */
};

/* One answer of the metadata service, appended; its status, or 0. */
static int ask_instance(const struct instance *instance, const char *method, const char *path, const struct url_pair *header,
                        struct lg_string *answer)
{
    struct lg_string url = LG_STRING_INIT;
    struct http_exchange exchange = {.method = method, .headers = header, .header_count = *header->value ? 1 : 0};
    int status = 0;

    lg_string_printf(&url, "%s%s", instance->host, path);
    exchange.url = lg_string_text(&url);
    exchange.has_body = strcmp(method, "PUT") == 0;
    if (!url.failed)
        status = fetch(&instance->http, &exchange, 2 * INSTANCE_MS);
    lg_string_append(answer, lg_string_text(&exchange.reply.body), exchange.reply.body.length);
    forget(&exchange);
    lg_string_release(&url);
    return status;
}

/* True when there is a service that may be asked. A 400 says that it understood and refuses; 403, 404, 405 that it is the older
 * one, which gives its keys to whoever can make this machine send a request: only when the user wants that. */
static bool open_session(struct instance *instance)
{
    static const struct url_pair header = {"x-aws-ec2-metadata-token-ttl-seconds", "21600"};
    int status = ask_instance(instance, "PUT", "/latest/api/token", &header, &instance->token);

    if (status == 200 && instance->token.length > 0 && !strpbrk(instance->token.text, "\r\n"))
        return true;
    lg_string_clear(&instance->token);
    return instance->settings->imds_v1 && (status == 403 || status == 404 || status == 405);
}

static int read_instance(const struct instance *instance, struct keys **keys, struct lg_error *err)
{
    static const struct credentials_form form = {INSTANCE, "Token", 0};
    const struct url_pair header = {"x-aws-ec2-metadata-token", lg_string_text(&instance->token)};
    struct lg_string role = LG_STRING_INIT, path = LG_STRING_INIT, text = LG_STRING_INIT;
    int status;

    if (ask_instance(instance, "GET", INSTANCE_PATH, &header, &role) == 200 && role.length > 0) {
        role.text[strcspn(role.text, "\r\n")] = '\0';
        lg_string_puts(&path, INSTANCE_PATH);
        url_encode(&path, role.text, false);
        status = ask_instance(instance, "GET", lg_string_text(&path), &header, &text);
        if (status == 200)
            (void)credentials_parse_json(&form, &text, keys, err);
        else
            (void)lg_error_set(err, LG_E_AUTH, INSTANCE " has a role but answered %d for its credentials", status);
    }
    if (text.text)
        explicit_bzero(text.text, text.capacity);
    lg_string_release(&role);
    lg_string_release(&path);
    lg_string_release(&text);
    return err->code;
}

int credentials_from_instance(const struct settings *settings, struct keys **keys, struct lg_error *err)
{
    const char *off = variable("AWS_EC2_METADATA_DISABLED"), *host = variable("AWS_EC2_METADATA_SERVICE_ENDPOINT");
    struct instance instance = {settings, {NULL, true, true, INSTANCE_MS}, host ? host : INSTANCE_HOST, LG_STRING_INIT};

    if (off && strcasecmp(off, "true") == 0)
        return LG_OK;
    if (open_session(&instance))
        (void)read_instance(&instance, keys, err);
    lg_string_release(&instance.token);
    return err->code;
}
