/* SPDX-License-Identifier: Apache-2.0 */
/* The parts of the sink that talk to nobody. */
#include "unit.h"

#include "checksum.h"
#include "chunked.h"
#include "crc.h"
#include "credentials.h"
#include "profiles.h"
#include "retry.h"
#include "settings.h"
#include "sigv4.h"
#include "url.h"
#include "xml.h"

#include <curl/curl.h>
#include <openssl/evp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct lg_error err;

/* ---- url ---- */

START_TEST(texts_are_encoded)
{
    struct lg_string out = LG_STRING_INIT;
    char text[] = "a%20b%2Fc+d%2B%zz%4";

    url_encode(&out, "a b/c=d+e~f%\xc3\xa9", true);
    ck_assert_str_eq(lg_string_text(&out), "a%20b/c%3Dd%2Be~f%25%C3%A9");
    lg_string_clear(&out);
    url_encode(&out, "a/b", false);
    ck_assert_str_eq(lg_string_text(&out), "a%2Fb");
    lg_string_release(&out);
    url_decode(text);
    ck_assert_str_eq(text, "a b/c d+%zz%4");
}
END_TEST

START_TEST(queries_are_sorted)
{
    const struct url_pair pairs[] = {{"uploads", NULL}, {"b", "2"}, {"a-", "x"}, {"a", "1"}, {"b", "10"}, {"a", " "}};
    struct lg_string out = LG_STRING_INIT;

    url_put_query(&out, pairs, sizeof(pairs) / sizeof(pairs[0]));
    ck_assert_str_eq(lg_string_text(&out), "a=%20&a=1&a-=x&b=10&b=2&uploads=");
    lg_string_release(&out);
}
END_TEST

START_TEST(endpoints_have_many_forms) /* S3-69 */
{
    static const struct {
        const char *text, *host, *path;
        bool https, amazon, loopback;
    } cases[] = {{"http://[::1]:9000", "[::1]:9000", "", false, false, true},
                 {"https://s3.example.com:9000/", "s3.example.com:9000", "", true, false, false},
                 {"https://host/base/path//", "host", "/base/path", true, false, false},
                 {"http://localhost:80", "localhost", "", false, false, true},
                 {"https://s3.eu-west-1.amazonaws.com:443", "s3.eu-west-1.amazonaws.com", "", true, true, false},
                 {"https://s3.amazonaws.com.example.org", "s3.amazonaws.com.example.org", "", true, false, false},
                 {"aws", "s3.eu-west-1.amazonaws.com", "", true, true, false}};
    struct url_endpoint endpoint;

    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        assert_ok(url_endpoint_parse(cases[i].text, "eu-west-1", &endpoint, &err));
        ck_assert_str_eq(endpoint.host, cases[i].host);
        ck_assert_str_eq(endpoint.path, cases[i].path);
        ck_assert_int_eq(endpoint.https, cases[i].https);
        ck_assert_int_eq(endpoint.amazon, cases[i].amazon);
        ck_assert_int_eq(endpoint.loopback, cases[i].loopback);
        url_endpoint_release(&endpoint);
    }
    assert_ok(url_endpoint_parse("aws", "cn-north-1", &endpoint, &err));
    ck_assert_str_eq(endpoint.host, "s3.cn-north-1.amazonaws.com.cn");
    ck_assert(url_is_amazon(endpoint.host));
    url_endpoint_release(&endpoint);
}
END_TEST

START_TEST(endpoints_are_refused_with_a_sentence) /* S3-69 */
{
    static const char *const cases[][2] = {{"minio:9000", "write http://minio:9000 or https://minio:9000"},
                                           {"https://user:secret@host", "user name or password"},
                                           {"ftp://host", "neither http:// nor https://"},
                                           {"https://host?x=1", "'?'"},
                                           {"https://", "is not a URL"},
                                           {"https://ho st", "is not a URL"}};
    struct url_endpoint endpoint;

    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        assert_fails(url_endpoint_parse(cases[i][0], "x", &endpoint, &err), LG_E_CONFIG, cases[i][1]);
        ck_assert_ptr_null(strstr(err.message, "secret@"));
    }
}
END_TEST

