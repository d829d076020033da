# SPDX-License-Identifier: Apache-2.0
"""Everything a Parquet file says about itself, compared with its bytes and with a scan of its rows.

    check_file("part-000000.parquet", "small pages")

prints a line of TAP per aspect. Each aspect is a generator of complaints, so a good file is one without any.
"""

import collections
import itertools
import math
import re
import struct
import zlib

import parquet_footer as parquet
from taptest import need, ok

pa, pc, pq = need("pyarrow", "pyarrow.compute", "pyarrow.parquet")
BOUND = 64  # text bounds are cut to this many bytes
PAGE_ROWS = 20_000
# How parquet-mr recognises a writer whose statistics it may trust: name, version, and a build in parentheses.
CREATED_BY = re.compile(r"(?P<application>\S+) version (?P<version>(\d+)\.(\d+)\.(\d+)) \(build (?P<build>[^)]+)\)")


class Chunk:
    """A column chunk with its pages and indexes, read once, and the values that a scan finds in it.

    Of a list these are its slots: the elements, and a null for each list that is empty or null. starts tells where rows begin."""

    def __init__(self, file, number, chunk, values):
        self.meta = chunk.meta_data
        self.name = f"{self.meta.path_in_schema[0]}[{number}]"
        self.type = parquet.TYPES[self.meta.type]
        self.start = file.start(chunk)
        self.pages = list(file.pages(chunk))
        self.data_pages = [page for page in self.pages if not page.is_dictionary]
        self.column_index = file.column_index(chunk)
        self.offset_index = file.offset_index(chunk)
        self.is_list = pa.types.is_list(values.type)
        self.values, self.starts = slots_of(values) if self.is_list else (physical(values), None)
        self.slots = len(self.values)
        self.max_definition = sum(parquet.REPETITIONS[element.repetition_type] != "REQUIRED" for element in file.elements(self.meta.path_in_schema))

    def slices(self):
        """The values of each data page."""
        first = 0
        for page in self.data_pages:
            yield self.values.slice(first, page.detail.num_values)
            first += page.detail.num_values


def slots_of(lists):
    """The slots of lists, and for each whether it begins a row."""
    rows = [row or [None] for row in lists.to_pylist()]
    starts = [place == 0 for row in rows for place in range(len(row))]
    return physical(pa.array([element for row in rows for element in row], lists.type.value_type)), starts


def physical(values):
    """Values as the file stores them: times as integers, text as bytes."""
    if pa.types.is_timestamp(values.type):
        return values.cast("int64")
    return values.cast("binary") if pa.types.is_string(values.type) else values


def read(path):
    file, reader = parquet.ParquetFile(path), pq.ParquetFile(path)
    groups = [reader.read_row_group(number) for number in range(reader.num_row_groups)]
    return file, [Chunk(file, number, chunk, groups[number][chunk.meta_data.path_in_schema[0]].combine_chunks())
                  for number, chunk in file.chunks()]


# ---- the whole file ----

def paths(elements):
    """The path of each column: its name, and between a list and its elements what the format wants there."""
    elements = iter(elements[1:])
    for element in elements:
        path = [element.name]
        while element.num_children is not None:
            element = next(elements)
            path.append(element.name)
        yield path


def footer(file, chunks):
    meta = file.meta
    leaves = list(paths(meta.schema))
    if sum(group.num_rows for group in meta.row_groups) != meta.num_rows:
        yield "row groups and file differ in rows"
    if meta.schema[0].num_children != len({leaf[0] for leaf in leaves}):
        yield "the root does not have all columns as children"
    if len(meta.column_orders or []) != len(leaves) or any(order.TYPE_ORDER is None for order in meta.column_orders):
        yield f"column_orders {meta.column_orders}"
    for group in meta.row_groups:
        if [chunk.meta_data.path_in_schema for chunk in group.columns] != leaves:
            yield "columns of a row group are not those of the schema"


def created_by(file, chunks):
    if not CREATED_BY.fullmatch(file.meta.created_by or ""):
        yield file.meta.created_by


def layout(file, chunks):
    """Magic, chunks, indexes and footer cover every byte once."""
    pieces = [(0, 4), (file.footer_offset, len(file.data))]
    for (_, chunk), known in zip(file.chunks(), chunks):
        found = [(known.start, known.meta.total_compressed_size), (chunk.column_index_offset, chunk.column_index_length),
                 (chunk.offset_index_offset, chunk.offset_index_length)]
        pieces += [(start, start + size) for start, size in found if start is not None]
    for before, after in itertools.pairwise(sorted(pieces)):
        if before[1] != after[0]:
            yield f"{before} is followed by {after}"


def row_groups(file, chunks):
    if len(file.meta.row_groups) > 32_767:
        yield "more than 32,767 row groups"
    for number, group in enumerate(file.meta.row_groups):
        metas = [chunk.meta_data for chunk in group.columns]
        said = (group.file_offset, group.total_byte_size, group.total_compressed_size, group.ordinal)
        real = (file.start(group.columns[0]), sum(meta.total_uncompressed_size for meta in metas),
                sum(meta.total_compressed_size for meta in metas), number)
        if said != real:
            yield f"row group {number} says {said}, is {real}"


