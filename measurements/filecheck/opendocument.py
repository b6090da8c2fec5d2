"""odt: what it may hold, and a copy without its maker, its printer and its thumbnail."""

import re
import zipfile
from pathlib import Path
from typing import IO
from xml.etree import ElementTree  # writes only; defusedxml reads

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring

from measurements.filecheck import images
from measurements.filecheck.archive import open_archive, read_part
from measurements.filecheck.office import Findings, check_foreign, clean_markup
from measurements.filecheck.reasons import Reason, Refusal

TYPE = b"application/vnd.oasis.opendocument.text"
_MANIFEST = "META-INF/manifest.xml"
_MANIFEST_NS = "urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"
_SCRIPTS = re.compile(r"(?:.*/)?(?:Basic|Scripts)/.+")
_LEFT_OUT = {
    "properties": re.compile(r"(?:.*/)?(?:meta\.xml|manifest\.rdf)|META-INF/.*signatures\.xml"),
    "thumbnail": re.compile(r"(?:Thumbnails|ObjectReplacements)/.*"),
    "toolbars": re.compile(r"(?:.*/)?Configurations2/.*"),
    "cache": re.compile(r"layout-cache"),
}


def clean(source: IO[bytes], target: Path) -> Findings:
    """Write the copy that everybody may have. Refuses what runs, fetches or hides files."""
    found = Findings()
    with open_archive(source) as archive, zipfile.ZipFile(target, "w") as copy:
        entries = [entry for entry in archive.infolist() if not entry.is_dir()]
        _check(archive, entries)
        kept = [entry for entry in entries[1:] if _stays(entry.filename, found)]
        names = {entry.filename for entry in kept}
        _put(copy, "mimetype", TYPE, zipfile.ZIP_STORED)  # first and plain, as the format demands
        for entry in kept:
            content = read_part(archive, entry)
            if entry.filename == _MANIFEST:
                content = _manifest(content, names)
            _put(copy, entry.filename, _cleaned(content, entry.filename, found))
    return found


def _check(archive: zipfile.ZipFile, entries: list[zipfile.ZipInfo]) -> None:
    names = {entry.filename for entry in entries}
    if entries[0].filename != "mimetype" or read_part(archive, entries[0]) != TYPE:
        raise Refusal(Reason.BROKEN, "mimetype")
    if not {"content.xml", _MANIFEST} <= names:
        raise Refusal(Reason.BROKEN, "no content")
    if any(_SCRIPTS.fullmatch(name) for name in names):
        raise Refusal(Reason.MACROS, "scripts")


def _stays(name: str, found: Findings) -> bool:
    for what, pattern in _LEFT_OUT.items():
        if pattern.fullmatch(name):
            found.removed.add(what)
            return False
    return True


def _manifest(content: bytes, names: set[str]) -> bytes:
    """The list of parts, for those that the copy holds."""
    try:
        root = fromstring(content, forbid_dtd=True)
    except (ElementTree.ParseError, DefusedXmlException, ValueError) as problem:
        raise Refusal(Reason.BROKEN, "manifest") from problem
    path = f"{{{_MANIFEST_NS}}}full-path"
    if root.find(f".//{{{_MANIFEST_NS}}}encryption-data") is not None:
        raise Refusal(Reason.ENCRYPTED, "manifest")
    for each in list(root):
        if not each.get(path, "").endswith("/") and each.get(path, "") not in names:
            root.remove(each)
    ElementTree.register_namespace("manifest", _MANIFEST_NS)
    return ElementTree.tostring(root, encoding="utf-8", xml_declaration=True)


def _cleaned(content: bytes, name: str, found: Findings) -> bytes:
    if name.endswith((".xml", ".svg", ".rdf")):
        return clean_markup(content, name, found)
    check_foreign(content, name)
    picture = images.without_notes(content)
    if picture != content:
        found.removed.add("pictures")
    return picture


def _put(
    copy: zipfile.ZipFile, name: str, content: bytes, compression: int = zipfile.ZIP_DEFLATED
) -> None:
    info = zipfile.ZipInfo(name, date_time=(1980, 1, 1, 0, 0, 0))
    info.compress_type = compression
    copy.writestr(info, content)
