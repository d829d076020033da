# SPDX-License-Identifier: Apache-2.0
"""Reads what a Parquet file says about itself: footer, page headers, column and offset indexes, from the format alone.

    file = ParquetFile("part-000000.parquet")
    file.meta.row_groups[0].columns[3].meta_data.statistics.null_count
    for page in file.pages(chunk): page.header.crc, page.body

A Thrift compact decoder that is stricter than readers are: a field that the format does not know, of another wire type than
declared, or missing though required is an error. Fields that are absent are None.
"""

import mmap
import struct
import types

# parquet.thrift: the name of a struct, then its fields as "id:name:type", with ! for required; [x] is a list of x.
FORMAT = """
FileMetaData 1:version:i32! 2:schema:[SchemaElement]! 3:num_rows:i64! 4:row_groups:[RowGroup]!
    5:key_value_metadata:[KeyValue] 6:created_by:text 7:column_orders:[ColumnOrder]
SchemaElement 1:type:i32 2:type_length:i32 3:repetition_type:i32 4:name:text! 5:num_children:i32 6:converted_type:i32
    7:scale:i32 8:precision:i32 9:field_id:i32 10:logicalType:LogicalType
LogicalType 1:STRING:Empty 3:LIST:Empty 5:DECIMAL:DecimalType 6:DATE:Empty 8:TIMESTAMP:TimestampType 10:INTEGER:IntType
DecimalType 1:scale:i32! 2:precision:i32!
TimestampType 1:isAdjustedToUTC:bool! 2:unit:TimeUnit!
TimeUnit 1:MILLIS:Empty 2:MICROS:Empty 3:NANOS:Empty
IntType 1:bitWidth:i8! 2:isSigned:bool!
Empty
KeyValue 1:key:text! 2:value:text
ColumnOrder 1:TYPE_ORDER:Empty
RowGroup 1:columns:[ColumnChunk]! 2:total_byte_size:i64! 3:num_rows:i64! 4:sorting_columns:[SortingColumn]
    5:file_offset:i64 6:total_compressed_size:i64 7:ordinal:i16
SortingColumn 1:column_idx:i32! 2:descending:bool! 3:nulls_first:bool!
ColumnChunk 1:file_path:text 2:file_offset:i64! 3:meta_data:ColumnMetaData 4:offset_index_offset:i64
    5:offset_index_length:i32 6:column_index_offset:i64 7:column_index_length:i32
ColumnMetaData 1:type:i32! 2:encodings:[i32]! 3:path_in_schema:[text]! 4:codec:i32! 5:num_values:i64!
    6:total_uncompressed_size:i64! 7:total_compressed_size:i64! 8:key_value_metadata:[KeyValue] 9:data_page_offset:i64!
    10:index_page_offset:i64 11:dictionary_page_offset:i64 12:statistics:Statistics 13:encoding_stats:[PageEncodingStats]
    14:bloom_filter_offset:i64 15:bloom_filter_length:i32 16:size_statistics:SizeStatistics
Statistics 1:max:binary 2:min:binary 3:null_count:i64 4:distinct_count:i64 5:max_value:binary 6:min_value:binary
    7:is_max_value_exact:bool 8:is_min_value_exact:bool 9:nan_count:i64
SizeStatistics 1:unencoded_byte_array_data_bytes:i64 2:repetition_level_histogram:[i64] 3:definition_level_histogram:[i64]
PageEncodingStats 1:page_type:i32! 2:encoding:i32! 3:count:i32!
PageHeader 1:type:i32! 2:uncompressed_page_size:i32! 3:compressed_page_size:i32! 4:crc:i32
    5:data_page_header:DataPageHeader 7:dictionary_page_header:DictionaryPageHeader 8:data_page_header_v2:DataPageHeaderV2
DataPageHeader 1:num_values:i32! 2:encoding:i32! 3:definition_level_encoding:i32! 4:repetition_level_encoding:i32!
    5:statistics:Statistics
DictionaryPageHeader 1:num_values:i32! 2:encoding:i32! 3:is_sorted:bool
DataPageHeaderV2 1:num_values:i32! 2:num_nulls:i32! 3:num_rows:i32! 4:encoding:i32! 5:definition_levels_byte_length:i32!
    6:repetition_levels_byte_length:i32! 7:is_compressed:bool 8:statistics:Statistics
OffsetIndex 1:page_locations:[PageLocation]! 2:unencoded_byte_array_data_bytes:[i64]
PageLocation 1:offset:i64! 2:compressed_page_size:i32! 3:first_row_index:i64!
ColumnIndex 1:null_pages:[bool]! 2:min_values:[binary]! 3:max_values:[binary]! 4:boundary_order:i32! 5:null_counts:[i64]
    6:repetition_level_histograms:[i64] 7:definition_level_histograms:[i64] 8:nan_counts:[i64]
"""
WIRE = {"bool": 2, "i8": 3, "i16": 4, "i32": 5, "i64": 6, "binary": 8, "text": 8}

