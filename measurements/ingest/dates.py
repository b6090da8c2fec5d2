"""Dates as people write them → days. One way of writing per file, so that 01-02 means one day."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from measurements.ingest.cells import is_missing, tell_missing
from measurements.ingest.text_table import TextTable

ISO, DANISH = "yyyy-mm-dd", "dd-mm-yyyy"

_PATTERNS = {
    ISO: re.compile(r"(?P<year>[0-9]{4})-(?P<month>[0-9]{2})-(?P<day>[0-9]{2})"),
    DANISH: re.compile(r"(?P<day>[0-9]{1,2})-(?P<month>[0-9]{1,2})-(?P<year>[0-9]{4})"),
}
_EXAMPLES = {ISO: "2004-02-28", DANISH: "28-02-2004"}

NO_DAY = np.datetime64("NaT", "D")


@dataclass(frozen=True, slots=True)
class Dates:
    """days  column → (rows,) datetime64[D], NaT where a fault was told or nothing is written
    format   how the file writes them, "yyyy-mm-dd" or "dd-mm-yyyy"
    """

    days: dict[str, np.ndarray]
    format: str


def read_dates(
    text: TextTable, names: Sequence[str], *, may_be_missing: Sequence[str] = ()
) -> Dates:
    """The days of the named columns. The way of writing found in most cells is the file's.

    may_be_missing  those of them where a missing date says something; it is NaT
    """
    days, formats = {}, {}
    for name in names:
        column = text.columns[name]
        read = [_day(cell) for cell in column.texts]
        days[name] = column.spread(np.array([day for day, _ in read], dtype="datetime64[D]"))
        formats[name] = column.spread([way for _, way in read])
    ways = np.concatenate(list(formats.values()))
    chosen = max((ISO, DANISH), key=lambda way: int((ways == way).sum()))
    for name in names:
        column = text.columns[name]
        absent = column.spread([is_missing(cell) for cell in column.texts])
        if name not in may_be_missing:
            tell_missing(text, name)
        text.faults.tell(
            "bad_date", np.isnat(days[name]) & ~absent, column=name, cell=column.of_row
        )
        text.faults.tell(
            "other_date_format",
            (formats[name] != chosen) & ~absent,
            column=name,
            cell=column.of_row,
            details=lambda row: {"example": _EXAMPLES[chosen]},
        )
    return Dates(days, chosen)


def danish(day: np.datetime64) -> str:
    """28-02-2004"""
    year, month, day_of_month = str(day).split("-")
    return f"{day_of_month}-{month}-{year}"


def _day(cell: str) -> tuple[np.datetime64, str]:
    """The day and the way it is written; NaT and "" for what is no date."""
    for way, pattern in _PATTERNS.items():
        if parts := pattern.fullmatch(cell):
            try:
                day = date(int(parts["year"]), int(parts["month"]), int(parts["day"]))
            except ValueError:
                break
            return np.datetime64(day, "D"), way
    return NO_DAY, ""
