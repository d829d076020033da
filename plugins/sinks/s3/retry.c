/* SPDX-License-Identifier: Apache-2.0 */
/* Tables of answers. A code that is not in them is judged by its status. */
#include "retry.h"

#include <curl/curl.h>
#include <stdlib.h>
#include <string.h>

#define LONGEST_RETRY_AFTER_S 60
#define COOL_NS INT64_C(1000000000)

static const char keys_hint[] = "check access key, secret key, region and endpoint";

static const struct {
    const char *word;
    struct retry_verdict verdict;
} words[] = {
    /* the store is busy */
    {"SlowDown", {RETRY_THROTTLE, LG_E_TRANSIENT, NULL}},
    {"SlowDownRead", {RETRY_THROTTLE, LG_E_TRANSIENT, NULL}},
    {"SlowDownWrite", {RETRY_THROTTLE, LG_E_TRANSIENT, NULL}},
    {"ServiceUnavailable", {RETRY_THROTTLE, LG_E_TRANSIENT, NULL}},
    {"ServerBusy", {RETRY_THROTTLE, LG_E_TRANSIENT, NULL}},
    {"Busy", {RETRY_THROTTLE, LG_E_TRANSIENT, NULL}},
    {"Throttling", {RETRY_THROTTLE, LG_E_TRANSIENT, NULL}},
    {"ThrottlingException", {RETRY_THROTTLE, LG_E_TRANSIENT, NULL}},
    {"ThrottledException", {RETRY_THROTTLE, LG_E_TRANSIENT, NULL}},
    {"RequestThrottled", {RETRY_THROTTLE, LG_E_TRANSIENT, NULL}},
    {"RequestLimitExceeded", {RETRY_THROTTLE, LG_E_TRANSIENT, NULL}},
    {"TooManyRequests", {RETRY_THROTTLE, LG_E_TRANSIENT, NULL}},
    {"BandwidthLimitExceeded", {RETRY_THROTTLE, LG_E_TRANSIENT, NULL}},
    /* an accident */
    {"InternalError", {RETRY_AGAIN, LG_E_TRANSIENT, NULL}},
    {"RequestTimeout", {RETRY_AGAIN, LG_E_TRANSIENT, NULL}},
    {"RequestTimeoutException", {RETRY_AGAIN, LG_E_TRANSIENT, NULL}},
    {"IncompleteBody", {RETRY_AGAIN, LG_E_TRANSIENT, NULL}},
    {"OperationAborted", {RETRY_AGAIN, LG_E_TRANSIENT, NULL}},
    {"ConditionalRequestConflict", {RETRY_AGAIN, LG_E_TRANSIENT, NULL}},
    {"IDPCommunicationError", {RETRY_AGAIN, LG_E_TRANSIENT, NULL}},
    /* bytes were damaged */
    {"BadDigest", {RETRY_RESEND, LG_E_VERIFICATION, "the bytes arrived damaged twice; suspect this machine's memory or the network"}},
    {"XAmzContentSHA256Mismatch", {RETRY_RESEND, LG_E_VERIFICATION, "the bytes arrived damaged twice; suspect memory or a proxy"}},
    {"XAmzContentChecksumMismatch", {RETRY_RESEND, LG_E_VERIFICATION, "the bytes arrived damaged twice; suspect memory or a proxy"}},
    /* who is asking */
    {"RequestTimeTooSkewed", {RETRY_CLOCK, LG_E_AUTH, "set this machine's clock"}},
    {"RequestInTheFuture", {RETRY_CLOCK, LG_E_AUTH, "set this machine's clock"}},
    {"RequestExpired", {RETRY_CLOCK, LG_E_AUTH, "set this machine's clock"}},
    {"ExpiredToken", {RETRY_REFRESH, LG_E_AUTH, "the session token has expired; get new credentials"}},
    {"ExpiredTokenException", {RETRY_REFRESH, LG_E_AUTH, "the session token has expired; get new credentials"}},
    {"TokenRefreshRequired", {RETRY_REFRESH, LG_E_AUTH, "the session token has expired; get new credentials"}},
    {"InvalidToken", {RETRY_REFRESH, LG_E_AUTH, "the session token is not one that the store knows; get new credentials"}},
    {"InvalidAccessKeyId", {RETRY_REFRESH, LG_E_AUTH, "the store does not know this access key; check the key and the endpoint"}},
    {"XAdminUserNotFound", {RETRY_REFRESH, LG_E_AUTH, "the store does not know this access key; check the key and the endpoint"}},
    {"InvalidClientTokenId", {RETRY_REFRESH, LG_E_AUTH, "the service does not know this access key"}},
    {"SignatureDoesNotMatch", {RETRY_REFRESH, LG_E_AUTH, "the secret key is wrong, or the region, the clock or the endpoint"}},
    {"AccessDenied", {RETRY_NEVER, LG_E_AUTH, NULL}},
    {"AllAccessDisabled", {RETRY_NEVER, LG_E_AUTH, "ask the store's owner"}},
    {"AccountProblem", {RETRY_NEVER, LG_E_AUTH, "ask the store's owner"}},
    {"InvalidSecurity", {RETRY_NEVER, LG_E_AUTH, keys_hint}},
    {"MissingSecurityHeader", {RETRY_NEVER, LG_E_AUTH, keys_hint}},
    {"NotSignedUp", {RETRY_NEVER, LG_E_AUTH, "ask the store's owner"}},
    {"InvalidIdentityToken", {RETRY_NEVER, LG_E_AUTH, NULL}},
    /* where */
    {"AuthorizationHeaderMalformed", {RETRY_REGION, LG_E_AUTH, keys_hint}},
    {"AuthorizationQueryParametersError", {RETRY_REGION, LG_E_AUTH, keys_hint}},
    {"IllegalLocationConstraintException", {RETRY_REGION, LG_E_DESTINATION, "set --region to the bucket's"}},
    {"PermanentRedirect", {RETRY_REGION, LG_E_DESTINATION, "set --endpoint and --region to the bucket's"}},
    {"TemporaryRedirect", {RETRY_REGION, LG_E_DESTINATION, "set --endpoint and --region to the bucket's"}},
    {"Redirect", {RETRY_REGION, LG_E_DESTINATION, "set --endpoint and --region to the bucket's"}},
    {"NoSuchBucket", {RETRY_NEVER, LG_E_DESTINATION, "make the bucket, or correct its name or the endpoint"}},
    {"InvalidBucketName", {RETRY_NEVER, LG_E_DESTINATION, "correct the bucket's name"}},
    {"NoSuchKey", {RETRY_NEVER, LG_E_NOT_FOUND, NULL}},
    {"NoSuchUpload", {RETRY_NEVER, LG_E_NOT_FOUND, NULL}},
    {"PreconditionFailed", {RETRY_NEVER, LG_E_EXISTS, NULL}},
    /* room */
    {"QuotaExceeded", {RETRY_NEVER, LG_E_DESTINATION, "raise the bucket's quota, or free some of it"}},
    {"InsufficientStorage", {RETRY_NEVER, LG_E_DESTINATION, "the store is full"}},
    {"InsufficientCapacity", {RETRY_NEVER, LG_E_DESTINATION, "the store is full"}},
    {"XMinioStorageFull", {RETRY_NEVER, LG_E_DESTINATION, "the store is full"}},
    {"XMinioAdminBucketQuotaExceeded", {RETRY_NEVER, LG_E_DESTINATION, "raise the bucket's quota, or free some of it"}},
    {"EntityTooLarge", {RETRY_NEVER, LG_E_DESTINATION, "lower --file-size or --part-size"}},
    {"KeyTooLongError", {RETRY_NEVER, LG_E_DESTINATION, "choose a shorter prefix"}},
    {"ObjectLocked", {RETRY_NEVER, LG_E_DESTINATION, "the object is under a retention rule"}},
    {"InvalidObjectState", {RETRY_NEVER, LG_E_DESTINATION, "the object is archived"}},
    {"InvalidRetentionPeriod", {RETRY_NEVER, LG_E_DESTINATION, "the object is under a retention rule"}},
    /* a request that we should not have made, or that this store has not */
    {"InvalidPart", {RETRY_NEVER, LG_E_INTERNAL, NULL}},
    {"InvalidPartOrder", {RETRY_NEVER, LG_E_INTERNAL, NULL}},
    {"EntityTooSmall", {RETRY_NEVER, LG_E_INTERNAL, NULL}},
    {"MalformedXML", {RETRY_NEVER, LG_E_INTERNAL, NULL}},
    {"NotImplemented", {RETRY_NEVER, LG_E_UNSUPPORTED, NULL}},
    {"MethodNotAllowed", {RETRY_NEVER, LG_E_UNSUPPORTED, NULL}},
};

