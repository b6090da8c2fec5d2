"""The files of residences, activities and exits: rows about a person, with dates."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from measurements.ingest.cells import one_of
from measurements.ingest.codes import CodeMeaning
from measurements.ingest.dates import Dates, danish, read_dates
from measurements.ingest.extract.register import ACTIVITY_TYPES, EXIT_KINDS
from measurements.ingest.faults import FIRST_ROW
from measurements.ingest.persons import rows_of_sound_persons, tell_duplicates
from measurements.ingest.places import tell_codes, tell_out_of_use
from measurements.ingest.readers import read_table
from measurements.ingest.source import Source
from measurements.ingest.text_table import TextTable
from measurements.ingest.traits import PERSON, tell_ids

RESIDENCES = ("person_id", "municipality_code", "from_date", "to_date")
ACTIVITIES = ("person_id", "type", "from_date", "to_date")
EXITS = ("person_id", "date", "kind")

FIRST_DAY = np.datetime64("1968-04-02")  # the central register of persons begins


@dataclass(frozen=True, slots=True)
class DatedFile:
    """Rows about people, (rows,) each; what is wrong with them is told in `text.faults`.

    begin, end   first and last day, datetime64[D]; the end of data where it goes on. The same day
                 for an exit
    ongoing      rows without an end
    date_format  how the file writes its dates, "" in a file without rows
    """

    text: TextTable
    begin: np.ndarray
    end: np.ndarray
    ongoing: int
    date_format: str


@dataclass(frozen=True, slots=True)
class ResidencesFile(DatedFile):
    """meanings  of the different codes, None where a fault was told"""

    meanings: list[CodeMeaning | None]


@dataclass(frozen=True, slots=True)
class KindsFile(DatedFile):
    """kind  of activity or exit"""

    kind: pd.Categorical


def read_residences(source: Source, data_end: np.datetime64) -> ResidencesFile:
    """Who lived where."""
    text = read_table(source.path, name=source.name, required=RESIDENCES)
    tell_ids(text)
    dates = _periods(text, data_end)
    meanings = tell_codes(text)
    begin, end = dates.days["from_date"], _until(dates, data_end)
    tell_out_of_use(text, meanings, begin)
    tell_duplicates(text, "doubled_row")
    _tell_overlaps(text, begin, end)
    return ResidencesFile(text, begin, end, _ongoing(dates), dates.format, meanings)


def read_activities(source: Source, data_end: np.datetime64) -> KindsFile:
    """Who did what."""
    text = read_table(source.path, name=source.name, required=ACTIVITIES)
    tell_ids(text)
    dates = _periods(text, data_end)
    kind = one_of(text, "type", {kind: kind for kind in ACTIVITY_TYPES})
    tell_duplicates(text, "doubled_row")
    end = _until(dates, data_end)
    return KindsFile(text, dates.days["from_date"], end, _ongoing(dates), dates.format, kind)


def read_exits(source: Source, data_end: np.datetime64) -> KindsFile:
    """Who died or left the country. A file of headings alone says that nobody did."""
    text = read_table(source.path, name=source.name, required=EXITS, may_be_empty=True)
    if not text.rows:
        nothing = np.zeros(0, dtype="datetime64[D]")
        return KindsFile(text, nothing, nothing, 0, "", pd.Categorical([], categories=EXIT_KINDS))
    tell_ids(text)
    dates = read_dates(text, ("date",))
    tell_days(text, dates, data_end)
    kind = one_of(text, "kind", {kind: kind for kind in EXIT_KINDS})
    tell_duplicates(text, "doubled_row")
    day = dates.days["date"]
    return KindsFile(text, day, day, 0, dates.format, kind)


def tell_days(text: TextTable, dates: Dates, data_end: np.datetime64) -> None:
    """Days that the register cannot know of."""
    for name, days in dates.days.items():
        cell = text.columns[name].of_row
        if name not in {"birth_date", "permit_date"}:
            text.faults.tell("date_before_register", days < FIRST_DAY, column=name, cell=cell)
        text.faults.tell(
            "date_after_data_end",
            days > data_end,
            column=name,
            cell=cell,
            details=lambda row: {"data_end": danish(data_end)},
        )


def _periods(text: TextTable, data_end: np.datetime64) -> Dates:
    """Beginnings and ends, the ends NaT where it goes on."""
    dates = read_dates(text, ("from_date", "to_date"), may_be_missing=("to_date",))
    tell_days(text, dates, data_end)
    begin, end = dates.days["from_date"], dates.days["to_date"]
    text.faults.tell(
        "to_before_from",
        end < begin,
        column="to_date",
        cell=text.columns["to_date"].of_row,
        details=lambda row: {"other": danish(begin[row])},
    )
    return dates


def _until(dates: Dates, data_end: np.datetime64) -> np.ndarray:
    end = dates.days["to_date"]
    return np.where(np.isnat(end), data_end, end)


def _ongoing(dates: Dates) -> int:
    return int(np.isnat(dates.days["to_date"]).sum())


def _tell_overlaps(text: TextTable, begin: np.ndarray, end: np.ndarray) -> None:
    """A person lives in one place at a time; the day of a move may stand in both rows."""
    rows = rows_of_sound_persons(text)
    person = text.columns[PERSON].codes
    order = rows[np.lexsort((end[rows], begin[rows], person[rows]))]
    later, earlier = order[1:], order[:-1]
    broken = (person[later] == person[earlier]) & (
        (begin[later] < end[earlier]) | (begin[later] == begin[earlier])
    )
    other = dict(zip(later[broken].tolist(), earlier[broken].tolist(), strict=True))
    text.faults.tell(
        "overlapping_residences",
        later[broken],
        details=lambda row: {"other": other[row] + FIRST_ROW},
    )
