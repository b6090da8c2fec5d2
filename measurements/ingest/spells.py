"""The flat spell file: one row per person and municipality, with dates, checked row by row."""

import re
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd

from measurements.ingest.cells import one_of, tell_missing
from measurements.ingest.dates import Dates, danish, read_dates
from measurements.ingest.persons import tell_persons
from measurements.ingest.places import tell_codes, tell_out_of_use
from measurements.ingest.readers import read_table
from measurements.ingest.spell_table import RESERVED, DatedSpells, SpellTable, spell_table, year_of
from measurements.ingest.text_table import TextTable
from measurements.ingest.traits import (
    FIRST_PERMIT,
    OLDEST_YEAR,
    read_traits,
    tell_ids,
    tell_reserved,
)

DATES = ("permit_date", "from_date", "to_date")
REQUIRED = (
    "person_id",
    "municipality_code",
    *DATES,
    "end_reason",
    "sex",
    "birth_year",
    "origin",
    "permit_basis",
    "education",
)
EVENTS = ("employment", "education")
END_REASONS = (*EVENTS, "moved", "emigrated", "died", "age_limit", "end_of_data")

_YEAR = re.compile(r"[0-9]{4}")


def read_spells(path: Path, *, name: str, today: date | None = None) -> SpellTable:
    """The spells of the file, or FileRefused with what is wrong.

    name   what the user called the file
    today  dates after it are refused; None is the day it is
    """
    text = read_table(path, name=name, required=REQUIRED)
    spells = _checked_spells(text, today or date.today())  # noqa: DTZ011  (a Danish day, not an instant)
    return spell_table(text, spells)


def _checked_spells(text: TextTable, today: date) -> DatedSpells:
    """Every rule of the file in turn: headings, cells, rows, and the rows of a person together."""
    tell_reserved(text, RESERVED)
    tell_ids(text)
    dates = read_dates(text, DATES)
    _tell_days(text, dates, today)
    meanings = tell_codes(text)
    tell_out_of_use(text, meanings, dates.days["from_date"])
    end_reason = one_of(text, "end_reason", {reason: reason for reason in END_REASONS})
    birth_year = _birth_years(text, dates)
    covariates, unknown = read_traits(text, others={*REQUIRED, *RESERVED})
    _tell_order(text, dates, end_reason)
    previous = tell_persons(
        text,
        begins=dates.days["from_date"],
        ends=dates.days["to_date"],
        end_reason=end_reason,
        events=EVENTS,
    )
    text.faults.refuse_if_any()
    return DatedSpells(
        person=text.columns["person_id"].codes,
        meanings=[meaning for meaning in meanings if meaning],
        municipality=text.columns["municipality_code"].codes,
        permit=dates.days["permit_date"],
        begin=dates.days["from_date"],
        end=dates.days["to_date"],
        end_reason=end_reason,
        age=year_of(dates.days["permit_date"]) - birth_year,
        covariates=covariates,
        previous=previous,
        reasons=END_REASONS,
        events=EVENTS,
        date_format=dates.format,
        unknown=unknown,
    )


# --- rules


def _tell_days(text: TextTable, dates: Dates, today: date) -> None:
    for name, days in dates.days.items():
        cell = text.columns[name].of_row
        text.faults.tell("date_before_1999", days < FIRST_PERMIT, column=name, cell=cell)
        text.faults.tell("date_in_future", days > np.datetime64(today), column=name, cell=cell)


def _birth_years(text: TextTable, dates: Dates) -> np.ndarray:
    column = text.columns["birth_year"]
    tell_missing(text, "birth_year")
    years = [int(cell) if _YEAR.fullmatch(cell) else 0 for cell in column.texts]
    year = column.spread(years)
    cell = column.of_row
    text.faults.tell("bad_birth_year", year < OLDEST_YEAR, column="birth_year", cell=cell)
    unborn = year > year_of(dates.days["permit_date"])
    text.faults.tell("born_after_permit", unborn, column="birth_year", cell=cell)
    return year


def _tell_order(text: TextTable, dates: Dates, end_reason: pd.Categorical) -> None:
    """Permit, beginning, end: in this order, or on the same day."""
    permit, begin, end = (dates.days[name] for name in DATES)
    text.faults.tell(
        "start_before_permit",
        begin < permit,
        column="from_date",
        cell=text.columns["from_date"].of_row,
        details=lambda row: {"other": danish(permit[row])},
    )
    is_event = np.asarray(end_reason.isin(EVENTS))
    for code, rows in (("event_before_start", is_event), ("end_before_start", ~is_event)):
        text.faults.tell(
            code,
            (end < begin) & rows,
            column="to_date",
            cell=text.columns["to_date"].of_row,
            details=lambda row: {"other": danish(begin[row])},
        )
