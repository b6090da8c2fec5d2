"""An Excel workbook → rows of text, as a person would have typed them."""

import itertools
import re
import warnings
import zipfile
from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, BinaryIO

import openpyxl

from measurements.ingest import limits
from measurements.ingest.faults import FileRefused, refuse
from measurements.ingest.personal_data import holds_cpr_in_markup
from measurements.ingest.sheet import Sheet, too_large
from measurements.ingest.zip_parts import checked_parts

DAMAGED = "unreadable_xlsx"

_CHUNK = 1_000_000  # bytes of a part looked at together
_OVERLAP = 200  # bytes looked at twice, so that nothing hides between two chunks

# Parts with numbers that nobody wrote: colours, measures, what charts remember.
_WITHOUT_TEXT = ("xl/theme/", "xl/styles.xml", "xl/charts/", "xl/calcChain.xml", "xl/media/")
_NUMBERS = re.compile(r"<v>[^<]*</v>")


def read_xlsx(path: Path) -> Sheet:
    """The rows of the one sheet that holds data."""
    suspicious = _holds_cpr_beside_cells(path, _checked_workbook(path))
    rows = _rows(path, suspicious)
    heading = next(rows)
    while heading and not heading[-1]:
        heading.pop()
    width = len(heading)
    return Sheet(
        format="xlsx",
        heading=heading,
        rows=(_without_blank_tail(row, width) for row in rows),
        suspicious=suspicious,
    )


def _checked_workbook(path: Path) -> list[zipfile.ZipInfo]:
    """A spreadsheet is a zip archive; its parts must be a workbook's and of decent size."""
    parts = checked_parts(path, most=limits.MOST_PARTS, damaged=DAMAGED)
    if "xl/workbook.xml" not in {part.filename for part in parts}:
        raise refuse("wrong_type", type="zip")
    texts = sum(part.file_size for part in parts if _is_read_at_once(part.filename))
    if texts > limits.MOST_TEXT_BYTES:
        raise too_large(texts, limits.MOST_TEXT_BYTES)
    return parts


def _is_read_at_once(name: str) -> bool:
    """Sheets are walked through and pictures left alone; all the rest is read whole."""
    return not name.startswith(("xl/worksheets/", "xl/media/"))


def _holds_cpr_beside_cells(path: Path, parts: list[zipfile.ZipInfo]) -> bool:
    """Whether sheet names, comments, properties or forgotten texts hold a CPR number."""
    if any(holds_cpr_in_markup(part.filename) for part in parts):
        return True
    written = [part for part in parts if not part.filename.startswith(_WITHOUT_TEXT)]
    try:
        with zipfile.ZipFile(path) as archive:
            return any(_holds_cpr(archive, part) for part in written)
    except Exception as error:  # zlib, zipfile and struct each have their own
        raise refuse(DAMAGED) from error


def _holds_cpr(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> bool:
    with archive.open(part) as file:
        before = ""
        while chunk := file.read(_CHUNK):
            text = before + chunk.decode("latin-1")
            if holds_cpr_in_markup(_NUMBERS.sub("", text)):
                return True
            before = text[-_OVERLAP:]
    return False


def _rows(path: Path, suspicious: bool) -> Iterator[list[str]]:
    """The rows of the one sheet with data; FileRefused if there is none, or more than one."""
    with path.open("rb") as file:
        try:
            with warnings.catch_warnings():  # about styles and such, which are of no account here
                warnings.simplefilter("ignore")
                sheets = _sheets(file)
            if suspicious and len(sheets) != 1:
                raise refuse("cpr_beside_cells")
            if len(sheets) != 1:
                raise refuse("several_sheets" if sheets else "empty_file")
            yield from sheets[0]
        except FileRefused:
            raise
        except Exception as error:  # openpyxl answers a damaged file with whatever broke first
            raise refuse(DAMAGED) from error


def _sheets(file: BinaryIO) -> list[Iterator[list[str]]]:
    """The sheets that hold data. Of their rows, all together may not be more than the limit."""
    book = openpyxl.load_workbook(file, read_only=True, data_only=True)
    row_numbers = itertools.count(1)
    found = [_sheet_rows(sheet, row_numbers) for sheet in book.worksheets]
    return [rows for rows in found if rows is not None]


def _sheet_rows(sheet: Any, row_numbers: Iterator[int]) -> Iterator[list[str]] | None:
    """The sheet's rows as text; None for a sheet without data.

    row_numbers  over all sheets of the book: a single row may say that it is number two billion
    """
    sheet.reset_dimensions()  # what the file says of its size may be wrong
    rows = (
        _written_row(row, number)
        for row, number in zip(sheet.iter_rows(values_only=True), row_numbers, strict=False)
    )
    for blank, row in enumerate(rows):
        if any(row):
            return itertools.chain(itertools.repeat([], blank), [row], rows)
    return None


def _written_row(row: Sequence[Any], number: int) -> list[str]:
    """A row as text. One cell far to the right makes a row of thousands out of a few letters."""
    if len(row) > limits.MOST_SHEET_COLUMNS:
        raise refuse("too_many_columns", count=len(row), limit=limits.MOST_COLUMNS)
    if number > limits.MOST_ROWS + 1:  # the headings are one
        raise refuse("too_many_rows", limit=limits.MOST_ROWS)
    return [_written(value) for value in row]


def _written(value: Any) -> str:
    """A cell as a person would type it: dates in ISO form, whole numbers without decimals."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
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
