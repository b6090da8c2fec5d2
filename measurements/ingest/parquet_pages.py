"""How much a Parquet file holds: its footer and the headers of its pages, read without pyarrow.

A damaged footer can bring pyarrow's own view of it down, and the process with it. And the footer's
sums of bytes may lie: a reader sets memory aside for a page as the page's own header says, and
unpacks no more than that. So those headers are what must be looked at.
https://github.com/apache/parquet-format/blob/master/src/main/thrift/parquet.thrift
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

from measurements.ingest.thrift import DamagedThrift, Struct, ThriftReader

_MOST_HEADER_BYTES = 64 * 1024  # statistics of long texts are in it


@dataclass(frozen=True, slots=True)
class Chunk:
    """One column of one group of rows. `start` and `length` are bytes of the file."""

    values: int
    start: int
    length: int


@dataclass(frozen=True, slots=True)
class Group:
    """Rows that stand together."""

    rows: int
    chunks: tuple[Chunk, ...]


@dataclass(frozen=True, slots=True)
class Contents:
    """What the footer says that the file holds."""

    rows: int
    groups: tuple[Group, ...]


def contents(footer: bytes) -> Contents:
    """The footer understood, or DamagedThrift."""
    file = ThriftReader(footer).struct()
    groups = tuple(_group(group) for group in file.lists.get(4, []))
    return Contents(rows=_number(file, 3), groups=groups)


def _group(group: Struct) -> Group:
    return Group(
        rows=_number(group, 3), chunks=tuple(_chunk(chunk) for chunk in group.lists.get(1, []))
    )


def _chunk(chunk: Struct) -> Chunk:
    """Where it begins: with its dictionary, if it has one before its data."""
    described = chunk.structs.get(3)
    if described is None:  # encrypted, or in another file
        raise DamagedThrift
    data = _number(described, 9)
    return Chunk(
        values=_number(described, 5),
        start=min(data, described.numbers.get(11) or data),
        length=_number(described, 7),
    )


def unpacked_sizes(file: BinaryIO, chunk: Chunk) -> Iterator[int]:
    """Bytes that a reader sets aside for each page of the chunk; they lie one after the other."""
    start, end = chunk.start, chunk.start + chunk.length
    while start < end:
        file.seek(start)
        reader = ThriftReader(file.read(min(_MOST_HEADER_BYTES, end - start)))
        header = reader.struct()
        packed, unpacked = _number(header, 3), _number(header, 2)
        start += reader.place + packed
        if start > end:
            raise DamagedThrift
        yield unpacked


def _number(struct: Struct, field: int) -> int:
    """A number that must be there, and not be below 0."""
    number = struct.numbers.get(field, -1)
    if number < 0:
        raise DamagedThrift
    return number
