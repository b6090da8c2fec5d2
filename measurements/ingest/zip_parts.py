"""The list of what a zip archive holds, checked before anything of it is unpacked.

Used by archives of data files and by Excel sheets, which are zip archives themselves. What a
member says of its size holds: the zipfile module unpacks no more than that.
"""

import struct
import zipfile
from collections.abc import Sequence
from pathlib import Path

from measurements.ingest import limits
from measurements.ingest.faults import FileRefused, refuse
from measurements.ingest.sheet import too_large

ZIP = b"PK\x03\x04"

_END = b"PK\x05\x06"
_END_BYTES = 22
_LARGE_LOCATOR = b"PK\x06\x07"  # of a second, larger list, which would count instead
_LARGE_LOCATOR_BYTES = 20
_LONGEST_COMMENT = 65_535
_IS_ENCRYPTED = 0x1
_METHODS = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}


def checked_parts(path: Path, *, most: int, damaged: str) -> list[zipfile.ZipInfo]:
    """What the archive says it holds, or FileRefused.

    most     how many members it may have
    damaged  the fault of an archive that cannot be read
    """
    _check_directory(path, most=most, damaged=damaged)
    try:
        with zipfile.ZipFile(path) as archive:
            parts = archive.infolist()
    except Exception as error:  # a damaged list breaks in more ways than the module names
        raise refuse(damaged) from error
    if len(parts) > most:
        raise _too_many(len(parts), most)
    if any(part.flag_bits & _IS_ENCRYPTED for part in parts):
        raise refuse("encrypted")
    unpacked = sum(part.file_size for part in parts)
    if unpacked > limits.MOST_UNPACKED_BYTES:
        raise too_large(unpacked, limits.MOST_UNPACKED_BYTES)
    if not _is_plain(parts, path.stat().st_size):
        raise refuse(damaged)
    return parts


def _is_plain(parts: Sequence[zipfile.ZipInfo], size: int) -> bool:
    """Whether the members are packed in the usual way, and lie in the file side by side."""
    return (
        all(part.compress_type in _METHODS for part in parts)
        and all(0 <= part.header_offset < size for part in parts)
        and sum(part.compress_size for part in parts) <= size
    )


def _check_directory(path: Path, *, most: int, damaged: str) -> None:
    """The list itself may be the bomb: it is measured before the zipfile module reads it whole."""
    end_bytes = _LARGE_LOCATOR_BYTES + _END_BYTES + _LONGEST_COMMENT
    with path.open("rb") as file:
        size = file.seek(0, 2)
        file.seek(max(0, size - end_bytes))
        tail = file.read()
    end = tail.rfind(_END)
    if end < 0 or len(tail) < end + _END_BYTES:
        raise refuse(damaged)
    count, directory_bytes = struct.unpack_from("<HL", tail, end + 10)
    if count > most:
        raise _too_many(count, most)
    is_large = tail[: end - _LARGE_LOCATOR_BYTES + 4].endswith(_LARGE_LOCATOR)
    if is_large or directory_bytes > limits.MOST_DIRECTORY_BYTES:
        raise refuse(damaged)


def _too_many(count: int, most: int) -> FileRefused:
    return refuse("too_many_members", count=count, limit=most)
