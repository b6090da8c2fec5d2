"""Is a file what its name says? Judged by content; nothing is unpacked to disk or run.

What is looked at here costs a directory or a scan of bytes. A file is taken apart later, in a child:
`measurements.filecheck`.
"""

import unicodedata
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import PurePath
from typing import IO

from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _

from measurements.filecheck.archive import open_archive, read_part
from measurements.filecheck.pdf_bytes import check_pdf
from measurements.filecheck.reasons import Reason, Refusal

_OPEN_XML = "application/vnd.openxmlformats-officedocument."
_MOST_TYPES = 2**20  # bytes of the list of an Office file's parts


class RefusedFile(Exception):
    """The file is not accepted. The text names the file, what is wrong, and what to do."""


@dataclass(frozen=True, slots=True)
class FileType:
    content_type: str
    check: Callable[[IO[bytes]], None]  # raises Refusal


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
    expected = TYPES.get(kind_of(name))
    if expected is None:
        raise RefusedFile(
            _("%(name)s kan ikke modtages. Send pdf, docx, xlsx, pptx eller odt.") % {"name": name}
        )
    try:
        expected.check(file)
    except Refusal as refusal:
        raise RefusedFile(sentence(refusal.reason, name)) from refusal
    file.seek(0)
    return expected.content_type


def sentence(reason: Reason, name: str) -> str:
    """Why a file is not accepted, and what its sender can do."""
    if reason is Reason.BROKEN:
        text = _(
            "%(name)s er ikke en %(type)s-fil indeni, er beskadiget eller indeholder noget, den ikke "
            "skal. Åbn den, gem den igen som %(type)s, og vælg den på ny."
        )
    elif reason is Reason.ENCRYPTED:
        text = _(
            "%(name)s er beskyttet med en adgangskode eller gemt i et gammelt format. Åbn den, "
            "fjern adgangskoden, gem den igen som %(type)s, og vælg den på ny."
        )
    elif reason is Reason.MACROS:
        text = _(
            "%(name)s indeholder makroer. Åbn den, gem den igen som %(type)s uden makroer, og vælg "
            "den på ny."
        )
    elif reason is Reason.ACTIVE:
        text = _(
            "%(name)s indeholder scripts eller felter, der gør noget af sig selv. Udskriv den til "
            "pdf, og vælg den fil."
        )
    elif reason is Reason.EMBEDDED:
        text = _(
            "%(name)s har andre filer indeni. Tag dem ud, send dem hver for sig, gem filen igen, "
            "og vælg den på ny."
        )
    elif reason is Reason.EXTERNAL:
        text = _(
            "%(name)s henter noget andre steder fra, når den åbnes. Indsæt billeder og tal i selve "
            "filen, gem den igen, eller udskriv den til pdf, og vælg den på ny."
        )
    elif reason is Reason.TOO_MUCH:
        text = _(
            "%(name)s fylder alt for meget, når den pakkes ud. Del den, eller udskriv den til pdf, "
            "og vælg den på ny."
        )
    elif reason is Reason.VIRUS:
        text = _(
            "%(name)s blev stoppet af viruskontrollen. Tal med jeres it-afdeling, før I sender den "
            "igen."
        )
    else:
        text = _("%(name)s kunne ikke læses. Udskriv den til pdf, og vælg den fil i stedet.")
    return text % {"name": name, "type": kind_of(name)}


def kind_of(name: str) -> str:
    """The type that a name promises: pdf, docx …, in small letters and without the dot."""
    return PurePath(name).suffix.lower().lstrip(".")


def display_name(name: str) -> str:
    """The name as harmless text: no folders, no control or direction characters, not too long."""
    last = name.replace("\\", "/").rpartition("/")[2]
    clean = "".join(c for c in last if unicodedata.category(c)[0] != "C").strip(" .")
    stem, dot, suffix = clean.rpartition(".")
    return f"{stem[:150]}{dot}{suffix[:10]}" if dot else clean[:150]


def _office(part: str, content_type: str) -> Callable[[IO[bytes]], None]:
    """A check for an Office file that has `part` at its heart, and no macros."""

    def check_office(file: IO[bytes]) -> None:
        with open_archive(file) as archive:
            names = set(archive.namelist())
            types = _small(archive, "[Content_Types].xml")
            if b"macroEnabled" in types or any(n.lower().endswith("vbaproject.bin") for n in names):
                raise Refusal(Reason.MACROS)
            if part not in names or content_type.encode() not in types:
                raise Refusal(Reason.BROKEN, part)

    return check_office


def _check_open_document(file: IO[bytes]) -> None:
    """The first entry is the type, uncompressed, as the format demands; no scripts."""
    with open_archive(file) as archive:
        names = archive.namelist()
        if names[0] != "mimetype" or "content.xml" not in names:
            raise Refusal(Reason.BROKEN, "mimetype")
        if _small(archive, "mimetype") != b"application/vnd.oasis.opendocument.text":
            raise Refusal(Reason.BROKEN, "mimetype")
        if any(name.startswith(("Basic/", "Scripts/")) for name in names):
            raise Refusal(Reason.MACROS, "scripts")


def _small(archive: zipfile.ZipFile, name: str) -> bytes:
    """A part that tells what the file is."""
    try:
        entry = archive.getinfo(name)
    except KeyError as problem:
        raise Refusal(Reason.BROKEN, name) from problem
    if entry.file_size > _MOST_TYPES:
        raise Refusal(Reason.TOO_MUCH, name)
    return read_part(archive, entry)


def _open_xml(part: str, kind: str) -> FileType:
    content_type = f"{_OPEN_XML}{kind}"
    return FileType(content_type, _office(part, f"{content_type}.main+xml"))


TYPES = {
    "pdf": FileType("application/pdf", check_pdf),
    "docx": _open_xml("word/document.xml", "wordprocessingml.document"),
    "xlsx": _open_xml("xl/workbook.xml", "spreadsheetml.sheet"),
    "pptx": _open_xml("ppt/presentation.xml", "presentationml.presentation"),
    "odt": FileType("application/vnd.oasis.opendocument.text", _check_open_document),
}
