/* SPDX-License-Identifier: Apache-2.0 */
/* The structures of parquet.thrift, as far as they are read, and the words for their enumerations.
 *
 * Source: github.com/apache/parquet-format, src/main/thrift/parquet.thrift. Members have its names. Enumerations are int32_t: a file
 * may hold any number. */
#ifndef LG_READ_PARQUET_FORMAT_H
#define LG_READ_PARQUET_FORMAT_H

#include "read/parquet/compact.h"

enum { LG_REQUIRED = 0, LG_OPTIONAL = 1, LG_REPEATED = 2 };
#define LG_ENCODINGS 11 /* PLAIN…ALP */
enum { LG_PAGE_V1 = 0, LG_PAGE_INDEX = 1, LG_PAGE_DICT = 2, LG_PAGE_V2 = 3 };

struct lg_empty {
    uint32_t has;
};

struct lg_time_unit { /* union: 1 milliseconds, 2 microseconds, 3 nanoseconds */
    uint32_t has;
    struct lg_empty nothing; /* where structures without members go; so in all unions */
};

struct lg_decimal_type {
    uint32_t has;
    int32_t scale, precision;
};

struct lg_time_type { /* TimeType, TimestampType */
    uint32_t has;
    bool is_adjusted_to_utc;
    struct lg_time_unit unit;
};

struct lg_int_type {
    uint32_t has;
    int32_t bit_width;
    bool is_signed;
};

/* A union. */
enum {
    LG_LOGICAL_STRING = 1,
    LG_LOGICAL_MAP = 2,
    LG_LOGICAL_LIST = 3,
    LG_LOGICAL_ENUM = 4,
    LG_LOGICAL_DECIMAL = 5,
    LG_LOGICAL_DATE = 6,
    LG_LOGICAL_TIME = 7,
    LG_LOGICAL_TIMESTAMP = 8,
    LG_LOGICAL_INTEGER = 10,
    LG_LOGICAL_UNKNOWN = 11,
    LG_LOGICAL_JSON = 12,
    LG_LOGICAL_BSON = 13,
    LG_LOGICAL_UUID = 14,
    LG_LOGICAL_FLOAT16 = 15,
    LG_LOGICAL_VARIANT = 16,
    LG_LOGICAL_GEOMETRY = 17,
    LG_LOGICAL_GEOGRAPHY = 18
};

struct lg_logical_type {
    uint32_t has;
    struct lg_empty nothing;
    struct lg_decimal_type decimal;
    struct lg_time_type time, timestamp;
    struct lg_int_type integer;
};

enum {
    LG_CONVERTED_UTF8 = 0,
    LG_CONVERTED_ENUM = 4,
    LG_CONVERTED_DECIMAL = 5,
    LG_CONVERTED_DATE = 6,
    LG_CONVERTED_TIME_MILLIS = 7,
    LG_CONVERTED_TIME_MICROS = 8,
    LG_CONVERTED_TIMESTAMP_MILLIS = 9,
    LG_CONVERTED_TIMESTAMP_MICROS = 10,
    LG_CONVERTED_UINT_8 = 11,
    LG_CONVERTED_UINT_64 = 14,
    LG_CONVERTED_INT_8 = 15,
    LG_CONVERTED_INT_64 = 18,
    LG_CONVERTED_JSON = 19,
    LG_CONVERTED_BSON = 20,
    LG_CONVERTED_INTERVAL = 21
};

struct lg_schema_element {
    uint32_t has;
    int32_t type, type_length, repetition_type, num_children, converted_type, scale, precision;
    struct lg_bytes name;
    struct lg_logical_type logical_type;
};
#define LG_HAS_TYPE(element) LG_HAS(element, 1)
#define LG_HAS_CONVERTED_TYPE(element) LG_HAS(element, 6)
#define LG_HAS_LOGICAL_TYPE(element) LG_HAS(element, 10)

struct lg_statistics {
    uint32_t has;
    struct lg_bytes max, min, max_value, min_value;
    int64_t null_count, distinct_count, nan_count;
    bool is_max_value_exact, is_min_value_exact;
};
#define LG_HAS_MAX(statistics) LG_HAS(statistics, 1)
#define LG_HAS_MIN(statistics) LG_HAS(statistics, 2)
#define LG_HAS_NULL_COUNT(statistics) LG_HAS(statistics, 3)
#define LG_HAS_DISTINCT_COUNT(statistics) LG_HAS(statistics, 4)
#define LG_HAS_MAX_VALUE(statistics) LG_HAS(statistics, 5)
#define LG_HAS_MIN_VALUE(statistics) LG_HAS(statistics, 6)
#define LG_HAS_NAN_COUNT(statistics) LG_HAS(statistics, 9)

struct lg_key_value {
    uint32_t has;
    struct lg_bytes key, value;
};

struct lg_page_encoding_stats {
    uint32_t has;
    int32_t page_type, encoding, count;
};

