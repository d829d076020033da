/* SPDX-License-Identifier: Apache-2.0 */
/* Gathering receipts, holding them against the objects, recognising objects without one. */
#include "record/resume.h"

#include "base/digest.h"
#include "read/parquet/scan.h"
#include "record/document.h"
#include "record/saved.h"

#include <stdlib.h>
#include <string.h>

/* ---- receipts ---- */

static bool is_newer_or_failed(const struct lg_error *reading)
{
    return reading->code != LG_OK && reading->code != LG_E_VERIFICATION && reading->code != LG_E_NOT_FOUND;
}

static int gather_segment(const struct lg_records *records, const struct lg_record_entry *entry, struct lg_receipts *receipts,
                          struct lg_error *err)
{
    struct lg_error reading = LG_ERROR_INIT;
    size_t damaged;

    if (lg_saved_receipts(entry, records->plan->hash, NULL, receipts, &damaged, &reading) != LG_OK && is_newer_or_failed(&reading))
        *err = reading;
    else if (damaged > 0)
        lg_records_note(records, "'%s' is damaged in %zu line%s; their objects are looked at themselves", entry->name, damaged,
                        damaged == 1 ? "" : "s");
    return err->code;
}

static int gather_node_record(const struct lg_records *records, const struct lg_record_entry *entry, struct lg_receipts *receipts,
                              struct lg_error *err)
{
    struct lg_error reading = LG_ERROR_INIT;
    struct lg_string text = LG_STRING_INIT;
    json_t *root = NULL;

    if (lg_place_read(entry->place, entry->name, &text, &reading) == LG_OK &&
        lg_document_parse_record(text.text, text.length, &root, &reading) == LG_OK)
        (void)lg_receipts_read(root, "objects", receipts, &reading);
    if (reading.code == LG_E_STATE)
        lg_records_note(records, "'%s' is damaged (%s); its objects are looked at themselves", entry->name, reading.message);
    else if (reading.code != LG_OK && reading.code != LG_E_NOT_FOUND)
        *err = reading;
    json_decref(root);
    lg_string_release(&text);
    return err->code;
}

/* The newest valid checkpoint of this node says where to go on counting, and how many receipts there must be. */
static int gather_checkpoint(const struct lg_records *records, const struct lg_record_entry *entry, struct lg_journal_start *start,
                             int64_t *expected, struct lg_error *err)
{
    struct lg_error reading = LG_ERROR_INIT;
    struct lg_checkpoint checkpoint;

    if (lg_saved_checkpoint(entry, records->plan->hash, &checkpoint, &reading) == LG_OK) {
        if (checkpoint.generation > start->generation) {
            start->generation = checkpoint.generation;
            *expected = checkpoint.receipts;
        }
    } else if (is_newer_or_failed(&reading)) {
        *err = reading;
    } else {
        lg_records_note(records, "%s; the one before it is used", reading.message);
    }
    return err->code;
}

static bool is_mine(const struct lg_plan *plan, const struct lg_record_entry *entry)
{
    return entry->node == plan->node && entry->nodes == plan->nodes;
}

static int gather_entry(const struct lg_records *records, const struct lg_record_entry *entry, struct lg_receipts *receipts,
                        struct lg_journal_start *start, int64_t *expected, struct lg_error *err)
{
    switch (entry->kind) {
    case LG_RECORD_RECEIPTS:
        if (is_mine(records->plan, entry) && entry->number > start->segment)
            start->segment = entry->number;
        return gather_segment(records, entry, receipts, err);
    case LG_RECORD_NODE:
        return gather_node_record(records, entry, receipts, err);
    case LG_RECORD_CHECKPOINT:
        return is_mine(records->plan, entry) ? gather_checkpoint(records, entry, start, expected, err) : LG_OK;
    default:
        return LG_OK;
    }
}

/* ---- which of them hold ---- */

struct filter {
    const struct lg_records *records;
    const struct lg_presence *presence;
    unsigned char *seen; /* a byte for each part of the node */
    int64_t known, missing, changed;
};

/* Is it a receipt of a part of this node, as the plan has it? Then *k is the part's number. */
static bool is_planned(const struct lg_plan *plan, const struct lg_part_receipt *item, int64_t *k)
{
    struct lg_task task;

    if (item->ordinal < 0 || item->ordinal >= plan->parts || (*k = lg_plan_node_part(plan, item->ordinal)) < 0)
        return false;
    lg_plan_task(plan, item->ordinal, &task);
    return task.part == item->part && task.first_row == item->first_row && task.first_row + task.rows == item->end_row;
}

struct digesting {
    struct lg_content_digest *content;
    struct lg_sha256_stream *sha256; /* or NULL */
    struct lg_parquet_scan *scan;    /* borrowed, or NULL */
    const volatile int *cancelled;
    int64_t bytes;
    struct lg_error *err;
};

