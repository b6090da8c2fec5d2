"""PDF: what it may hold, and a copy written anew from its pages.

The copy holds what can be reached from the pages and the outline: earlier states of the file,
properties and thumbnails are not. What is compressed is read here, as readers do.
"""

import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from pypdf import PdfReader, PdfWriter
from pypdf.errors import PyPdfError
from pypdf.generic import (
    ArrayObject,
    DictionaryObject,
    IndirectObject,
    NameObject,
    NullObject,
    PdfObject,
    StreamObject,
    TextStringObject,
)

from measurements.filecheck import images
from measurements.filecheck.reasons import Reason, Refusal

MOST_PAGES = 3_000
MOST_OBJECTS = 300_000
MOST_UNPACKED = 256 * 2**20  # bytes of one stream: a large page scanned in full colour has 140 MB
MOST_UNPACKED_IN_ALL = 2 * 2**30
_AT_ONCE = 2**20

_REFUSED = {
    **dict.fromkeys(("/JS", "/JavaScript", "/Launch", "/XFA", "/RichMedia"), Reason.ACTIVE),
    **dict.fromkeys(("/ImportData", "/SubmitForm", "/Movie", "/Rendition"), Reason.ACTIVE),
    **dict.fromkeys(("/EmbeddedFile", "/EmbeddedFiles", "/EF", "/GoToE"), Reason.EMBEDDED),
    **dict.fromkeys(("/Collection", "/FileAttachment"), Reason.EMBEDDED),
    "/Encrypt": Reason.ENCRYPTED,
}
_LEFT_OUT = {
    "/Metadata": "properties",
    "/PieceInfo": "properties",
    "/SpiderInfo": "properties",
    "/LastModified": "properties",
    "/Thumb": "thumbnail",
    "/AA": "actions",
    "/OpenAction": "actions",
    "/Perms": "signature",
    "/DSS": "signature",
    "/Legal": "signature",
}
_MARKUP = {"/Text", "/FreeText", "/Highlight", "/Underline", "/StrikeOut", "/Squiggly"}
_MARKUP |= {"/Caret", "/Ink", "/Popup", "/Stamp"}
_OUTSIDE = frozenset({"/GoToR", "/Sound", "/GoTo3DView"})
_ELSEWHERE = re.compile(r"(?!(?:https?|mailto|tel):)[a-z][a-z0-9+.-]*:", re.IGNORECASE)
_FLATE = frozenset({"/FlateDecode", "/Fl"})
_JPEG = frozenset({"/DCTDecode", "/DCT"})


@dataclass
class PdfFindings:
    removed: set[str] = field(default_factory=set)
    remains: dict[str, int] = field(default_factory=dict)

    def note(self, what: str) -> None:
        self.remains[what] = self.remains.get(what, 0) + 1


def clean(source: IO[bytes], target: Path, *, title: str) -> PdfFindings:
    """Write the copy that everybody may have. Refuses what runs, sends or hides files.

    title  shown by readers; the one in the file may name its maker's folders
    """
    found = PdfFindings()
    try:
        writer = _copied(source, found)
        dictionaries = list(_dictionaries(writer))
        _check_all(dictionaries)
        for each in dictionaries:
            _clean_dictionary(each, found)
        writer.metadata = None
        writer.add_metadata({"/Title": title})
        # What was left out is still among the objects, though nothing refers to it any longer.
        writer.compress_identical_objects(remove_duplicates=False, remove_unreferenced=True)
        with target.open("wb") as out:
            writer.write(out)
    except (PyPdfError, KeyError, ValueError, TypeError, AttributeError, IndexError, RecursionError,
            AssertionError, NotImplementedError, zlib.error) as problem:  # fmt: skip
        raise Refusal(Reason.BROKEN, type(problem).__name__) from problem
    return found


def _copied(source: IO[bytes], found: PdfFindings) -> PdfWriter:
    reader = PdfReader(source, strict=False)
    if reader.is_encrypted:
        raise Refusal(Reason.ENCRYPTED)
    if int(reader.trailer.get("/Size", 0)) > MOST_OBJECTS or len(reader.xref_objStm) > MOST_OBJECTS:
        raise Refusal(Reason.TOO_MUCH, "objects")
    if reader.metadata or reader.trailer.get("/Info"):
        found.removed.add("properties")
    if not 0 < len(reader.pages) <= MOST_PAGES:
        raise Refusal(Reason.BROKEN if not len(reader.pages) else Reason.TOO_MUCH, "pages")
    return PdfWriter(clone_from=reader)


