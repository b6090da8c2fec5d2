"""XML of office documents: read as a stream without entities, and names of people taken out."""

import io
import re
from collections import Counter
from xml.sax import SAXParseException  # the names of its faults; defusedxml reads
from xml.sax.handler import ContentHandler
from xml.sax.xmlreader import AttributesImpl

import defusedxml.sax
from defusedxml.common import DefusedXmlException

from measurements.filecheck.reasons import Reason, Refusal

DEEPEST = 256
# Field codes that fetch or start something: also put together from numbers by QUOTE.
_FETCHES = re.compile(
    r"(?<!\w)(?:(?:DDE|DDEAUTO|IMPORT|INCLUDETEXT|MACROBUTTON|DATABASE)(?!\w)"
    r"|INCLUDEPICTURE\s+\W*(?:https?|file|ftp):|INCLUDEPICTURE\s+\"?\\\\|QUOTE\s+\"?\d+\s+\d)",
    re.IGNORECASE,
)
_STARTS = re.compile(r"(?:^|[=+\-@(,;])\s*'?[\w.]+\s*\|\s*'", re.ASCII)  # cmd|'/c calc'!A1
_FIELD_TEXT, _FORMULA = frozenset({"instrText", "delInstrText"}), "f"
_FIELDS = frozenset({"fldSimple", "simpleField"})
_LINKS_THAT_RUN = frozenset(
    {"ddeLink", "oleLink", "dde-source", "dde-connection", "dde-connection-decl", "webPublishItem"}
)
_SCRIPTS = frozenset({"event-listener", "script", "macrosheet", "object-ole", "applet", "plugin"})
_ACTIONS = ("ppaction://macro", "ppaction://program", "ppaction://ole")
_DRAWN = frozenset({"image", "object", "floating-frame", "fill-image", "background-image"})
_HERE = re.compile(r"(?:\./)?(?![/\\.])[^:\\]*|#.*", re.DOTALL)  # within the archive
_NEW_LINE = frozenset({"p", "h", "si", "c", "comment", "tr", "row", "annotation", "fldChar"})
_HIDES = {
    **dict.fromkeys(("comment", "cm", "annotation", "threadedComment"), "comments"),
    **dict.fromkeys(("ins", "del", "moveFrom", "moveTo", "changed-region"), "changes"),
    **dict.fromkeys(("vanish", "hidden-text", "hidden-paragraph"), "hidden_text"),
    "notes": "notes",
}

_QUOTED = rb"""(?:"[^"]*"|'[^']*')"""
_NOBODY = b"Forfatter"
_WHO = re.compile(
    rb"(?<=[\s:])(author|initials|lastModifiedBy|refreshedBy|userName|userId|providerId)\s*=\s*"
    + _QUOTED
)
_WHO_AS_TEXT = re.compile(
    rb"(<((?:\w+:)?(?:author|creator|initial-creator|sender-initials|creator-initials))"
    rb"(?:\s[^<>]*)?>)[^<]*(</\2>)"
)
_PEOPLE = re.compile(
    rb"(<(?:\w+:)?(?:cmAuthor|author|person)\b[^<>]*?\s(?:name|displayName)\s*=\s*)" + _QUOTED
)
# Numbers of each time it was saved, the template it was made from, folders of the writer's machine.
_TRACES = re.compile(
    rb"\s(?:\w+:)?rsid(?:R|RPr|P|Del|RDefault|Tr|Sect)?\s*=\s*"
    + _QUOTED
    + rb"|<(?:\w+:)?(rsids|mailMerge|docVars|externalData|custDataLst)\b[^<>]*(?:/>|(?<!/)>.*?</(?:\w+:)?\1>)"
    + rb"|<(?:\w+:)?(?:attachedTemplate|absPath|rsidRoot)\b[^<>]*(?:/>|(?<!/)>\s*</[\w:-]+>)",
    re.DOTALL,
)
_PRINTER = re.compile(rb"(<(?:\w+:)?pageSetup\b[^<>]*?)\s\w+:id\s*=\s*" + _QUOTED)
_PRINTER_ITEM = re.compile(
    rb'<config:config-item\b[^<>]*config:name="Printer(?:Name|Setup)"[^<>]*>[^<]*</[\w:-]+>'
)


class Seen(Counter[str]):
    """What a reader would not see at once, by its code: comments, tracked changes, hidden parts."""


