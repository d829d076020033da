/* SPDX-License-Identifier: Apache-2.0 */
/* Tables of parquet.thrift: field numbers and types. */
#include "read/parquet/format.h"

#include <stdio.h>

#define REQUIRED true
#define OPTIONAL false
#define SIMPLE(id, type, need, structure, member) \
    { \
        id, LG_COMPACT_##type, 0, need, offsetof(struct structure, member), #member, NULL \
    }
#define STRUCT(id, need, structure, member, shape) \
    { \
        id, LG_COMPACT_STRUCT, 0, need, offsetof(struct structure, member), #member, &shape \
    }
#define LIST(id, element, need, structure, member) \
    { \
        id, LG_COMPACT_LIST, LG_COMPACT_##element, need, offsetof(struct structure, member), #member, NULL \
    }
#define STRUCTS(id, need, structure, member, shape) \
    { \
        id, LG_COMPACT_LIST, LG_COMPACT_STRUCT, need, offsetof(struct structure, member), #member, &shape \
    }
#define END \
    { \
        0 \
    }
#define SHAPE(name, structure, ...) \
    { \
        name, sizeof(struct structure), (const struct lg_field[]){__VA_ARGS__, END} \
    }

static const struct lg_shape empty = {"Empty", sizeof(struct lg_empty), (const struct lg_field[]){END}};

/* ---- schema ---- */

/* The members of a union without members of their own: only which one is there matters. */
#define NOTHING(id, structure, member, word) \
    { \
        id, LG_COMPACT_STRUCT, 0, OPTIONAL, offsetof(struct structure, member), word, &empty \
    }

static const struct lg_shape time_unit = {"TimeUnit", sizeof(struct lg_time_unit),
                                          (const struct lg_field[]){NOTHING(1, lg_time_unit, nothing, "MILLIS"),
                                                                    NOTHING(2, lg_time_unit, nothing, "MICROS"),
                                                                    NOTHING(3, lg_time_unit, nothing, "NANOS"), END}};

static const struct lg_shape decimal_type = SHAPE("DecimalType", lg_decimal_type, SIMPLE(1, I32, REQUIRED, lg_decimal_type, scale),
                                                  SIMPLE(2, I32, REQUIRED, lg_decimal_type, precision));

static const struct lg_shape time_type = SHAPE("TimeType", lg_time_type, SIMPLE(1, BOOL, REQUIRED, lg_time_type, is_adjusted_to_utc),
                                               STRUCT(2, REQUIRED, lg_time_type, unit, time_unit));

static const struct lg_shape int_type = SHAPE("IntType", lg_int_type, SIMPLE(1, I8, REQUIRED, lg_int_type, bit_width),
                                              SIMPLE(2, BOOL, REQUIRED, lg_int_type, is_signed));

static const struct lg_shape logical_type = {
    "LogicalType", sizeof(struct lg_logical_type),
    (const struct lg_field[]){NOTHING(LG_LOGICAL_STRING, lg_logical_type, nothing, "STRING"),
                              NOTHING(LG_LOGICAL_MAP, lg_logical_type, nothing, "MAP"),
                              NOTHING(LG_LOGICAL_LIST, lg_logical_type, nothing, "LIST"),
                              NOTHING(LG_LOGICAL_ENUM, lg_logical_type, nothing, "ENUM"),
                              STRUCT(LG_LOGICAL_DECIMAL, OPTIONAL, lg_logical_type, decimal, decimal_type),
                              NOTHING(LG_LOGICAL_DATE, lg_logical_type, nothing, "DATE"),
                              STRUCT(LG_LOGICAL_TIME, OPTIONAL, lg_logical_type, time, time_type),
                              STRUCT(LG_LOGICAL_TIMESTAMP, OPTIONAL, lg_logical_type, timestamp, time_type),
                              STRUCT(LG_LOGICAL_INTEGER, OPTIONAL, lg_logical_type, integer, int_type),
                              NOTHING(LG_LOGICAL_UNKNOWN, lg_logical_type, nothing, "UNKNOWN"),
                              NOTHING(LG_LOGICAL_JSON, lg_logical_type, nothing, "JSON"),
                              NOTHING(LG_LOGICAL_BSON, lg_logical_type, nothing, "BSON"),
                              NOTHING(LG_LOGICAL_UUID, lg_logical_type, nothing, "UUID"),
                              NOTHING(LG_LOGICAL_FLOAT16, lg_logical_type, nothing, "FLOAT16"),
                              NOTHING(LG_LOGICAL_VARIANT, lg_logical_type, nothing, "VARIANT"),
                              NOTHING(LG_LOGICAL_GEOMETRY, lg_logical_type, nothing, "GEOMETRY"),
                              NOTHING(LG_LOGICAL_GEOGRAPHY, lg_logical_type, nothing, "GEOGRAPHY"), END}};

