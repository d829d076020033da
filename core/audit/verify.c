/* SPDX-License-Identifier: Apache-2.0 */
/* Verifying objects. An object is read once: digest and pages take its bytes as they come. */
#include "audit/verify.h"

#include "audit/workers.h"
#include "audit/deep.h"
#include "base/digest.h"
#include "read/parquet/scan.h"

#include <inttypes.h>
#include <string.h>

#define SHOWN_FINDINGS 10 /* of an object */

/* An object being read. */
struct object {
    struct lg_verification *verification;
    const struct lg_part_receipt *receipt;
    const char *name;
    int64_t found; /* differences */
    struct lg_content_digest *digest;
    struct lg_sha256_stream *sha256; /* NULL: the receipt has none */
    struct lg_parquet_scan *scan; /* or NULL */
    struct lg_error *err;
};

#define DIFFERENCE(object, kind, ...) \
    (lg_differences_add(&(object)->verification->differences, (object)->receipt->ordinal, kind, (object)->name, __VA_ARGS__), \
     (object)->found++)

/* ---- reading ---- */

static int take_bytes(void *context, const void *bytes, size_t size)
{
    struct object *object = context;

    atomic_fetch_add(&object->verification->bytes, (int64_t)size);
    lg_content_digest_update(object->digest, bytes, size);
    if (object->sha256 && lg_sha256_stream_update(object->sha256, bytes, size, object->err) != LG_OK)
        return object->err->code;
    return object->scan ? lg_parquet_scan_feed(object->scan, bytes, size, object->err) : 0;
}

static void compare_digests(struct object *object, struct lg_error *err)
{
    char text[38], hex[65];

    lg_content_digest_text(object->digest, text);
    if (strcmp(text, object->receipt->receipt.digest) != 0)
        DIFFERENCE(object, "digest", "its content is %s, the manifest says %.71s", text, object->receipt->receipt.digest);
    if (object->sha256 && lg_sha256_stream_text(object->sha256, hex, err) == LG_OK && strcmp(hex, object->receipt->sha256) != 0)
        DIFFERENCE(object, "digest", "its SHA-256 is %s, the manifest says %s", hex, object->receipt->sha256);
}

static int make_digests(struct object *object, struct lg_error *err)
{
    bool wanted = object->receipt->sha256[0] != '\0';

    object->digest = lg_content_digest_new();
    object->sha256 = wanted ? lg_sha256_stream_new() : NULL;
    if (!object->digest || (wanted && !object->sha256))
        return lg_error_set(err, LG_E_LOCAL, "out of memory for a digest");
    return wanted ? lg_sha256_stream_reset(object->sha256, err) : LG_OK;
}

/* Errors that this object alone is to blame for are differences of it. */
static int judge(struct object *object, struct lg_error *found, struct lg_error *err)
{
    switch (found->code) {
    case LG_OK:
        return LG_OK;
    case LG_E_NOT_FOUND:
        DIFFERENCE(object, "missing", "it is not there");
        return LG_OK;
    case LG_E_VERIFICATION:
    case LG_E_UNSUPPORTED:
        DIFFERENCE(object, "damaged", "%s", found->message);
        return LG_OK;
    case LG_E_DESTINATION:
        DIFFERENCE(object, "unreadable", "%s", found->message);
        return LG_OK;
    default:
        *err = *found;
        return err->code;
    }
}

static int read_through(struct object *object, const struct lg_blob *blob, struct lg_error *err)
{
    struct lg_error found = LG_ERROR_INIT;

    object->err = &found;
    if (make_digests(object, err) == LG_OK && lg_blob_read(blob, 0, -1, take_bytes, object, &found) == LG_OK)
        compare_digests(object, err);
    lg_content_digest_free(object->digest);
    lg_sha256_stream_free(object->sha256);
    return err->code == LG_OK ? judge(object, &found, err) : err->code;
}

static void take_findings(struct object *object, const struct lg_findings *findings)
{
    for (size_t i = 0; i < findings->kept && i < SHOWN_FINDINGS; i++)
        DIFFERENCE(object, "page", "%s", findings->text[i]);
    if (findings->count > SHOWN_FINDINGS)
        DIFFERENCE(object, "page", "and %" PRId64 " more of this kind", findings->count - SHOWN_FINDINGS);
}

static int read_parquet(struct object *object, const struct lg_blob *blob, const struct lg_parquet_file *file,
                        struct lg_findings *findings, struct lg_error *err)
{
    if (file->meta.num_rows != object->receipt->receipt.rows)
        DIFFERENCE(object, "rows", "it has %" PRId64 " rows, the manifest says %" PRId64, file->meta.num_rows,
                   object->receipt->receipt.rows);
    if (lg_parquet_scan_new(file, findings, &object->scan, err) != LG_OK)
        return err->code;
    if (read_through(object, blob, err) == LG_OK)
        lg_parquet_scan_end(object->scan);
    lg_parquet_scan_free(object->scan);
    object->scan = NULL;
    return err->code;
}

