"""An Excel workbook → rows of text, as a person would have typed them."""

import io
import itertools
import warnings
import zipfile
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

import openpyxl

from measurements.ingest import limits
from measurements.ingest.faults import FileRefused, refuse
from measurements.ingest.sheet import Sheet, too_large


def read_xlsx(data: bytes) -> Sheet:
    """The rows of the one sheet that holds data."""
    _check_archive(data)
    try:
        with warnings.catch_warnings():  # about styles and such, which are of no account here
            warnings.simplefilter("ignore")
            book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True)
            sheets = [s for s in (_sheet_rows(sheet) for sheet in book.worksheets) if s is not None]
    except FileRefused:
        raise
    except Exception as error:  # openpyxl answers a damaged file with whatever broke first
        raise refuse("unreadable_xlsx") from error
    if not sheets:
        raise refuse("empty_file")
    if len(sheets) > 1:
        raise refuse("several_sheets")
    rows = _guarded(sheets[0])
    heading = next(rows)
    while heading and not heading[-1]:
        heading.pop()
    width = len(heading)
    return Sheet("xlsx", "", "", heading, (_without_blank_tail(row, width) for row in rows))


def _check_archive(data: bytes) -> None:
    """A spreadsheet is a zip archive; its parts must be a workbook's and of decent size."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = archive.infolist()
    except zipfile.BadZipFile as error:
        raise refuse("unreadable_xlsx") from error
    if "xl/workbook.xml" not in {part.filename for part in parts}:
        raise refuse("wrong_type", type="zip")
    unpacked = sum(part.file_size for part in parts)
    if unpacked > limits.MOST_UNPACKED_BYTES:
        raise too_large(unpacked, limits.MOST_UNPACKED_BYTES)


def _sheet_rows(sheet: Any) -> Iterator[list[str]] | None:
    """The sheet's rows as text; None for a sheet without data."""
    sheet.reset_dimensions()  # what the file says of its size may be wrong
    rows = (_written_row(row) for row in sheet.iter_rows(values_only=True))
    for blank, row in enumerate(rows):
        if any(row):
            return itertools.chain(itertools.repeat([], blank), [row], rows)
    return None


def _written_row(row: Sequence[Any]) -> list[str]:
    """A row as text. One cell far to the right makes a row of thousands out of a few letters."""
    if len(row) > limits.MOST_SHEET_COLUMNS:
        raise refuse("too_many_columns", count=len(row), limit=limits.MOST_COLUMNS)
    return [_written(value) for value in row]


def _guarded(rows: Iterator[list[str]]) -> Iterator[list[str]]:
    try:
        yield from rows
    except FileRefused:
        raise
    except Exception as error:  # as above: damage may show only half-way
        raise refuse("unreadable_xlsx") from error


def _written(value: Any) -> str:
    """A cell as a person would type it: dates in ISO form, whole numbers without decimals."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        midnight = value.time().isoformat() == "00:00:00"
        return value.date().isoformat() if midnight else value.isoformat(sep=" ")
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


def _without_blank_tail(row: list[str], width: int) -> list[str]:
    """Rows of a sheet end where their last cell ends: filled up or cut to the heading's width."""
    while len(row) > width and not row[-1]:
        row.pop()
    return row + [""] * (width - len(row)) if any(row) else []
