/* SPDX-License-Identifier: Apache-2.0 */
/* Fuzzes everything that makes a value of a text: the first byte says what the rest is. What is accepted must be within its limits. */
#include "base/parse.h"
#include "config/assignment.h"
#include "config/expand.h"
#include "plan/destination.h"
#include "plan/names.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

static void must(int condition)
{
    if (!condition)
        abort();
}

static void numbers(const char *text)
{
    struct lg_error err[6] = {LG_ERROR_INIT};
    struct lg_decimal decimal;
    int64_t value;
    bool truth;

    (void)lg_parse_int64(text, &value, &err[0]);
    (void)lg_parse_bool(text, &truth, &err[1]);
    (void)lg_parse_decimal(text, &decimal, &err[2]);
    if (lg_parse_size(text, &value, &err[3]) == LG_OK)
        must(value >= 0);
    if (lg_parse_decimal_size(text, &value, &err[4]) == LG_OK)
        must(value >= 0);
    if (lg_parse_duration(text, &value, &err[5]) == LG_OK)
        must(value >= 0);
}

static void times(const char *text)
{
    struct lg_error err = LG_ERROR_INIT;
    int64_t microseconds;

    if (lg_parse_time(text, &microseconds, &err) == LG_OK) /* 0001 to 9999, give or take a zone */
        must(microseconds > INT64_C(-62135683200000000) && microseconds < INT64_C(253402387200000000));
}

static void expansion(const char *text)
{
    struct lg_error err = LG_ERROR_INIT;
    struct lg_string out = LG_STRING_INIT;

    if (lg_expand(text, &out, &err) == LG_OK)
        must(out.length <= LG_EXPAND_MOST_BYTES && strlen(lg_string_text(&out)) == out.length);
    lg_string_release(&out);
}

/* A pattern that is accepted never leaves the destination. */
static void pattern(const char *text)
{
    struct lg_error err = LG_ERROR_INIT;
    struct lg_string out = LG_STRING_INIT, name = LG_STRING_INIT;

    if (lg_names_pattern(text, "table", "parquet", true, &out, &err) == LG_OK) {
        lg_names_put(lg_string_text(&out), 7, &name);
        must(strstr(name.text, "000007") && name.text[0] != '/' && strncmp(name.text, "../", 3) != 0 && !strstr(name.text, "/../"));
    }
    lg_string_release(&out);
    lg_string_release(&name);
}

static void destination(const char *text)
{
    struct lg_error err = LG_ERROR_INIT;
    struct lg_destination parts;

    if (lg_destination_parse(text, NULL, &parts, &err) == LG_OK) {
        must(parts.sink && parts.authority && parts.root && !strchr(parts.authority, '@'));
        lg_destination_release(&parts);
    }
}

static void assignment(const char *text)
{
    struct lg_error err = LG_ERROR_INIT;
    struct lg_option_assignments set = {NULL, 0};

    if (lg_option_assignments_parse(&set, text, LG_LAYER_FLAG, &err) == LG_OK)
        must(set.count == 1 && set.item[0].name && set.item[0].value);
    lg_option_assignments_release(&set);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    static void (*const readers[])(const char *) = {numbers, times, expansion, pattern, destination, assignment};
    char *text;

    if (size == 0)
        return 0;
    text = malloc(size);
    must(text != NULL);
    memcpy(text, bytes + 1, size - 1);
    text[size - 1] = '\0';
    readers[bytes[0] % (sizeof(readers) / sizeof(readers[0]))](text);
    free(text);
    return 0;
}