def _dictionaries(writer: PdfWriter) -> Iterator[DictionaryObject]:
    """Every dictionary of the copy, also those within others, each once."""
    waiting: list[PdfObject] = [each for each in writer._objects if each is not None]
    while waiting:
        each = waiting.pop()
        if isinstance(each, DictionaryObject):
            yield each
            waiting.extend(each.values())
        elif isinstance(each, ArrayObject):
            waiting.extend(each)


def _check_all(dictionaries: list[DictionaryObject]) -> None:
    unpacked = 0
    for each in dictionaries:
        _check(each)
        unpacked += _unpacked(each) if isinstance(each, StreamObject) else 0
        if unpacked > MOST_UNPACKED_IN_ALL:
            raise Refusal(Reason.TOO_MUCH, "streams")


def _check(each: DictionaryObject) -> None:
    for key, value in each.items():
        for word in (key, value):
            if isinstance(word, NameObject) and (reason := _REFUSED.get(str(word))):
                if str(word) == "/JS" and word is not key:
                    continue
                if isinstance(value, NullObject):
                    continue
                raise Refusal(reason, str(word))


def _clean_dictionary(each: DictionaryObject, found: PdfFindings) -> None:
    for key in [key for key in each if key in _LEFT_OUT]:
        if key == "/LastModified" or not isinstance(each.raw_get(key), NullObject):
            found.removed.add(_LEFT_OUT[key])
        del each[key]
    kind = _plain(each.get("/Subtype"))
    if kind in _MARKUP and "/Rect" in each:
        _clean_comment(each, found)
    if _plain(each.get("/S")) in _OUTSIDE or _leads_elsewhere(each):
        found.removed.add("local_links")
        for key in list(each):
            del each[key]
    if _plain(each.get("/Type")) == "/Sig" or _plain(each.get("/FT")) == "/Sig":
        found.removed.add("signature")
    if isinstance(each, StreamObject):
        _clean_picture(each, found)


def _clean_comment(each: DictionaryObject, found: PdfFindings) -> None:
    """The comment stays and is told of; who wrote it is taken out."""
    if _plain(each.get("/Contents")):
        found.note("comments")
    if "/T" in each:
        found.removed.add("names")
        each[NameObject("/T")] = TextStringObject("")


def _leads_elsewhere(each: DictionaryObject) -> bool:
    """A link to a file of some machine, or to what a browser would run."""
    if _plain(each.get("/S")) != "/URI":
        return False
    address = _plain(each.get("/URI")).strip()
    return address.startswith("\\\\") or _ELSEWHERE.match(address) is not None


def _plain(value: object) -> str:
    if isinstance(value, IndirectObject):
        value = value.get_object()
    if isinstance(value, bytes):
        return value.decode("latin-1")
    return str(value) if value is not None else ""


def _filters(stream: StreamObject) -> list[str]:
    found = stream.get("/Filter")
    found = found.get_object() if found is not None else []
    return [str(each) for each in (found if isinstance(found, ArrayObject) else [found])]


def _unpacked(stream: StreamObject) -> int:
    """How large the stream becomes, in bytes, as far as it is packed in the usual way.

    Counted piece by piece and kept nowhere: a file of a megabyte may hold one of a gigabyte.
    """
    filters = _filters(stream)
    if len(filters) > 3:
        raise Refusal(Reason.TOO_MUCH, "filters")
    steps = [each in _FLATE for each in filters]
    layers = steps.index(False) if False in steps else len(steps)
    if not layers:
        return len(stream._data)
    pieces: Iterator[bytes] = iter([stream._data])
    for _layer in range(layers):
        pieces = _inflated(pieces)
    size = 0
    for piece in pieces:
        size += len(piece)
        if size > MOST_UNPACKED:
            raise Refusal(Reason.TOO_MUCH, "stream")
    return size


def _inflated(pieces: Iterator[bytes]) -> Iterator[bytes]:
    unpacker = zlib.decompressobj()
    for piece in pieces:
        rest = piece
        while rest and not unpacker.eof:
            try:
                yield unpacker.decompress(rest, _AT_ONCE)
            except zlib.error:
                return  # what readers do with it is theirs: they stop here too
            rest = unpacker.unconsumed_tail


def _clean_picture(stream: StreamObject, found: PdfFindings) -> None:
    filters = _filters(stream)
    if len(filters) == 1 and filters[0] in _JPEG:
        picture = images.without_notes(stream._data)
        if picture != stream._data:
            found.removed.add("pictures")
            stream._data = picture