static const struct lg_shape schema_element =
    SHAPE("SchemaElement", lg_schema_element, SIMPLE(1, I32, OPTIONAL, lg_schema_element, type),
          SIMPLE(2, I32, OPTIONAL, lg_schema_element, type_length), SIMPLE(3, I32, OPTIONAL, lg_schema_element, repetition_type),
          SIMPLE(4, BINARY, REQUIRED, lg_schema_element, name), SIMPLE(5, I32, OPTIONAL, lg_schema_element, num_children),
          SIMPLE(6, I32, OPTIONAL, lg_schema_element, converted_type), SIMPLE(7, I32, OPTIONAL, lg_schema_element, scale),
          SIMPLE(8, I32, OPTIONAL, lg_schema_element, precision),
          STRUCT(10, OPTIONAL, lg_schema_element, logical_type, logical_type));

/* ---- column chunks ---- */

static const struct lg_shape statistics =
    SHAPE("Statistics", lg_statistics, SIMPLE(1, BINARY, OPTIONAL, lg_statistics, max),
          SIMPLE(2, BINARY, OPTIONAL, lg_statistics, min), SIMPLE(3, I64, OPTIONAL, lg_statistics, null_count),
          SIMPLE(4, I64, OPTIONAL, lg_statistics, distinct_count), SIMPLE(5, BINARY, OPTIONAL, lg_statistics, max_value),
          SIMPLE(6, BINARY, OPTIONAL, lg_statistics, min_value), SIMPLE(7, BOOL, OPTIONAL, lg_statistics, is_max_value_exact),
          SIMPLE(8, BOOL, OPTIONAL, lg_statistics, is_min_value_exact), SIMPLE(9, I64, OPTIONAL, lg_statistics, nan_count));

static const struct lg_shape key_value = SHAPE("KeyValue", lg_key_value, SIMPLE(1, BINARY, REQUIRED, lg_key_value, key),
                                               SIMPLE(2, BINARY, OPTIONAL, lg_key_value, value));

static const struct lg_shape page_encoding_stats =
    SHAPE("PageEncodingStats", lg_page_encoding_stats, SIMPLE(1, I32, REQUIRED, lg_page_encoding_stats, page_type),
          SIMPLE(2, I32, REQUIRED, lg_page_encoding_stats, encoding), SIMPLE(3, I32, REQUIRED, lg_page_encoding_stats, count));

static const struct lg_shape column_meta_data =
    SHAPE("ColumnMetaData", lg_column_meta_data, SIMPLE(1, I32, REQUIRED, lg_column_meta_data, type),
          LIST(2, I32, REQUIRED, lg_column_meta_data, encodings), LIST(3, BINARY, REQUIRED, lg_column_meta_data, path_in_schema),
          SIMPLE(4, I32, REQUIRED, lg_column_meta_data, codec), SIMPLE(5, I64, REQUIRED, lg_column_meta_data, num_values),
          SIMPLE(6, I64, REQUIRED, lg_column_meta_data, total_uncompressed_size),
          SIMPLE(7, I64, REQUIRED, lg_column_meta_data, total_compressed_size),
          SIMPLE(9, I64, REQUIRED, lg_column_meta_data, data_page_offset),
          SIMPLE(10, I64, OPTIONAL, lg_column_meta_data, index_page_offset),
          SIMPLE(11, I64, OPTIONAL, lg_column_meta_data, dictionary_page_offset),
          STRUCT(12, OPTIONAL, lg_column_meta_data, statistics, statistics),
          STRUCTS(13, OPTIONAL, lg_column_meta_data, encoding_stats, page_encoding_stats),
          SIMPLE(14, I64, OPTIONAL, lg_column_meta_data, bloom_filter_offset),
          SIMPLE(15, I32, OPTIONAL, lg_column_meta_data, bloom_filter_length));

