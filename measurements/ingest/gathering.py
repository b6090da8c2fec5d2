"""Rows of text → columns of text, and what can be wrong with any table: headings, rows, cells."""

import itertools
import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from measurements.ingest import limits
from measurements.ingest.faults import FIRST_ROW, Faults, refuse
from measurements.ingest.personal_data import holds_cpr, is_digest
from measurements.ingest.sheet import Sheet, tidy, too_many_cells
from measurements.ingest.text_table import TextColumn

NO_CODES = np.zeros(0, dtype=np.int32)
ROWS_PER_BLOCK = 500  # few enough that their cells stay in the processor's cache

# UTF-8 read as Windows-1252 and saved again: Ã¦, Ã¸, Ã¥, Ã†, Ã˜, Ã…
_MOJIBAKE = re.compile("Ã[¦¸¥†˜…\u0086\u0098\u0085©¤¶]|\ufffd")

# What a spreadsheet would compute, in plain and in wide letters. Numbers with a sign are none.
_FORMULA = re.compile(r"[=@|%＝＠＋－]|[+-](?![0-9]*(?:[.,][0-9]+)?(?:[eE][+-]?[0-9]+)?$)")

_TOTALS = {"total", "i alt", "ialt", "sum", "alle", "hele landet"}


@dataclass(frozen=True, slots=True)
class Gathered:
    """The columns by name, and what was wrong with rows and headings."""

    rows: int
    columns: dict[str, TextColumn]
    faults: Faults


def gather(sheet: Sheet, *, required: Sequence[str], may_be_empty: bool = False) -> Gathered:
    """The sheet's columns; FileRefused at once where a required one is missing or stands twice.

    may_be_empty  headings without rows are a table too
    """
    gathering = _Gathering([tidy(title) for title in sheet.heading])
    first = list(itertools.islice(sheet.rows, limits.MOST_ROWS_ABOVE))
    _refuse_title_row(gathering.heading, first, required)
    gathering.take_rows(itertools.chain(first, sheet.rows))
    return gathering.finish(required, may_be_empty)


def _refuse_title_row(
    heading: Sequence[str], rows: Sequence[Sequence[str]], required: Sequence[str]
) -> None:
    """Where a later row has more of the headings than the first, a title stands above them."""
    found = [len({tidy(cell).lower() for cell in row} & set(required)) for row in (heading, *rows)]
    best = max(found)
    if best > max(found[0], 1):
        raise refuse("title_row", row=found.index(best) + 1)


class _Numbered(dict[str, int]):
    """Texts numbered in the order they are first asked for."""

    def __missing__(self, text: str) -> int:
        number = self[text] = len(self)
        return number


