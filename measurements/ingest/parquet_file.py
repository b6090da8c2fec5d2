"""A Parquet file → rows of text, as the same table would stand in a CSV file.

A Parquet file can say in few bytes that it holds enormous amounts. So what it says of itself is
checked first: its schema, its rows times columns, and the size of its pages as the reader would
unpack them. Only then are values read, one batch at a time.
"""

import re
import struct
from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from measurements.ingest import limits
from measurements.ingest.faults import FileRefused, refuse
from measurements.ingest.parquet_pages import Contents, contents, unpacked_sizes
from measurements.ingest.personal_data import holds_cpr, holds_cpr_in_markup
from measurements.ingest.sheet import Sheet, too_large, too_many_cells
from measurements.ingest.thrift import DamagedThrift

PARQUET = b"PAR1"
DAMAGED = "unreadable_parquet"

ROWS_PER_BATCH = 5_000

# What a time says although it is a whole second, or a whole day.
_NO_TIME = re.compile(r"(?: 00:00:00)?\.0+$| 00:00:00$")
_EXTENSION = b"ARROW:extension:name"


def read_parquet(path: Path) -> Sheet:
    """The rows of the file, or FileRefused if its schema is no plain table of decent size."""
    footer = _footer(path)
    held = _contents(footer)
    _check_amount(held)
    file = _opened(path)
    schema = file.schema_arrow
    _check_schema(schema)
    _check_pages(path, held)
    suspicious = holds_cpr_in_markup(footer.decode("latin-1")) or _notes_hold_cpr(schema)
    return Sheet(
        format="parquet", heading=list(schema.names), rows=_rows(file), suspicious=suspicious
    )


def _footer(path: Path) -> bytes:
    """Schema, statistics and notes as they stand at the end of the file."""
    with path.open("rb") as file:
        size = file.seek(0, 2)
        if size < 3 * len(PARQUET):
            raise refuse(DAMAGED)
        file.seek(-8, 2)
        length, magic = struct.unpack("<I4s", file.read(8))
        if magic != PARQUET or length + 12 > size:
            raise refuse(DAMAGED)
        if length > limits.MOST_FOOTER_BYTES:
            raise too_large(length, limits.MOST_FOOTER_BYTES)
        file.seek(-8 - length, 2)
        return file.read(length)


def _opened(path: Path) -> pq.ParquetFile:
    try:
        return pq.ParquetFile(
            path,
            memory_map=True,
            pre_buffer=False,
            thrift_string_size_limit=limits.MOST_FOOTER_BYTES,
            thrift_container_size_limit=limits.MOST_ROW_GROUPS * limits.MOST_COLUMNS,
            arrow_extensions_enabled=False,
        )
    except Exception as error:  # a damaged footer breaks in more ways than pyarrow names
        raise refuse(DAMAGED) from error


def _notes_hold_cpr(schema: pa.Schema) -> bool:
    """What programs note beside a table and its columns; pandas puts names there."""
    notes = [schema.metadata, *(field.metadata for field in schema)]
    return any(
        holds_cpr_in_markup((key + b" " + value).decode("latin-1"))
        for note in notes
        for key, value in (note or {}).items()
    )


# --- what the file says of itself


def _check_schema(schema: pa.Schema) -> None:
    if len(schema) > limits.MOST_COLUMNS:
        raise refuse("too_many_columns", count=len(schema), limit=limits.MOST_COLUMNS)
    for field in schema:
        is_extension = isinstance(field.type, pa.BaseExtensionType) or (
            _EXTENSION in (field.metadata or {})
        )
        if is_extension or not _is_plain(field.type):
            if holds_cpr(field.name):
                raise refuse("cpr_in_heading")
            raise refuse(
                "column_type", column=field.name[: limits.MOST_CHARACTERS], type=_told(field.type)
            )


