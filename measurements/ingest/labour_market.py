"""The file of municipalities and years → the engine's labour market: a number per cell."""

import re
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from measurements.ingest import limits
from measurements.ingest.cells import tell_missing
from measurements.ingest.codes import CodeMeaning, code_key
from measurements.ingest.faults import FIRST_ROW
from measurements.ingest.places import tell_codes
from measurements.ingest.readers import read_table
from measurements.ingest.text_table import TextTable

KEYS = ("municipality_code", "year")
REQUIRED = (*KEYS, "unemployment")
PERCENTAGES = {"unemployment"}
FIRST_YEAR, LAST_YEAR = 1990, 2100

_YEAR = re.compile(r"[0-9]{4}")
# No thousands separator, no plus, no exponent: what is left can be read in one way only.
_NUMBER = re.compile(r"-?(?P<whole>[0-9]+)(?:(?P<sign>[.,])(?P<decimals>[0-9]+))?")


@dataclass(frozen=True, slots=True)
class LabourMarketReport:
    """What was read. `measures` are the columns of numbers; `decimal` the sign before decimals."""

    file: str
    sha256: str
    size: int
    format: str
    encoding: str
    separator: str
    decimal: str
    rows: int
    municipalities: int
    first_year: int
    last_year: int
    measures: tuple[str, ...]

    def as_dict(self) -> dict[str, Any]:
        """The same in JSON types, but for tuples in place of lists."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class LabourMarketTable:
    """frame  municipality_code ("0101"), year, and one or more columns of numbers"""

    frame: pd.DataFrame
    report: LabourMarketReport


def read_labour_market(path: Path, *, name: str) -> LabourMarketTable:
    """The labour market of the file, or FileRefused with what is wrong.

    name  what the user called the file
    """
    text = read_table(path, name=name, required=REQUIRED)
    codes = _codes(text)
    year = _years(text)
    measures = [title for title in text.columns if title not in {*KEYS, ""}]
    decimal = _decimal_sign(text, measures)
    numbers = {title: _numbers(text, title, decimal) for title in measures}
    frame = pd.DataFrame({"municipality_code": codes, "year": year, **numbers})
    _tell_doubled(text, frame)
    _tell_holes(text, frame)
    text.faults.refuse_if_any()
    return LabourMarketTable(frame, _report(text, frame, decimal, measures))


def _codes(text: TextTable) -> np.ndarray:
    """(rows,) present codes. Old ones are refused: a mean over what merged would need weights."""
    column = text.columns["municipality_code"]
    meanings = tell_codes(text)
    key = code_key()

    def details(row: int) -> dict[str, str]:
        meaning = meanings[column.codes[row]]
        assert meaning is not None, "only known codes are old"
        return {"name": meaning.name, "successor": key[meaning.successor].name}

    text.faults.tell(
        "old_code",
        column.spread([_is_old(meaning) for meaning in meanings]),
        column="municipality_code",
        cell=column.of_row,
        details=details,
    )
    return column.spread(np.array([m.code if m else "" for m in meanings], dtype=object))


def _is_old(meaning: CodeMeaning | None) -> bool:
    return meaning is not None and meaning.in_use_until is not None


def _years(text: TextTable) -> np.ndarray:
    column = text.columns["year"]
    tell_missing(text, "year")
    years = [int(cell) if _YEAR.fullmatch(cell) else 0 for cell in column.texts]
    year = column.spread(years)
    text.faults.tell(
        "bad_year",
        (year < FIRST_YEAR) | (year > LAST_YEAR),
        column="year",
        cell=column.of_row,
        details=lambda row: {"first": FIRST_YEAR, "last": LAST_YEAR},
    )
    return year


def _decimal_sign(text: TextTable, measures: list[str]) -> str:
    """The sign before decimals in most cells; a comma where no cell has any."""
    counts = {",": 0, ".": 0}
    for title in measures:
        column = text.columns[title]
        cells = np.bincount(column.codes, minlength=len(column.texts))
        for cell, count in zip(column.texts, cells.tolist(), strict=True):
            if (found := _NUMBER.fullmatch(cell)) and found["sign"]:
                counts[found["sign"]] += count
    return max(counts, key=lambda sign: counts[sign])


def _numbers(text: TextTable, title: str, decimal: str) -> np.ndarray:
    """(rows,) float64, NaN where a fault was told."""
    column = text.columns[title]
    tell_missing(text, title)
    found = [_NUMBER.fullmatch(cell) for cell in column.texts]
    values = [
        _value(cell) if match else np.nan for cell, match in zip(column.texts, found, strict=True)
    ]
    other_sign = [bool(match and match["sign"] not in {None, decimal}) for match in found]
    number = column.spread(values)
    text.faults.tell("bad_number", np.isnan(number), column=title, cell=column.of_row)
    text.faults.tell(
        "mixed_decimals",
        column.spread(other_sign),
        column=title,
        cell=column.of_row,
        details=lambda row: {"sign": decimal},
    )
    if title in PERCENTAGES:
        outside = (number < 0) | (number > 100)
        text.faults.tell("not_a_percentage", outside, column=title, cell=column.of_row)
    return number


def _value(cell: str) -> float:
    if sum(map(str.isdigit, cell)) > limits.MOST_DIGITS:
        return np.nan
    return float(cell.replace(",", "."))


def _tell_doubled(text: TextTable, frame: pd.DataFrame) -> None:
    sound = frame[~text.faults.bad]
    first = sound.groupby(list(KEYS))["year"].transform(lambda group: group.index[0])
    doubled = sound.index[first.to_numpy() != sound.index.to_numpy()].to_numpy()
    text.faults.tell(
        "doubled_year", doubled, details=lambda row: {"other": int(first[row]) + FIRST_ROW}
    )


def _tell_holes(text: TextTable, frame: pd.DataFrame) -> None:
    """A year missing between two others, told at the row after the hole.

    Municipalities with a faulty row are passed over: the year may be there, unreadable.
    """
    unsound = set(frame["municipality_code"][text.faults.bad])
    sound = frame[~frame["municipality_code"].isin(unsound)] if "" not in unsound else frame[:0]
    ordered = sound.sort_values(list(KEYS))
    same = ordered["municipality_code"].eq(ordered["municipality_code"].shift())
    after_hole = ordered[same & (ordered["year"].diff() > 1)]
    text.faults.tell(
        "missing_year",
        np.sort(after_hole.index.to_numpy()),
        details=lambda row: {
            "municipality": str(frame["municipality_code"][row]),
            "year": int(frame["year"][row]) - 1,
        },
    )


def _report(
    text: TextTable, frame: pd.DataFrame, decimal: str, measures: list[str]
) -> LabourMarketReport:
    return LabourMarketReport(
        file=text.name,
        sha256=text.sha256,
        size=text.size,
        format=text.format,
        encoding=text.encoding,
        separator=text.separator,
        decimal=decimal,
        rows=text.rows,
        municipalities=int(frame["municipality_code"].nunique()),
        first_year=int(frame["year"].min()),
        last_year=int(frame["year"].max()),
        measures=tuple(measures),
    )
