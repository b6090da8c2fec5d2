"""The table of a computed round: a row for each municipality, sorted as the reader asked."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from measurements import danish
from measurements.presenters import reasons
from measurements.published import MunicipalityName, MunicipalityResult, PublishedRound, Verdict
from measurements.wording import months, signed_months, whole

BY_NAME = "navn"
ABSENT = "–"


@dataclass(frozen=True, slots=True)
class Row:
    """One municipality. Texts; what is absent is a dash, and the reason says why."""

    municipality: MunicipalityName
    people: str
    actual: str
    expected: str
    difference: str
    interval: str
    verdict: Verdict
    reason: str
    rank_range: str


@dataclass(frozen=True, slots=True)
class Column:
    """A heading that sorts. `order` is ascending, descending or empty: not sorted by it."""

    key: str
    text: str
    order: str
    next_sort: str  # what the heading asks for when followed
    is_number: bool


@dataclass(frozen=True, slots=True)
class ResultTable:
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    sorted_by: str
    ranked: str


def of(measured: PublishedRound, *, sort: str) -> ResultTable:
    """The table, sorted by a key of COLUMNS, largest first with a minus before it."""
    asked = sort_of(sort)
    key, descending = asked.removeprefix("-"), asked.startswith("-")
    return ResultTable(
        columns=tuple(_column(each, key, descending) for each in VALUES),
        rows=tuple(_row(r, measured) for r in _sorted(measured, key, descending)),
        sorted_by=str(HEADINGS[key]).lower(),
        ranked=whole(measured.outcome["national"]["ranked"]),
    )


def sort_of(asked: str) -> str:
    """What was asked for, if the table can be sorted by it; otherwise by name."""
    return asked if asked.removeprefix("-") in VALUES else BY_NAME


VERDICTS = [Verdict.FASTER, Verdict.AS_EXPECTED, Verdict.SLOWER, Verdict.TOO_FEW]
VALUES: dict[str, Callable[[MunicipalityResult], Any]] = {
    BY_NAME: lambda result: danish.sort_key(result.municipality.name),
    "personer": lambda result: result.people,
    "faktisk": lambda result: result.actual,
    "forventet": lambda result: result.expected,
    "forskel": lambda result: result.difference,
    "vurdering": lambda result: VERDICTS.index(result.verdict),
    "placering": lambda result: result.rank_low and (result.rank_low, result.rank_high),
}
HEADINGS = {
    BY_NAME: gettext_lazy("Kommune"),
    "personer": gettext_lazy("Personer"),
    "faktisk": gettext_lazy("Faktisk"),
    "forventet": gettext_lazy("Forventet"),
    "forskel": gettext_lazy("Forskel (95 % interval)"),
    "vurdering": gettext_lazy("Vurdering"),
    "placering": gettext_lazy("Placering mellem"),
}
NUMBERS = {"personer", "faktisk", "forventet", "forskel"}


def _sorted(measured: PublishedRound, key: str, descending: bool) -> list[MunicipalityResult]:
    """Equal values keep the alphabetical order; what is absent stands last either way."""
    value = VALUES[key]
    known = [result for result in measured.results if value(result) is not None]
    absent = [result for result in measured.results if value(result) is None]
    return sorted(known, key=value, reverse=descending) + absent


def _column(each: str, key: str, descending: bool) -> Column:
    is_current = each == key
    order = ("descending" if descending else "ascending") if is_current else ""
    return Column(
        key=each,
        text=str(HEADINGS[each]),
        order=order,
        next_sort=f"-{each}" if order == "ascending" else each,
        is_number=each in NUMBERS,
    )


def _row(result: MunicipalityResult, measured: PublishedRound) -> Row:
    return Row(
        municipality=result.municipality,
        people=whole(result.people) or ABSENT,
        actual=months(result.actual) or ABSENT,
        expected=months(result.expected) or ABSENT,
        difference=signed_months(result.difference) or ABSENT,
        interval=_interval(result),
        verdict=result.verdict,
        reason=reasons.in_words(result.reason, measured.outcome["spec"]) if result.reason else "",
        rank_range=_rank_range(result),
    )


def _interval(result: MunicipalityResult) -> str:
    if result.difference is None:
        return ""
    return _("%(low)s til %(high)s") % {
        "low": signed_months(result.low),
        "high": signed_months(result.high),
    }


def _rank_range(result: MunicipalityResult) -> str:
    if result.rank_low is None:
        return ABSENT
    return _("%(low)s og %(high)s") % {
        "low": whole(result.rank_low),
        "high": whole(result.rank_high),
    }
