"""What all kinds of file have in common: a heading, and rows of text."""

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from measurements.ingest import limits
from measurements.ingest.faults import FileRefused, refuse


@dataclass(frozen=True, slots=True)
class Sheet:
    """What every kind of file gives: a heading, and rows of text to walk through once.

    declared    the separator stood in a first line of its own, as `sep=;`
    suspicious  something beside the cells (a comment, a note, the name of a sheet) looks like a
                CPR number
    """

    format: str
    heading: list[str]
    rows: Iterator[list[str]]
    encoding: str = ""
    separator: str = ""
    declared: bool = False
    suspicious: bool = False


def tidy(text: str) -> str:
    """Composed letters, plain spaces, nothing around."""
    if text.isascii():
        return text.strip(" ")
    return unicodedata.normalize("NFC", text).replace("\u00a0", " ").strip(" ")


def too_large(size: int, limit: int) -> FileRefused:
    """The refusal of so many bytes."""
    megabytes = -(-size // limits.MEGABYTE)
    return refuse("too_large", size=megabytes, limit=limit // limits.MEGABYTE)


def too_many_cells(columns: int) -> FileRefused:
    """The refusal of so many columns with more rows than there is room for."""
    rows = limits.MOST_CELLS // columns
    return refuse("too_many_cells", columns=columns, rows=rows, limit=limits.MOST_CELLS)