START_TEST(buckets_have_rules) /* S3-68 */
{
    assert_ok(url_check_bucket("my-bucket.x1", true, &err));
    assert_ok(url_check_bucket("My_Old_Bucket", false, &err));
    assert_fails(url_check_bucket("My_Old_Bucket", true, &err), LG_E_USAGE, "is not 3 to 63 of a-z");
    assert_fails(url_check_bucket("", true, &err), LG_E_USAGE, "s3://bucket/prefix");
    assert_fails(url_check_bucket("ab", false, &err), LG_E_USAGE, "3 to 255");
    assert_fails(url_check_bucket("-abc", true, &err), LG_E_USAGE, "begins or ends");
    assert_fails(url_check_bucket("a..b", false, &err), LG_E_USAGE, "two dots");
    assert_fails(url_check_bucket("a b c", false, &err), LG_E_USAGE, "is not 3 to 255");
}
END_TEST

START_TEST(keys_have_rules) /* S3-67 */
{
    char longest[1026];

    memset(longest, 'k', sizeof(longest));
    longest[1024] = '\0';
    assert_ok(url_check_key(longest, &err));
    longest[1024] = 'k';
    longest[1025] = '\0';
    assert_fails(url_check_key(longest, &err), LG_E_USAGE, "1025 bytes");
    assert_ok(url_check_key("a=b c+d/(e),f@g:h*i'j~%/\xf0\x9f\x98\x80", &err));
    assert_fails(url_check_key("/a", &err), LG_E_USAGE, "empty segment");
    assert_fails(url_check_key("a//b", &err), LG_E_USAGE, "empty segment");
    assert_fails(url_check_key("a/../b", &err), LG_E_USAGE, "'..'");
    assert_fails(url_check_key("./b", &err), LG_E_USAGE, "'.'");
    assert_fails(url_check_key("b ", &err), LG_E_USAGE, "ends with a space");
    assert_fails(url_check_key("a\tb", &err), LG_E_USAGE, "control character");
    assert_fails(url_check_key("", &err), LG_E_USAGE, "empty segment");
}
END_TEST

/* ---- checksums ---- */

START_TEST(crcs_have_known_values)
{
    crc_prepare();
    ck_assert_uint_eq(crc_update(&crc_32c, 0, "123456789", 9), 0xe3069283);
    ck_assert_uint_eq(crc_update(&crc_64nvme, 0, "123456789", 9), 0xae8b14860a799888);
    ck_assert_uint_eq(crc_update(&crc_64nvme, 0, "", 0), 0);
}
END_TEST

START_TEST(crcs_agree_on_all_ways)
{
    const struct crc_kind *const kinds[] = {&crc_32c, &crc_64nvme};
    unsigned char bytes[5000];

    crc_prepare();
    for (size_t i = 0; i < sizeof(bytes); i++)
        bytes[i] = (unsigned char)(i * 2654435761u >> 13);
    for (size_t k = 0; k < 2; k++)
        for (size_t n = 0; n < 1000; n++) {
            size_t from = n % 67, size = n * 4 + n % 5, half = size / 3;
            uint64_t whole = crc_update_portable(kinds[k], 0, bytes + from, size);
            uint64_t first = crc_update(kinds[k], 0, bytes + from, half);

            ck_assert_uint_eq(crc_update(kinds[k], 0, bytes + from, size), whole);
            ck_assert_uint_eq(crc_update(kinds[k], first, bytes + from + half, size - half), whole);
            ck_assert_uint_eq(crc_combine(kinds[k], first, crc_update(kinds[k], 0, bytes + from + half, size - half), size - half),
                              whole);
        }
}
END_TEST

