"""An archive that is one from its first byte to its last, judged by its directory alone.

A bomb tells its size in the directory. One that lies is stopped by the reader, which gives no more
than the directory says. Nothing is unpacked here.
"""

import zipfile
import zlib
from itertools import pairwise
from pathlib import PurePosixPath
from typing import IO

from measurements.filecheck.reasons import Reason, Refusal

MOST_ENTRIES = 2_000
MOST_DIRECTORY = 2**20  # bytes; a million entries are refused before any is read
MOST_UNPACKED = 200 * 2**20  # bytes
MOST_RATIO = 100  # of an entry, once it is larger than `FREE`: XML seldom shrinks to a fortieth
FREE = 2**20  # bytes

_START, _END, _END_64 = b"PK\x03\x04", b"PK\x05\x06", b"PK\x06\x07"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_END_SIZE, _LOCATOR_SIZE = 22, 20
_HEADER_SIZE = 30
_FOREIGN = frozenset(
    {".zip", ".rar", ".7z", ".jar", ".gz", ".bz2", ".xz", ".tar", ".tgz", ".cab", ".iso", ".apk"}
    | {".exe", ".dll", ".scr", ".com", ".msi", ".lnk", ".bat", ".cmd", ".ps1", ".vbs", ".js"}
    | {".jse", ".wsf", ".hta", ".html", ".htm", ".xhtml", ".mht", ".swf", ".sh", ".py", ".pdf"}
)


def open_archive(file: IO[bytes]) -> zipfile.ZipFile:
    """The archive, or a refusal. Its entries may then be read: none gives more than it told."""
    _check_ends(file)
    try:
        archive = zipfile.ZipFile(file)
        entries = archive.infolist()
    except (zipfile.BadZipFile, zipfile.LargeZipFile, NotImplementedError, OSError, ValueError,
            UnicodeDecodeError) as problem:  # fmt: skip
        raise Refusal(Reason.BROKEN, "directory") from problem
    _check_sizes(entries)
    _check_names(entries)
    _check_places(entries, end=archive.start_dir)
    return archive


def read_part(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bytes:
    """The content of an entry, or a refusal where it is damaged or lies about itself."""
    try:
        return archive.read(entry)
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, NotImplementedError,
            RuntimeError) as problem:  # fmt: skip
        raise Refusal(Reason.BROKEN, type(problem).__name__) from problem


def _check_ends(file: IO[bytes]) -> None:
    """Nothing stands before the archive and nothing behind it, and its directory is small."""
    file.seek(0)
    start = file.read(len(_OLE))
    if start == _OLE:
        raise Refusal(Reason.ENCRYPTED, "OLE")
    size = file.seek(0, 2)
    if not start.startswith(_START) or size < _END_SIZE + _LOCATOR_SIZE:
        raise Refusal(Reason.BROKEN, "start")
    file.seek(size - _END_SIZE - _LOCATOR_SIZE)
    locator, end = file.read(_LOCATOR_SIZE), file.read(_END_SIZE)
    if not end.startswith(_END) or end[20:] != b"\0\0" or locator.startswith(_END_64):
        raise Refusal(Reason.BROKEN, "end")
    directory, begins = int.from_bytes(end[12:16], "little"), int.from_bytes(end[16:20], "little")
    if directory > MOST_DIRECTORY:
        raise Refusal(Reason.TOO_MUCH, "entries")
    if begins + directory + _END_SIZE != size:
        raise Refusal(Reason.BROKEN, "something before or behind")


def _check_sizes(entries: list[zipfile.ZipInfo]) -> None:
    if len(entries) > MOST_ENTRIES:
        raise Refusal(Reason.TOO_MUCH, "entries")
    if sum(entry.file_size for entry in entries) > MOST_UNPACKED:
        raise Refusal(Reason.TOO_MUCH, "unpacked")
    for entry in entries:
        if entry.file_size > max(FREE, MOST_RATIO * entry.compress_size):
            raise Refusal(Reason.TOO_MUCH, "ratio")
        if entry.flag_bits & 1:
            raise Refusal(Reason.ENCRYPTED, "entry")
        if entry.compress_type not in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}:
            raise Refusal(Reason.BROKEN, "compression")


def _check_names(entries: list[zipfile.ZipInfo]) -> None:
    names = [entry.orig_filename for entry in entries]
    if len({name.lower() for name in names}) != len(names):
        raise Refusal(Reason.BROKEN, "one name twice")
    for name in names:
        path = PurePosixPath(name)
        if path.is_absolute() or ".." in path.parts or any(c in name for c in "\\\0:"):
            raise Refusal(Reason.BROKEN, "name")
        if path.suffix.lower() in _FOREIGN:
            raise Refusal(Reason.EMBEDDED, "foreign file")


def _check_places(entries: list[zipfile.ZipInfo], *, end: int) -> None:
    """Entries follow each other. Those that share their bytes are a bomb of another kind."""
    begins = sorted(entry.header_offset for entry in entries)
    if len(set(begins)) != len(begins):
        raise Refusal(Reason.BROKEN, "entries overlap")
    if not begins or begins[0] != 0:
        raise Refusal(Reason.BROKEN, "start")
    room = dict(pairwise([*begins, end]))
    for entry in entries:
        least = _HEADER_SIZE + len(entry.orig_filename) + entry.compress_size
        if room.get(entry.header_offset, 0) < least:
            raise Refusal(Reason.BROKEN, "entries overlap")
