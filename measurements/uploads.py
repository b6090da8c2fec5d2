"""Is a file what its name says? Judged by content; nothing is unpacked to disk or run."""

import lzma
import re
import unicodedata
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import PurePath
from typing import IO

from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _

MAX_ENTRIES = 5_000
MAX_UNPACKED = (
    500 * 2**20
)  # a bomb says its size in the directory; a liar is caught by nobody reading it
_ZIP_END = b"PK\x05\x06"
_OPEN_XML = "application/vnd.openxmlformats-officedocument."


class RefusedFile(Exception):
    """The file is not accepted. The text names the file, what is wrong, and what to do."""


@dataclass(frozen=True, slots=True)
class FileType:
    content_type: str
    is_it: Callable[[IO[bytes]], bool]


def check(name: str, file: IO[bytes], *, size: int, max_megabytes: int) -> str:
    """The content type of an acceptable file; otherwise a refusal that says why.

    `name` is what the sender calls it and decides only which type is expected.
    """
    if size == 0:
        raise RefusedFile(_("%(name)s er tom. Vælg filen igen.") % {"name": name})
    if size > max_megabytes * 2**20:
        raise RefusedFile(
            _("%(name)s fylder %(size)s. Den må højst fylde %(max)s MB.")
            % {"name": name, "size": filesizeformat(size), "max": max_megabytes}
        )
    expected = TYPES.get(PurePath(name).suffix.lower())
    if expected is None:
        raise RefusedFile(
            _("%(name)s kan ikke modtages. Send pdf, docx, xlsx, pptx eller odt.") % {"name": name}
        )
    if not expected.is_it(file):
        raise RefusedFile(
            _(
                "%(name)s er ikke en %(type)s-fil indeni, er beskadiget, eller indeholder makroer "
                "eller scripts. Åbn den, gem den igen som %(type)s, og vælg den på ny."
            )
            % {"name": name, "type": PurePath(name).suffix.lower().lstrip(".")}
        )
    file.seek(0)
    return expected.content_type


def display_name(name: str) -> str:
    """The name as harmless text: no folders, no control or direction characters, not too long."""
    last = name.replace("\\", "/").rpartition("/")[2]
    clean = "".join(c for c in last if unicodedata.category(c)[0] != "C").strip(" .")
    stem, dot, suffix = clean.rpartition(".")
    return f"{stem[:150]}{dot}{suffix[:10]}" if dot else clean[:150]


def _is_pdf(file: IO[bytes]) -> bool:
    """A PDF from the first byte to the last, without the parts that act by themselves.

    Readers accept a header within the first kilobyte; we do not, since that is where a web page
    would hide. Compressed objects are not opened: files are only ever served for download.
    """
    file.seek(0)
    content = file.read()
    if not content.startswith(b"%PDF-") or b"%%EOF" not in content[-1024:]:
        return False
    head = content[:1024].lower()
    return not (
        b"<html" in head
        or b"<script" in head
        or _ZIP_END in content[-65_557:]
        or _ACTS.search(content)
    )


def _spelt(name: str) -> str:
    """A name of a PDF, any letter of it written as # and two digits: /J#61vaScript."""
    return "/" + "".join(f"(?:{letter}|#(?i:{ord(letter):02x}))" for letter in name)


# The parts of a PDF that act by themselves; a script's own key counts only before a script.
_ACTS = re.compile(
    "|".join(
        [
            *(_spelt(name) for name in ("JavaScript", "Launch", "EmbeddedFile", "XFA")),
            _spelt("JS") + r"\s*(?:[(<]|\d+\s+\d+\s+R)",
        ]
    ).encode()
)


def _is_office(part: str, content_type: str) -> Callable[[IO[bytes]], bool]:
    """A check for an Office file that has `part` at its heart, and no macros."""

    def is_it(file: IO[bytes]) -> bool:
        with _sound_archive(file) as archive:
            names = set(archive.namelist())
            if part not in names or "[Content_Types].xml" not in names:
                return False
            types = archive.read("[Content_Types].xml")
            return (
                content_type.encode() in types
                and b"macroEnabled" not in types
                and not any(name.lower().endswith("vbaproject.bin") for name in names)
            )

    return _false_when_broken(is_it)


def _is_open_document_text(file: IO[bytes]) -> bool:
    """The first entry is the type, uncompressed, as the format demands; no scripts."""
    with _sound_archive(file) as archive:
        first = archive.infolist()[0]
        return (
            first.filename == "mimetype"
            and archive.read(first) == b"application/vnd.oasis.opendocument.text"
            and "content.xml" in archive.namelist()
            and not any(name.startswith(("Basic/", "Scripts/")) for name in archive.namelist())
        )


def _sound_archive(file: IO[bytes]) -> zipfile.ZipFile:
    """An archive that is one from its first byte to its last, and of a sane size."""
    file.seek(0)
    if file.read(4) != b"PK\x03\x04":
        raise zipfile.BadZipFile("something stands before the archive")
    archive = zipfile.ZipFile(file)
    entries = archive.infolist()
    if len(entries) > MAX_ENTRIES or sum(entry.file_size for entry in entries) > MAX_UNPACKED:
        raise zipfile.BadZipFile("too large unpacked")
    file.seek(-22 - len(archive.comment), 2)
    if archive.comment or file.read(4) != _ZIP_END:
        raise zipfile.BadZipFile("something stands after the archive")
    small = [entry for entry in entries if entry.filename in {"[Content_Types].xml", "mimetype"}]
    if any(entry.file_size > 2**20 or entry.flag_bits & 1 for entry in small):
        raise zipfile.BadZipFile("a directory that cannot be read")
    return archive


def _false_when_broken(is_it: Callable[[IO[bytes]], bool]) -> Callable[[IO[bytes]], bool]:
    def safely(file: IO[bytes]) -> bool:
        try:
            return is_it(file)
        except (zipfile.BadZipFile, zipfile.LargeZipFile, zlib.error, lzma.LZMAError, OSError,
                ValueError, IndexError, EOFError, NotImplementedError, RuntimeError):  # fmt: skip
            return False

    return safely


def _open_xml(part: str, kind: str) -> FileType:
    content_type = f"{_OPEN_XML}{kind}"
    return FileType(content_type, _is_office(part, f"{content_type}.main+xml"))


TYPES = {
    ".pdf": FileType("application/pdf", _is_pdf),
    ".docx": _open_xml("word/document.xml", "wordprocessingml.document"),
    ".xlsx": _open_xml("xl/workbook.xml", "spreadsheetml.sheet"),
    ".pptx": _open_xml("ppt/presentation.xml", "presentationml.presentation"),
    ".odt": FileType(
        "application/vnd.oasis.opendocument.text", _false_when_broken(_is_open_document_text)
    ),
}
