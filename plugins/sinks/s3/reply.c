/* SPDX-License-Identifier: Apache-2.0 */
/* A reply: what S3's error says, what the client learns from it, what the user is told, and whether to try again. */
#include "client_state.h"

#include "base/machine.h"
#include "xml.h"

#include <curl/curl.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>
#include <sys/random.h>

#define SKEW_S 300 /* a 403 without words and with a clock so far from ours is a matter of clocks */
#define START_NS (INT64_C(8) * 1000000000)
#define CHUNK_DOUBTS 10 /* more than are under way at once when the first answers come */
#define WORDS 300 /* of a store's message that are shown */

struct told { /* what an error's XML says */
    struct call *call;
    struct lg_string message, region, endpoint;
    bool is_error;
};

static int take_element(void *context, const char *path, const char *text)
{
    struct told *told = context;

    if (strcmp(path, "Error") == 0)
        told->is_error = true;
    else if (strcmp(path, "Error/Code") == 0)
        (void)snprintf(told->call->code, sizeof(told->call->code), "%s", text);
    else if (strcmp(path, "Error/Message") == 0)
        lg_string_puts(&told->message, text);
    else if (strcmp(path, "Error/Region") == 0)
        lg_string_puts(&told->region, text);
    else if (strcmp(path, "Error/Endpoint") == 0)
        lg_string_puts(&told->endpoint, text);
    return 0;
}

/* Only what begins as XML is read as XML, and nothing that is compressed: nobody asked for that. */
static void read_error(struct call *call, struct told *told)
{
    const struct http_reply *reply = &call->exchange.reply;
    const char *body = lg_string_text(&reply->body);
    struct lg_error ignored = LG_ERROR_INIT; /* one that cannot be read has no code, and the status speaks */
    const char *region = http_reply_header(reply, "x-amz-bucket-region");

    body += strspn(body, " \t\r\n");
    if (*body == '<' && strncasecmp(body, "<!doctype", 9) != 0 && strncasecmp(body, "<html", 5) != 0 &&
        !http_reply_header(reply, "content-encoding"))
        (void)xml_read(body, strlen(body), take_element, told, &ignored);
    if (reply->status < 300 && !told->is_error)
        call->code[0] = '\0';
    if (region) {
        lg_string_clear(&told->region);
        lg_string_puts(&told->region, region);
    }
}

static void told_release(struct told *told)
{
    lg_string_release(&told->message);
    lg_string_release(&told->region);
    lg_string_release(&told->endpoint);
}

/* The store's time now, from a reply; false when it has none. */
static bool store_time(const struct http_reply *reply, int64_t *seconds)
{
    const char *date = http_reply_header(reply, "date");

    *seconds = date ? (int64_t)curl_getdate(date, NULL) : -1;
    return *seconds > 0;
}

static bool learn_clock(struct call *call)
{
    struct client *client = call->client;
    int64_t theirs, ours = client_now(client);
    bool first;

    if (!store_time(&call->exchange.reply, &theirs))
        return false;
    client_lock(client);
    client->clock_s = theirs;
    client->clock_ns = client_boot_ns();
    first = !client->clock_is_learnt;
    client->clock_is_learnt = true;
    client_unlock(client);
    if (first)
        settings_say(client->settings, LG_SAY_WARNING, "this machine's clock is %lld s %s the store's; signing with the store's time",
                     (long long)(theirs > ours ? theirs - ours : ours - theirs), theirs > ours ? "behind" : "ahead of");
    return true;
}

/* "bucket.s3.eu-west-1.amazonaws.com", "s3-eu-west-1.amazonaws.com" */
static void region_of_host(const char *host, struct lg_string *region)
{
    const char *at = strstr(host, "s3.") == host ? host : strstr(host, ".s3.");
    const char *dashed = strncmp(host, "s3-", 3) == 0 ? host : strstr(host, ".s3-");

    at = at ? strstr(at, "s3.") + 3 : dashed ? strstr(dashed, "s3-") + 3 : NULL;
    if (at && strchr(at, '.') && strncmp(at, "amazonaws", 9) != 0)
        lg_string_append(region, at, strcspn(at, "."));
}

static const char *host_of(const struct http_reply *reply, const struct told *told)
{
    const char *location = http_reply_header(reply, "location"), *slashes = location ? strstr(location, "://") : NULL;

    if (told->endpoint.length > 0)
        return told->endpoint.text;
    return slashes ? slashes + 3 : NULL;
}

