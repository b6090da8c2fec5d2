"""A CSV file → rows of text. The encoding and the separator are found out, never guessed.

The file is walked through and never held whole.
"""

import csv
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

from measurements.ingest import limits
from measurements.ingest.faults import FileRefused, refuse
from measurements.ingest.sheet import Sheet, tidy

BOM = b"\xef\xbb\xbf"

SEPARATORS = (";", ",", "\t")

_CHARACTERS_PER_CHUNK = 1_000_000

# Letters of western Europe. Other signs above ASCII betray another character set.
_WESTERN = re.compile("[\x00-\x7f\u00a0\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u00ff]*")
# A line that Excel writes and reads above the headings: which sign stands between the columns.
_DECLARATION = re.compile(r'(?i)"?sep=(?P<separator>[^\r\n])"?[;,\t]*[\r\n]*')


def read_csv(path: Path, *, required: Sequence[str]) -> Sheet:
    """The file's rows; the required headings tell which sign stands between the columns."""
    encoding = _encoding(path)
    dialect = _dialect(path, encoding, required)
    rows = _csv_rows(path, encoding, dialect)
    return Sheet(
        format="csv",
        heading=next(rows, []),
        rows=rows,
        encoding=encoding,
        separator=dialect.separator,
        declared=dialect.is_declared,
    )


def _encoding(path: Path) -> str:
    """How the text is written.

    Bytes that are valid UTF-8 are UTF-8. Windows-1252 accepts nearly anything, so it counts only
    where it gives letters; old DOS and Mac files would give signs instead. Latin-1 has the same
    letters in the same places.
    """
    with path.open("rb") as file:
        has_bom = file.read(len(BOM)) == BOM
    for encoding in ["utf-8-sig"] if has_bom else ["utf-8", "cp1252"]:
        if _fits(path, encoding):
            return encoding
    raise refuse("unclear_encoding")


def _fits(path: Path, encoding: str) -> bool:
    try:
        with path.open(encoding=encoding, newline="") as file:
            while chunk := file.read(_CHARACTERS_PER_CHUNK):
                if "\0" in chunk:
                    raise refuse("nul_byte")
                if encoding == "cp1252" and not _WESTERN.fullmatch(chunk):
                    return False
    except UnicodeDecodeError:
        return False
    return True


@dataclass(frozen=True, slots=True)
class _Dialect:
    separator: str
    is_declared: bool


def _dialect(path: Path, encoding: str, required: Sequence[str]) -> _Dialect:
    """The sign that was declared, or else the one that finds most of the required columns."""
    with path.open(encoding=encoding, newline="") as file:
        first = [line for _, line in zip(range(limits.MOST_ROWS_ABOVE), _lines(file), strict=False)]
    if declaration := _DECLARATION.fullmatch(first[0]):
        if declaration["separator"] not in SEPARATORS:
            raise refuse("unknown_separator")
        return _Dialect(declaration["separator"], is_declared=True)

    def found(separator: str) -> int:
        return max(_found(line, separator, required) for line in first)

    best = max(SEPARATORS, key=lambda separator: (found(separator), first[0].count(separator)))
    if best not in first[0] and not found(best):
        raise refuse("unknown_separator")
    return _Dialect(best, is_declared=False)


def _found(line: str, separator: str, required: Sequence[str]) -> int:
    """How many of the required headings the line has between such separators."""
    if separator not in line:
        return 0
    titles = {tidy(title.strip('"\r\n')).lower() for title in line.split(separator)}
    return len(titles & set(required))


def _csv_rows(path: Path, encoding: str, dialect: _Dialect) -> Iterator[list[str]]:
    """Rows as the csv module reads them, strictly: it tells of quotes that make no sense."""
    with path.open(encoding=encoding, newline="") as file:
        lines = _lines(file)
        if dialect.is_declared:
            next(lines)
        reader = csv.reader(lines, delimiter=dialect.separator, strict=True)
        count = lines_before = 0
        try:
            for row in reader:
                yield row
                count, lines_before = count + 1, reader.line_num
        except csv.Error as error:
            lines_of_row = reader.line_num - lines_before
            raise _csv_refusal(str(error), count + 1, lines_of_row) from error


def _lines(file: TextIO) -> Iterator[str]:
    """The lines of the file, none of them so long that its cells would fill the memory."""
    limit = limits.MOST_LINE_CHARACTERS
    row = 1
    while line := file.readline(limit + 1):
        if len(line) > limit:
            raise refuse("line_too_long", row=row, limit=limit)
        yield line
        row += 1


def _csv_refusal(error: str, row: int, lines: int) -> FileRefused:
    """What the csv module's words mean. A cell over many lines is one whose quote never ends."""
    if "unexpected end of data" in error or ("field larger than" in error and lines > 1):
        return refuse("unterminated_quote", row=row)
    if "field larger than" in error:
        return refuse("cell_too_long", row=row, column="?", limit=limits.MOST_CHARACTERS)
    return refuse("bad_quote", row=row)
