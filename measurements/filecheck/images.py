"""What cameras and programs write into pictures beside the picture: place, time, names.

JPEG and PNG are rewritten piece by piece, so that the picture stays as it was to the last bit.
"""

import struct
import zlib
from collections.abc import Iterator

_JPEG, _PNG = b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n"
_KEPT_IN_JPEG = frozenset({0xE0, 0xE2, 0xEE})  # size, colours, Adobe's colours
_TEXT_IN_JPEG = frozenset(range(0xE0, 0xF0)) | {0xFE}  # notes of programs, and comments
_START_OF_SCAN = 0xDA
_KEPT_IN_PNG = frozenset(
    {b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"gAMA", b"cHRM", b"sRGB", b"iCCP", b"sBIT"}
    | {b"bKGD", b"pHYs", b"acTL", b"fcTL", b"fdAT"}
)
_ORIENTATION = 0x0112


def without_notes(picture: bytes) -> bytes:
    """The same picture without what is written beside it; what is not understood stays as it is."""
    if picture.startswith(_JPEG):
        return _jpeg(picture)
    if picture.startswith(_PNG):
        return _png(picture)
    return picture


def _jpeg(picture: bytes) -> bytes:
    """Segments up to the first scan; which way is up is kept, since a program may turn by it."""
    kept, at = [picture[:2]], 2
    while at + 4 <= len(picture) and picture[at] == 0xFF and picture[at + 1] != _START_OF_SCAN:
        kind = picture[at + 1]
        if kind == 0xFF:  # filling
            at += 1
            continue
        end = at + 2 + int.from_bytes(picture[at + 2 : at + 4], "big")
        segment = picture[at:end]
        if kind not in _TEXT_IN_JPEG or kind in _KEPT_IN_JPEG:
            kept.append(segment)
        elif up := _orientation(segment):
            kept.append(_only_orientation(up))
        at = end
    return b"".join(kept) + _to_the_end(picture[at:])


def _to_the_end(scans: bytes) -> bytes:
    """Phones hang more behind the picture: a second one, a film."""
    end = scans.rfind(b"\xff\xd9")
    first = scans.find(b"\xff\xd9\xff\xd8")
    if first >= 0:
        return scans[: first + 2]
    return scans if end < 0 else scans[: end + 2]


def _orientation(segment: bytes) -> int:
    """1 to 8 as Exif has it; 0 where it is upright, or not told."""
    if segment[4:10] != b"Exif\0\0":
        return 0
    tiff = segment[10:]
    order = {b"II": "<", b"MM": ">"}.get(tiff[:2])
    if order is None or len(tiff) < 10:
        return 0
    (at,) = struct.unpack_from(f"{order}I", tiff, 4)
    if at + 2 > len(tiff):
        return 0
    (count,) = struct.unpack_from(f"{order}H", tiff, at)
    for number in range(min(count, (len(tiff) - at - 2) // 12)):
        tag, _type, _count, value = struct.unpack_from(f"{order}HHIH", tiff, at + 2 + 12 * number)
        if tag == _ORIENTATION:
            return value if 2 <= value <= 8 else 0
    return 0


def _only_orientation(up: int) -> bytes:
    entry = struct.pack(">HHIHH", _ORIENTATION, 3, 1, up, 0)
    tiff = b"MM\0*" + struct.pack(">I", 8) + struct.pack(">H", 1) + entry + b"\0\0\0\0"
    content = b"Exif\0\0" + tiff
    return b"\xff\xe1" + struct.pack(">H", len(content) + 2) + content


def _png(picture: bytes) -> bytes:
    return _PNG + b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        for kind, data in _chunks(picture)
        if kind in _KEPT_IN_PNG
    )


def _chunks(picture: bytes) -> Iterator[tuple[bytes, bytes]]:
    at = len(_PNG)
    while at + 8 <= len(picture):
        size, kind = int.from_bytes(picture[at : at + 4], "big"), picture[at + 4 : at + 8]
        yield kind, picture[at + 8 : at + 8 + size]
        at += 12 + size
        if kind == b"IEND":
            return
