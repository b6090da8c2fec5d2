"""docx, xlsx and pptx: what they may hold, and a copy with only what the document refers to.

The copy is what can be reached from the document by its relations. Properties, thumbnails, the
workbooks behind charts, printers' settings and hidden lists of a server are related to it in ways
that are left out, and so they are not in the copy; nor is what nothing refers to.
"""

import posixpath
import re
import zipfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO
from urllib.parse import unquote
from xml.etree import ElementTree  # writes only; defusedxml reads

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring

from measurements.filecheck import images, markup
from measurements.filecheck.archive import open_archive, read_part
from measurements.filecheck.reasons import Reason, Refusal

_TYPES = "[Content_Types].xml"
_MAIN = {
    "docx": "wordprocessingml.document.main+xml",
    "xlsx": "spreadsheetml.sheet.main+xml",
    "pptx": "presentationml.presentation.main+xml",
}
_RELATIONS_NS = "http://schemas.openxmlformats.org/package/2006/relationships"
_TYPES_NS = "http://schemas.openxmlformats.org/package/2006/content-types"

# By the last word of a relation's type.
_REFUSED = {
    "vbaProject": Reason.MACROS,
    "wordVbaData": Reason.MACROS,
    "xlMacrosheet": Reason.MACROS,
    "xlIntlMacrosheet": Reason.MACROS,
    "control": Reason.MACROS,
    "activeXControlBinary": Reason.MACROS,
    "ui/extensibility": Reason.MACROS,
    "extensibility": Reason.MACROS,
    "oleObject": Reason.EMBEDDED,
    "aFChunk": Reason.EMBEDDED,
    "subDocument": Reason.EXTERNAL,
    "frame": Reason.EXTERNAL,
    "connections": Reason.EXTERNAL,
    "queryTable": Reason.EXTERNAL,
}
_LEFT_OUT = {
    "core-properties": "properties",
    "extended-properties": "properties",
    "custom-properties": "properties",
    "classificationlabels": "properties",
    "thumbnail": "thumbnail",
    "customXml": "server_data",
    "printerSettings": "printer",
    "attachedTemplate": "template",
    "mailMergeSource": "mail_merge",
    "mailMergeHeaderSource": "mail_merge",
    "package": "chart_data",
    "keyMapCustomizations": "toolbars",
    "attachedToolbars": "toolbars",
    "revisionHeaders": "revisions",
    "usernames": "revisions",
}
_MACRO_TYPES = (b"macroenabled", b"vbaproject", b"activex", b"macrosheet", b"oleobject")
_WEB = re.compile(r"(?:https?|mailto):", re.IGNORECASE)
_XML = (".xml", ".rels", ".vml", ".svg")
_PACKED: tuple[bytes, ...] = (
    b"PK\x03\x04",
    b"Rar!",
    b"7z\xbc\xaf",
    b"MZ",
    b"\x7fELF",
    b"\xd0\xcf\x11\xe0",
    b"%PDF",
)
_PACKED += (
    b"\x1f\x8b",
    b"BZh",
    b"\xfd7zXZ",
    b"MSCF",
    b"FWS",
    b"CWS",
    b"ZWS",
    b"#!",
    b"L\0\0\0\x01",
)
_PAGES = (b"<html", b"<script", b"<!doctype", b"<?php")
_METAFILES = (".emz", ".wmz")  # drawings that are packed, as Word keeps some


@dataclass
class Findings:
    """What was taken out, what remains and is to be looked at, and where CPR numbers may stand.

    words  of each part, for whoever counts in them; never kept
    """

    removed: set[str] = field(default_factory=set)
    remains: markup.Seen = field(default_factory=markup.Seen)
    words: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Relation:
    id: str
    kind: str  # the last word of its type
    type: str
    target: str  # a part, or an address outside
    is_external: bool


def clean(source: IO[bytes], target: Path, *, kind: str) -> Findings:
    """Write the copy that everybody may have. Refuses what runs, fetches or hides files."""
    found = Findings()
    with open_archive(source) as archive:
        parts = {info.filename.lower(): info for info in archive.infolist() if not info.is_dir()}
        _check_types(archive, parts, kind)
        relations = _Relations(archive, parts, found)
        wanted = relations.reachable()
        with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as copy:
            _put(copy, _TYPES, _types_of(read_part(archive, parts[_TYPES.lower()]), wanted))
            for name in wanted:
                info = parts[name]
                _put(copy, info.filename, _cleaned(read_part(archive, info), info.filename, found))
                if (kept := relations.of(name)) is not None:
                    _put(copy, _relations_name(info.filename), _written(kept))
            _put(copy, "_rels/.rels", _written(relations.of("") or []))
    return found


def _put(copy: zipfile.ZipFile, name: str, content: bytes) -> None:
    """Without the hour, the machine and the user that an archive tells of each part."""
    info = zipfile.ZipInfo(name, date_time=(1980, 1, 1, 0, 0, 0))
    info.compress_type = zipfile.ZIP_DEFLATED
    copy.writestr(info, content)


def _check_types(archive: zipfile.ZipFile, parts: dict[str, zipfile.ZipInfo], kind: str) -> None:
    if _TYPES.lower() not in parts:
        raise Refusal(Reason.BROKEN, "no types")
    types = read_part(archive, parts[_TYPES.lower()])
    if any(word in types.lower() for word in _MACRO_TYPES):
        raise Refusal(Reason.MACROS, "types")
    if _MAIN[kind].encode() not in types:
        raise Refusal(Reason.BROKEN, "main type")


