"""Rows of text → columns of text, and what can be wrong with any table: headings, rows, cells."""

import itertools
import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from measurements.ingest import limits
from measurements.ingest.faults import FIRST_ROW, Faults, refuse
from measurements.ingest.sheet import Sheet, tidy
from measurements.ingest.text_table import TextColumn

NO_CODES = np.zeros(0, dtype=np.int32)
ROWS_PER_BLOCK = 500  # few enough that their cells stay in the processor's cache

# Ten digits that begin with a day and a month. No check digit: new numbers have none.
_CPR = re.compile(r"(?<!\d)(?:0[1-9]|[12]\d|3[01])(?:0[1-9]|1[0-2])\d{2}[- ]?\d{4}(?!\d)")
# UTF-8 read as Windows-1252 and saved again: Ã¦, Ã¸, Ã¥, Ã†, Ã˜, Ã…
_MOJIBAKE = re.compile("Ã[¦¸¥†˜…\u0086\u0098\u0085©¤¶]|\ufffd")

_TOTALS = {"total", "i alt", "ialt", "sum", "alle", "hele landet"}


@dataclass(frozen=True, slots=True)
class Gathered:
    """The columns by name, and what was wrong with rows and headings."""

    rows: int
    columns: dict[str, TextColumn]
    faults: Faults


def gather(sheet: Sheet, *, required: Sequence[str], may_be_empty: bool = False) -> Gathered:
    """The sheet's columns; FileRefused at once where a required one is missing or stands twice."""
    gathering = _Gathering([tidy(title).lower() for title in sheet.heading])
    gathering.take_rows(sheet.rows)
    return gathering.finish(required, may_be_empty)


def holds_cpr(text: str) -> bool:
    """Whether something in the text looks like a CPR number."""
    return len(text) >= 10 and _CPR.search(text) is not None


class _Numbered(dict[str, int]):
    """Texts numbered in the order they are first asked for."""

    def __missing__(self, text: str) -> int:
        number = self[text] = len(self)
        return number


class _Gathering:
    """Rows on their way into columns, a block at a time."""

    def __init__(self, heading: list[str]) -> None:
        if len(heading) > limits.MOST_COLUMNS:
            raise refuse("too_many_columns", count=len(heading), limit=limits.MOST_COLUMNS)
        if any(holds_cpr(title) for title in heading):
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

    def finish(self, required: Sequence[str], may_be_empty: bool) -> Gathered:
        self._drop_empty_tail()
        if not self.count and not may_be_empty:
            raise refuse("no_rows")
        columns = [
            _column(list(known), np.concatenate([NO_CODES, *codes])[: self.count])
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
        return Gathered(self.count, named, faults)

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
    numbers = _Numbered()
    is_used = np.bincount(codes, minlength=len(texts)) > 0
    lookup = np.zeros(len(texts), dtype=np.int32)
    used = np.flatnonzero(is_used)
    lookup[used] = [numbers[tidy(texts[place])] for place in used.tolist()]
    return TextColumn(tuple(numbers), lookup[codes])


def _refuse_cpr(heading: list[str], columns: list[TextColumn]) -> None:
    """At once, alone, and without the number."""
    for title, column in zip(heading, columns, strict=True):
        suspect = [i for i, text in enumerate(column.texts) if holds_cpr(text)]
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