/* Another place was named: a region is taken over, another host only within Amazon. False: it stays an error, which err may say. */
static bool learn_region(struct call *call, struct told *told)
{
    struct client *client = call->client;
    const char *host = host_of(&call->exchange.reply, told);
    bool news;

    if (host && told->region.length == 0 && url_is_amazon(host) && client->settings->endpoint.amazon)
        region_of_host(host, &told->region);
    if (host && told->region.length == 0 && call->exchange.reply.status >= 300 && call->exchange.reply.status < 400) {
        (void)lg_error_set(&call->err, LG_E_DESTINATION, "%s 's3://%s': the store sends us to '%.100s', where keys for '%s' are not "
                           "sent; set --endpoint", call->what, client->settings->bucket, host, client->settings->endpoint.host);
        return false;
    }
    if (told->region.length == 0 || told->region.length >= sizeof(client->region) ||
        strspn(told->region.text, "abcdefghijklmnopqrstuvwxyz0123456789-") != told->region.length)
        return false;
    client_lock(client);
    news = strcmp(call->region, told->region.text) != 0;
    if (news && strcmp(client->region, told->region.text) != 0) {
        (void)snprintf(client->region, sizeof(client->region), "%s", told->region.text);
        client_unlock(client);
        settings_say(client->settings, LG_SAY_NOTE, "bucket '%s' is in region '%s', not '%s'", client->settings->bucket,
                     told->region.text, call->region);
        return true;
    }
    client_unlock(client);
    return news;
}

static bool is_one_of(const char *code, const char *const *words)
{
    while (*words && strcmp(code, *words) != 0)
        words++;
    return *words != NULL;
}

/* ---- bodies in signed chunks ----
 * Some stores refuse them, and some take their frames for data. A store is believed when the ETag of a piece is the MD5 of its bytes,
 * as it is wherever pieces are not encrypted: one piece of a run is digested for that. Until then what fails in chunks is tried in one,
 * and when that is taken there are no chunks any more; or, where the failure may have passed, when that has happened a few times. */

static bool has_md5(const struct call *call, const char *etag)
{
    struct checksum *checksum = etag ? checksum_new(CHECKSUM_MD5) : NULL;
    unsigned char value[CHECKSUM_MAX];
    char hex[2 * CHECKSUM_MAX + 1] = "";

    for (size_t i = 0; checksum && i < call->piece_count; i++)
        (void)checksum_update(checksum, call->pieces[i].bytes, call->pieces[i].size);
    if (checksum)
        checksum_hex(value, checksum_value(checksum, value), hex);
    checksum_free(checksum);
    return *hex && strncasecmp(etag + (*etag == '"'), hex, strlen(hex)) == 0;
}

static bool store_takes_chunks(struct client *client)
{
    bool takes;

    client_lock(client);
    takes = client->takes_chunks;
    client_unlock(client);
    return takes;
}

/* False when it goes again, in one. */
static bool believe_chunks(struct call *call)
{
    if (!call->in_chunks || store_takes_chunks(call->client))
        return true;
    if (!has_md5(call, http_reply_header(&call->exchange.reply, "etag"))) {
        call->in_one = call->chunks_failed = true;
        call->attempts--; /* it did not fail */
        return false;
    }
    client_lock(call->client);
    call->client->takes_chunks = true;
    client_unlock(call->client);
    return true;
}

/* True when it goes again at once, in one. What was damaged on its way does so, too: what is said of that is clearer. Failures that may
 * have other causes get their pause, and are doubts. */
static bool drop_chunks(struct call *call, const struct retry_verdict *verdict)
{
    bool damaged = verdict->action == RETRY_RESEND || strcmp(call->code, "SignatureDoesNotMatch") == 0;

    if (!call->in_chunks || (!damaged && store_takes_chunks(call->client)))
        return false;
    if (call->exchange.reply.transport != 0 || verdict->action == RETRY_AGAIN) {
        call->in_one = call->chunks_doubted = true;
        return false;
    }
    if (!damaged && verdict->action != RETRY_NEVER)
        return false;
    call->in_one = call->chunks_failed = true;
    call->resent = call->resent || verdict->action == RETRY_RESEND;
    call->attempts--;
    return true;
}

static void learn_of_chunks(struct call *call)
{
    struct client *client = call->client;
    bool news;

    client_lock(client);
    client->chunk_doubts += call->chunks_doubted;
    news = (call->chunks_failed || client->chunk_doubts >= CHUNK_DOUBTS) && !client->takes_chunks && !client->no_chunks;
    client->no_chunks = client->no_chunks || news;
    client_unlock(client);
    if (news)
        settings_say(client->settings, LG_SAY_NOTE, "the store does not show that it understands bodies in signed chunks; they are "
                     "signed whole");
}

