/* SPDX-License-Identifier: Apache-2.0 */
/* The four steps: canonical request, string to sign, signing key, signature. */
#include "sigv4.h"

#include "checksum.h"

#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define ALGORITHM "AWS4-HMAC-SHA256"
#define CHUNK_ALGORITHM ALGORITHM "-PAYLOAD"
#define MAX_HEADERS 64
#define FIRST_THAT_REPEATS 0x30000030UL /* OpenSSL 3.0.3: EVP_MAC_init() without a key begins again with that of before */

void sigv4_date(int64_t time, char date[17])
{
    time_t seconds = (time_t)time;
    struct tm utc;

    if (!gmtime_r(&seconds, &utc) || strftime(date, 17, "%Y%m%dT%H%M%SZ", &utc) != 16)
        (void)snprintf(date, 17, "19700101T000000Z");
}

/* ---- the canonical request ---- */

/* Headers sorted by name; those of one name keep their order. */
static size_t sort_headers(const struct sigv4_request *request, const struct url_pair **sorted)
{
    size_t count = 0;

    for (; count < request->header_count && count < MAX_HEADERS; count++) {
        size_t at = count;

        for (; at > 0 && strcmp(sorted[at - 1]->name, request->headers[count].name) > 0; at--)
            sorted[at] = sorted[at - 1];
        sorted[at] = &request->headers[count];
    }
    return count;
}

/* Without blanks around it, and with one where there are several. */
static void put_trimmed(struct lg_string *out, const char *value)
{
    value += strspn(value, " \t\r\n");
    while (*value) {
        size_t word = strcspn(value, " \t\r\n");

        lg_string_append(out, value, word);
        value += word + strspn(value + word, " \t\r\n");
        if (*value)
            lg_string_putc(out, ' ');
    }
}

static void put_headers(const struct url_pair *const *sorted, size_t count, struct lg_string *out)
{
    for (size_t i = 0; i < count; i++) {
        bool again = i > 0 && strcmp(sorted[i]->name, sorted[i - 1]->name) == 0;

        lg_string_printf(out, "%s%s%s", i > 0 && !again ? "\n" : "", again ? "," : sorted[i]->name, again ? "" : ":");
        put_trimmed(out, sorted[i]->value);
    }
    lg_string_putc(out, '\n');
}

static void put_signed_names(const struct url_pair *const *sorted, size_t count, struct lg_string *out)
{
    for (size_t i = 0; i < count; i++)
        if (i == 0 || strcmp(sorted[i]->name, sorted[i - 1]->name) != 0)
            lg_string_printf(out, "%s%s", i > 0 ? ";" : "", sorted[i]->name);
}

void sigv4_put_canonical(const struct sigv4_request *request, struct lg_string *out)
{
    const struct url_pair *sorted[MAX_HEADERS];
    size_t count = sort_headers(request, sorted);

    lg_string_printf(out, "%s\n%s\n%s\n", request->method, request->path, request->query);
    put_headers(sorted, count, out);
    lg_string_putc(out, '\n');
    put_signed_names(sorted, count, out);
    lg_string_printf(out, "\n%s", request->payload);
}

/* ---- the signature ---- */

static void put_scope(const struct sigv4_scope *scope, struct lg_string *out)
{
    char date[17];

    sigv4_date(scope->time, date);
    lg_string_printf(out, "%.8s/%s/%s/aws4_request", date, scope->region, scope->service);
}

int sigv4_put_string_to_sign(const struct sigv4_request *request, const struct sigv4_scope *scope, struct lg_string *out,
                             struct lg_error *err)
{
    struct lg_string canonical = LG_STRING_INIT;
    char hash[65], date[17];

    sigv4_put_canonical(request, &canonical);
    if (lg_string_check(&canonical, err) == LG_OK && checksum_sha256_hex(canonical.text, canonical.length, hash, err) == LG_OK) {
        sigv4_date(scope->time, date);
        lg_string_printf(out, ALGORITHM "\n%s\n", date);
        put_scope(scope, out);
        lg_string_printf(out, "\n%s", hash);
        (void)lg_string_check(out, err);
    }
    lg_string_release(&canonical);
    return err->code;
}

static int hmac(const void *key, size_t size, const char *text, unsigned char mac[32], struct lg_error *err)
{
    if (HMAC(EVP_sha256(), key, (int)size, (const unsigned char *)text, strlen(text), mac, NULL))
        return LG_OK;
    return lg_error_set(err, LG_E_INTERNAL, "OpenSSL has no HMAC-SHA-256");
}