/* The example of "Transferring Payload in Multiple Chunks", Amazon S3 API Reference, of chunks of 64 KiB and 1 KiB. */
START_TEST(chunks_are_signed_as_amazon_does)
{
    const struct sigv4_scope scope = {"AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY", "us-east-1", "s3", 1369353600};
    static unsigned char bytes[65536];
    unsigned char hash[32];
    struct sigv4_chain chain;

    memset(bytes, 'a', sizeof(bytes));
    assert_ok(sigv4_chain_begin(&chain, &scope, "AWS4-HMAC-SHA256 …, "
                                "Signature=4f232c4386841ef735655705268965c44a0e4690baa4adea153f7db9fa80a0a9", &err));
    ck_assert(EVP_Digest(bytes, 65536, hash, NULL, EVP_sha256(), NULL) == 1);
    assert_ok(sigv4_chain_next(&chain, hash, &err));
    ck_assert_str_eq(chain.signature, "ad80c730a21e5b8d04586a2213dd63b9a0e99e0e2307b0ade35a65485a288648");
    ck_assert(EVP_Digest(bytes, 1024, hash, NULL, EVP_sha256(), NULL) == 1);
    assert_ok(sigv4_chain_next(&chain, hash, &err));
    ck_assert_str_eq(chain.signature, "0055627c9e194cb4542bae2aa5492e3c1575bbb81b612b7d234b86a503ef5497");
    assert_ok(sigv4_chain_next(&chain, NULL, &err));
    ck_assert_str_eq(chain.signature, "b6c6ea8a5354eaf15b3cb7646744f4275b71ea724fed81ceb9323e279d449df9");
    sigv4_chain_end(&chain);
}
END_TEST

START_TEST(chunks_are_hashed_each)
{
    static const size_t sizes[] = {1, 55, 56, 63, 64, 65, 5 * CHUNK_BYTES, LANES_AT_ONCE * CHUNK_BYTES, 33 * CHUNK_BYTES + 1, 40 * CHUNK_BYTES - 1};
    unsigned char *bytes = malloc(40 * CHUNK_BYTES), expected[32];
    struct lanes *lanes = lanes_new();

    ck_assert(bytes && lanes);
    for (size_t i = 0; i < 40 * CHUNK_BYTES; i++)
        bytes[i] = (unsigned char)(i * 2654435761u >> 13);
    for (size_t s = 0; s < sizeof(sizes) / sizeof(sizes[0]); s++) {
        struct chunk_hashes hashes = {0};

        ck_assert_int_eq(chunk_hashes_add(&hashes, lanes, bytes, sizes[s]), LG_OK);
        ck_assert_uint_eq(hashes.count, (sizes[s] + CHUNK_BYTES - 1) / CHUNK_BYTES);
        for (size_t i = 0; i < hashes.count; i++) {
            size_t left = sizes[s] - i * CHUNK_BYTES;

            ck_assert(EVP_Digest(bytes + i * CHUNK_BYTES, left < CHUNK_BYTES ? left : CHUNK_BYTES, expected, NULL, EVP_sha256(), NULL) == 1);
            ck_assert_mem_eq(hashes.hash[i], expected, 32);
        }
        chunk_hashes_release(&hashes);
    }
    lanes_free(lanes);
    free(bytes);
}
END_TEST

START_TEST(a_body_stands_between_its_frames)
{
    const struct sigv4_scope scope = {"key", "secret", "us-east-1", "s3", 0};
    static unsigned char bytes[CHUNK_BYTES + 10];
    const struct http_piece pieces[] = {{bytes, sizeof(bytes)}};
    struct chunk_hashes hashes = {0};
    struct lanes *lanes = lanes_new();
    struct sigv4_chain chain;
    struct chunked body = {0};

    ck_assert(lanes && chunk_hashes_add(&hashes, lanes, bytes, sizeof(bytes)) == LG_OK);
    assert_ok(sigv4_chain_begin(&chain, &scope, SIGV4_EMPTY, &err));
    assert_ok(chunked_frame(&body, pieces, 1, &hashes, &chain, &err));
    ck_assert_uint_eq(body.count, 5);
    ck_assert_uint_eq(body.pieces[0].size, 4 + 17 + 64 + 2);
    ck_assert_mem_eq(body.pieces[0].bytes, "8000;chunk-signature=", 21);
    ck_assert_ptr_eq(body.pieces[1].bytes, bytes);
    ck_assert_mem_eq(body.pieces[2].bytes, "\r\na;chunk-signature=", 20);
    ck_assert_uint_eq(body.pieces[3].size, 10);
    ck_assert_mem_eq(body.pieces[4].bytes, "\r\n0;chunk-signature=", 20);
    ck_assert_mem_eq(body.pieces[4].bytes + body.pieces[4].size - 4, "\r\n\r\n", 4);
    hashes.count = 1;
    assert_fails(chunked_frame(&body, pieces, 1, &hashes, &chain, &err), LG_E_INTERNAL, "more chunks than the 1");
    sigv4_chain_end(&chain);
    chunked_release(&body);
    chunk_hashes_release(&hashes);
    lanes_free(lanes);
}
END_TEST

