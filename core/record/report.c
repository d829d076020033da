/* SPDX-License-Identifier: Apache-2.0 */
/* Reports as JSON. */
#include "record/report.h"

#include "config.h"

#include "base/machine.h"
#include "record/document.h"

#include <stdlib.h>
#include <string.h>

void lg_failures_add(struct lg_failures *failures, int64_t ordinal, const char *message)
{
    failures->count++;
    if (!failures->item)
        failures->item = calloc(LG_FAILURES_KEPT, sizeof(*failures->item));
    if (!failures->item || failures->kept == LG_FAILURES_KEPT)
        return;
    failures->item[failures->kept] = (struct lg_failure){ordinal, strdup(message)};
    failures->kept += failures->item[failures->kept].message != NULL;
}

void lg_failures_release(struct lg_failures *failures)
{
    for (size_t i = 0; i < failures->kept; i++)
        free(failures->item[i].message);
    free(failures->item);
    *failures = (struct lg_failures){0};
}

static void put_amount(struct lg_json *json, const char *key, const struct lg_amount *amount)
{
    lg_json_open(json, key, '{');
    lg_json_int(json, "objects", amount->objects);
    lg_json_int(json, "rows", amount->rows);
    lg_json_int(json, "bytes", amount->bytes);
    lg_json_close(json, '}');
}

static void put_time(struct lg_json *json, const char *key, int64_t microseconds)
{
    char text[LG_CLOCK_TEXT];

    lg_clock_text(microseconds, text);
    lg_json_text(json, key, text);
}

static int64_t per_second(int64_t amount, int64_t elapsed_ns)
{
    return elapsed_ns > 0 ? (int64_t)((double)amount * 1e9 / (double)elapsed_ns) : 0;
}

static void put_failures(struct lg_json *json, const struct lg_failures *failures)
{
    lg_json_int(json, "failed_parts", failures->count);
    lg_json_open(json, "failures", '[');
    for (size_t i = 0; i < failures->kept; i++) {
        lg_json_open(json, NULL, '{');
        lg_json_int(json, "ordinal", failures->item[i].ordinal);
        lg_json_text(json, "error", failures->item[i].message);
        lg_json_close(json, '}');
    }
    lg_json_close(json, ']');
}

static void put_report(const struct lg_plan *plan, const struct lg_report *report, struct lg_json *json)
{
    lg_json_open(json, NULL, '{');
    lg_json_int(json, "version", LG_RECORD_VERSION);
    lg_json_text(json, "lakegen", PACKAGE_VERSION);
    lg_json_text(json, "run", plan->run_id);
    lg_json_text(json, "identity_hash", plan->hash);
    lg_json_int(json, "node", plan->node);
    lg_json_int(json, "nodes", plan->nodes);
    lg_json_text(json, "schema", plan->schema->base.name);
    lg_json_text(json, "format", plan->format->name);
    lg_json_text(json, "sink", plan->sink->base.name);
    put_time(json, "started_at", report->started);
    put_time(json, "ended_at", report->ended);
    lg_json_int(json, "elapsed_ms", report->elapsed_ns / 1000000);
    lg_json_text(json, "ended_by", lg_ending_word(report->ending));
    lg_json_text(json, "error", report->error->code == LG_OK ? NULL : report->error->message);
    lg_json_bool(json, "node_is_complete", report->ending == LG_ENDED_COMPLETE);
    lg_json_bool(json, "run_is_complete", report->run_is_complete);
    put_amount(json, "written", &report->written);
    put_amount(json, "found_done", &report->adopted);
    lg_json_int(json, "planned_objects", plan->sure.node_parts);
    put_failures(json, report->failures);
    lg_json_int(json, "rows_per_second", per_second(report->written.rows, report->elapsed_ns));
    lg_json_int(json, "bytes_per_second", per_second(report->written.bytes, report->elapsed_ns));
    lg_json_int(json, "threads", plan->threads);
    lg_json_int(json, "memory_bound_bytes", plan->memory);
    lg_json_int(json, "peak_memory_bytes", lg_machine_peak_memory());
    lg_json_close(json, '}');
}

int lg_report_publish(const struct lg_records *records, const struct lg_report *report, struct lg_error *err)
{
    const struct lg_plan *plan = records->plan;
    struct lg_string name = LG_STRING_INIT, text = LG_STRING_INIT;
    char record[LG_RECORD_NAME];
    struct lg_json json;

    lg_json_init(&json, &text, true);
    put_report(plan, report, &json);
    lg_record_name(LG_RECORD_REPORT, plan->node, plan->nodes, 0, record);
    if (lg_place_name(&records->final, plan->run_id, record, &name, err) == LG_OK)
        (void)lg_place_publish(&records->final, name.text, &text, false, err);
    lg_string_release(&name);
    lg_string_release(&text);
    return err->code;
}