/* The key of a day, a region and a service. */
static int derive_key(const struct sigv4_scope *scope, unsigned char key[32], struct lg_error *err)
{
    struct lg_string secret = LG_STRING_INIT;
    char day[17];

    sigv4_date(scope->time, day);
    day[8] = '\0';
    lg_string_printf(&secret, "AWS4%s", scope->secret_key);
    if (lg_string_check(&secret, err) == LG_OK && hmac(secret.text, secret.length, day, key, err) == LG_OK &&
        hmac(key, 32, scope->region, key, err) == LG_OK && hmac(key, 32, scope->service, key, err) == LG_OK)
        (void)hmac(key, 32, "aws4_request", key, err);
    if (secret.text)
        OPENSSL_cleanse(secret.text, secret.length);
    lg_string_release(&secret);
    return err->code;
}

int sigv4_signature(const struct sigv4_scope *scope, const char *string_to_sign, char signature[65], struct lg_error *err)
{
    unsigned char key[32];

    if (derive_key(scope, key, err) == LG_OK && hmac(key, sizeof(key), string_to_sign, key, err) == LG_OK)
        checksum_hex(key, sizeof(key), signature);
    OPENSSL_cleanse(key, sizeof(key));
    return err->code;
}

int sigv4_put_authorization(const struct sigv4_request *request, const struct sigv4_scope *scope, struct lg_string *out,
                            struct lg_error *err)
{
    const struct url_pair *sorted[MAX_HEADERS];
    struct lg_string text = LG_STRING_INIT;
    char signature[65];

    if (sigv4_put_string_to_sign(request, scope, &text, err) == LG_OK &&
        sigv4_signature(scope, text.text, signature, err) == LG_OK) {
        lg_string_printf(out, ALGORITHM " Credential=%s/", scope->access_key);
        put_scope(scope, out);
        lg_string_puts(out, ", SignedHeaders=");
        put_signed_names(sorted, sort_headers(request, sorted), out);
        lg_string_printf(out, ", Signature=%s", signature);
        (void)lg_string_check(out, err);
    }
    lg_string_release(&text);
    return err->code;
}

/* ---- chunks ---- */

/* Thousands of texts are signed with one key: HMAC(), which looks for the algorithm each time, takes five times as long. */
static int begin_mac(struct sigv4_chain *chain, struct lg_error *err)
{
    char digest[] = "SHA256";
    const OSSL_PARAM parameters[] = {OSSL_PARAM_utf8_string(OSSL_MAC_PARAM_DIGEST, digest, sizeof(digest) - 1), OSSL_PARAM_END};
    EVP_MAC *algorithm = EVP_MAC_fetch(NULL, "HMAC", NULL);

    chain->mac = algorithm ? EVP_MAC_CTX_new(algorithm) : NULL;
    EVP_MAC_free(algorithm);
    if (chain->mac && EVP_MAC_init(chain->mac, chain->key, sizeof(chain->key), parameters) == 1)
        return LG_OK;
    return lg_error_set(err, LG_E_LOCAL, "OpenSSL has no HMAC-SHA-256");
}

int sigv4_chain_begin(struct sigv4_chain *chain, const struct sigv4_scope *scope, const char *authorization, struct lg_error *err)
{
    struct lg_string intro = LG_STRING_INIT;
    char date[17];

    memset(chain, 0, sizeof(*chain));
    (void)snprintf(chain->signature, sizeof(chain->signature), "%s", authorization + strlen(authorization) - 64);
    sigv4_date(scope->time, date);
    lg_string_printf(&intro, CHUNK_ALGORITHM "\n%s\n", date);
    put_scope(scope, &intro);
    (void)snprintf(chain->intro, sizeof(chain->intro), "%s", lg_string_text(&intro));
    if (lg_string_check(&intro, err) == LG_OK && derive_key(scope, chain->key, err) == LG_OK)
        (void)begin_mac(chain, err);
    lg_string_release(&intro);
    return err->code;
}

int sigv4_chain_next(struct sigv4_chain *chain, const unsigned char *hash, struct lg_error *err)
{
    char text[sizeof(chain->intro) + 3 * 66], hex[65] = SIGV4_EMPTY;
    unsigned char mac[32];
    const unsigned char *again = OpenSSL_version_num() < FIRST_THAT_REPEATS ? chain->key : NULL;
    size_t size = 0;
    int length;

    if (hash)
        checksum_hex(hash, 32, hex);
    length = snprintf(text, sizeof(text), "%s\n%s\n" SIGV4_EMPTY "\n%s", chain->intro, chain->signature, hex);
    if (EVP_MAC_init(chain->mac, again, again ? sizeof(chain->key) : 0, NULL) != 1 ||
        EVP_MAC_update(chain->mac, (const unsigned char *)text, (size_t)length) != 1 || EVP_MAC_final(chain->mac, mac, &size, sizeof(mac)) != 1)
        return lg_error_set(err, LG_E_LOCAL, "signing a chunk failed, OpenSSL gave no HMAC-SHA-256");
    checksum_hex(mac, sizeof(mac), chain->signature);
    return LG_OK;
}

void sigv4_chain_end(struct sigv4_chain *chain)
{
    EVP_MAC_CTX_free(chain->mac);
    OPENSSL_cleanse(chain, sizeof(*chain));
}