START_TEST(checksums_are_written_as_s3_writes_them)
{
    static const struct {
        enum checksum_kind kind;
        const char *text;
    } cases[] = {{CHECKSUM_CRC32C, "4waSgw=="},
                 {CHECKSUM_CRC64NVME, "rosUhgp5mIg="},
                 {CHECKSUM_SHA256, "FeKw08M4keuw8e9gnsQZQgwg4yDOlMZfvIwzEkSOsiU="},
                 {CHECKSUM_MD5, "JfnnlDI7RTiF9RgfG2JNCw=="}};

    crc_prepare();
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct checksum *checksum = checksum_new(cases[i].kind);
        unsigned char value[CHECKSUM_MAX];
        char text[CHECKSUM_TEXT];

        (void)checksum_update(checksum, "1234", 4);
        (void)checksum_update(checksum, "56789", 5);
        checksum_base64(value, checksum_value(checksum, value), text);
        ck_assert_str_eq(text, cases[i].text);
        checksum_free(checksum);
    }
}
END_TEST

/* ---- xml ---- */

static int gather(void *context, const char *path, const char *text)
{
    lg_string_printf(context, "%s=%s;", path, text);
    return 0;
}

static int refuse(void *context, const char *path, const char *text)
{
    (void)context, (void)path, (void)text;
    return 1;
}

START_TEST(xml_comes_flat)
{
    static const char text[] = "\xef\xbb\xbf<?xml version=\"1.0\"?><s3:A xmlns:s3=\"x\"><B>1 &lt;&amp;&#x41;</B><C><D/></C></s3:A>";
    struct lg_string out = LG_STRING_INIT;

    assert_ok(xml_read(text, strlen(text), gather, &out, &err));
    ck_assert_str_eq(lg_string_text(&out), "A/B=1 <&A;A/C/D=;A/C=;A=;");
    lg_string_release(&out);
}
END_TEST

START_TEST(xml_has_limits) /* S3-50 */
{
    static const char *const texts[] = {"<!DOCTYPE a [<!ENTITY b \"c\">]><a>&b;</a>", "<a>&b;</a>", "<a><b></a>", "<a", "", "a",
                                        "<a>\xff</a>", "\xff\xfe<\0a\0/\0>\0"};
    struct lg_string deep = LG_STRING_INIT, out = LG_STRING_INIT;

    for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
        assert_fails(xml_read(texts[i], strlen(texts[i]), gather, &out, &err), LG_E_TRANSIENT, "not the XML of S3");
    assert_fails(xml_read(texts[0], strlen(texts[0]), gather, &out, &err), LG_E_TRANSIENT, "document type");
    assert_fails(xml_read("<a>b\0c</a>", 10, gather, &out, &err), LG_E_TRANSIENT, "not the XML");
    for (int i = 0; i < 100000; i++)
        lg_string_puts(&deep, "<a>");
    assert_fails(xml_read(deep.text, deep.length, gather, &out, &err), LG_E_TRANSIENT, "too deep");
    lg_string_clear(&deep);
    lg_string_puts(&deep, "<a>");
    for (int i = 0; i < 70000; i++)
        lg_string_puts(&deep, "x");
    lg_string_puts(&deep, "</a>");
    assert_fails(xml_read(deep.text, deep.length, gather, &out, &err), LG_E_TRANSIENT, "too long");
    assert_fails(xml_read("<a/>", 4, refuse, NULL, &err), LG_E_TRANSIENT, "nobody asked");
    lg_string_release(&deep);
    lg_string_release(&out);
}
END_TEST