def _is_plain(kind: pa.DataType) -> bool:
    """Whether a value of the type is one text, number, date or time without a zone."""
    if pa.types.is_dictionary(kind):
        kind = kind.value_type
    if pa.types.is_timestamp(kind):
        return kind.tz is None
    return any(
        is_of_type(kind)
        for is_of_type in (
            pa.types.is_string,
            pa.types.is_large_string,
            pa.types.is_string_view,
            pa.types.is_integer,
            pa.types.is_floating,
            pa.types.is_decimal128,
            pa.types.is_boolean,
            pa.types.is_date,
            pa.types.is_null,
        )
    )


def _told(kind: pa.DataType) -> str:
    return str(kind)[: limits.MOST_FOUND_CHARACTERS]


def _contents(footer: bytes) -> Contents:
    try:
        return contents(footer)
    except DamagedThrift as error:
        raise refuse(DAMAGED) from error


def _check_amount(held: Contents) -> None:
    """Rows times columns: a page may hold two million equal values in ten bytes."""
    columns = max((len(group.chunks) for group in held.groups), default=0)
    if columns > limits.MOST_COLUMNS:
        raise refuse("too_many_columns", count=columns, limit=limits.MOST_COLUMNS)
    if held.rows > limits.MOST_ROWS:
        raise refuse("too_many_rows", limit=limits.MOST_ROWS)
    if held.rows * columns > limits.MOST_CELLS:
        raise too_many_cells(columns)
    if len(held.groups) > limits.MOST_ROW_GROUPS:
        raise refuse("too_many_row_groups", count=len(held.groups), limit=limits.MOST_ROW_GROUPS)
    if sum(group.rows for group in held.groups) != held.rows:
        raise refuse(DAMAGED)


def _check_pages(path: Path, held: Contents) -> None:
    """How large the pages are, as they say themselves."""
    if any(chunk.values != group.rows for group in held.groups for chunk in group.chunks):
        raise refuse(DAMAGED)
    unpacked = 0
    for count, size in enumerate(_pages(path, held), start=1):
        unpacked += size
        if size > limits.MOST_PAGE_BYTES:
            raise too_large(size, limits.MOST_PAGE_BYTES)
        if unpacked > limits.MOST_UNPACKED_BYTES:
            raise too_large(unpacked, limits.MOST_UNPACKED_BYTES)
        if count > limits.MOST_PAGES:
            raise refuse("too_many_pages", limit=limits.MOST_PAGES)


def _pages(path: Path, held: Contents) -> Iterator[int]:
    """The size of each page, unpacked."""
    with path.open("rb") as file:
        for chunk in (chunk for group in held.groups for chunk in group.chunks):
            try:
                yield from unpacked_sizes(file, chunk)
            except (DamagedThrift, OverflowError, OSError) as error:
                raise refuse(DAMAGED) from error


# --- its values


def _rows(file: pq.ParquetFile) -> Iterator[list[str]]:
    try:
        for batch in file.iter_batches(batch_size=ROWS_PER_BATCH, use_threads=False):
            columns = [_texts(column) for column in batch.columns]
            yield from map(list, zip(*columns, strict=True))
    except FileRefused:
        raise
    except Exception as error:  # damage may show only half-way, and in many ways
        raise refuse(DAMAGED) from error
    finally:
        file.close()


def _texts(column: pa.Array) -> list[str]:
    """The values as they would stand in a CSV file, "" where there is none.

    A text of a dictionary may be long and stand in every row: it is cut before it is repeated,
    to one character more than a cell may have.
    """
    if pa.types.is_dictionary(column.type):
        short = pa.DictionaryArray.from_arrays(column.indices, _short(column.dictionary))
        column = short.dictionary_decode()
    texts = ["" if text is None else text for text in _short(column).to_pylist()]
    if pa.types.is_timestamp(column.type):
        return [_NO_TIME.sub("", text) for text in texts]
    if pa.types.is_floating(column.type):
        return ["" if text == "nan" else text for text in texts]
    return texts


def _short(column: pa.Array) -> pa.Array:
    """The values as texts, none much longer than a cell may be."""
    texts = column.cast(pa.large_string())
    longest = pc.max(pc.binary_length(texts)).as_py() or 0
    if longest <= limits.MOST_CHARACTERS:
        return texts
    return pc.utf8_slice_codeunits(texts, 0, limits.MOST_CHARACTERS + 1)
