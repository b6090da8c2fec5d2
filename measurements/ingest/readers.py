"""Bytes → a table of text. CSV and XLSX come out alike: named columns of trimmed text.

Nothing is guessed and nothing is converted here: `0101` stays `0101`, `1e5` stays text. Each column
keeps its different texts once, with a small number per row, so that later rules look at every text
once and not at every cell.
"""

import csv
import hashlib
import io
import itertools
import re
import unicodedata
import warnings
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import numpy as np
import openpyxl

from measurements.ingest import limits
from measurements.ingest.faults import FIRST_ROW, Faults, refuse

ROWS_PER_BLOCK = 500  # few enough that their cells stay in the processor's cache

FIRST_LINE_WITHIN = 20_000  # characters: room for all headings
SEPARATORS = (";", ",", "\t")

# What the first bytes say, for files that are not what their name says.
SIGNATURES = {
    b"%PDF": "PDF",
    b"\x1f\x8b": "gzip",
    b"\xd0\xcf\x11\xe0": "Excel 97-2003 (.xls)",
    b"PAR1": "Parquet",
    b"MZ": "program",
    b"7z\xbc\xaf": "7z",
    b"Rar!": "rar",
    b"\x89PNG": "PNG",
    b"\xff\xd8\xff": "JPEG",
    b"{\\rtf": "RTF",
    b"<": "HTML/XML",
}
BOM = b"\xef\xbb\xbf"
ZIP = b"PK\x03\x04"
UTF16 = (b"\xff\xfe", b"\xfe\xff")

# Ten digits that begin with a day and a month. No check digit: new numbers have none.
_CPR = re.compile(r"(?<!\d)(?:0[1-9]|[12]\d|3[01])(?:0[1-9]|1[0-2])\d{2}[- ]?\d{4}(?!\d)")
# UTF-8 read as Windows-1252 and saved again: Ã¦, Ã¸, Ã¥, Ã†, Ã˜, Ã…
_MOJIBAKE = re.compile("Ã[¦¸¥†˜…\u0086\u0098\u0085©¤¶]|\ufffd")
# Letters of western Europe. Other signs above ASCII betray another character set.
_WESTERN = re.compile("[\x00-\x7f\u00a0\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u00ff]*")

_TOTALS = {"total", "i alt", "ialt", "sum", "alle", "hele landet"}


@dataclass(frozen=True, slots=True)
class TextColumn:
    """texts  the different texts of the column; codes (rows,): which of them each row holds."""

    texts: tuple[str, ...]
    codes: np.ndarray

    def of_row(self, position: int) -> str:
        return self.texts[self.codes[position]]

    def spread(self, values: Sequence[Any] | np.ndarray) -> np.ndarray:
        """(rows,): one value per different text, given to each row that holds it."""
        return np.asarray(values)[self.codes]


@dataclass(frozen=True, slots=True)
class TextTable:
    """A file as text. `faults` gathers on; rows it marks as bad hold nothing to rely on.

    format     "csv" or "xlsx"
    encoding   of a CSV file: "utf-8-sig", "utf-8" or "cp1252"; "" for XLSX
    separator  of a CSV file; "" for XLSX
    """

    name: str
    sha256: str
    size: int
    format: str
    encoding: str
    separator: str
    rows: int
    columns: dict[str, TextColumn]
    faults: Faults


@dataclass(frozen=True, slots=True)
class _Sheet:
    """What both kinds of file give: a heading, and rows of text to walk through once."""

    format: str
    encoding: str
    separator: str
    heading: list[str]
    rows: Iterator[list[str]]


