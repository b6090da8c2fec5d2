"""The demonstration rounds: one simulated country, seen at the end of 2006 and at the end of 2007.

As a ministry would, the later round follows the same people a year longer, and those who came
meanwhile. So what repeats between the two is what repeats in the data, and not put there.
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

SEED = 2026
PEOPLE = 30_000
SPELLS_FILE = "forloeb.csv"
LABOUR_MARKET_FILE = "kommuner_aar.csv"
DATES = "%d-%m-%Y"

Row = dict[str, str]


@dataclass(frozen=True, slots=True)
class DemonstrationRound:
    """A round, and the last day that its data know of."""

    description: RoundDescription
    last_day: date


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
    )


# The earlier first, so that the later can say what repeats. The data end two months before the
# year does: an event counts from its first day, but is known only after two months.
ROUNDS = (_round(date(2006, 10, 31)), _round(date(2007, 10, 31)))


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