static const struct lg_shape column_chunk =
    SHAPE("ColumnChunk", lg_column_chunk, SIMPLE(1, BINARY, OPTIONAL, lg_column_chunk, file_path),
          STRUCT(3, OPTIONAL, lg_column_chunk, meta_data, column_meta_data),
          SIMPLE(4, I64, OPTIONAL, lg_column_chunk, offset_index_offset),
          SIMPLE(5, I32, OPTIONAL, lg_column_chunk, offset_index_length),
          SIMPLE(6, I64, OPTIONAL, lg_column_chunk, column_index_offset),
          SIMPLE(7, I32, OPTIONAL, lg_column_chunk, column_index_length),
          STRUCT(8, OPTIONAL, lg_column_chunk, crypto_metadata, empty));

static const struct lg_shape row_group =
    SHAPE("RowGroup", lg_stored_group, STRUCTS(1, REQUIRED, lg_stored_group, columns, column_chunk),
          SIMPLE(2, I64, REQUIRED, lg_stored_group, total_byte_size), SIMPLE(3, I64, REQUIRED, lg_stored_group, num_rows),
          SIMPLE(6, I64, OPTIONAL, lg_stored_group, total_compressed_size));

/* ---- files ---- */

static const struct lg_shape encryption_algorithm = {
    "EncryptionAlgorithm", sizeof(struct lg_encryption_algorithm),
    (const struct lg_field[]){NOTHING(1, lg_encryption_algorithm, nothing, "AES_GCM_V1"),
                              NOTHING(2, lg_encryption_algorithm, nothing, "AES_GCM_CTR_V1"), END}};

const struct lg_shape lg_file_meta_data_shape =
    SHAPE("FileMetaData", lg_file_meta_data, SIMPLE(1, I32, REQUIRED, lg_file_meta_data, version),
          STRUCTS(2, REQUIRED, lg_file_meta_data, schema, schema_element), SIMPLE(3, I64, REQUIRED, lg_file_meta_data, num_rows),
          STRUCTS(4, REQUIRED, lg_file_meta_data, row_groups, row_group),
          STRUCTS(5, OPTIONAL, lg_file_meta_data, key_values, key_value),
          SIMPLE(6, BINARY, OPTIONAL, lg_file_meta_data, created_by),
          STRUCT(8, OPTIONAL, lg_file_meta_data, encryption_algorithm, encryption_algorithm));

const struct lg_shape lg_file_crypto_meta_data_shape =
    SHAPE("FileCryptoMetaData", lg_file_crypto_meta_data,
          STRUCT(1, REQUIRED, lg_file_crypto_meta_data, encryption_algorithm, encryption_algorithm));

/* ---- pages ---- */

static const struct lg_shape data_page_header =
    SHAPE("DataPageHeader", lg_data_page_header, SIMPLE(1, I32, REQUIRED, lg_data_page_header, num_values),
          SIMPLE(2, I32, REQUIRED, lg_data_page_header, encoding),
          SIMPLE(3, I32, REQUIRED, lg_data_page_header, definition_level_encoding),
          SIMPLE(4, I32, REQUIRED, lg_data_page_header, repetition_level_encoding));

static const struct lg_shape dictionary_page_header =
    SHAPE("DictionaryPageHeader", lg_dictionary_page_header, SIMPLE(1, I32, REQUIRED, lg_dictionary_page_header, num_values),
          SIMPLE(2, I32, REQUIRED, lg_dictionary_page_header, encoding));

static const struct lg_shape data_page_header_v2 =
    SHAPE("DataPageHeaderV2", lg_data_page_header_v2, SIMPLE(1, I32, REQUIRED, lg_data_page_header_v2, num_values),
          SIMPLE(2, I32, REQUIRED, lg_data_page_header_v2, num_nulls), SIMPLE(3, I32, REQUIRED, lg_data_page_header_v2, num_rows),
          SIMPLE(4, I32, REQUIRED, lg_data_page_header_v2, encoding),
          SIMPLE(5, I32, REQUIRED, lg_data_page_header_v2, definition_levels_byte_length),
          SIMPLE(6, I32, REQUIRED, lg_data_page_header_v2, repetition_levels_byte_length));