TYPES = ["BOOLEAN", "INT32", "INT64", "INT96", "FLOAT", "DOUBLE", "BYTE_ARRAY", "FIXED_LEN_BYTE_ARRAY"]
REPETITIONS = ["REQUIRED", "OPTIONAL", "REPEATED"]
CONVERTED = {0: "UTF8", 6: "DATE", 9: "TIMESTAMP_MILLIS", 10: "TIMESTAMP_MICROS", 17: "INT_32", 18: "INT_64"}
CODECS = ["UNCOMPRESSED", "SNAPPY", "GZIP", "LZO", "BROTLI", "LZ4", "ZSTD", "LZ4_RAW"]
PLAIN, RLE, RLE_DICTIONARY = 0, 3, 8
DATA_PAGE, DICTIONARY_PAGE, DATA_PAGE_V2 = 0, 2, 3
UNORDERED, ASCENDING, DESCENDING = 0, 1, 2
FORMS = {"BOOLEAN": "<?", "INT32": "<i", "INT64": "<q", "FLOAT": "<f", "DOUBLE": "<d"}


def structs(text):
    """Struct name to field number to (name, type, required)."""
    found, fields = {}, None
    for word in text.split():
        if ":" not in word:
            fields = found[word] = {}
        else:
            number, name, kind = word.rstrip("!").split(":")
            fields[int(number)] = name, kind, word.endswith("!")
    return found


STRUCTS = structs(FORMAT)


class FormatError(Exception):
    """The bytes are not what parquet.thrift allows."""


class Decoder:
    """Thrift's compact protocol."""

    def __init__(self, data, position=0):
        self.data = data
        self.position = position

    def byte(self):
        if self.position >= len(self.data):
            raise FormatError("the data end in the middle of a value")
        self.position += 1
        return self.data[self.position - 1]

    def varint(self):
        result = shift = 0
        while True:
            byte = self.byte()
            result |= (byte & 0x7F) << shift
            if byte < 0x80:
                return result
            shift += 7

    def integer(self):
        value = self.varint()
        return (value >> 1) ^ -(value & 1)

    def binary(self):
        size = self.varint()
        self.position += size
        return bytes(self.data[self.position - size:self.position])

    def value(self, kind, wire):
        """A value of a declared type; wire is the type that the data announce."""
        if kind.startswith("["):
            return self.list(kind[1:-1], wire)
        if kind not in WIRE:
            expect(wire, 12, kind)
            return self.struct(kind)
        if kind == "bool":
            expect(wire in (1, 2), True, kind)
            return wire == 1
        expect(wire, WIRE[kind], kind)
        if kind == "text":
            return self.binary().decode()
        return {"binary": self.binary, "i8": self.byte}.get(kind, self.integer)()

    def list(self, kind, wire):
        expect(wire, 9, kind)
        head = self.byte()
        size = head >> 4 if head >> 4 < 15 else self.varint()
        if kind == "bool":
            return [self.byte() == 1 for _ in range(size)]
        return [self.value(kind, head & 15) for _ in range(size)]

    def struct(self, name):
        fields = STRUCTS[name]
        result = types.SimpleNamespace(**{field: None for field, _, _ in fields.values()})
        number = 0
        while head := self.byte():
            number = number + (head >> 4) if head >> 4 else self.integer()
            if number not in fields:
                raise FormatError(f"{name} has a field {number}")
            field, kind, _ = fields[number]
            setattr(result, field, self.value(kind, head & 15))
        for field, _, required in fields.values():
            if required and getattr(result, field) is None:
                raise FormatError(f"{name} lacks {field}")
        return result


