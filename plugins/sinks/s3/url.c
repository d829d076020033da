/* SPDX-License-Identifier: Apache-2.0 */
/* Endpoints by libcurl's URL parser; encoding by RFC 3986, section 2.3, as Signature Version 4 asks for. */
#include "url.h"

#include <arpa/inet.h>
#include <curl/curl.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define LONGEST_KEY 1024
#define AMAZON ".amazonaws.com"

static bool is_unreserved(char c)
{
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || (c && strchr("-._~", c));
}

void url_encode(struct lg_string *out, const char *text, bool keep_slashes)
{
    for (; *text; text++)
        if (is_unreserved(*text) || (keep_slashes && *text == '/'))
            lg_string_putc(out, *text);
        else
            lg_string_printf(out, "%%%02X", (unsigned)(unsigned char)*text);
}

static int hex_value(char c)
{
    const char *digits = "0123456789abcdef", *at = c ? strchr(digits, c | 0x20) : NULL;

    return at ? (int)(at - digits) : -1;
}

void url_decode(char *text)
{
    char *to = text;

    for (; *text; text++) {
        int high = *text == '%' ? hex_value(text[1]) : -1, low = high >= 0 ? hex_value(text[2]) : -1;

        *to++ = low >= 0 ? (char)(high << 4 | low) : *text == '+' ? ' ' : *text;
        text += low >= 0 ? 2 : 0;
    }
    *to = '\0';
}