def examine(part: bytes, *, name: str, seen: Seen) -> str:
    """Refuses what runs, fetches or cannot be read; counts what hides. Returns the words in it."""
    if b"\0" in part[:4] or part.startswith((b"\xff\xfe", b"\xfe\xff")) or _other_code(part):
        raise Refusal(Reason.BROKEN, f"{name}: not UTF-8")
    reader = _Reader(name, seen)
    try:
        defusedxml.sax.parse(io.BytesIO(part), reader, forbid_dtd=True)
    except (SAXParseException, DefusedXmlException, ValueError) as problem:
        raise Refusal(Reason.BROKEN, f"{name}: {type(problem).__name__}") from problem
    if _FETCHES.search("".join(reader.fields)):
        raise Refusal(Reason.EXTERNAL, f"{name}: field")
    return "".join(reader.words)


def without_names(part: bytes) -> bytes:
    """The same text, without who wrote and changed it, and without traces of their machines.

    By bytes, so that everything else stays as the program wrote it. A text that spells such an
    attribute out loses its value there too.
    """
    part = _WHO.sub(rb'\1="' + _NOBODY + rb'"', part)
    part = _WHO_AS_TEXT.sub(rb"\1" + _NOBODY + rb"\3", part)
    part = _PEOPLE.sub(rb'\1"' + _NOBODY + rb'"', part)
    part = _PRINTER.sub(rb"\1", part)
    part = _PRINTER_ITEM.sub(b"", part)
    return _TRACES.sub(b"", part)


def _other_code(part: bytes) -> bool:
    declared = re.match(
        rb"""\s*(?:\xef\xbb\xbf)?\s*<\?xml[^>]*?encoding\s*=\s*["']([\w-]+)""", part
    )
    return declared is not None and declared.group(1).lower() not in {b"utf-8", b"us-ascii"}


class _Reader(ContentHandler):
    """Hears every element once, and keeps the words and the field codes."""

    def __init__(self, name: str, seen: Seen) -> None:
        super().__init__()
        self.name, self.seen = name, seen
        self.words: list[str] = []
        self.fields: list[str] = []
        self._within: list[str] = []

    def startElement(self, name: str, attrs: AttributesImpl) -> None:  # noqa: N802  # its word
        local = name.rpartition(":")[2]
        self._within.append(local)
        if len(self._within) > DEEPEST:
            raise Refusal(Reason.TOO_MUCH, f"{self.name}: depth")
        if local in _LINKS_THAT_RUN:
            raise Refusal(Reason.EXTERNAL, f"{self.name}: {local}")
        if local in _SCRIPTS:
            raise Refusal(Reason.ACTIVE, f"{self.name}: {local}")
        if local in _HIDES:
            self.seen[_HIDES[local]] += 1
        if local in _FIELDS or local == "fldChar":
            self.fields.append("\n")
        if attrs.getLength():
            self._look_at(local, attrs)

    def endElement(self, name: str) -> None:  # noqa: N802
        if self._within.pop() in _NEW_LINE:
            self.words.append("\n")

    def characters(self, content: str) -> None:
        local = self._within[-1] if self._within else ""
        if local in _FIELD_TEXT:
            self.fields.append(content)
        elif local == _FORMULA and _STARTS.search(content):
            raise Refusal(Reason.EXTERNAL, f"{self.name}: formula")
        else:
            self.words.append(content)

    def _look_at(self, local: str, attrs: AttributesImpl) -> None:
        for name, value in attrs.items():
            key = name.rpartition(":")[2]
            if key == "instr":
                self.fields.append(value)
            elif key == "action" and value.lower().startswith(_ACTIONS):
                raise Refusal(Reason.ACTIVE, f"{self.name}: action")
            elif key == "href" and local in _DRAWN and not _HERE.fullmatch(value):
                raise Refusal(Reason.EXTERNAL, f"{self.name}: {local}")
            elif (local, key) == ("sheet", "state") and value in {"hidden", "veryHidden"}:
                self.seen["hidden_sheets"] += 1
            elif (local, key, value) == ("sld", "show", "0"):
                self.seen["hidden_slides"] += 1
            elif key == "hidden" and local in {"row", "col"} and value in {"1", "true"}:
                self.seen["hidden_rows"] += 1
            elif key.startswith("on") and local in {"svg", "path", "g", "image", "rect", "a"}:
                raise Refusal(Reason.ACTIVE, f"{self.name}: {key}")