def read_table(path: Path, *, name: str, required: Sequence[str]) -> TextTable:
    """The file as text, or FileRefused if it cannot be read as a table with the required columns.

    name  what the user called the file; only its contents decide how it is read
    """
    if _CPR.search(name):
        raise refuse("cpr_in_name")
    data = _bytes(path)
    sheet = _xlsx(data) if data.startswith(ZIP) else _csv(data, required)
    heading = [_tidy(title).lower() for title in sheet.heading]
    table = _Gathered(heading)
    table.take_rows(sheet.rows)
    columns, faults = table.finish(required)
    return TextTable(
        name=name,
        sha256=hashlib.sha256(data).hexdigest(),
        size=len(data),
        format=sheet.format,
        encoding=sheet.encoding,
        separator=sheet.separator,
        rows=table.count,
        columns=columns,
        faults=faults,
    )


def _bytes(path: Path) -> bytes:
    size = path.stat().st_size
    if size > limits.MOST_BYTES:
        raise _too_large(size, limits.MOST_BYTES)
    data = path.read_bytes()
    if not data.removeprefix(BOM).strip():
        raise refuse("empty_file")
    if data.startswith(UTF16):
        raise refuse("utf16")
    for signature, kind in SIGNATURES.items():
        if data[:1000].removeprefix(BOM).lstrip().startswith(signature):
            raise refuse("wrong_type", type=kind)
    return data


