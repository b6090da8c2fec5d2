"""The demonstration rounds: one simulated country, seen at the end of 2006 and at the end of 2007.

As a ministry would, the later round follows the same people a year longer, and those who came
meanwhile. So what repeats between the two is what repeats in the data, and not put there.
A third is measured from the country's register extract by a stricter rule, and is in hearing.
"""

import csv
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from io import StringIO
from pathlib import Path

from django.core.management import call_command

from measurements.actions.rounds import RoundDescription
from measurements.models import InputKind, Success

SEED = 2026
PEOPLE = 30_000
SPELLS_FILE = "forloeb.csv"
LABOUR_MARKET_FILE = "kommuner_aar.csv"
DATES = "%d-%m-%Y"

Row = dict[str, str]


@dataclass(frozen=True, slots=True)
class DemonstrationRound:
    """A round, the last day that its data know of, and what is delivered for it."""

    description: RoundDescription
    last_day: date
    files: dict[InputKind, str]
    is_heard: bool = False  # sent to hearing, and not published


def _round(last_day: date) -> DemonstrationRound:
    return DemonstrationRound(
        description=RoundDescription(
            title=f"Kommunernes integrationsindsats 1999-{last_day.year} (simulerede data)",
            period_from=1999,
            period_to=last_day.year,
            publisher="Integrationsviden (demonstration)",
            contact="redaktion@integrationsviden.example",
            simulated=True,
        ),
        last_day=last_day,
        files={
            InputKind.SPELLS: SPELLS_FILE,
            InputKind.LABOUR_MARKET: LABOUR_MARKET_FILE,
        },
    )


def _heard(last_day: date) -> DemonstrationRound:
    return DemonstrationRound(
        description=RoundDescription(
            title=f"Vejen til mindst 26 ugers arbejde 1999-{last_day.year} (simulerede data)",
            period_from=1999,
            period_to=last_day.year,
            publisher="Integrationsviden (demonstration)",
            contact="redaktion@integrationsviden.example",
            success=Success.WORK_26_WEEKS,
            data_end=last_day,
            simulated=True,
        ),
        last_day=last_day,
        files={
            InputKind.PERSONS: "personer.csv",
            InputKind.RESIDENCES: "bopaele.csv",
            InputKind.ACTIVITIES: "aktiviteter.csv",
            InputKind.EXITS: "udgange.csv",
            InputKind.LABOUR_MARKET: LABOUR_MARKET_FILE,
        },
        is_heard=True,
    )


# The earlier first, so that the later can say what repeats. The data end two months before the
# year does: an event counts from its first day, but is known only after two months.
ROUNDS = (_round(date(2006, 10, 31)), _round(date(2007, 10, 31)), _heard(date(2007, 12, 31)))
HEARING_DAYS = 21


def write_files(wanted: DemonstrationRound, *, country: Path, folder: Path) -> None:
    """The files of a round: the country as it was seen then, or its register extract."""
    if wanted.is_heard:
        call_command("simulate_extract", seed=SEED, people=PEOPLE, out=folder, stdout=StringIO())
    else:
        write_as_seen(country=country, last_day=wanted.last_day, folder=folder)


def write_country(folder: Path) -> None:
    """The whole simulated country, to the end of 2007."""
    call_command("simulate_spells", seed=SEED, people=PEOPLE, out=folder, stdout=StringIO())


def write_as_seen(*, country: Path, last_day: date, folder: Path) -> None:
    """The country's two files as they would have been drawn then."""
    folder.mkdir(parents=True, exist_ok=True)
    _rewrite(country / SPELLS_FILE, folder / SPELLS_FILE, partial(_spell_then, last_day=last_day))
    _rewrite(
        country / LABOUR_MARKET_FILE,
        folder / LABOUR_MARKET_FILE,
        partial(_year_then, last_day=last_day),
    )


def _spell_then(row: Row, *, last_day: date) -> Row | None:
    """The spell as it was known then: of people permitted in earlier years, and cut at the day."""
    if _day(row["permit_date"]).year >= last_day.year or _day(row["from_date"]) > last_day:
        return None
    if _day(row["to_date"]) <= last_day:
        return row
    return row | {"to_date": last_day.strftime(DATES), "end_reason": "end_of_data"}


def _year_then(row: Row, *, last_day: date) -> Row | None:
    return row if int(row["year"]) <= last_day.year else None


def _rewrite(source: Path, target: Path, as_then: Callable[[Row], Row | None]) -> None:
    """Copy a file row by row; a row that was not there then is left out."""
    with (
        source.open(encoding="utf-8-sig", newline="") as read,
        target.open("w", encoding="utf-8-sig", newline="") as written,
    ):
        rows = csv.DictReader(read, delimiter=";")
        out = csv.DictWriter(written, rows.fieldnames or (), delimiter=";")
        out.writeheader()
        out.writerows(kept for row in rows if (kept := as_then(row)) is not None)


def _day(text: str) -> date:
    return datetime.strptime(text, DATES).date()  # noqa: DTZ007  (a Danish day, not an instant)
