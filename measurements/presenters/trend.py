"""Shares after 1 to 6 years by arrival year: the cohort table and the points of its chart."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from measurements.charts.trend import Point
from measurements.presenters import reasons
from measurements.wording import percent, whole

YEARS = (1, 2, 3, 4, 5, 6)


@dataclass(frozen=True, slots=True)
class Cell:
    """A share with its interval, or why there is none."""

    share: str
    interval: str
    absent: str


@dataclass(frozen=True, slots=True)
class CohortRow:
    permit_years: str  # "2004", or "1999-2000" where years are pooled
    people: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Trend:
    headings: tuple[str, ...]
    rows: tuple[CohortRow, ...]


def of(cohorts: Sequence[dict[str, Any]]) -> Trend:
    """The table of all arrival years."""
    return Trend(
        headings=tuple(
            ngettext("Efter %(years)d år", "Efter %(years)d år", years) % {"years": years}
            for years in YEARS
        ),
        rows=tuple(
            CohortRow(
                permit_years=_permit_years(cohort),
                people=whole(cohort["people"]),
                cells=tuple(_cell(share) for share in cohort["shares"]),
            )
            for cohort in cohorts
        ),
    )


def _permit_years(cohort: dict[str, Any]) -> str:
    first, last = cohort["permit_year"], cohort["permit_year_last"]
    return str(first) if first == last else f"{first}-{last}"


def points(cohorts: Sequence[dict[str, Any]]) -> list[Point]:
    """Every share that is known."""
    return [
        Point(cohort["permit_year"], share["years"], share["actual"])
        for cohort in cohorts
        for share in cohort["shares"]
        if share["actual"] is not None
    ]


def _cell(share: dict[str, Any]) -> Cell:
    if share["actual"] is None:
        reason = share.get("reason") or "not_followed"
        return Cell(share="", interval="", absent=reasons.in_words(reason, {}))
    return Cell(
        share=percent(share["actual"]),
        interval=_("%(low)s til %(high)s")
        % {"low": percent(share["low"]), "high": percent(share["high"])},
        absent="",
    )
