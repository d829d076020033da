/* SPDX-License-Identifier: Apache-2.0 */
/* Signs requests that come as lines of JSON, for comparing with other signers: canonical request, string to sign, signature and
 * Authorization of each, as a line of JSON. */
#include "sigv4.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MOST 64

static const char *text(const json_t *object, const char *name)
{
    const char *value = json_string_value(json_object_get(object, name));

    return value ? value : "";
}

static size_t read_pairs(const json_t *array, struct url_pair *pairs)
{
    size_t count = json_array_size(array) < MOST ? json_array_size(array) : MOST;

    for (size_t i = 0; i < count; i++) {
        const json_t *pair = json_array_get(array, i);

        pairs[i] = (struct url_pair){json_string_value(json_array_get(pair, 0)), json_string_value(json_array_get(pair, 1))};
    }
    return count;
}

static void sign(const json_t *line)
{
    struct url_pair query[MOST], headers[MOST];
    struct lg_string path = LG_STRING_INIT, text_query = LG_STRING_INIT, canonical = LG_STRING_INIT, to_sign = LG_STRING_INIT;
    struct lg_string authorization = LG_STRING_INIT;
    struct lg_error err = LG_ERROR_INIT;
    struct sigv4_request request = {.method = text(line, "method"), .headers = headers, .payload = text(line, "payload")};
    struct sigv4_scope scope = {text(line, "access_key"), text(line, "secret_key"), text(line, "region"), text(line, "service"),
                                json_integer_value(json_object_get(line, "time"))};
    char signature[65] = "";
    json_t *result;

    url_encode(&path, text(line, "path"), true);
    url_put_query(&text_query, query, read_pairs(json_object_get(line, "query"), query));
    request.path = lg_string_text(&path);
    request.query = lg_string_text(&text_query);
    request.header_count = read_pairs(json_object_get(line, "headers"), headers);
    sigv4_put_canonical(&request, &canonical);
    (void)sigv4_put_string_to_sign(&request, &scope, &to_sign, &err);
    (void)sigv4_signature(&scope, lg_string_text(&to_sign), signature, &err);
    (void)sigv4_put_authorization(&request, &scope, &authorization, &err);
    result = json_pack("{s:s, s:s, s:s, s:s, s:s, s:s}", "path", request.path, "query", request.query, "canonical",
                       lg_string_text(&canonical), "to_sign", lg_string_text(&to_sign), "signature", signature, "authorization",
                       lg_string_text(&authorization));
    (void)json_dumpf(result, stdout, JSON_COMPACT);
    (void)putchar('\n');
    json_decref(result);
    lg_string_release(&path);
    lg_string_release(&text_query);
    lg_string_release(&canonical);
    lg_string_release(&to_sign);
    lg_string_release(&authorization);
}

int main(void)
{
    char *line = NULL;
    size_t size = 0;

    while (getline(&line, &size, stdin) > 0) {
        json_t *object = json_loads(line, 0, NULL);

        if (!object)
            return EXIT_FAILURE;
        sign(object);
        json_decref(object);
    }
    free(line);
    return EXIT_SUCCESS;
}
