"""From a row of text to a submission that may come in, or to what is wrong with each cell."""

import re
from collections.abc import Callable, Iterable, Set
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator, validate_email
from django.utils.translation import gettext as _

from measurements import published as measured
from measurements.filecheck import cpr
from submissions.models import CONTENT, Kind
from submissions.models.submission import FIRST_YEAR
from submissions.transfer.columns import BY_NAME, REQUIRED, TEXTS, Column, Sort
from submissions.transfer.reading import Row

_TAG = re.compile(r"</?[a-z][a-z0-9]*(\s[^<>]*)?/?>", re.I)
_web_address = URLValidator(schemes=["http", "https"])


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with one cell, and what to do."""

    column: str
    text: str


@dataclass(frozen=True, slots=True)
class Moved:
    """A submission of another portal, as it can be taken in."""

    external_id: str
    kind: Kind
    status: str
    author_email: str  # of somebody with an account; empty: nobody here
    further_municipalities: tuple[str, ...]  # codes
    fields: dict[str, object]  # by column of the submission

    @property
    def only_title(self) -> bool:
        return not any(self.fields.get(name) for name in TEXTS)


class Faulty(Exception):
    """A cell that cannot be read. The text says why, and what to write instead."""


def judged(row: Row, *, this_year: int) -> Moved | list[Fault]:
    """The submission, or all that is wrong with the row."""
    values: dict[str, object] = {}
    faults = [Fault(name, str(_("Skal udfyldes."))) for name in REQUIRED if name not in row.cells]
    for name, cell in row.cells.items():
        try:
            values[name] = _read(BY_NAME[name], cell, this_year=this_year)
        except Faulty as problem:
            faults.append(Fault(name, str(problem)))
    faults += _of_the_whole(values, given=row.cells.keys())
    return faults or _moved(values)


def _moved(values: dict[str, object]) -> Moved:
    kind = Kind(str(values["kind"]))
    fields = {
        (BY_NAME[name].field or name): value
        for name, value in values.items()
        if (BY_NAME[name].field or name) in CONTENT[kind]
    }
    return Moved(
        external_id=str(values["id"]),
        kind=kind,
        status=str(values["status"]),
        author_email=str(values.get("author_email", "")),
        further_municipalities=tuple(values.get("further_municipalities", ())),  # type: ignore[arg-type]
        fields=fields,
    )


def _of_the_whole(values: dict[str, object], *, given: Set[str]) -> Iterable[Fault]:
    """What is wrong with cells seen together. `given`: the columns that are filled in."""
    kind = values.get("kind")
    if kind in Kind.values:
        allowed = {*CONTENT[str(kind)], *_OF_EVERY_KIND}
        for name in given:
            if (BY_NAME[name].field or name) not in allowed:
                yield Fault(
                    name,
                    _("Hører ikke til slagsen %(kind)s. Lad feltet stå tomt.") % {"kind": kind},
                )
    for month, year in (("month", "year"), ("began_month", "began_year")):
        if month in given and year not in given:
            yield Fault(month, _("En måned kræver et årstal i %(column)s.") % {"column": year})
    if kind == Kind.METHOD and "municipality" not in given:
        yield Fault("municipality", _("En metode skal have en kommune."))
    if kind == Kind.REPORT and "report_type" not in given:
        yield Fault("report_type", _("En rapport skal have en type, fx report eller handbook."))
    if values.get("status") == "draft" and "author_email" not in given:
        yield Fault("author_email", _("En kladde skal have en forfatter med en konto."))


_OF_EVERY_KIND = {"id", "kind", "status", "author_email", "further_municipalities"}


def _read(column: Column, cell: str, *, this_year: int) -> object:
    _check_length(column, cell)
    _check_no_person(cell)
    return _READERS[column.sort](column, cell, this_year)


def _check_length(column: Column, cell: str) -> None:
    if column.longest and len(cell) > column.longest:
        raise Faulty(
            _("%(length)s tegn. Der er plads til %(most)s.")
            % {"length": len(cell), "most": column.longest}
        )


def _check_no_person(cell: str) -> None:
    if cpr.count(cell).numbers:
        raise Faulty(_("Ligner et CPR-nummer. Fjern det; det må ikke stå her."))


def _line(column: Column, cell: str, this_year: int) -> str:
    _check_no_tags(cell)
    return " ".join(cell.split())


def _text(column: Column, cell: str, this_year: int) -> str:
    _check_no_tags(cell)
    return cell


def _check_no_tags(cell: str) -> None:
    found = _TAG.search(cell)
    if found:
        raise Faulty(
            _("Indeholder HTML (%(tag)s). Gem teksten som ren tekst eller Markdown.")
            % {"tag": found.group()[:40]}
        )


def _word(column: Column, cell: str, this_year: int) -> str:
    if cell.lower() not in column.words:
        raise Faulty(
            _("»%(cell)s« kendes ikke. Skriv en af: %(words)s.")
            % {"cell": cell[:60], "words": ", ".join(column.words)}
        )
    return cell.lower()


def _words(column: Column, cell: str, this_year: int) -> list[str]:
    return [_word(column, each, this_year) for each in _parted(cell)]


def _place(column: Column, cell: str, this_year: int) -> str:
    name = cell.removesuffix(" Kommune").removesuffix(" kommune")
    found = measured.municipality(code=name.zfill(4)) if name.isdecimal() else None
    found = found or measured.municipality(name=name)
    if found is not None:
        return found.code
    successors = measured.former_municipality(name)
    if len(successors) > 1:
        raise Faulty(
            _("%(name)s blev delt. Skriv en af disse: %(names)s.")
            % {"name": name[:60], "names": ", ".join(each.name for each in successors)}
        )
    if not successors:
        raise Faulty(_("»%(name)s« er ikke en kommune.") % {"name": name[:60]})
    return successors[0].code


def _places(column: Column, cell: str, this_year: int) -> tuple[str, ...]:
    return tuple(_place(column, each, this_year) for each in _parted(cell))


def _year(column: Column, cell: str, this_year: int) -> int:
    if not re.fullmatch(r"\d{4}", cell) or not FIRST_YEAR <= int(cell) <= this_year:
        raise Faulty(
            _("Skriv et årstal mellem %(first)s og %(last)s.")
            % {"first": FIRST_YEAR, "last": this_year}
        )
    return int(cell)


def _month(column: Column, cell: str, this_year: int) -> int:
    if not re.fullmatch(r"0?[1-9]|1[0-2]", cell):
        raise Faulty(_("Skriv måneden som et tal fra 1 til 12."))
    return int(cell)


def _link(column: Column, cell: str, this_year: int) -> str:
    try:
        _web_address(cell)
    except ValidationError as problem:
        raise Faulty(_("Skriv hele adressen, fx https://www.eksempel.dk/rapport.")) from problem
    return cell


def _email(column: Column, cell: str, this_year: int) -> str:
    try:
        validate_email(cell)
    except ValidationError as problem:
        raise Faulty(_("Er ikke en e-mailadresse.")) from problem
    return cell.lower()


def _parted(cell: str) -> list[str]:
    return [part.strip() for part in cell.split(",") if part.strip()]


_READERS: dict[Sort, Callable[[Column, str, int], object]] = {
    Sort.LINE: _line,
    Sort.TEXT: _text,
    Sort.WORD: _word,
    Sort.WORDS: _words,
    Sort.PLACE: _place,
    Sort.PLACES: _places,
    Sort.YEAR: _year,
    Sort.MONTH: _month,
    Sort.LINK: _link,
    Sort.EMAIL: _email,
}