class _Relations:
    """Which part refers to which, with what is left out already left out."""

    def __init__(
        self, archive: zipfile.ZipFile, parts: dict[str, zipfile.ZipInfo], found: Findings
    ) -> None:
        self._archive, self._parts, self._found = archive, parts, found
        self._kept: dict[str, list[Relation]] = {}

    def reachable(self) -> list[str]:
        """The parts that the copy holds, by their names in small letters; the document first."""
        order: list[str] = []
        waiting = [""]
        while waiting:
            part = waiting.pop(0)
            for relation in self._read(part):
                if relation.is_external:
                    continue
                name = _resolved(part, relation.target)
                if name not in self._parts:
                    raise Refusal(Reason.BROKEN, "a part is missing")
                if name not in order:
                    order.append(name)
                    waiting.append(name)
        if not order:
            raise Refusal(Reason.BROKEN, "no document")
        return order

    def of(self, part: str) -> list[Relation] | None:
        return self._kept.get(part)

    def _read(self, part: str) -> list[Relation]:
        name = _relations_name(part)
        if name not in self._parts:
            return []
        relations = _parsed(read_part(self._archive, self._parts[name]))
        self._kept[part] = [kept for each in relations if (kept := self._judged(each))]
        return self._kept[part]

    def _judged(self, relation: Relation) -> Relation | None:
        """As it may stay; None where it is left out."""
        if reason := _REFUSED.get(relation.kind):
            raise Refusal(reason, relation.kind)
        if relation.kind == "attachedTemplate" and _WEB.match(relation.target):
            raise Refusal(Reason.EXTERNAL, "template")
        if relation.kind in _LEFT_OUT:
            self._found.removed.add(_LEFT_OUT[relation.kind])
            return None
        if not relation.is_external:
            return relation
        return self._outside(relation)

    def _outside(self, relation: Relation) -> Relation:
        """A link that somebody must follow may stay; what is fetched by itself may not."""
        if relation.kind == "hyperlink":
            if _WEB.match(relation.target):
                return relation
            self._found.removed.add("local_links")
            return Relation(relation.id, relation.kind, relation.type, "#", True)
        if relation.kind.startswith(("externalLink", "xlExternalLink", "xlPath", "xlStartup")):
            self._found.removed.add("other_workbooks")
            return Relation(relation.id, relation.kind, relation.type, "fjernet.xlsx", True)
        raise Refusal(Reason.EXTERNAL, relation.kind)


def _parsed(content: bytes) -> list[Relation]:
    try:
        root = fromstring(content, forbid_dtd=True)
    except (ElementTree.ParseError, DefusedXmlException, ValueError) as problem:
        raise Refusal(Reason.BROKEN, "relations") from problem
    return [
        Relation(
            id=each.get("Id", ""),
            kind=each.get("Type", "").rpartition("/")[2],
            type=each.get("Type", ""),
            target=each.get("Target", ""),
            is_external=each.get("TargetMode", "").lower() == "external",
        )
        for each in root
    ]


def _written(relations: list[Relation]) -> bytes:
    root = ElementTree.Element("Relationships", xmlns=_RELATIONS_NS)
    for each in relations:
        mode = {"TargetMode": "External"} if each.is_external else {}
        ElementTree.SubElement(
            root, "Relationship", {"Id": each.id, "Type": each.type, "Target": each.target, **mode}
        )
    return ElementTree.tostring(root, encoding="utf-8", xml_declaration=True)


def _types_of(content: bytes, wanted: list[str]) -> bytes:
    """The list of types, for the parts that the copy holds."""
    try:
        root = fromstring(content, forbid_dtd=True)
    except (ElementTree.ParseError, DefusedXmlException, ValueError) as problem:
        raise Refusal(Reason.BROKEN, "types") from problem
    kept = ElementTree.Element("Types", xmlns=_TYPES_NS)
    for each in root:
        name = each.get("PartName", "").lstrip("/").lower()
        if name in wanted or each.get("Extension"):
            ElementTree.SubElement(kept, each.tag.rpartition("}")[2], dict(each.attrib))
    return ElementTree.tostring(kept, encoding="utf-8", xml_declaration=True)


def _relations_name(part: str) -> str:
    folder, name = posixpath.split(part)
    return posixpath.join(folder, "_rels", f"{name}.rels")


def _resolved(part: str, target: str) -> str:
    """The part that a target names, seen from where it is named."""
    target = unquote(target.partition("#")[0]).lower()
    path = (
        target if target.startswith("/") else posixpath.join("/", posixpath.dirname(part), target)
    )
    return posixpath.normpath(path).lstrip("/")


def _cleaned(content: bytes, name: str, found: Findings) -> bytes:
    if name.lower().endswith(_XML):
        return clean_markup(content, name, found)
    check_foreign(content, name)
    picture = images.without_notes(content)
    if picture != content:
        found.removed.add("pictures")
    return picture


def clean_markup(content: bytes, name: str, found: Findings) -> bytes:
    """A part in XML: examined, its words kept for counting, and written anew without names."""
    found.words[name] = markup.examine(content, name=name, seen=found.remains)
    cleaned = markup.without_names(content)
    if cleaned != content:
        found.removed.add("names")
        markup.examine(cleaned, name=name, seen=markup.Seen())  # still sound
    return cleaned


def check_foreign(content: bytes, name: str) -> None:
    """A part that is no XML must be no program, archive or page either, whatever it is called."""
    if content.startswith(_PACKED) and not name.lower().endswith(_METAFILES):
        raise Refusal(Reason.EMBEDDED, name)
    if any(tag in content[:1024].lower() for tag in _PAGES):
        raise Refusal(Reason.EMBEDDED, name)