static int verify_parquet(struct object *object, const struct lg_blob *blob, struct lg_error *err)
{
    struct lg_findings findings = LG_FINDINGS_INIT;
    struct lg_error found = LG_ERROR_INIT;
    struct lg_parquet_file file;

    if (lg_parquet_open(blob, &file, &findings, &found) == LG_OK) {
        (void)read_parquet(object, blob, &file, &findings, err);
        lg_parquet_close(&file);
    } else if (judge(object, &found, err) == LG_OK) {
        (void)read_through(object, blob, err); /* its digest tells, whatever it is */
    }
    take_findings(object, &findings);
    lg_findings_release(&findings);
    return err->code;
}

static int verify_bytes(struct object *object, struct lg_error *err)
{
    const struct lg_survey *survey = object->verification->survey;
    struct lg_error found = LG_ERROR_INIT;
    struct lg_blob blob;

    if (lg_blob_open_object(survey->site->sink, survey->site->state, object->name, &blob, &found) != LG_OK)
        return judge(object, &found, err);
    if (blob.size != object->receipt->receipt.bytes)
        DIFFERENCE(object, "size", "it has %" PRId64 " bytes, the manifest says %" PRId64, blob.size, object->receipt->receipt.bytes);
    else if (strcmp(lg_stored_plan_text(&survey->plan, "format"), "parquet") == 0)
        (void)verify_parquet(object, &blob, err);
    else
        (void)read_through(object, &blob, err);
    lg_blob_close(&blob);
    return err->code;
}

/* ---- items ---- */

/* The name is made from the plan; the receipt's is as the run's process saw it, perhaps from another folder. */
static int name_object(struct object *object, struct lg_string *name, struct lg_error *err)
{
    const struct lg_survey *survey = object->verification->survey;
    int64_t table = lg_stored_plan_table(&survey->plan, object->receipt->table);

    if (lg_stored_plan_name(&survey->plan, survey->site, (uint32_t)table, object->receipt->part, name, err) == LG_OK)
        object->name = name->text;
    return err->code;
}

static int begin(void *context, void **worker, struct lg_error *err)
{
    const struct lg_verification *verification = context;

    return verification->deep ? lg_deep_begin(verification->deep, worker, err) : LG_OK;
}

static void end(void *context, void *worker)
{
    (void)context;
    lg_deep_end(worker);
}

static int verify_item(void *context, void *worker, int64_t item, struct lg_error *err)
{
    struct lg_verification *verification = context;
    struct object object = {.verification = verification, .receipt = &verification->survey->receipts.item[item]};
    struct lg_string name = LG_STRING_INIT;

    if (name_object(&object, &name, err) == LG_OK && verify_bytes(&object, err) == LG_OK && worker && object.found == 0) {
        int64_t differs = -1;

        if (lg_deep_compare(worker, object.receipt->ordinal, object.name, &differs, err) == LG_OK && differs >= 0)
            DIFFERENCE(&object, "bytes", "from byte %" PRId64 " on it is not what the plan makes", differs);
    }
    if (object.found > 0)
        lg_differences_add_object(&verification->differences);
    atomic_fetch_add(&verification->objects, 1);
    atomic_fetch_add(&verification->rows, object.receipt->receipt.rows);
    lg_string_release(&name);
    return err->code;
}

static void tick(void *context)
{
    struct lg_verification *verification = context;

    if (verification->tick)
        verification->tick(verification->context, verification);
}

static void add_extras(struct lg_verification *verification)
{
    const struct lg_survey *survey = verification->survey;

    for (size_t i = 0; i < survey->extra.count; i++)
        lg_differences_add(&verification->differences, INT64_MAX, "extra", survey->extra.word[i],
                           "it is named like one of this or another run's, and the manifest does not list it");
    if (survey->extras > (int64_t)survey->extra.count)
        lg_differences_add(&verification->differences, INT64_MAX, "extra", survey->site->destination.root,
                           "and %" PRId64 " more that the manifest does not list", survey->extras - (int64_t)survey->extra.count);
}

int lg_verify(struct lg_verification *verification, struct lg_error *err)
{
    const struct lg_workers_job job = {verification, begin, verify_item, end, tick};

    if (lg_workers_run(&job, (int64_t)verification->survey->receipts.count, verification->threads, err) == LG_OK)
        add_extras(verification);
    lg_differences_sort(&verification->differences);
    return err->code;
}