START_TEST(xml_text_is_escaped)
{
    struct lg_string out = LG_STRING_INIT;

    xml_put_text(&out, "\"a\"<b>&c");
    ck_assert_str_eq(lg_string_text(&out), "&quot;a&quot;&lt;b&gt;&amp;c");
    lg_string_release(&out);
}
END_TEST

/* ---- retry ---- */

START_TEST(answers_are_judged)
{
    static const struct {
        int status;
        const char *word;
        enum retry_action action;
        int code;
    } cases[] = {{200, "", RETRY_DONE, LG_OK},
                 {204, "", RETRY_DONE, LG_OK},
                 {500, "InternalError", RETRY_AGAIN, LG_E_TRANSIENT},
                 {200, "InternalError", RETRY_AGAIN, LG_E_TRANSIENT},
                 {503, "SlowDown", RETRY_THROTTLE, LG_E_TRANSIENT},
                 {503, "", RETRY_THROTTLE, LG_E_TRANSIENT},
                 {429, "", RETRY_THROTTLE, LG_E_TRANSIENT},
                 {502, "", RETRY_AGAIN, LG_E_TRANSIENT},
                 {599, "", RETRY_AGAIN, LG_E_TRANSIENT},
                 {408, "", RETRY_AGAIN, LG_E_TRANSIENT},
                 {409, "ConditionalRequestConflict", RETRY_AGAIN, LG_E_TRANSIENT},
                 {400, "RequestTimeout", RETRY_AGAIN, LG_E_TRANSIENT},
                 {400, "BadDigest", RETRY_RESEND, LG_E_VERIFICATION},
                 {400, "XAmzContentSHA256Mismatch", RETRY_RESEND, LG_E_VERIFICATION},
                 {403, "RequestTimeTooSkewed", RETRY_CLOCK, LG_E_AUTH},
                 {400, "ExpiredToken", RETRY_REFRESH, LG_E_AUTH},
                 {403, "AccessDenied", RETRY_NEVER, LG_E_AUTH},
                 {200, "AccessDenied", RETRY_NEVER, LG_E_AUTH},
                 {403, "", RETRY_NEVER, LG_E_AUTH},
                 {400, "AuthorizationHeaderMalformed", RETRY_REGION, LG_E_AUTH},
                 {301, "PermanentRedirect", RETRY_REGION, LG_E_DESTINATION},
                 {307, "", RETRY_REGION, LG_E_DESTINATION},
                 {404, "NoSuchBucket", RETRY_NEVER, LG_E_DESTINATION},
                 {404, "NoSuchKey", RETRY_NEVER, LG_E_NOT_FOUND},
                 {404, "", RETRY_NEVER, LG_E_NOT_FOUND},
                 {412, "", RETRY_NEVER, LG_E_EXISTS},
                 {501, "NotImplemented", RETRY_NEVER, LG_E_UNSUPPORTED},
                 {507, "", RETRY_NEVER, LG_E_DESTINATION},
                 {403, "QuotaExceeded", RETRY_NEVER, LG_E_DESTINATION},
                 {507, "XMinioStorageFull", RETRY_NEVER, LG_E_DESTINATION},
                 {400, "EntityTooSmall", RETRY_NEVER, LG_E_INTERNAL},
                 {400, "WhoKnows", RETRY_NEVER, LG_E_DESTINATION}};

    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct retry_verdict verdict = retry_judge_status(cases[i].status, cases[i].word);

        ck_assert_msg(verdict.action == cases[i].action && verdict.code == cases[i].code, "%d %s: action %d, code %d", cases[i].status,
                      cases[i].word, (int)verdict.action, verdict.code);
    }
    ck_assert_int_eq(retry_judge_transport(CURLE_COULDNT_RESOLVE_HOST, true).code, LG_E_DESTINATION);
    ck_assert_int_eq(retry_judge_transport(CURLE_COULDNT_RESOLVE_HOST, false).action, RETRY_AGAIN);
    ck_assert_int_eq(retry_judge_transport(CURLE_COULDNT_CONNECT, true).action, RETRY_AGAIN);
    ck_assert_int_eq(retry_judge_transport(CURLE_PEER_FAILED_VERIFICATION, false).action, RETRY_NEVER);
    ck_assert_int_eq(retry_judge_transport(CURLE_RECV_ERROR, false).action, RETRY_AGAIN);
}
END_TEST