def _too_large(size: int, limit: int) -> Exception:
    megabytes = -(-size // limits.MEGABYTE)
    return refuse("too_large", size=megabytes, limit=limit // limits.MEGABYTE)


# --- CSV


def _csv(data: bytes, required: Sequence[str]) -> _Sheet:
    if b"\0" in data:
        raise refuse("nul_byte")
    text, encoding = _decoded(data)
    separator = _separator(text, required)
    rows = _csv_rows(text, separator)
    return _Sheet("csv", encoding, separator, next(rows), rows)


def _decoded(data: bytes) -> tuple[str, str]:
    """The text, and how it was written.

    Bytes that are valid UTF-8 are UTF-8. Windows-1252 accepts nearly anything, so it counts only
    where it gives letters; old DOS and Mac files would give signs instead.
    """
    for encoding in ["utf-8-sig"] if data.startswith(BOM) else ["utf-8", "cp1252"]:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if encoding != "cp1252" or _WESTERN.fullmatch(text):
            return text, encoding
    raise refuse("unclear_encoding")


def _separator(text: str, required: Sequence[str]) -> str:
    """The sign between the headings: the one that finds most of the required columns."""
    first_line = text[:FIRST_LINE_WITHIN].splitlines()[0]

    def found(separator: str) -> int:
        titles = {_tidy(t).lower() for t in next(csv.reader([first_line], delimiter=separator))}
        return len(titles & set(required))

    best = max(SEPARATORS, key=lambda separator: (found(separator), first_line.count(separator)))
    if best not in first_line:
        raise refuse("unknown_separator")
    return best


def _csv_rows(text: str, separator: str) -> Iterator[list[str]]:
    """Rows as the csv module reads them, strictly: it tells of quotes that make no sense."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    try:
        yield from reader
    except csv.Error as error:
        raise _csv_refusal(str(error), reader.line_num) from error


def _csv_refusal(error: str, row: int) -> Exception:
    if "field larger than" in error:
        return refuse("cell_too_long", row=row, column="?", limit=limits.MOST_CHARACTERS)
    if "unexpected end of data" in error:
        return refuse("unterminated_quote")
    return refuse("bad_quote", row=row)


# --- XLSX


def _xlsx(data: bytes) -> _Sheet:
    _check_archive(data)
    try:
        with warnings.catch_warnings():  # about styles and such, which are of no account here
            warnings.simplefilter("ignore")
            book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True)
            sheets = [s for s in (_sheet_rows(sheet) for sheet in book.worksheets) if s is not None]
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
    return _Sheet("xlsx", "", "", heading, (_without_blank_tail(row, width) for row in rows))


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
        raise _too_large(unpacked, limits.MOST_UNPACKED_BYTES)


def _sheet_rows(sheet: Any) -> Iterator[list[str]] | None:
    """The sheet's rows as text; None for a sheet without data."""
    sheet.reset_dimensions()  # what the file says of its size may be wrong
    rows = ([_written(value) for value in row] for row in sheet.iter_rows(values_only=True))
    seen = []
    for row in rows:
        seen.append(row)
        if any(row):
            return itertools.chain(seen, rows)
    return None


def _guarded(rows: Iterator[list[str]]) -> Iterator[list[str]]:
    try:
        yield from rows
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


# --- gathering


class _Numbered(dict[str, int]):
    """Texts numbered in the order they are first asked for."""

    def __missing__(self, text: str) -> int:
        number = self[text] = len(self)
        return number


class _Gathered:
    """Rows on their way into columns, a block at a time."""

    def __init__(self, heading: list[str]) -> None:
        if len(heading) > limits.MOST_COLUMNS:
            raise refuse("too_many_columns", count=len(heading), limit=limits.MOST_COLUMNS)
        if any(_CPR.search(title) for title in heading):
            raise refuse("cpr_in_heading")
        self.heading = heading
        self.count = 0
        self._ragged: list[tuple[int, int]] = []
        self._empty: list[int] = []
        self._codes: list[list[np.ndarray]] = [[] for _ in heading]
        self._known = [_Numbered() for _ in heading]

    def take_rows(self, rows: Iterable[list[str]]) -> None:
        iterator = iter(rows)
        while block := list(itertools.islice(iterator, ROWS_PER_BLOCK)):
            self._take_block(block)
            if self.count > limits.MOST_ROWS:
                raise refuse("too_many_rows", limit=limits.MOST_ROWS)

    def finish(self, required: Sequence[str]) -> tuple[dict[str, TextColumn], Faults]:
        """The columns by name, and what was wrong with rows and headings."""
        self._drop_empty_tail()
        if not self.count:
            raise refuse("no_rows")
        columns = [
            _column(list(known), np.concatenate(codes)[: self.count])
            for known, codes in zip(self._known, self._codes, strict=True)
        ]
        _refuse_cpr(self.heading, columns)
        named = self._named(columns)
        faults = Faults(self.count)
        self._tell_headings(faults, list(named), required)
        self._tell_rows(faults, columns[0])
        for name, column in named.items():
            _tell_cells(faults, name, column)
        missing = [name for name in required if name not in named]
        doubled = [name for name in required if self.heading.count(name) > 1]
        if missing or doubled:  # nothing more can be said of such a table
            faults.refuse_if_any()
        return named, faults

    def _take_block(self, block: list[list[str]]) -> None:
        width = len(self.heading)
        if set(map(len, block)) != {width}:
            block = [self._fitted(row, self.count + place) for place, row in enumerate(block)]
        for cells, known, codes in zip(
            zip(*block, strict=True), self._known, self._codes, strict=True
        ):
            codes.append(np.fromiter(map(known.__getitem__, cells), np.int32, len(cells)))
        self.count += len(block)

    def _fitted(self, row: list[str], position: int) -> list[str]:
        """The row with as many cells as the heading; what was wrong with it is kept."""
        width = len(self.heading)
        if len(row) != width and any(cell.strip() for cell in row):
            self._ragged.append((position, len(row)))
        return (row + [""] * width)[:width]

    def _drop_empty_tail(self) -> None:
        """Spreadsheets leave blank rows behind the last one; nobody means them."""
        blank = np.ones(self.count, dtype=bool)
        for known, codes in zip(self._known, self._codes, strict=True):
            is_blank = np.array([not text.strip() for text in known])
            if self.count:
                blank &= is_blank[np.concatenate(codes)]
        filled = np.flatnonzero(~blank)
        self.count = int(filled[-1]) + 1 if len(filled) else 0
        self._empty = np.flatnonzero(blank[: self.count]).tolist()
        self._ragged = [(row, width) for row, width in self._ragged if row < self.count]

    def _named(self, columns: list[TextColumn]) -> dict[str, TextColumn]:
        """Columns by heading; a last one without heading and cells is a trailing separator."""
        pairs = list(zip(self.heading, columns, strict=True))
        while pairs and not pairs[-1][0] and pairs[-1][1].texts == ("",):
            pairs.pop()
        self.heading = [title for title, _ in pairs]
        named: dict[str, TextColumn] = {}
        for title, column in pairs:
            named.setdefault(title, column)
        return named

    def _tell_headings(self, faults: Faults, named: list[str], required: Sequence[str]) -> None:
        found = ", ".join(title or "?" for title in self.heading)[:200]
        for name in required:
            if name not in named:
                faults.tell_of_file("missing_column", column=name, columns=found)
        for number, title in enumerate(self.heading, start=1):
            if not title:
                faults.tell_of_file("unnamed_column", column="", number=number)
        for title in dict.fromkeys(t for t in self.heading if t and self.heading.count(t) > 1):
            faults.tell_of_file("doubled_column", column=title)

    def _tell_rows(self, faults: Faults, first: TextColumn) -> None:
        width = len(self.heading)
        ragged = dict(self._ragged)
        faults.tell("empty_row", np.array(self._empty, dtype=int))
        totals = np.array([text.rstrip(":").lower() in _TOTALS for text in first.texts])
        is_total = np.flatnonzero(totals[first.codes])
        faults.tell("totals_row", is_total)
        repeated = np.array([text.lower() == self.heading[0] for text in first.texts])
        faults.tell("repeated_header", np.flatnonzero(repeated[first.codes]))
        faults.tell(
            "ragged_row",
            np.array(list(ragged), dtype=int),
            details=lambda row: {"count": ragged[row], "width": width},
        )


def _column(texts: list[str], codes: np.ndarray) -> TextColumn:
    """The column with tidy texts, those alike after tidying joined, those unused left out."""
    tidy = _Numbered()
    is_used = np.bincount(codes, minlength=len(texts)) > 0
    lookup = np.zeros(len(texts), dtype=np.int32)
    used = np.flatnonzero(is_used)
    lookup[used] = [tidy[_tidy(texts[place])] for place in used.tolist()]
    return TextColumn(tuple(tidy), lookup[codes])


def _tidy(text: str) -> str:
    """Composed letters, plain spaces, nothing around."""
    if text.isascii():
        return text.strip(" ")
    return unicodedata.normalize("NFC", text).replace("\u00a0", " ").strip(" ")


def _refuse_cpr(heading: list[str], columns: list[TextColumn]) -> None:
    """At once, alone, and without the number."""
    for title, column in zip(heading, columns, strict=True):
        suspect = [
            i for i, text in enumerate(column.texts) if len(text) >= 10 and _CPR.search(text)
        ]
        if suspect:
            position = int(np.flatnonzero(np.isin(column.codes, suspect))[0])
            raise refuse("cpr_number", row=position + FIRST_ROW, column=title)


def _tell_cells(faults: Faults, name: str, column: TextColumn) -> None:
    """Faults that a cell of any column may have."""
    limit = limits.MOST_CHARACTERS
    too_long = [len(text) > limit for text in column.texts]
    faults.tell(
        "cell_too_long", column.spread(too_long), column=name, details=lambda row: {"limit": limit}
    )
    everything = "".join(column.texts)
    if everything.isascii() and everything.isprintable():
        return
    odd = [_odd_character(text) for text in column.texts]
    faults.tell(
        "odd_character",
        column.spread([character is not None for character in odd]),
        column=name,
        details=lambda row: {"character": odd[column.codes[row]]},
    )
    garbled = [_MOJIBAKE.search(text) is not None for text in column.texts]
    faults.tell("mojibake", column.spread(garbled), column=name, cell=column.of_row)


def _odd_character(text: str) -> str | None:
    """The first control, formatting or private character, as U+200B; None if there is none."""
    if text.isascii() and text.isprintable():
        return None
    odd = (c for c in text if unicodedata.category(c) in {"Cc", "Cf", "Co", "Cs", "Cn"})
    first = next(odd, None)
    return None if first is None else f"U+{ord(first):04X}"
