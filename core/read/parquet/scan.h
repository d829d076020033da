/* SPDX-License-Identifier: Apache-2.0 */
/* Scans a Parquet file: walks all its pages, checks their CRCs, and holds what it sees against the footer.
 *
 * Life cycle: lg_parquet_scan_new(); then either lg_parquet_scan_feed() with all bytes of the file in order, for who reads them
 * anyway, and lg_parquet_scan_end(), or lg_parquet_scan_file(); reading; lg_parquet_scan_free(). One thread.
 *
 * Every single-bit flip inside a page of a file of ours is found: in the body by its CRC; in the header because all that it says
 * is also said in the footer (sizes, values, encodings by count), or must be so. */
#ifndef LG_READ_PARQUET_SCAN_H
#define LG_READ_PARQUET_SCAN_H

#include "read/parquet/file.h"

/* What the pages of a column chunk were seen to be. */
struct lg_chunk_scan {
    int64_t pages, dictionary_pages;
    int64_t crc_right, crc_wrong, crc_none;
    int64_t values, nulls, rows; /* of data pages; nulls and rows: of V2 pages */
    int64_t size, uncompressed;  /* with headers */
    int64_t first_data_page, first_dictionary_page; /* offsets; -1: none */
    int64_t pages_with[LG_ENCODINGS + 1]; /* data pages by encoding; the last: those that Parquet does not have */
    uint64_t places;             /* a hash over offset, size and first row of all data pages */
    bool has_v1, has_v2;
    bool is_broken;              /* its pages could not be walked to the end */
    bool is_skipped;             /* they are not in this file, or overlap others */
};

struct lg_parquet_scan;

/* file and findings are borrowed. */
int lg_parquet_scan_new(const struct lg_parquet_file *file, struct lg_findings *findings, struct lg_parquet_scan **scan,
                        struct lg_error *err);
void lg_parquet_scan_free(struct lg_parquet_scan *scan);

/* The next bytes of the file. Errors are only those of this machine: what is wrong with the bytes is a finding. */
int lg_parquet_scan_feed(struct lg_parquet_scan *scan, const void *bytes, size_t size, struct lg_error *err);

/* Reads the whole file and feeds it. */
int lg_parquet_scan_file(struct lg_parquet_scan *scan, struct lg_error *err);

/* Behind the last byte: holds what was seen against the footer. */
void lg_parquet_scan_end(struct lg_parquet_scan *scan);

/* A row number, or 0 where rows and values differ, enters the hash of a page's place. */
uint64_t lg_parquet_add_place(const struct lg_leaf *leaf, uint64_t places, int64_t offset, int64_t size, int64_t first_row);

const struct lg_chunk_scan *lg_parquet_scan_chunk(const struct lg_parquet_scan *scan, uint32_t group, uint32_t leaf);

#endif