START_TEST(pauses_grow_and_obey) /* S3-04 */
{
    const struct retry_policy policy = {8, 50, 1000, 20000};
    const int64_t second = 1000000000;

    ck_assert_int_eq(retry_delay_ns(&policy, RETRY_AGAIN, 1, 0, NULL), 0);
    ck_assert_int_le(retry_delay_ns(&policy, RETRY_AGAIN, 1, UINT32_MAX, NULL), 50);
    ck_assert_int_le(retry_delay_ns(&policy, RETRY_AGAIN, 4, UINT32_MAX, NULL), 400);
    ck_assert_int_ge(retry_delay_ns(&policy, RETRY_AGAIN, 4, UINT32_MAX, NULL), 399);
    ck_assert_int_le(retry_delay_ns(&policy, RETRY_AGAIN, 100, UINT32_MAX, NULL), 20000);
    ck_assert_int_ge(retry_delay_ns(&policy, RETRY_THROTTLE, 1, 0, NULL), 500);
    ck_assert_int_eq(retry_delay_ns(&policy, RETRY_AGAIN, 1, 0, "7"), 7 * second);
    ck_assert_int_eq(retry_delay_ns(&policy, RETRY_AGAIN, 1, 0, "100000"), 60 * second);
    ck_assert_int_eq(retry_delay_ns(&policy, RETRY_AGAIN, 1, 0, "-1"), 0);
    ck_assert_int_eq(retry_delay_ns(&policy, RETRY_AGAIN, 1, 0, "soon"), 0);
    ck_assert_int_eq(retry_delay_ns(&policy, RETRY_AGAIN, 1, 0, "7s"), 0);
    ck_assert_int_eq(retry_delay_ns(&policy, RETRY_AGAIN, 1, 0, "99999999999999999999"), 60 * second);
}
END_TEST

START_TEST(an_outage_empties_the_budget)
{
    struct retry_budget budget = {RETRY_TOKENS};
    int retries = 0;

    while (retry_budget_take(&budget, RETRY_AGAIN))
        retries++;
    ck_assert_int_eq(retries, RETRY_TOKENS / RETRY_COST);
    retry_budget_give(&budget, true);
    ck_assert(retry_budget_take(&budget, RETRY_AGAIN));
    for (int i = 0; i < 2 * RETRY_TOKENS; i++)
        retry_budget_give(&budget, false);
    ck_assert_int_eq(budget.tokens, RETRY_TOKENS);
}
END_TEST

START_TEST(the_window_halves_and_recovers) /* S3-02 */
{
    struct retry_window window = {RETRY_WINDOW_MOST, 0};
    const int64_t second = 1000000000;

    retry_window_shrink(&window, 32, 10 * second);
    ck_assert_int_eq((int)window.size, 16);
    retry_window_shrink(&window, 16, 10 * second + second / 2);
    ck_assert_int_eq((int)window.size, 16); /* one burst, one lesson */
    retry_window_shrink(&window, 16, 12 * second);
    ck_assert_int_eq((int)window.size, 8);
    for (int i = 0; i < 8 * 9; i++)
        retry_window_grow(&window);
    ck_assert_int_ge((int)window.size, 14);
    for (int i = 0; i < 20; i++)
        retry_window_shrink(&window, 1, (100 + i) * 2 * second);
    ck_assert_int_eq((int)window.size, 1);
}
END_TEST