/* The store does not know checksums: without them from now on, if the user did not insist. */
static bool drop_checksum(struct call *call)
{
    static const char *const words[] = {"InvalidArgument", "NotImplemented", "InvalidRequest", "MalformedHeader", "InvalidHeader",
                                        "InvalidDigest", "", NULL};
    struct client *client = call->client;
    int status = call->exchange.reply.status;
    bool matches = is_one_of(call->code, words);

    if (!matches || !call->with_checksum || !client->settings->checksum_is_auto || (status != 400 && status != 501))
        return false;
    client_lock(client);
    matches = !client->no_checksum;
    client->no_checksum = true;
    client_unlock(client);
    if (matches)
        settings_say(client->settings, LG_SAY_NOTE, "the store refuses checksums of type %s; uploads are protected by their "
                     "signatures instead", checksum_names[client->settings->checksum].algorithm);
    return true;
}

static bool is_clock_problem(const struct call *call)
{
    int64_t theirs, ours = client_now(call->client);

    return call->exchange.reply.status == 403 && !*call->code && store_time(&call->exchange.reply, &theirs) &&
           (theirs - ours > SKEW_S || ours - theirs > SKEW_S);
}

/* An object under a retention rule is refused as if the caller were. */
static bool speaks_of_lock(const char *message)
{
    return strstr(message, "retention") || strstr(message, "WORM") || strstr(message, "object lock");
}

static struct retry_verdict judge(struct call *call, struct told *told)
{
    const struct http_reply *reply = &call->exchange.reply;
    struct retry_verdict verdict;

    call->code[0] = '\0';
    if (reply->transport != 0)
        return retry_judge_transport(reply->transport, !atomic_load(&call->client->answered));
    atomic_store(&call->client->answered, true);
    if (reply->status >= 300 || (call->flags & CALL_LATE))
        read_error(call, told);
    verdict = retry_judge_status(reply->status, call->code);
    if (verdict.action == RETRY_DONE && (call->flags & CALL_ETAG) && !http_reply_header(reply, "etag"))
        verdict = (struct retry_verdict){RETRY_RESEND, LG_E_DESTINATION, "the store took it twice without giving an ETag"};
    if (is_clock_problem(call))
        verdict = retry_judge_status(reply->status, "RequestTimeTooSkewed");
    if (verdict.code == LG_E_AUTH && speaks_of_lock(lg_string_text(&told->message)))
        verdict = retry_judge_status(reply->status, "ObjectLocked");
    return verdict;
}

/* ---- what is said of a call that failed ---- */

static void put_place_name(const struct call *call, struct lg_string *out)
{
    lg_string_printf(out, "%s 's3://%s%s", call->what, call->client->settings->bucket, call->key ? "/" : "");
    lg_string_put_printable(out, call->key ? call->key : "");
    lg_string_puts(out, "': ");
}

static void put_cause(const struct call *call, const struct told *told, const struct retry_verdict *verdict, struct lg_string *out)
{
    const struct http_reply *reply = &call->exchange.reply;
    struct lg_string words = LG_STRING_INIT;

    if (reply->transport != 0) {
        lg_string_puts(out, reply->detail);
    } else if (*call->code || told->message.length > 0) {
        lg_string_put_printable(&words, lg_string_text(&told->message));
        lg_string_put_printable(out, *call->code ? call->code : "error");
        lg_string_printf(out, " (%d)%s%.*s", reply->status, words.length ? ": " : "", WORDS, lg_string_text(&words));
    } else {
        lg_string_put_printable(&words, http_reply_header(reply, "content-encoding") ? "" : lg_string_text(&reply->body));
        lg_string_printf(out, words.length ? "status %d, the answer begins '%.200s'" : "status %d%s", reply->status,
                         lg_string_text(&words));
    }
    lg_string_release(&words);
    if (told->region.length > 0 && verdict->action == RETRY_REGION)
        lg_string_printf(out, "; the store expects region '%s', requests are signed for '%s'", told->region.text, call->region);
    if (verdict->hint)
        lg_string_printf(out, "; %s", verdict->hint);
    else if (verdict->code == LG_E_AUTH && call->permission)
        lg_string_printf(out, "; these credentials need the permission %s there", call->permission);
}