static int by_text(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* Encoded pairs sort as their names and values do if "=" is sorted as the end of a name, which is what \1 does here. */
void url_put_query(struct lg_string *out, const struct url_pair *pairs, size_t count)
{
    struct lg_string text = LG_STRING_INIT;
    const char *item[URL_MAX_PAIRS];
    size_t start[URL_MAX_PAIRS];

    if (count > URL_MAX_PAIRS) {
        out->failed = true;
        return;
    }
    for (size_t i = 0; i < count; i++) {
        start[i] = text.length;
        url_encode(&text, pairs[i].name, false);
        lg_string_putc(&text, '\1');
        url_encode(&text, pairs[i].value ? pairs[i].value : "", false);
        lg_string_putc(&text, '\0');
    }
    for (size_t i = 0; i < count && !text.failed; i++)
        item[i] = text.text + start[i];
    if (count > 1 && !text.failed)
        qsort(item, count, sizeof(item[0]), by_text);
    for (size_t i = 0; i < count && !text.failed; i++) {
        size_t name = strcspn(item[i], "\1");

        lg_string_puts(out, i > 0 ? "&" : "");
        lg_string_append(out, item[i], name);
        lg_string_putc(out, '=');
        lg_string_puts(out, item[i] + name + 1);
    }
    out->failed = out->failed || text.failed;
    lg_string_release(&text);
}

/* ---- endpoints ---- */

void url_endpoint_release(struct url_endpoint *endpoint)
{
    free(endpoint->host);
    free(endpoint->path);
    *endpoint = (struct url_endpoint)URL_ENDPOINT_INIT;
}

bool url_is_amazon(const char *host)
{
    size_t length = strcspn(host, ":"), suffix = strlen(AMAZON);

    if (length > 3 && strncmp(host + length - 3, ".cn", 3) == 0)
        length -= 3;
    return length > suffix && strncasecmp(host + length - suffix, AMAZON, suffix) == 0;
}

/* 127.x.y.z, as numbers and not as the beginning of somebody's name. */
static bool is_loopback(const char *host)
{
    struct in_addr address;

    if (strcasecmp(host, "localhost") == 0 || strcmp(host, "[::1]") == 0)
        return true;
    return inet_pton(AF_INET, host, &address) == 1 && ntohl(address.s_addr) >> 24 == 127;
}

static int endpoint_of_region(const char *region, struct url_endpoint *endpoint, struct lg_error *err)
{
    struct lg_string host = LG_STRING_INIT;

    lg_string_printf(&host, "s3.%s" AMAZON "%s", region, strncmp(region, "cn-", 3) == 0 ? ".cn" : "");
    endpoint->https = endpoint->amazon = true;
    endpoint->host = lg_string_move(&host);
    endpoint->path = strdup("");
    if (endpoint->host && endpoint->path)
        return LG_OK;
    url_endpoint_release(endpoint);
    return lg_error_set(err, LG_E_LOCAL, "out of memory for an endpoint");
}

enum { SCHEME, HOST, PORT, PATH, USER, QUERY, FRAGMENT, PARTS };

static int check_parts(char *const *part, const char *text, struct lg_error *err)
{
    if (part[USER])
        return lg_error_set(err, LG_E_CONFIG, "the endpoint holds a user name or password; URLs reach logs, use --access-key and "
                            "--secret-ref, or the environment");
    if (!part[SCHEME] || (strcmp(part[SCHEME], "http") != 0 && strcmp(part[SCHEME], "https") != 0))
        return lg_error_set(err, LG_E_CONFIG, "endpoint '%.200s' is neither http:// nor https://", text);
    if (part[QUERY] || part[FRAGMENT])
        return lg_error_set(err, LG_E_CONFIG, "endpoint '%.200s' has a '?' or '#'; it ends with the host, or a path", text);
    return LG_OK;
}

static int take_parts(char *const *part, struct url_endpoint *endpoint, struct lg_error *err)
{
    struct lg_string host = LG_STRING_INIT;
    size_t length = part[PATH] ? strlen(part[PATH]) : 0;

    while (length > 0 && part[PATH][length - 1] == '/')
        length--;
    endpoint->https = strcmp(part[SCHEME], "https") == 0;
    lg_string_puts(&host, part[HOST] ? part[HOST] : "");
    endpoint->loopback = is_loopback(lg_string_text(&host));
    if (part[PORT] && strcmp(part[PORT], endpoint->https ? "443" : "80") != 0)
        lg_string_printf(&host, ":%s", part[PORT]);
    endpoint->host = lg_string_move(&host);
    endpoint->path = strndup(part[PATH] ? part[PATH] : "", length);
    if (!endpoint->host || !endpoint->path)
        return lg_error_set(err, LG_E_LOCAL, "out of memory for an endpoint");
    endpoint->amazon = url_is_amazon(endpoint->host);
    return LG_OK;
}

static int split_endpoint(CURLU *url, const char *text, struct url_endpoint *endpoint, struct lg_error *err)
{
    static const CURLUPart wanted[PARTS] = {CURLUPART_SCHEME, CURLUPART_HOST,  CURLUPART_PORT,    CURLUPART_PATH,
                                            CURLUPART_USER,   CURLUPART_QUERY, CURLUPART_FRAGMENT};
    char *part[PARTS] = {NULL};

    for (size_t i = 0; i < PARTS; i++)
        if (curl_url_get(url, wanted[i], &part[i], 0) != CURLUE_OK)
            part[i] = NULL;
    if (check_parts(part, text, err) == LG_OK)
        (void)take_parts(part, endpoint, err);
    for (size_t i = 0; i < PARTS; i++)
        curl_free(part[i]);
    return err->code;
}

int url_endpoint_parse(const char *text, const char *region, struct url_endpoint *endpoint, struct lg_error *err)
{
    CURLU *url;

    *endpoint = (struct url_endpoint)URL_ENDPOINT_INIT;
    if (strcmp(text, "aws") == 0)
        return endpoint_of_region(region, endpoint, err);
    if (!strstr(text, "://"))
        return lg_error_set(err, LG_E_CONFIG, "endpoint '%.200s' does not say how to talk; write http://%.200s or https://%.200s", text,
                            text, text);
    url = curl_url();
    if (!url)
        return lg_error_set(err, LG_E_LOCAL, "out of memory for an endpoint");
    if (curl_url_set(url, CURLUPART_URL, text, 0) != CURLUE_OK)
        (void)lg_error_set(err, LG_E_CONFIG, "endpoint '%.200s' is not a URL; write for example https://s3.example.com:9000", text);
    else
        (void)split_endpoint(url, text, endpoint, err);
    curl_url_cleanup(url);
    if (err->code != LG_OK)
        url_endpoint_release(endpoint);
    return err->code;
}

/* ---- names ---- */

int url_check_bucket(const char *bucket, bool strict, struct lg_error *err)
{
    static const char lower[] = "abcdefghijklmnopqrstuvwxyz0123456789.-";
    static const char older[] = "abcdefghijklmnopqrstuvwxyz0123456789.-ABCDEFGHIJKLMNOPQRSTUVWXYZ_";
    size_t length = strlen(bucket), longest = strict ? 63 : 255;

    if (length == 0)
        return lg_error_set(err, LG_E_USAGE, "no bucket; name one: --sink s3://bucket or s3://bucket/prefix");
    if (length < 3 || length > longest || strspn(bucket, strict ? lower : older) != length)
        return lg_error_set(err, LG_E_USAGE, "bucket '%.80s' is not 3 to %zu of %s, digits, '-' and '.'", bucket, longest,
                            strict ? "a-z" : "a-z, A-Z, '_'");
    if (strchr("-.", bucket[0]) || strchr("-.", bucket[length - 1]) || strstr(bucket, ".."))
        return lg_error_set(err, LG_E_USAGE, "bucket '%.80s' begins or ends with '-' or '.', or has two dots together", bucket);
    return LG_OK;
}

int url_check_key(const char *key, struct lg_error *err)
{
    size_t length = strlen(key);

    if (length > LONGEST_KEY)
        return lg_error_set(err, LG_E_USAGE, "the key '%.100s…' has %zu bytes, S3 takes %d; choose a shorter prefix or --path", key,
                            length, LONGEST_KEY);
    for (const char *p = key; *p; p++)
        if ((unsigned char)*p < 0x20 || *p == 0x7f)
            return lg_error_set(err, LG_E_USAGE, "the key '%.200s' has a control character, which lists of objects cannot show", key);
    if (length > 0 && key[length - 1] == ' ')
        return lg_error_set(err, LG_E_USAGE, "the key '%.200s' ends with a space, which clients lose", key);
    for (const char *segment = key;; segment++) {
        size_t size = strcspn(segment, "/");

        if (size == 0 || (size == 1 && segment[0] == '.') || (size == 2 && segment[0] == '.' && segment[1] == '.'))
            return lg_error_set(err, LG_E_USAGE, "the key '%.200s' has an empty segment, '.' or '..', which clients take for folders", key);
        segment += size;
        if (*segment == '\0')
            return LG_OK;
    }
}