static const struct {
    int status; /* 0: any */
    struct retry_verdict verdict;
} statuses[] = {
    {301, {RETRY_REGION, LG_E_DESTINATION, "set --endpoint and --region to the bucket's"}},
    {302, {RETRY_REGION, LG_E_DESTINATION, "set --endpoint and --region to the bucket's"}},
    {307, {RETRY_REGION, LG_E_DESTINATION, "set --endpoint and --region to the bucket's"}},
    {308, {RETRY_REGION, LG_E_DESTINATION, "set --endpoint and --region to the bucket's"}},
    {401, {RETRY_NEVER, LG_E_AUTH, keys_hint}},
    {403, {RETRY_NEVER, LG_E_AUTH, NULL}},
    {404, {RETRY_NEVER, LG_E_NOT_FOUND, NULL}},
    {405, {RETRY_NEVER, LG_E_UNSUPPORTED, NULL}},
    {408, {RETRY_AGAIN, LG_E_TRANSIENT, NULL}},
    {409, {RETRY_AGAIN, LG_E_TRANSIENT, NULL}},
    {412, {RETRY_NEVER, LG_E_EXISTS, NULL}},
    {429, {RETRY_THROTTLE, LG_E_TRANSIENT, NULL}},
    {501, {RETRY_NEVER, LG_E_UNSUPPORTED, NULL}},
    {503, {RETRY_THROTTLE, LG_E_TRANSIENT, NULL}},
    {507, {RETRY_NEVER, LG_E_DESTINATION, "the store is full"}},
};

