# SPDX-License-Identifier: Apache-2.0
"""The checks of Parquet files themselves: each of them complains when what it checks is made wrong."""

import os

import parquet_checks as checks
from taptest import done, lakegen, ok, workdir

path = os.path.join(workdir(), "out")
lakegen("--schema", "customer360", "--rows", "5000", "--payload-kb", "1", "--page-size", "64kb", "--output", path, "--quiet")
COLUMN = {"integer": 0, "choice": 8, "nulls": 9, "amount": 11, "payload": 40}


def complains(aspect, description, column, spoil):
    """The aspect is satisfied with a fresh chunk, and not with a spoilt one."""
    _, chunks = checks.read(os.path.join(path, "part-000000.parquet"))
    chunk = chunks[COLUMN[column]]
    before = checks.complaints(aspect, chunk)
    spoil(chunk)
    after = checks.complaints(aspect, chunk)
    ok(after and not before, f"{aspect.__name__}: {description} is noticed", *before)


def spoil_file(aspect, description, spoil):
    file, chunks = checks.read(os.path.join(path, "part-000000.parquet"))
    before = checks.complaints(aspect, file, chunks)
    spoil(file, chunks)
    after = checks.complaints(aspect, file, chunks)
    ok(after and not before, f"{aspect.__name__}: {description} is noticed", *before)


def flip(chunk):
    body = bytearray(chunk.pages[-1].body)
    body[len(body) // 2] ^= 1
    chunk.pages[-1].body = bytes(body)


def assign(get, name, change):
    """Replaces one thing that a chunk says by what change makes of it."""
    def spoil(chunk):
        owner = get(chunk)
        setattr(owner, name, change(getattr(owner, name)))
    return spoil


def item(get, position, change):
    def spoil(chunk):
        values = get(chunk)
        values[position] = change(values[position])
    return spoil


def more(value):
    return value + 1


def itself(chunk):
    return chunk


def meta(chunk):
    return chunk.meta


def stats(chunk):
    return chunk.meta.statistics


spoil_file(checks.footer, "a wrong number of rows", lambda file, _: setattr(file.meta, "num_rows", 5001))
spoil_file(checks.footer, "a missing column order", lambda file, _: file.meta.column_orders.pop())
spoil_file(checks.created_by, "a name without a version", lambda file, _: setattr(file.meta, "created_by", "lakegen"))
spoil_file(checks.layout, "a chunk that is a byte longer",
           lambda _, chunks: assign(meta, "total_compressed_size", more)(chunks[3]))
spoil_file(checks.row_groups, "a wrong total", lambda file, _: setattr(file.meta.row_groups[0], "total_byte_size", 1))
complains(checks.tiling, "a wrong size", "integer", assign(meta, "total_uncompressed_size", more))
complains(checks.tiling, "a wrong first page", "choice", assign(meta, "data_page_offset", more))
complains(checks.counts, "a wrong number of values", "nulls", assign(meta, "num_values", more))
complains(checks.checksums, "a flipped bit", "payload", flip)
complains(checks.checksums, "an absent checksum", "integer", assign(lambda chunk: chunk.pages[0].header, "crc", lambda _: None))
complains(checks.encodings, "a wrong page count", "choice", assign(lambda chunk: chunk.meta.encoding_stats[1], "count", more))
complains(checks.encodings, "an encoding that is not there", "integer", assign(meta, "encodings", lambda old: old + [8]))
complains(checks.contents, "a page with more values than levels", "nulls",
          assign(lambda chunk: chunk.pages[0].detail, "num_values", more))
complains(checks.contents, "a null that a scan does not find", "nulls", assign(itself, "values", lambda old: old.fill_null(b"")))
complains(checks.contents, "a wrong unpacked size", "integer",
          assign(lambda chunk: chunk.pages[0].header, "uncompressed_page_size", more))
complains(checks.statistics, "a wrong null_count", "nulls", assign(stats, "null_count", more))
complains(checks.statistics, "a widened minimum", "integer", assign(stats, "min_value", lambda _: b"\xff" * 8))
complains(checks.statistics, "a zero that is not widened", "amount", assign(stats, "min_value", lambda _: bytes(8)))
complains(checks.statistics, "a text bound that is too low", "payload", assign(stats, "max_value", lambda old: old[:-1]))
complains(checks.statistics, "an exact flag on text", "choice", assign(stats, "is_min_value_exact", lambda _: True))
complains(checks.offset_index, "a page that is elsewhere", "payload",
          assign(lambda chunk: chunk.offset_index.page_locations[1], "offset", more))
complains(checks.offset_index, "a wrong first row", "payload",
          assign(lambda chunk: chunk.offset_index.page_locations[1], "first_row_index", more))
complains(checks.column_index, "a wrong null count of a page", "nulls",
          item(lambda chunk: chunk.column_index.null_counts, 0, more))
complains(checks.column_index, "bounds of another page", "payload",
          item(lambda chunk: chunk.column_index.max_values, 1, lambda _: b"0"))
complains(checks.column_index, "a claimed order that does not hold", "payload",
          assign(lambda chunk: chunk.column_index, "boundary_order", lambda _: 1))
complains(checks.column_index, "a page of nulls that is none", "nulls",
          item(lambda chunk: chunk.column_index.null_pages, 0, lambda _: True))
done()