# ---- the pages of a chunk ----

def tiling(chunk):
    """Pages follow each other from the first byte to the last, a dictionary first, and the sizes add up."""
    sizes = sum(page.size for page in chunk.pages)
    unpacked = sum(page.header_size + page.header.uncompressed_page_size for page in chunk.pages)
    if (sizes, unpacked) != (chunk.meta.total_compressed_size, chunk.meta.total_uncompressed_size):
        yield f"pages are {sizes} and {unpacked} bytes"
    if chunk.data_pages and chunk.data_pages[0].offset != chunk.meta.data_page_offset:
        yield "data_page_offset is not the first data page"
    if any(page.is_dictionary for page in chunk.pages[1:]):
        yield "a dictionary behind the first page"
    if chunk.pages and chunk.pages[0].is_dictionary != (chunk.meta.dictionary_page_offset is not None):
        yield "dictionary_page_offset is wrong"


def counts(chunk):
    said = chunk.meta.num_values, sum(page.detail.num_values for page in chunk.data_pages)
    if said != (chunk.slots, chunk.slots):
        yield f"{said} values, a scan finds {chunk.slots}"
    if any(page.detail.num_values > PAGE_ROWS for page in chunk.data_pages):
        yield f"a page of more than {PAGE_ROWS} rows"


def checksums(chunk):
    for page in chunk.pages:
        if page.header.crc is None or page.header.crc & 0xFFFFFFFF != zlib.crc32(page.body):
            yield f"page at {page.offset}: {page.header.crc}"


def encodings(chunk):
    used = collections.Counter((page.header.type, page.detail.encoding) for page in chunk.pages)
    said = {(item.page_type, item.encoding): item.count for item in chunk.meta.encoding_stats}
    if said != used:
        yield f"encoding_stats {said}, pages {dict(used)}"
    if set(chunk.meta.encodings) != {encoding for _, encoding in used} | {parquet.RLE}:
        yield f"encodings {chunk.meta.encodings}, pages {dict(used)}"
    if not set(used) <= {(parquet.DICTIONARY_PAGE, parquet.PLAIN), (parquet.DATA_PAGE, parquet.PLAIN),
                         (parquet.DATA_PAGE, parquet.RLE_DICTIONARY)}:
        yield f"not what every reader knows: {dict(used)}"


def unpacked(page, codec):
    """A page's bytes before compression, as many as the header says: a Snappy block says it too."""
    size = page.header.uncompressed_page_size
    stored = {"UNCOMPRESSED": lambda: len(page.body), "SNAPPY": parquet.Decoder(page.body).varint}.get(codec, lambda: size)()
    if stored != size:
        raise parquet.FormatError(f"page at {page.offset}: {stored} bytes, not {size}")
    if codec == "UNCOMPRESSED":
        return page.body
    body = pa.decompress(page.body, decompressed_size=size, codec=codec.lower(), asbytes=True)
    if len(body) != size:
        raise parquet.FormatError(f"page at {page.offset}: {len(body)} bytes, not {size}")
    return body


def contents(chunk):
    """Pages unpack to the size they say, and their levels count the nulls and the rows of a scan."""
    starts = iter(chunk.starts or ())
    for page, values in zip(chunk.data_pages, chunk.slices()):
        body = unpacked(page, parquet.CODECS[chunk.meta.codec])
        if chunk.is_list:
            rows = sum(itertools.islice(starts, len(values)))
            found, body = run_of(body, page.detail.num_values, 1)
            if found != [rows, len(values) - rows]:
                yield f"page at {page.offset}: repetition levels {found}, a scan finds {rows} rows"
        if chunk.max_definition > 0:
            found, body = run_of(body, page.detail.num_values, chunk.max_definition.bit_length())
            present = found[chunk.max_definition]
            if present != len(values) - values.null_count or sum(found) != len(values):
                yield f"page at {page.offset}: definition levels {found}, a scan finds {values.null_count} nulls"


def run_of(body, count, width):
    """How often each level occurs, and the bytes behind the levels."""
    length = int.from_bytes(body[:4], "little")
    found, used = parquet.levels(body[4:4 + length], count, width)
    if used != length:
        raise parquet.FormatError(f"levels of {used} bytes where {length} are told of")
    return found, body[4 + length:]


# ---- what a chunk says about its values ----

def extremes(values):
    """Smallest and largest value, None if there is none."""
    found = pc.min_max(values).as_py()
    return found["min"], found["max"]


def bound_is_right(kind, bound, value, upper):
    """Numbers are exact, zeros widened to -0.0 and +0.0; text may be cut, the upper bound then being rounded up."""
    if kind == "DOUBLE":
        wanted = math.copysign(0.0, 1 if upper else -1) if value == 0 else value
        return bound == struct.pack("<d", wanted)
    if kind != "BYTE_ARRAY" or len(value) <= BOUND:
        return parquet.plain(kind, bound) == value
    if not upper:
        return bound == value[:BOUND]
    return value < bound and len(bound) <= BOUND and bound[:-1] == value[:len(bound) - 1] and bool(bound.decode())


