"""Files as pages show them: for everybody those that were let out, for owners and editors all."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from measurements import uploads
from measurements.filecheck.reasons import Reason
from submissions.models import Attachment, FileState, Problem


@dataclass(frozen=True, slots=True)
class FileLine:
    """A file that everybody may have."""

    name: str
    size: int  # of the copy, in bytes
    url: str


@dataclass(frozen=True, slots=True)
class FileStanding:
    """Where a file stands, for its owners and for editors."""

    name: str
    standing: str
    removed: str  # what the public copy is without; empty: nothing
    warnings: tuple[str, ...]
    is_clean: bool


def lines(files: Iterable[Attachment]) -> tuple[FileLine, ...]:
    return tuple(
        FileLine(each.name, each.public_size or 0, reverse("attachment", args=[each.pk]))
        for each in files
        if each.is_clean
    )


def standings(files: Iterable[Attachment]) -> tuple[FileStanding, ...]:
    return tuple(
        FileStanding(
            name=each.name,
            standing=standing_of(each),
            removed=removed_from(each),
            warnings=warnings_of(each),
            is_clean=each.is_clean,
        )
        for each in files
    )


def standing_of(file: Attachment) -> str:
    """Whether it was let out of quarantine; if not, why, and what is to be done."""
    if file.state == FileState.REFUSED:
        return uploads.sentence(Reason(file.problem), file.name)
    if file.is_clean and file.checked_by:
        return _("Kontrolleret for virus og skjulte oplysninger.")
    if file.is_clean:
        return _("Kontrolleret for skjulte oplysninger, men ikke for virus.")
    if file.problem == Problem.NO_SCANNER:
        return _(
            "Venter: der er ingen viruskontrol på serveren, så filen kan ikke gives videre endnu."
        )
    if file.problem == Problem.SCANNER_DOWN:
        return _("Venter: viruskontrollen svarer ikke lige nu. Der prøves igen af sig selv.")
    return _("Venter på kontrol. Det tager normalt under et minut.")


def removed_from(file: Attachment) -> str:
    """What was taken out of the copy, in words."""
    codes = file.findings.get("removed", [])
    return ", ".join(words for code, words in _removed().items() if code in codes)


def warnings_of(file: Attachment) -> tuple[str, ...]:
    """What a moderator is to look at before the file becomes public. Never a number itself."""
    return tuple(_warnings(file.findings)) if file.state != FileState.REFUSED else ()


def _warnings(findings: dict) -> Iterator[str]:
    if number := findings.get("cpr", 0):
        yield _cpr(number, findings)
    for code, number in findings.get("remains", {}).items():
        yield _("%(what)s: %(number)d") % {"what": _remains()[code], "number": number}
    if findings.get("unread"):
        yield _(
            "Teksten kunne ikke læses, fx fordi siderne er billeder. Se selv efter personoplysninger."
        )


def _cpr(number: int, findings: dict) -> str:
    places = ", ".join(_place(where) for where in findings.get("cpr_where", {}))
    text = ngettext(
        "%(number)d tal ligner et CPR-nummer (%(places)s)",
        "%(number)d tal ligner CPR-numre (%(places)s)",
        number,
    )
    return text % {"number": number, "places": places}


def _place(where: str) -> str:
    """A page of a PDF by its number; a part of an Office file by what it is."""
    if where.isdigit():
        return _("side %(number)s") % {"number": where}
    name = where.rpartition("/")[2].lower().removesuffix(".xml")
    number = "".join(c for c in name if c.isdigit())
    for begins, words in _parts().items():
        if name.startswith(begins):
            return f"{words} {number}".strip()
    return _("brødteksten")


def _parts() -> dict[str, str]:
    return {
        "comment": _("kommentarer"),
        "header": _("sidehoved"),
        "footer": _("sidefod"),
        "footnotes": _("fodnoter"),
        "endnotes": _("slutnoter"),
        "notesslide": _("noter til dias"),
        "slide": _("dias"),
        "sheet": _("ark"),
        "sharedstrings": _("celler"),
        "chart": _("diagram"),
    }


def _removed() -> dict[str, str]:
    return {
        "properties": _("filens egenskaber"),
        "names": _("navne på dem, der har skrevet og rettet"),
        "pictures": _("oplysninger i billeder, fx sted og tid"),
        "thumbnail": _("miniature af forsiden"),
        "server_data": _("data fra jeres server"),
        "printer": _("printerens indstillinger"),
        "template": _("skabelonens placering"),
        "mail_merge": _("brevfletning"),
        "chart_data": _("regneark bag diagrammer"),
        "toolbars": _("værktøjslinjer"),
        "revisions": _("delte rettelser"),
        "local_links": _("links til jeres egne drev"),
        "other_workbooks": _("henvisninger til andre regneark"),
        "actions": _("handlinger ved åbning"),
        "signature": _("digital underskrift"),
    }


def _remains() -> dict[str, str]:
    return {
        "comments": _("Kommentarer, som alle kan læse"),
        "changes": _("Rettelser, der er sporet"),
        "hidden_text": _("Steder med skjult tekst"),
        "hidden_sheets": _("Skjulte ark"),
        "hidden_rows": _("Skjulte rækker eller kolonner"),
        "hidden_slides": _("Skjulte dias"),
        "notes": _("Dias med noter"),
    }
