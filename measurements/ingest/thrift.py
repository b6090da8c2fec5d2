"""Whole numbers out of Thrift's compact protocol, in which Parquet files describe themselves.

Only what tells how large things are is kept; texts and other values are passed over.
https://github.com/apache/thrift/blob/master/doc/specs/thrift-compact-protocol.md
"""

from dataclasses import dataclass, field

# Types of the protocol. Those of maps and of what came later do not occur in Parquet.
_TRUE, _FALSE, _BYTE, _I16, _I32, _I64, _DOUBLE, _BINARY, _LIST, _SET = range(1, 11)
_STRUCT = 12

_DEEPEST = 16
_LONG_LIST = 15  # the size follows in bytes of its own


class DamagedThrift(Exception):
    """The bytes are no such description."""


@dataclass(frozen=True, slots=True)
class Struct:
    """What a struct holds, by field number."""

    numbers: dict[int, int] = field(default_factory=dict)
    structs: dict[int, "Struct"] = field(default_factory=dict)
    lists: dict[int, list["Struct"]] = field(default_factory=dict)  # of structs; others are empty


class ThriftReader:
    """Bytes on the way to being understood; `place` is how far."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        self.place = 0

    def struct(self, depth: int = 0) -> Struct:
        """The struct that begins here."""
        if depth > _DEEPEST:
            raise DamagedThrift
        found = Struct()
        number = 0
        while head := self._byte():
            kind, step = head & 0x0F, head >> 4
            number = number + step if step else self._signed()
            if kind in (_I16, _I32, _I64):
                found.numbers[number] = self._signed()
            elif kind == _STRUCT:
                found.structs[number] = self.struct(depth + 1)
            elif kind in (_LIST, _SET):
                found.lists[number] = self._list(depth + 1)
            elif kind not in (_TRUE, _FALSE):  # a truth is in its type
                self._pass_over(kind)
        return found

    def _list(self, depth: int) -> list[Struct]:
        """The structs of a list; nothing of a list of other things."""
        head = self._byte()
        kind, size = head & 0x0F, head >> 4
        if size == _LONG_LIST:
            size = self._unsigned()
        if size > len(self.data) - self.place:  # each takes a byte at least
            raise DamagedThrift
        if kind == _STRUCT:
            return [self.struct(depth) for _ in range(size)]
        for _ in range(size):
            self._pass_over(kind)
        return []

    def _pass_over(self, kind: int) -> None:
        if kind in (_I16, _I32, _I64):
            self._unsigned()
        elif kind in (_TRUE, _FALSE, _BYTE):
            self._skip(1)
        elif kind == _DOUBLE:
            self._skip(8)
        elif kind == _BINARY:
            self._skip(self._unsigned())
        else:
            raise DamagedThrift

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
                raise DamagedThrift

    def _byte(self) -> int:
        self._skip(1)
        return self.data[self.place - 1]

    def _skip(self, count: int) -> None:
        self.place += count
        if self.place > len(self.data):
            raise DamagedThrift