struct retry_verdict retry_judge_status(int status, const char *word)
{
    for (size_t i = 0; *word && i < sizeof(words) / sizeof(words[0]); i++)
        if (strcmp(words[i].word, word) == 0)
            return words[i].verdict;
    for (size_t i = 0; i < sizeof(statuses) / sizeof(statuses[0]); i++)
        if (statuses[i].status == status)
            return statuses[i].verdict;
    if (status >= 200 && status < 300 && !*word)
        return (struct retry_verdict){RETRY_DONE, LG_OK, NULL};
    if (status >= 500 || status < 400)
        return (struct retry_verdict){RETRY_AGAIN, LG_E_TRANSIENT, NULL};
    return (struct retry_verdict){RETRY_NEVER, LG_E_DESTINATION, NULL};
}

struct retry_verdict retry_judge_transport(int transport, bool starting)
{
    static const char certificate[] = "give the store's authority with --ca-cert, or, for a test, --verify-ssl false";

    switch (transport) {
    case CURLE_PEER_FAILED_VERIFICATION:
        return (struct retry_verdict){RETRY_NEVER, LG_E_DESTINATION, certificate};
    case CURLE_SSL_CACERT_BADFILE:
        return (struct retry_verdict){RETRY_NEVER, LG_E_CONFIG, "--ca-cert is not a file of PEM certificates"};
    case CURLE_UNSUPPORTED_PROTOCOL: /* also of an answer that is not HTTP */
        return (struct retry_verdict){starting ? RETRY_NEVER : RETRY_AGAIN, starting ? LG_E_DESTINATION : LG_E_TRANSIENT,
                                      "is that a store? check --endpoint"};
    case CURLE_OUT_OF_MEMORY:
        return (struct retry_verdict){RETRY_NEVER, LG_E_LOCAL, NULL};
    case CURLE_COULDNT_RESOLVE_HOST:
    case CURLE_COULDNT_RESOLVE_PROXY:
        return (struct retry_verdict){starting ? RETRY_NEVER : RETRY_AGAIN, starting ? LG_E_DESTINATION : LG_E_TRANSIENT,
                                      "check the endpoint's name and this machine's DNS"};
    case CURLE_SSL_CONNECT_ERROR:
        return (struct retry_verdict){starting ? RETRY_NEVER : RETRY_AGAIN, starting ? LG_E_DESTINATION : LG_E_TRANSIENT,
                                      "the endpoint may not speak TLS 1.2, or speaks http"};
    case CURLE_COULDNT_CONNECT:
        return (struct retry_verdict){RETRY_AGAIN, LG_E_TRANSIENT, "is the store running there?"};
    default:
        return (struct retry_verdict){RETRY_AGAIN, LG_E_TRANSIENT, NULL};
    }
}

/* ---- when ---- */

static int64_t asked_for_ns(const char *retry_after)
{
    char *end;
    long long seconds;

    if (!retry_after || *retry_after < '0' || *retry_after > '9')
        return 0;
    seconds = strtoll(retry_after, &end, 10);
    if (*end != '\0')
        return 0;
    return (seconds < LONGEST_RETRY_AFTER_S ? seconds : LONGEST_RETRY_AFTER_S) * INT64_C(1000000000);
}

int64_t retry_delay_ns(const struct retry_policy *policy, enum retry_action action, unsigned attempt, uint32_t random,
                       const char *retry_after)
{
    int64_t most = action == RETRY_THROTTLE ? policy->throttle_ns : policy->base_ns, asked = asked_for_ns(retry_after), delay;

    for (unsigned i = 1; i < attempt && most < policy->cap_ns; i++)
        most *= 2;
    most = most < policy->cap_ns ? most : policy->cap_ns;
    delay = (int64_t)((double)most * ((double)random / 4294967296.0));
    if (action == RETRY_THROTTLE && delay < most / 2)
        delay += most / 2; /* the store asked for patience */
    return delay > asked ? delay : asked;
}

bool retry_budget_take(struct retry_budget *budget, enum retry_action action)
{
    int cost = action == RETRY_THROTTLE ? RETRY_COST_THROTTLE : RETRY_COST;

    if (budget->tokens < cost)
        return false;
    budget->tokens -= cost;
    return true;
}

void retry_budget_give(struct retry_budget *budget, bool after_retry)
{
    budget->tokens += after_retry ? RETRY_COST : 1;
    if (budget->tokens > RETRY_TOKENS)
        budget->tokens = RETRY_TOKENS;
}

void retry_window_shrink(struct retry_window *window, unsigned under_way, int64_t now_ns)
{
    if (now_ns - window->shrunk_ns < COOL_NS)
        return;
    window->shrunk_ns = now_ns;
    if (window->size > under_way)
        window->size = under_way;
    window->size = window->size > 2 ? window->size / 2 : 1;
}

void retry_window_grow(struct retry_window *window)
{
    window->size += 1 / window->size;
    if (window->size > RETRY_WINDOW_MOST)
        window->size = RETRY_WINDOW_MOST;
}
