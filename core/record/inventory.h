/* SPDX-License-Identifier: Apache-2.0 */
/* The inventory: which records of which runs lie at a place. One listing, taken apart by name.
 *
 * Life cycle: LG_INVENTORY_INIT, lg_inventory_read() for each place, reading, lg_inventory_release(). */
#ifndef LG_RECORD_INVENTORY_H
#define LG_RECORD_INVENTORY_H

#include "record/place.h"

enum lg_record_kind {
    LG_RECORD_PLAN,       /* plan.json */
    LG_RECORD_MANIFEST,   /* manifest.json */
    LG_RECORD_NODE,       /* node-<i>-of-<n>.json */
    LG_RECORD_REPORT,     /* report-<i>-of-<n>.json */
    LG_RECORD_LOCK,       /* node-<i>-of-<n>.lock */
    LG_RECORD_CHECKPOINT, /* checkpoint-<i>-of-<n>.<0 or 1>.json */
    LG_RECORD_RECEIPTS,   /* receipts-<i>-of-<n>.<segment>.jsonl */
    LG_RECORD_WITHDRAWN,  /* withdrawn-<digest>.json */
    LG_RECORD_OTHER       /* not one of ours */
};

struct lg_record_entry {
    const struct lg_place *place;
    char *name;           /* whole, owned */
    char run[65];
    enum lg_record_kind kind;
    uint32_t node, nodes; /* of those that have them */
    int64_t number;       /* slot or segment */
    int64_t age_ms;       /* -1: unknown */
};

struct lg_inventory {
    struct lg_record_entry *item; /* owned, sorted by name */
    size_t count, capacity;
};

#define LG_INVENTORY_INIT \
    { \
        NULL, 0, 0 \
    }

/* Adds what lies at the place; run: of this run only, NULL: of all. */
int lg_inventory_read(struct lg_inventory *inventory, const struct lg_place *place, const char *run, struct lg_error *err);
void lg_inventory_release(struct lg_inventory *inventory);

/* The first of a kind of a run, or NULL; also the next one behind an entry. */
const struct lg_record_entry *lg_inventory_find(const struct lg_inventory *inventory, const char *run, enum lg_record_kind kind);
const struct lg_record_entry *lg_inventory_next(const struct lg_inventory *inventory, const struct lg_record_entry *entry);

/* The record's name of a kind of node: "node-0-of-1.json". number: for checkpoints and receipts. */
#define LG_RECORD_NAME 80
void lg_record_name(enum lg_record_kind kind, uint32_t node, uint32_t nodes, int64_t number, char name[LG_RECORD_NAME]);

#endif