const struct lg_shape lg_page_header_shape =
    SHAPE("PageHeader", lg_page_header, SIMPLE(1, I32, REQUIRED, lg_page_header, type),
          SIMPLE(2, I32, REQUIRED, lg_page_header, uncompressed_page_size),
          SIMPLE(3, I32, REQUIRED, lg_page_header, compressed_page_size), SIMPLE(4, I32, OPTIONAL, lg_page_header, crc),
          STRUCT(5, OPTIONAL, lg_page_header, data, data_page_header),
          STRUCT(7, OPTIONAL, lg_page_header, dictionary, dictionary_page_header),
          STRUCT(8, OPTIONAL, lg_page_header, data_v2, data_page_header_v2));

/* ---- page indexes ---- */

static const struct lg_shape page_location =
    SHAPE("PageLocation", lg_page_location, SIMPLE(1, I64, REQUIRED, lg_page_location, offset),
          SIMPLE(2, I32, REQUIRED, lg_page_location, compressed_page_size),
          SIMPLE(3, I64, REQUIRED, lg_page_location, first_row_index));

const struct lg_shape lg_offset_index_shape =
    SHAPE("OffsetIndex", lg_offset_index, STRUCTS(1, REQUIRED, lg_offset_index, page_locations, page_location));

const struct lg_shape lg_column_index_shape =
    SHAPE("ColumnIndex", lg_column_index, LIST(1, BOOL, REQUIRED, lg_column_index, null_pages),
          LIST(2, BINARY, REQUIRED, lg_column_index, min_values), LIST(3, BINARY, REQUIRED, lg_column_index, max_values),
          SIMPLE(4, I32, REQUIRED, lg_column_index, boundary_order), LIST(5, I64, OPTIONAL, lg_column_index, null_counts));

/* ---- words ---- */

static const char *const types[] = {"BOOLEAN", "INT32", "INT64", "INT96", "FLOAT", "DOUBLE", "BYTE_ARRAY", "FIXED_LEN_BYTE_ARRAY"};
static const char *const encodings[] = {"PLAIN",
                                        NULL,
                                        "PLAIN_DICTIONARY",
                                        "RLE",
                                        "BIT_PACKED",
                                        "DELTA_BINARY_PACKED",
                                        "DELTA_LENGTH_BYTE_ARRAY",
                                        "DELTA_BYTE_ARRAY",
                                        "RLE_DICTIONARY",
                                        "BYTE_STREAM_SPLIT",
                                        "ALP"};
static const char *const codecs[] = {"UNCOMPRESSED", "SNAPPY", "GZIP", "LZO", "BROTLI", "LZ4", "ZSTD", "LZ4_RAW"};

#define FIND(words, number) \
    ((number) >= 0 && (size_t)(number) < sizeof(words) / sizeof((words)[0]) ? (words)[number] : NULL)

static const char *word_or_number(const char *word, int32_t number, char memory[LG_WORD])
{
    if (word)
        return word;
    (void)snprintf(memory, LG_WORD, "number %d", (int)number);
    return memory;
}

const char *lg_parquet_type_word(int32_t type, char memory[LG_WORD])
{
    return word_or_number(FIND(types, type), type, memory);
}

const char *lg_parquet_encoding_word(int32_t encoding, char memory[LG_WORD])
{
    return word_or_number(FIND(encodings, encoding), encoding, memory);
}

const char *lg_parquet_codec_word(int32_t codec, char memory[LG_WORD])
{
    return word_or_number(FIND(codecs, codec), codec, memory);
}

bool lg_parquet_has_type(int32_t type)
{
    return FIND(types, type) != NULL;
}

bool lg_parquet_has_encoding(int32_t encoding)
{
    return FIND(encodings, encoding) != NULL;
}

bool lg_parquet_has_codec(int32_t codec)
{
    return FIND(codecs, codec) != NULL;
}