def bounds(kind, low, high, values):
    least, most = extremes(values)
    if low is None or high is None:
        yield f"no bounds, a scan finds {least} and {most}"
    elif not bound_is_right(kind, low, least, False):
        yield f"min {low}, a scan finds {least}"
    elif not bound_is_right(kind, high, most, True):
        yield f"max {high}, a scan finds {most}"


def statistics(chunk):
    said = chunk.meta.statistics
    if said.null_count != chunk.values.null_count:
        yield f"null_count {said.null_count}, a scan finds {chunk.values.null_count}"
    if said.max is not None or said.min is not None:
        yield "the old min and max, whose order nobody defined"
    if chunk.values.null_count == chunk.slots:
        if said.min_value is not None or said.max_value is not None:
            yield "bounds without values"
        return
    yield from bounds(chunk.type, said.min_value, said.max_value, chunk.values)
    exact = None if chunk.type == "BYTE_ARRAY" else True
    if (said.is_min_value_exact, said.is_max_value_exact) != (exact, exact):
        yield f"exact flags {said.is_min_value_exact} and {said.is_max_value_exact}"
    if said.nan_count not in (None, 0):
        yield "there are no NaNs"


def offset_index(chunk):
    first, expected, starts = 0, [], iter(chunk.starts or itertools.repeat(True))
    for page in chunk.data_pages:
        expected.append((page.offset, page.size, first))
        first += sum(itertools.islice(starts, page.detail.num_values))
    said = [(at.offset, at.compressed_page_size, at.first_row_index) for at in chunk.offset_index.page_locations]
    if said != expected:
        yield "page locations are not where the pages are"


def column_index(chunk):
    index, pages = chunk.column_index, list(chunk.slices())
    if index is None:
        yield "there is none"
        return
    nulls = [values.null_count for values in pages]
    if index.null_counts != nulls:
        yield f"null_counts {index.null_counts[:5]}, a scan finds {nulls[:5]}"
    empty = [values.null_count == len(values) for values in pages]
    if index.null_pages != empty or not len(index.min_values) == len(index.max_values) == len(pages):
        yield f"null_pages {index.null_pages[:5]}, a scan finds {empty[:5]}"
        return
    for low, high, values, is_null in zip(index.min_values, index.max_values, pages, empty):
        if is_null and low + high != b"":
            yield "bounds of a page of nulls"
        elif not is_null:
            yield from bounds(chunk.type, low, high, values)
    yield from boundary_order(chunk)


def boundary_order(chunk):
    """The order that is claimed holds; and where there is an order it is claimed, for readers profit from it."""
    index = chunk.column_index
    low, high = ([parquet.plain(chunk.type, bound) for bound, is_null in zip(found, index.null_pages) if not is_null]
                 for found in (index.min_values, index.max_values))
    orders = {parquet.ASCENDING: low == sorted(low) and high == sorted(high),
              parquet.DESCENDING: low == sorted(low, reverse=True) and high == sorted(high, reverse=True)}
    claimed = orders.get(index.boundary_order, not any(orders.values()))
    if not claimed:
        yield f"boundary_order {index.boundary_order}, is {orders}"


FILE_ASPECTS = {
    "the footer agrees with itself, column_orders included": footer,
    "created_by is a writer whose statistics parquet-mr trusts": created_by,
    "chunks, indexes and footer cover every byte once": layout,
    "row groups say their offset and sizes": row_groups,
}
CHUNK_ASPECTS = {
    "pages tile their chunk, and sizes are exact": tiling,
    "num_values of chunks and pages": counts,
    "page checksums": checksums,
    "encodings and encoding_stats": encodings,
    "pages unpack to the size they say, with the nulls of a scan": contents,
    "statistics equal a scan": statistics,
    "offset indexes tell where pages are": offset_index,
    "column indexes equal a scan of each page": column_index,
}


def complaints(aspect, *subject):
    """What an aspect complains of; that it cannot even be read is one."""
    try:
        return list(aspect(*subject))
    except (parquet.FormatError, struct.error) as error:
        return [str(error)]


def check_files(paths, what):
    """One line of TAP per aspect, for all files together; gives the files, for what else there is to ask."""
    files = [(path, *read(path)) for path in paths]
    for description, aspect in FILE_ASPECTS.items():
        found = [f"{path}: {text}" for path, file, chunks in files for text in complaints(aspect, file, chunks)]
        ok(not found, f"{what}: {description}", *found[:10])
    for description, aspect in CHUNK_ASPECTS.items():
        found = [f"{path}: {chunk.name}: {text}" for path, _, chunks in files for chunk in chunks for text in complaints(aspect, chunk)]
        ok(not found, f"{what}: {description}", *found[:10])
    return [file for _, file, _ in files]


def check_file(path, what):
    return check_files([path], what)[0]