static int digest_some(void *context, const void *bytes, size_t size)
{
    struct digesting *digesting = context;

    if (lg_is_cancelled(digesting->cancelled))
        return lg_error_set(digesting->err, LG_E_CANCELLED, "interrupted");
    lg_content_digest_update(digesting->content, bytes, size);
    digesting->bytes += (int64_t)size;
    if (digesting->scan && lg_parquet_scan_feed(digesting->scan, bytes, size, digesting->err) != LG_OK)
        return digesting->err->code;
    return digesting->sha256 ? lg_sha256_stream_update(digesting->sha256, bytes, size, digesting->err) : LG_OK;
}

/* Reads an object for its size and digests, and shows its bytes to the scan, if there is one. */
static int digest_object(const struct lg_records *records, struct lg_parquet_scan *scan, struct lg_part_receipt *item,
                         struct lg_error *err)
{
    const struct lg_plan *plan = records->plan;
    struct digesting digesting = {.content = lg_content_digest_new(), .scan = scan, .cancelled = records->cancelled, .err = err};

    if (plan->sha256)
        digesting.sha256 = lg_sha256_stream_new();
    if (!digesting.content || (plan->sha256 && !digesting.sha256))
        (void)lg_error_set(err, LG_E_LOCAL, "out of memory for a digest");
    else {
        lg_content_digest_reset(digesting.content);
        if (!digesting.sha256 || lg_sha256_stream_reset(digesting.sha256, err) == LG_OK)
            (void)plan->sink->read(records->sink_state, item->name, 0, -1, digest_some, &digesting, err);
    }
    if (err->code == LG_OK) {
        item->receipt.bytes = digesting.bytes;
        lg_content_digest_text(digesting.content, item->receipt.digest);
        if (digesting.sha256)
            (void)lg_sha256_stream_text(digesting.sha256, item->sha256, err);
    }
    lg_content_digest_free(digesting.content);
    lg_sha256_stream_free(digesting.sha256);
    return err->code;
}

/* The object is there, as large as it was, and where that is asked for, the same. */
static bool is_there(struct filter *filter, struct lg_part_receipt *item, int64_t k, struct lg_error *err)
{
    const struct lg_plan *plan = filter->records->plan;
    struct lg_part_receipt now = *item;

    if (!plan->sink->list) /* nothing can be looked at */
        return true;
    if (filter->presence->bytes[k] != item->receipt.bytes) {
        filter->missing += filter->presence->bytes[k] < 0;
        filter->changed += filter->presence->bytes[k] >= 0;
        return false;
    }
    if (!plan->verify_existing && !(plan->sha256 && !item->sha256[0]))
        return true;
    if (digest_object(filter->records, NULL, &now, err) != LG_OK)
        return false;
    if (strcmp(now.receipt.digest, item->receipt.digest) != 0) {
        filter->changed++;
        return false;
    }
    memcpy(item->sha256, now.sha256, sizeof(item->sha256));
    return true;
}

static int keep_valid(struct filter *filter, struct lg_receipts *all, struct lg_receipts *kept, struct lg_error *err)
{
    int64_t k;

    for (size_t i = 0; i < all->count && err->code == LG_OK; i++) {
        struct lg_part_receipt *item = &all->item[i];

        if (!is_planned(filter->records->plan, item, &k) || filter->seen[k])
            continue;
        filter->seen[k] = 1;
        filter->known++;
        if (lg_records_name_object(filter->records, item, err) == LG_OK && is_there(filter, item, k, err) && err->code == LG_OK)
            (void)lg_receipts_add(kept, item, err);
    }
    return err->code;
}

static void note_losses(const struct filter *filter, int64_t expected)
{
    if (filter->missing > 0)
        lg_records_note(filter->records, "%lld finished object%s missing from the destination; made again", (long long)filter->missing,
                        filter->missing == 1 ? " is" : "s are");
    if (filter->changed > 0)
        lg_records_note(filter->records, "%lld finished object%s changed since; made again", (long long)filter->changed,
                        filter->changed == 1 ? " has" : "s have");
    if (filter->known < expected)
        lg_records_note(filter->records, "receipts of %lld finished parts are missing; their objects are looked at themselves",
                        (long long)(expected - filter->known));
}

int lg_resume_gather(const struct lg_records *records, const struct lg_inventory *inventory, struct lg_resume *resume,
                     struct lg_error *err)
{
    struct lg_receipts all = LG_RECEIPTS_INIT;
    struct filter filter = {.records = records, .presence = &resume->presence};
    int64_t expected = 0;