def expect(got, wanted, what):
    if got != wanted:
        raise FormatError(f"{what}: wire type {got}, expected {wanted}")


def plain(kind, data):
    """A bound in PLAIN encoding, as Python sees it; text as bytes."""
    return struct.unpack(FORMS[kind], data)[0] if kind in FORMS else data


class Page:
    """One page as it is stored: where, its header, the header's length, and the bytes behind it."""

    def __init__(self, data, offset):
        decoder = Decoder(data, offset)
        self.offset = offset
        self.header = decoder.struct("PageHeader")
        self.header_size = decoder.position - offset
        self.body = data[decoder.position:decoder.position + self.header.compressed_page_size]
        self.size = self.header_size + self.header.compressed_page_size

    @property
    def detail(self):
        return self.header.data_page_header or self.header.data_page_header_v2 or self.header.dictionary_page_header

    @property
    def is_dictionary(self):
        return self.header.type == DICTIONARY_PAGE


class ParquetFile:
    def __init__(self, path):
        with open(path, "rb") as file:
            self.data = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        if self.data[:4] != b"PAR1" or self.data[-4:] != b"PAR1":
            raise FormatError("no magic at the start or end")
        size = int.from_bytes(self.data[-8:-4], "little")
        self.footer_offset = len(self.data) - 8 - size
        decoder = Decoder(self.data, self.footer_offset)
        self.meta = decoder.struct("FileMetaData")
        if decoder.position != len(self.data) - 8:
            raise FormatError("the footer is shorter than its length says")

    def chunks(self):
        """Row group number and column chunk, in the order of the footer."""
        for number, group in enumerate(self.meta.row_groups):
            for chunk in group.columns:
                yield number, chunk

    def elements(self, path):
        """The schema's elements on the way to a column."""
        names = iter(path)
        wanted, found = next(names), []
        for element in self.meta.schema[1:]:
            if element.name == wanted:
                found.append(element)
                wanted = next(names, None)
        return found

    def start(self, chunk):
        return chunk.meta_data.dictionary_page_offset or chunk.meta_data.data_page_offset

    def pages(self, chunk):
        """The pages of a chunk, from its first byte until its size is used up."""
        position = self.start(chunk)
        end = position + chunk.meta_data.total_compressed_size
        while position < end:
            page = Page(self.data, position)
            yield page
            position += page.size

    def index(self, name, offset, length):
        if offset is None:
            return None
        decoder = Decoder(self.data, offset)
        result = decoder.struct(name)
        if decoder.position != offset + length:
            raise FormatError(f"{name} is not as long as the footer says")
        return result

    def column_index(self, chunk):
        return self.index("ColumnIndex", chunk.column_index_offset, chunk.column_index_length)

    def offset_index(self, chunk):
        return self.index("OffsetIndex", chunk.offset_index_offset, chunk.offset_index_length)


def levels(data, count, width=1):
    """RLE and bit-packed hybrid: counts how often each level occurs, and gives that with the bytes used."""
    decoder, found, left = Decoder(data), [0] * (1 << width), count
    while left > 0:
        head = decoder.varint()
        if head & 1:
            taken = min(left, (head >> 1) * 8)
            bits = int.from_bytes(data[decoder.position:decoder.position + (head >> 1) * width], "little")
            decoder.position += (head >> 1) * width
            if width == 1:  # most columns: counted at once
                ones = (bits & ((1 << taken) - 1)).bit_count()
                found[1] += ones
                found[0] += taken - ones
            else:
                for place in range(taken):
                    found[bits >> place * width & ((1 << width) - 1)] += 1
        else:
            taken = head >> 1
            found[decoder.byte()] += taken
        left -= taken
    if left < 0:
        raise FormatError("a run of levels is longer than the page")
    return found, decoder.position