static void set_error(struct call *call, const struct told *told, const struct retry_verdict *verdict, const char *why)
{
    struct lg_string text = LG_STRING_INIT;

    put_place_name(call, &text);
    put_cause(call, told, verdict, &text);
    if (why)
        lg_string_printf(&text, "; %s after %u attempt%s", why, call->attempts, call->attempts == 1 ? "" : "s");
    (void)lg_error_set(&call->err, verdict->code, "%s", lg_string_text(&text));
    keys_redact(call->keys, call->err.message);
    lg_string_release(&text);
}

/* ---- again? ---- */

static uint32_t random_number(void)
{
    uint32_t random = 0x80000000;

    if (getrandom(&random, sizeof(random), GRND_NONBLOCK) != (ssize_t)sizeof(random))
        random = 0x80000000;
    return random;
}

/* NULL when there is to be another attempt, which is posted; else why there is none. */
static const char *try_later(struct call *call, const struct retry_verdict *verdict)
{
    struct client *client = call->client;
    int64_t delay_ns = retry_delay_ns(&client->settings->retry, verdict->action, call->attempts, random_number(),
                                      http_reply_header(&call->exchange.reply, "retry-after"));
    bool is_start = (call->flags & CALL_START) || !atomic_load(&client->answered);
    int64_t deadline_ns = is_start ? START_NS : client->settings->deadline_ns;
    bool affordable;

    if (call->attempts >= client->settings->retry.attempts)
        return "given up";
    if (lg_clock_ns() - call->first_ns + delay_ns > deadline_ns)
        return "out of time";
    client_lock(client);
    affordable = retry_budget_take(&client->budget, verdict->action);
    client_unlock(client);
    if (!affordable)
        return "too many requests of this run have failed; given up";
    http_loop_post(call->loop, &call->task, delay_ns);
    return NULL;
}

static void note_success(struct client *client, const struct call *call)
{
    client_lock(client);
    retry_budget_give(&client->budget, call->attempts > 1);
    retry_window_grow(&client->window);
    client_unlock(client);
}

static void note_throttle(struct client *client)
{
    client_lock(client);
    client->figures.throttled++;
    retry_window_shrink(&client->window, client->under_way, lg_clock_ns());
    client_unlock(client);
}

/* Did the store get the request, and perhaps did what it says? */
static bool may_have_worked(const struct call *call)
{
    const struct http_reply *reply = &call->exchange.reply;

    return reply->transport != 0 ? reply->sent : reply->status < 300 || reply->status >= 500;
}

/* Corrections need no pause and no budget: each is made once. */
static bool correct(struct call *call, const struct retry_verdict *verdict, struct told *told)
{
    switch (verdict->action) {
    case RETRY_CLOCK:
        if (call->clocked || !learn_clock(call))
            return false;
        call->clocked = true;
        return true;
    case RETRY_REFRESH:
        return drop_chunks(call, verdict) || (call->attempts < call->client->settings->retry.attempts && call->keys &&
                                              credentials_reject(call->client->credentials, call->keys));
    case RETRY_REGION:
        return call->attempts < 4 && learn_region(call, told);
    default:
        return drop_chunks(call, verdict) || drop_checksum(call);
    }
}

static void decide(struct call *call, struct told *told)
{
    struct retry_verdict verdict = judge(call, told);
    const char *why = NULL;

    if (verdict.action == RETRY_DONE && !believe_chunks(call)) {
        http_loop_post(call->loop, &call->task, 0);
        return;
    }
    if (verdict.action == RETRY_DONE) {
        learn_of_chunks(call);
        note_success(call->client, call);
        call_finish(call);
        return;
    }
    if (verdict.action == RETRY_THROTTLE)
        note_throttle(call->client);
    if (correct(call, &verdict, told)) {
        http_loop_post(call->loop, &call->task, 0);
        return;
    }
    if (verdict.action == RETRY_RESEND && !call->resent) {
        call->resent = true;
        verdict.action = RETRY_AGAIN;
    }
    if (verdict.action == RETRY_AGAIN || verdict.action == RETRY_THROTTLE) {
        call->unknown = call->unknown || (may_have_worked(call) && verdict.action == RETRY_AGAIN);
        if (!((call->flags & CALL_ONCE) && may_have_worked(call) && verdict.action == RETRY_AGAIN) && !(why = try_later(call, &verdict)))
            return;
    }
    set_error(call, told, &verdict, why);
    call_finish(call);
}

void call_take_reply(struct http_exchange *exchange)
{
    struct call *call = CALL_OF(exchange, exchange);
    struct told told = {.call = call};

    call_leave_window(call);
    decide(call, &told);
    told_release(&told);
}

