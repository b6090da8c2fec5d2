"""A CSV file → rows of text. The encoding and the separator are found out, never guessed."""

import csv
import io
import re
from collections.abc import Iterator, Sequence

from measurements.ingest import limits
from measurements.ingest.faults import FileRefused, refuse
from measurements.ingest.sheet import Sheet, tidy

BOM = b"\xef\xbb\xbf"

FIRST_LINE_WITHIN = 20_000  # characters: room for all headings
SEPARATORS = (";", ",", "\t")

# Letters of western Europe. Other signs above ASCII betray another character set.
_WESTERN = re.compile("[\x00-\x7f\u00a0\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u00ff]*")


def read_csv(data: bytes, *, required: Sequence[str]) -> Sheet:
    """The file's rows; the required headings tell which sign stands between the columns."""
    if b"\0" in data:
        raise refuse("nul_byte")
    text, encoding = _decoded(data)
    separator = _separator(text, required)
    rows = _csv_rows(text, separator)
    return Sheet("csv", encoding, separator, next(rows), rows)


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
        titles = {tidy(t).lower() for t in next(csv.reader([first_line], delimiter=separator))}
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


def _csv_refusal(error: str, row: int) -> FileRefused:
    if "field larger than" in error:
        return refuse("cell_too_long", row=row, column="?", limit=limits.MOST_CHARACTERS)
    if "unexpected end of data" in error:
        return refuse("unterminated_quote")
    return refuse("bad_quote", row=row)