struct lg_column_meta_data {
    uint32_t has;
    int32_t type, codec, bloom_filter_length;
    struct lg_list encodings;         /* int32_t */
    struct lg_list path_in_schema;    /* struct lg_bytes */
    int64_t num_values, total_uncompressed_size, total_compressed_size;
    int64_t data_page_offset, index_page_offset, dictionary_page_offset, bloom_filter_offset;
    struct lg_statistics statistics;
    struct lg_list encoding_stats;    /* struct lg_page_encoding_stats */
};
#define LG_HAS_DICTIONARY_PAGE(meta) (LG_HAS(meta, 11) && (meta)->dictionary_page_offset > 0)
#define LG_HAS_STATISTICS(meta) LG_HAS(meta, 12)
#define LG_HAS_ENCODING_STATS(meta) LG_HAS(meta, 13)
#define LG_HAS_BLOOM_FILTER(meta) LG_HAS(meta, 14)

struct lg_column_chunk {
    uint32_t has;
    int32_t offset_index_length, column_index_length;
    int64_t offset_index_offset, column_index_offset;
    struct lg_bytes file_path;
    struct lg_column_meta_data meta_data;
    struct lg_empty crypto_metadata;
};
#define LG_HAS_FILE_PATH(chunk) LG_HAS(chunk, 1)
#define LG_HAS_META_DATA(chunk) LG_HAS(chunk, 3)
#define LG_HAS_OFFSET_INDEX(chunk) (LG_HAS(chunk, 4) && LG_HAS(chunk, 5))
#define LG_HAS_COLUMN_INDEX(chunk) (LG_HAS(chunk, 6) && LG_HAS(chunk, 7))
#define LG_HAS_CRYPTO(chunk) LG_HAS(chunk, 8)

/* The file's row group; an encoder's is struct lg_row_group. */
struct lg_stored_group {
    uint32_t has;
    struct lg_list columns; /* struct lg_column_chunk */
    int64_t total_byte_size, num_rows, total_compressed_size;
};
#define LG_HAS_TOTAL_COMPRESSED_SIZE(group) LG_HAS(group, 6)

struct lg_encryption_algorithm { /* union: 1 AES_GCM_V1, 2 AES_GCM_CTR_V1 */
    uint32_t has;
    struct lg_empty nothing;
};

struct lg_file_meta_data {
    uint32_t has;
    int32_t version;
    int64_t num_rows;
    struct lg_list schema;      /* struct lg_schema_element */
    struct lg_list row_groups;  /* struct lg_stored_group */
    struct lg_list key_values;  /* struct lg_key_value */
    struct lg_bytes created_by;
    struct lg_encryption_algorithm encryption_algorithm;
};
#define LG_HAS_ENCRYPTION(meta) LG_HAS(meta, 8)

struct lg_file_crypto_meta_data {
    uint32_t has;
    struct lg_encryption_algorithm encryption_algorithm;
};

struct lg_data_page_header {
    uint32_t has;
    int32_t num_values, encoding, definition_level_encoding, repetition_level_encoding;
};

struct lg_dictionary_page_header {
    uint32_t has;
    int32_t num_values, encoding;
};

struct lg_data_page_header_v2 {
    uint32_t has;
    int32_t num_values, num_nulls, num_rows, encoding, definition_levels_byte_length, repetition_levels_byte_length;
};

struct lg_page_header {
    uint32_t has;
    int32_t type, uncompressed_page_size, compressed_page_size, crc;
    struct lg_data_page_header data;
    struct lg_dictionary_page_header dictionary;
    struct lg_data_page_header_v2 data_v2;
};
#define LG_HAS_CRC(header) LG_HAS(header, 4)

struct lg_page_location {
    uint32_t has;
    int32_t compressed_page_size;
    int64_t offset, first_row_index;
};

struct lg_offset_index {
    uint32_t has;
    struct lg_list page_locations; /* struct lg_page_location */
};

struct lg_column_index {
    uint32_t has;
    int32_t boundary_order;
    struct lg_list null_pages;             /* bool */
    struct lg_list min_values, max_values; /* struct lg_bytes */
    struct lg_list null_counts;            /* int64_t */
};
#define LG_HAS_NULL_COUNTS(index) LG_HAS(index, 5)

extern const struct lg_shape lg_file_meta_data_shape, lg_file_crypto_meta_data_shape, lg_page_header_shape, lg_offset_index_shape,
    lg_column_index_shape;

/* Words of the format: "INT32", "RLE_DICTIONARY", "SNAPPY"; "number N" for what is none of them. Static, but for the latter, which
 * are written to the memory given. */
#define LG_WORD 24
const char *lg_parquet_type_word(int32_t type, char memory[LG_WORD]);
const char *lg_parquet_encoding_word(int32_t encoding, char memory[LG_WORD]);
const char *lg_parquet_codec_word(int32_t codec, char memory[LG_WORD]);
bool lg_parquet_has_type(int32_t type);
bool lg_parquet_has_encoding(int32_t encoding);
bool lg_parquet_has_codec(int32_t codec);

#endif