/* ---- upload parts ---- */

START_TEST(parts_fit_the_object) /* S3-31, S3-32, S3-33 */
{
    const int64_t mib = 1 << 20, gib = (int64_t)1 << 30;
    struct settings settings = {.part_bytes = 16 * mib, .min_part_bytes = 5 * mib, .max_parts = 10000, .multipart = true, .uploads = 4};

    ck_assert_int_eq(settings_part_bytes(&settings, 512 * mib), 16 * mib);
    ck_assert_int_eq(settings_part_bytes(&settings, 140 * gib), 16 * mib);
    ck_assert_int_gt(settings_part_bytes(&settings, 200 * gib), 16 * mib);
    ck_assert_int_le(200 * gib / settings_part_bytes(&settings, 200 * gib), 9000);
    ck_assert_int_eq(settings_part_bytes(&settings, 200 * gib) % mib, 0);
    settings.max_parts = 1000;
    ck_assert_int_le(100 * gib / settings_part_bytes(&settings, 100 * gib), 900);
    settings.min_part_bytes = 64 * mib;
    ck_assert_int_eq(settings_part_bytes(&settings, 512 * mib), 64 * mib);
    assert_ok(settings_check_object(&settings, "key", 512 * mib, &err));
    assert_fails(settings_check_object(&settings, "key", 6 * 1024 * gib, &err), LG_E_USAGE, "too large for S3");
    settings.multipart = false;
    assert_ok(settings_check_object(&settings, "key", 4 * gib, &err));
    assert_fails(settings_check_object(&settings, "key", 6 * gib, &err), LG_E_USAGE, "--multipart is false");
}
END_TEST

START_TEST(memory_is_that_of_parts_in_flight)
{
    const int64_t mib = 1 << 20;
    struct settings settings = {.part_bytes = 16 * mib, .min_part_bytes = 5 * mib, .max_parts = 10000, .multipart = true, .uploads = 4};

    ck_assert_int_eq(settings_object_memory(&settings, 512 * mib), 64 * mib);
    ck_assert_int_eq(settings_object_memory(&settings, 20 * mib), 26 * mib);
    ck_assert_int_eq(settings_object_memory(&settings, 1 * mib), 16 * mib);
    settings.uploads = 1;
    ck_assert_int_eq(settings_object_memory(&settings, 512 * mib), 16 * mib);
    settings.multipart = false;
    ck_assert_int_eq(settings_object_memory(&settings, 100 * mib), 126 * mib);
}
END_TEST

/* ---- profiles ---- */

START_TEST(profiles_are_read_as_amazons_tools_do) /* CR-04 */
{
    struct profiles *profiles;

    assert_ok(profiles_parse("\xef\xbb\xbf[default]\r\nregion = eu-west-1 # here\r\ns3 =\r\n  addressing_style = path\r\n max = 5\r\n"
                             "[profile two]\nregion=us-west-2\nservices = mine\n# comment = 1\n; other = 2\nnonsense\n"
                             "[profile two]\nregion = us-west-1\n[two]\nregion = wrong\n[services mine]\ns3 =\n  endpoint_url = http://x\n"
                             "[broken\nregion = lost\n",
                             "[default]\naws_access_key_id = A\naws_secret_access_key = s/e+c=r#t;\n[two]\naws_access_key_id=B\n"
                             "[profile default]\naws_access_key_id = wrong\n",
                             &profiles, &err));
    ck_assert_str_eq(profiles_get(profiles, "default", "region"), "eu-west-1");
    ck_assert_str_eq(profiles_get(profiles, "default", "s3.addressing_style"), "path");
    ck_assert_str_eq(profiles_get(profiles, "default", "s3.max"), "5");
    ck_assert_ptr_null(profiles_get(profiles, "default", "addressing_style"));
    ck_assert_str_eq(profiles_get(profiles, "default", "aws_access_key_id"), "A");
    ck_assert_str_eq(profiles_get(profiles, "default", "aws_secret_access_key"), "s/e+c=r#t;");
    ck_assert_str_eq(profiles_get(profiles, "two", "region"), "us-west-1");
    ck_assert_str_eq(profiles_get(profiles, "two", "aws_access_key_id"), "B");
    ck_assert_ptr_null(profiles_get(profiles, "two", "comment"));
    ck_assert_ptr_null(profiles_get(profiles, "two", "# comment"));
    ck_assert_str_eq(profiles_get_service(profiles, "mine", "s3.endpoint_url"), "http://x");
    ck_assert(profiles_have(profiles, "two"));
    ck_assert(!profiles_have(profiles, "three"));
    profiles_free(profiles);
}
END_TEST