    *resume = (struct lg_resume){.start = {.segment = -1}};
    for (size_t i = 0; i < inventory->count && err->code == LG_OK; i++) {
        const struct lg_record_entry *entry = &inventory->item[i];

        if (strcmp(entry->run, records->plan->run_id) != 0)
            continue;
        resume->has_record |= entry->kind == LG_RECORD_NODE && is_mine(records->plan, entry);
        (void)gather_entry(records, entry, &all, &resume->start, &expected, err);
    }
    filter.seen = calloc((size_t)records->plan->node_parts + 1, 1);
    if (!filter.seen)
        (void)lg_error_set(err, LG_E_LOCAL, "out of memory for a list of %lld parts", (long long)records->plan->node_parts);
    if (err->code == LG_OK && lg_presence_read(records, &resume->presence, err) == LG_OK &&
        keep_valid(&filter, &all, &resume->start.adopted, err) == LG_OK)
        note_losses(&filter, expected);
    free(filter.seen);
    lg_receipts_release(&all);
    return err->code;
}

void lg_resume_release(struct lg_resume *resume)
{
    lg_receipts_release(&resume->start.adopted);
    lg_presence_release(&resume->presence);
}

/* ---- objects without a receipt ---- */

static bool are_text(struct lg_bytes bytes, const char *text)
{
    return bytes.size == strlen(text) && memcmp(bytes.at, text, bytes.size) == 0;
}

static bool has_identity(const struct lg_parquet_file *file, const char *identity)
{
    const struct lg_key_value *pair = file->meta.key_values.item;

    for (uint32_t i = 0; i < file->meta.key_values.count; i++)
        if (are_text(pair[i].key, "lakegen.part") && are_text(pair[i].value, identity))
            return true;
    return false;
}

/* The bytes are read for their digest; on the way the scan sees whether they are what the footer says. A damaged object is not ours. */
static int scan_object(const struct lg_records *records, const struct lg_parquet_file *file, struct lg_findings *findings,
                       struct lg_part_receipt *item, struct lg_error *err)
{
    struct lg_parquet_scan *scan;

    if (lg_parquet_scan_new(file, findings, &scan, err) != LG_OK)
        return err->code;
    if (digest_object(records, scan, item, err) == LG_OK)
        lg_parquet_scan_end(scan);
    lg_parquet_scan_free(scan);
    return err->code;
}

/* Fills rows, bytes and digest of an object that carries the identity; found: whether it does, and is whole. */
static int inspect_object(const struct lg_records *records, const char *identity, struct lg_part_receipt *item, bool *found,
                          struct lg_error *err)
{
    struct lg_findings findings = LG_FINDINGS_INIT;
    struct lg_error opening = LG_ERROR_INIT;
    struct lg_parquet_file file;
    struct lg_blob blob;

    *found = false;
    if (lg_blob_open_object(records->plan->sink, records->sink_state, item->name, &blob, err) != LG_OK)
        return err->code;
    if (lg_parquet_open(&blob, &file, &findings, &opening) == LG_OK) {
        item->receipt.rows = file.meta.num_rows;
        if (has_identity(&file, identity) && scan_object(records, &file, &findings, item, err) == LG_OK)
            *found = findings.count == 0;
        lg_parquet_close(&file);
    }
    lg_findings_release(&findings);
    lg_blob_close(&blob);
    return err->code;
}

static int recognise(const struct lg_records *records, const struct lg_task *task, struct lg_journal *journal, struct lg_error *err)
{
    const struct lg_plan *plan = records->plan;
    struct lg_string name = LG_STRING_INIT;
    struct lg_part_receipt item = {.ordinal = task->ordinal,
                                   .part = task->part,
                                   .first_row = task->first_row,
                                   .end_row = task->first_row + task->rows,
                                   .table = (char *)(uintptr_t)plan->table[task->table].layout->table->name,
                                   .receipt = {.struct_size = sizeof(item.receipt)}};
    char identity[65];
    bool found = false;

    if (lg_plan_object_name(plan, task, &name, err) == LG_OK && lg_plan_part_identity(plan, task, identity, err) == LG_OK) {
        item.name = name.text;
        if (inspect_object(records, identity, &item, &found, err) == LG_OK && found)
            (void)lg_journal_adopt(journal, &item, err);
    }
    lg_string_release(&name);
    return err->code;
}

int lg_resume_recognise(const struct lg_records *records, const struct lg_resume *resume, struct lg_journal *journal,
                        struct lg_error *err)
{
    const struct lg_plan *plan = records->plan;

    if (plan->format != &lg_format_parquet)
        return LG_OK;
    for (int64_t k = 0; k < plan->node_parts && err->code == LG_OK; k++) {
        int64_t ordinal = plan->node + k * plan->nodes;
        struct lg_task task;

        if (resume->presence.bytes[k] < 0 || lg_journal_has(journal, ordinal))
            continue;
        lg_plan_task(plan, ordinal, &task);
        (void)recognise(records, &task, journal, err);
    }
    return err->code;
}
