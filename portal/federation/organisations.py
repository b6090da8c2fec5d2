"""Which municipality an organisation is: by its code, or by its CVR number in the operator's list."""

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from django.conf import settings

COLUMNS = ["cvr", "kommunekode"]
CVR_WEIGHTS = (2, 7, 6, 5, 4, 3, 2, 1)


class BadList(ValueError):
    """Says what is wrong with the list, and in which line."""


@dataclass(frozen=True, slots=True)
class Organisation:
    """As a broker names it: one of the two may be missing."""

    cvr: str | None
    municipality: str | None  # code


def codes_of(organisation: Organisation) -> set[str]:
    """The codes that the broker's word leads to: none when unknown, two when it contradicts itself."""
    listed = cvr_list().get(organisation.cvr) if organisation.cvr else None
    return {code for code in (organisation.municipality, listed) if code}


def cvr_list() -> Mapping[str, str]:
    """Municipality code by CVR number; empty when the operator gave no list."""
    path = settings.MUNICIPALITY_CVR_FILE
    return _read(Path(path), Path(path).stat().st_mtime_ns) if path else {}


@lru_cache(maxsize=1)
def _read(path: Path, changed: int) -> Mapping[str, str]:
    """Read again when the file has `changed` (nanoseconds)."""
    with path.open(newline="", encoding="utf-8-sig") as lines:
        rows = csv.DictReader(lines)
        if rows.fieldnames != COLUMNS:
            raise BadList(f"{path}: the first line must be {','.join(COLUMNS)}")
        found: dict[str, str] = {}
        for row in rows:
            where = f"{path}, line {rows.line_num}"
            cvr, code = _row(row, where)
            if cvr in found:
                raise BadList(f"{where}: CVR number {cvr} stands here twice")
            found[cvr] = code
    return found


def _row(row: Mapping[str, str | None], where: str) -> tuple[str, str]:
    cvr, code = ((row[column] or "").strip() for column in COLUMNS)
    if not _is_cvr(cvr):
        raise BadList(f"{where}: {cvr!r} is no CVR number (8 digits, the last one checks the rest)")
    if len(code) != 4 or not code.isdigit():
        raise BadList(f"{where}: {code!r} is no municipality code (4 digits, such as 0766)")
    return cvr, code


def _is_cvr(text: str) -> bool:
    if len(text) != 8 or not (text.isascii() and text.isdigit()):
        return False
    return sum(w * int(digit) for w, digit in zip(CVR_WEIGHTS, text, strict=True)) % 11 == 0
