/* SPDX-License-Identifier: Apache-2.0 */
/* The JSON writer (RFC 8259). */
#include "base/json.h"

#include "base/digest.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

void lg_json_init(struct lg_json *json, struct lg_string *out, bool pretty)
{
    *json = (struct lg_json){.out = out, .pretty = pretty, .first = true};
}

void lg_json_quote(struct lg_string *out, const void *text, size_t length)
{
    const unsigned char *p = text, *end = p + length;

    lg_string_putc(out, '"');
    while (p < end) {
        size_t sequence = lg_utf8_sequence(p, end);

        if (sequence == 0) {
            lg_string_puts(out, "\xef\xbf\xbd");
            p++;
            continue;
        }
        if (*p == '"' || *p == '\\')
            lg_string_putc(out, '\\');
        if (*p < 0x20)
            lg_string_printf(out, "\\u%04x", (unsigned)*p);
        else
            lg_string_append(out, p, sequence);
        p += sequence;
    }
    lg_string_putc(out, '"');
}

static void break_line(struct lg_json *json)
{
    if (!json->pretty)
        return;
    lg_string_putc(json->out, '\n');
    for (int i = 0; i < json->depth; i++)
        lg_string_putc(json->out, ' ');
}

static void put_key(struct lg_json *json, const char *key)
{
    if (!json->first)
        lg_string_putc(json->out, ',');
    if (json->depth > 0)
        break_line(json);
    json->first = false;
    if (!key)
        return;
    lg_json_quote(json->out, key, strlen(key));
    lg_string_puts(json->out, json->pretty ? ": " : ":");
}

void lg_json_open(struct lg_json *json, const char *key, char bracket)
{
    put_key(json, key);
    lg_string_putc(json->out, bracket);
    json->depth++;
    json->first = true;
}

void lg_json_close(struct lg_json *json, char bracket)
{
    json->depth--;
    if (!json->first)
        break_line(json);
    lg_string_putc(json->out, bracket);
    json->first = false;
    if (json->depth == 0)
        lg_string_putc(json->out, '\n');
}

void lg_json_text(struct lg_json *json, const char *key, const char *value)
{
    put_key(json, key);
    if (value)
        lg_json_quote(json->out, value, strlen(value));
    else
        lg_string_puts(json->out, "null");
}

void lg_json_string(struct lg_json *json, const char *key, const struct lg_string *value)
{
    json->out->failed = json->out->failed || value->failed;
    lg_json_text(json, key, lg_string_text(value));
}

void lg_json_int(struct lg_json *json, const char *key, int64_t value)
{
    put_key(json, key);
    lg_string_printf(json->out, "%lld", (long long)value);
}

void lg_json_bool(struct lg_json *json, const char *key, bool value)
{
    put_key(json, key);
    lg_string_puts(json->out, value ? "true" : "false");
}

void lg_json_literal(struct lg_json *json, const char *key, const char *literal)
{
    put_key(json, key);
    lg_string_puts(json->out, literal);
}

/* ---- sealed objects ---- */

#define SEAL ",\"crc32\":\"%08" PRIx32 "\"}\n"
#define SEAL_BYTES (sizeof(",\"crc32\":\"01234567\"}\n") - 1)

static void make_seal(const char *text, size_t length, char seal[SEAL_BYTES + 1])
{
    (void)snprintf(seal, SEAL_BYTES + 1, SEAL, lg_crc32(0, text, length));
}

void lg_json_close_sealed(struct lg_json *json, size_t start)
{
    char seal[SEAL_BYTES + 1];

    json->depth--;
    json->first = false;
    if (json->out->failed)
        return;
    make_seal(json->out->text + start, json->out->length - start, seal);
    lg_string_puts(json->out, seal);
}

bool lg_json_is_sealed(const char *text, size_t length)
{
    char seal[SEAL_BYTES + 1];

    if (length < SEAL_BYTES)
        return false;
    make_seal(text, length - SEAL_BYTES, seal);
    return memcmp(text + length - SEAL_BYTES, seal, SEAL_BYTES) == 0;
}