/* ---- keys ---- */

START_TEST(keys_are_whole_and_clean) /* CR-01, CR-15 */
{
    struct keys *keys;
    char text[] = "signed with sEcReTkEy1 and sEcReTkEy1, token toKen99.";

    assert_fails(keys_new("A", "", NULL, 0, "here", &keys, &err), LG_E_CONFIG, "here has an access key but no secret key");
    assert_fails(keys_new(NULL, "s", NULL, 0, "here", &keys, &err), LG_E_CONFIG, "here has a secret key but no access key");
    assert_fails(keys_new("A", "s\r\nx: y", NULL, 0, "here", &keys, &err), LG_E_CONFIG, "line break");
    assert_fails(keys_new("A", "s", "t\nx: y", 0, "here", &keys, &err), LG_E_CONFIG, "line break");
    ck_assert_ptr_null(strstr(err.message, "x: y"));
    assert_ok(keys_new("A", "sEcReTkEy1", "toKen99", 0, "here", &keys, &err));
    keys_redact(keys, text);
    ck_assert_str_eq(text, "signed with *** and ***, token ***.");
    keys_unref(keys);
}
END_TEST

START_TEST(containers_are_asked_at_few_places) /* CR-13, CR-14 */
{
    static const char *const good[] = {"http://169.254.170.2/v2/x", "http://169.254.170.23:80/v1", "http://[fd00:ec2::23]/v1",
                                       "https://credentials.example.com/x", "http://localhost:1234/x", "http://127.0.0.1/x",
                                       "http://[::1]:99"};
    static const char *const bad[] = {"http://10.0.0.5/", "http://169.254.170.22/", "http://169.254.170.2.example.com/",
                                      "http://127.evil.example.com/", "http://credentials.example.com/x"};

    for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++)
        assert_ok(credentials_check_container(good[i], &err));
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
        assert_fails(credentials_check_container(bad[i], &err), LG_E_CONFIG, "keys are not asked for there");
}
END_TEST

START_TEST(times_are_read)
{
    int64_t seconds;
    char date[17];

    assert_ok(credentials_parse_time("2015-08-30T12:36:00Z", &seconds, &err));
    ck_assert_int_eq(seconds, 1440938160);
    sigv4_date(seconds, date);
    ck_assert_str_eq(date, "20150830T123600Z");
    assert_ok(credentials_parse_time("2015-08-30T12:36:00.123Z", &seconds, &err));
    assert_fails(credentials_parse_time("yesterday", &seconds, &err), LG_E_AUTH, "is not a time");
}
END_TEST

UNIT_MAIN("s3", texts_are_encoded, queries_are_sorted, endpoints_have_many_forms, endpoints_are_refused_with_a_sentence,
          buckets_have_rules, keys_have_rules, crcs_have_known_values, crcs_agree_on_all_ways,
          chunks_are_signed_as_amazon_does, chunks_are_hashed_each, a_body_stands_between_its_frames, checksums_are_written_as_s3_writes_them,
          xml_comes_flat, xml_has_limits, xml_text_is_escaped, answers_are_judged, pauses_grow_and_obey, an_outage_empties_the_budget,
          the_window_halves_and_recovers, parts_fit_the_object, memory_is_that_of_parts_in_flight,
          profiles_are_read_as_amazons_tools_do, keys_are_whole_and_clean, containers_are_asked_at_few_places,
          times_are_read)
