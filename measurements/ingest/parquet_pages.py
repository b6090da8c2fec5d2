"""How much memory the pages of a Parquet file would take, read from their own headers.

The footer's sums may lie, and the reader does not use them: it sets memory aside for a page as the
page's header says, and unpacks no more than that. So those headers are what must be looked at. They
are written in Thrift's compact protocol:
https://github.com/apache/thrift/blob/master/doc/specs/thrift-compact-protocol.md
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

# Field numbers in Parquet's PageHeader.
_UNPACKED, _PACKED = 2, 3

# Types of Thrift's compact protocol.
_TRUE, _FALSE, _BYTE, _I16, _I32, _I64, _DOUBLE, _BINARY, _LIST, _SET, _MAP, _STRUCT = range(1, 13)

_MOST_HEADER_BYTES = 64 * 1024  # statistics of long texts are in it
_DEEPEST = 8


class DamagedPage(Exception):
    """What stands where a page should begin is no page."""


@dataclass(frozen=True, slots=True)
class Page:
    """unpacked  bytes the reader sets aside for the page"""

    unpacked: int


def pages(file: BinaryIO, *, start: int, length: int) -> Iterator[Page]:
    """The pages of one column in one group of rows, which lie one after the other.

    start, length  bytes of the file, as the footer says; a page that does not fit in is damaged
    """
    end = start + length
    while start < end:
        file.seek(start)
        header = _Header(file.read(min(_MOST_HEADER_BYTES, end - start)))
        sizes = header.struct()
        packed, unpacked = sizes.get(_PACKED, -1), sizes.get(_UNPACKED, -1)
        start += header.place + packed
        if packed < 0 or unpacked < 0 or start > end:
            raise DamagedPage
        yield Page(unpacked)


class _Header:
    """Bytes on the way to being understood; `place` is how far."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        self.place = 0

    def struct(self, depth: int = 0) -> dict[int, int]:
        """The whole numbers of a struct by field number; what else is in it is passed over."""
        if depth > _DEEPEST:
            raise DamagedPage
        numbers: dict[int, int] = {}
        field = 0
        while head := self._byte():
            kind, step = head & 0x0F, head >> 4
            field = field + step if step else self._signed()
            value = self._value(kind, depth)
            if value is not None:
                numbers[field] = value
        return numbers

    def _value(self, kind: int, depth: int) -> int | None:
        """A whole number; None for any other value, which is passed over."""
        if kind in (_I16, _I32, _I64):
            return self._signed()
        if kind == _STRUCT:
            self.struct(depth + 1)
        elif kind == _BINARY:
            self._skip(self._unsigned())
        elif kind == _BYTE:
            self._skip(1)
        elif kind == _DOUBLE:
            self._skip(8)
        elif kind not in (_TRUE, _FALSE):  # a header has no lists
            raise DamagedPage
        return None

    def _signed(self) -> int:
        number = self._unsigned()
        return (number >> 1) ^ -(number & 1)

    def _unsigned(self) -> int:
        number = shift = 0
        while True:
            byte = self._byte()
            number |= (byte & 0x7F) << shift
            shift += 7
            if byte < 0x80:
                return number
            if shift > 63:
                raise DamagedPage

    def _byte(self) -> int:
        self._skip(1)
        return self.data[self.place - 1]

    def _skip(self, count: int) -> None:
        self.place += count
        if self.place > len(self.data):
            raise DamagedPage