class _Gathering:
    """Rows on their way into columns, a block at a time."""

    def __init__(self, titles: list[str]) -> None:
        if any(holds_cpr(title) for title in titles):
            raise refuse("cpr_in_heading")
        if len(titles) > limits.MOST_COLUMNS:
            raise refuse("too_many_columns", count=len(titles), limit=limits.MOST_COLUMNS)
        self.titles = titles
        self.heading = [title.lower() for title in titles]
        self.count = 0
        self._ragged: list[tuple[int, int]] = []
        self._cpr_beyond: int | None = None  # first row with such a number right of the headings
        self._empty: list[int] = []
        self._codes: list[list[np.ndarray]] = [[] for _ in titles]
        self._known = [_Numbered() for _ in titles]

    def take_rows(self, rows: Iterable[list[str]]) -> None:
        iterator = iter(rows)
        while block := list(itertools.islice(iterator, ROWS_PER_BLOCK)):
            self._take_block(block)
            if self.count > limits.MOST_ROWS:
                raise refuse("too_many_rows", limit=limits.MOST_ROWS)
            if self.count * len(self.heading) > limits.MOST_CELLS:
                raise too_many_cells(len(self.heading))

    def finish(self, required: Sequence[str], may_be_empty: bool) -> Gathered:
        self._drop_empty_tail()
        if not self.count and not may_be_empty:
            raise refuse("no_rows")
        columns = [
            _column(list(known), np.concatenate([NO_CODES, *codes])[: self.count])
            for known, codes in zip(self._known, self._codes, strict=True)
        ]
        self._refuse_cpr(columns)
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
        if not row:
            return [""] * width
        if len(row) != width and any(cell.strip() for cell in row):
            self._ragged.append((position, len(row)))
            if self._cpr_beyond is None and any(map(holds_cpr, row[width:])):
                self._cpr_beyond = position
        return (row + [""] * width)[:width]

    def _refuse_cpr(self, columns: list[TextColumn]) -> None:
        """At once, alone, and without the number."""
        for title, column in zip(self.heading, columns, strict=True):
            suspect = [i for i, text in enumerate(column.texts) if holds_cpr(text)]
            if suspect:
                position = int(np.flatnonzero(np.isin(column.codes, suspect))[0])
                raise refuse("cpr_number", row=position + FIRST_ROW, column=title)
        if self._cpr_beyond is not None:
            raise refuse("cpr_number", row=self._cpr_beyond + FIRST_ROW, column="")

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
        found = ", ".join(title or "?" for title in self.heading)[: limits.MOST_CHARACTERS]
        for name in required:
            if name not in named:
                faults.tell_of_file("missing_column", column=name, columns=found)
        for number, title in enumerate(self.heading, start=1):
            if not title:
                faults.tell_of_file("unnamed_column", column="", number=number)
        for title in dict.fromkeys(t for t in self.heading if t and self.heading.count(t) > 1):
            faults.tell_of_file("doubled_column", column=title)
        for title in self.titles:
            _tell_heading(faults, title)

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


def _tell_heading(faults: Faults, title: str) -> None:
    """Headings are shown as the names of categories, so they keep to the rules of cells."""
    limit = limits.MOST_CHARACTERS
    odd = _odd_character(title)
    if len(title) > limit:
        faults.tell_of_file("long_heading", limit=limit)
    elif odd is not None:
        faults.tell_of_file("odd_heading", character=odd)
    elif _is_garbled(title):
        faults.tell_of_file("garbled_heading")
    elif _FORMULA.match(title):
        faults.tell_of_file("formula_heading")


def _column(texts: list[str], codes: np.ndarray) -> TextColumn:
    """The column with tidy texts, those alike after tidying joined, those unused left out."""
    numbers = _Numbered()
    is_used = np.bincount(codes, minlength=len(texts)) > 0
    lookup = np.zeros(len(texts), dtype=np.int32)
    used = np.flatnonzero(is_used)
    lookup[used] = [numbers[tidy(texts[place])] for place in used.tolist()]
    return TextColumn(tuple(numbers), lookup[codes])


def _tell_cells(faults: Faults, name: str, column: TextColumn) -> None:
    """Faults that a cell of any column may have."""
    limit = limits.MOST_CHARACTERS
    too_long = [len(text) > limit for text in column.texts]
    faults.tell(
        "cell_too_long", column.spread(too_long), column=name, details=lambda row: {"limit": limit}
    )
    for code, is_such in (("digest_person_id", is_digest), ("formula", _looks_like_formula)):
        faults.tell(code, column.spread([is_such(text) for text in column.texts]), column=name)
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
    garbled = [_is_garbled(text) for text in column.texts]
    faults.tell("mojibake", column.spread(garbled), column=name, cell=column.of_row)


def _looks_like_formula(text: str) -> bool:
    return _FORMULA.match(text) is not None


def _is_garbled(text: str) -> bool:
    """Whether UTF-8 was read as Windows-1252: some letter tells, or the whole text turns back."""
    if text.isascii():
        return False
    if _MOJIBAKE.search(text):
        return True
    try:
        return text.encode("cp1252").decode("utf-8") != text
    except UnicodeError:
        return False


def _odd_character(text: str) -> str | None:
    """The first control, formatting or private character, as U+200B; None if there is none."""
    if text.isascii() and text.isprintable():
        return None
    odd = (c for c in text if unicodedata.category(c) in {"Cc", "Cf", "Co", "Cs", "Cn"})
    first = next(odd, None)
    return None if first is None else f"U+{ord(first):04X}"
