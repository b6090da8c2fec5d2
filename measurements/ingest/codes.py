"""The dated key of municipality codes: which code meant which municipality, and when.

The key is the reference file `municipality_codes.csv`: one row per old municipality and each of
the present ones that took a part of it. Present codes are accepted at any date, because registers
are often delivered in the present division; an old code only while it was in use.
"""

import csv
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path

KEY_FILE = Path(__file__).resolve().parent.parent / "reference" / "municipality_codes.csv"

# Administered by the Ministry of Defence; it belongs to no municipality and receives nobody.
CHRISTIANSOE = "0411"

# Bornholm's code was new in 2003, although the key lists it beside the codes of long standing.
BORN = {"0400": date(2003, 1, 1)}

_CODE = re.compile(r"[0-9]{3,4}")


@dataclass(frozen=True, slots=True)
class CodeMeaning:
    """What a code stands for.

    successor      the present municipality, or the one that took most of a divided municipality
    in_use_from    first day, None for codes older than the data
    in_use_until   last day, None for codes still in use
    is_divided     parts of it went to several present municipalities
    """

    code: str
    name: str
    successor: str
    in_use_from: date | None
    in_use_until: date | None
    is_divided: bool


def canonical(text: str) -> str | None:
    """`101` and `0101` as "0101"; None for what cannot be a code."""
    return text.zfill(4) if _CODE.fullmatch(text) else None


@cache
def code_key(path: Path = KEY_FILE) -> Mapping[str, CodeMeaning]:
    """Every code, past and present, and what it means."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    past = {m.code: m for m in _past_codes(rows)}
    return past | {m.code: m for m in _present_codes(rows)}


def present_codes() -> list[str]:
    """The codes of the 98 municipalities, in order."""
    return sorted(code for code, m in code_key().items() if m.in_use_until is None)


def predecessors() -> dict[str, list[CodeMeaning]]:
    """Present code → the old municipalities that went there, wholly or for the most part."""
    found = defaultdict(list)
    for meaning in code_key().values():
        if meaning.in_use_until is not None:
            found[meaning.successor].append(meaning)
    return dict(found)


def _past_codes(rows: list[dict[str, str]]) -> Iterator[CodeMeaning]:
    for row in rows:
        if row["in_use_until"] and row["main_part"] == "yes":
            yield CodeMeaning(
                code=row["old_code"].zfill(4),
                name=row["old_name"],
                successor=row["new_code"].zfill(4),
                in_use_from=None,
                in_use_until=date.fromisoformat(row["in_use_until"]),
                is_divided=row["split"] == "yes",
            )


def _present_codes(rows: list[dict[str, str]]) -> Iterator[CodeMeaning]:
    continuing = {row["old_code"] for row in rows if not row["in_use_until"]}
    last_of_old: dict[str, date] = {}
    names = {}
    for row in rows:
        names[row["new_code"]] = row["new_name"]
        if row["in_use_until"]:
            until = date.fromisoformat(row["in_use_until"])
            last_of_old[row["new_code"]] = max(until, last_of_old.get(row["new_code"], until))
    for new_code, name in names.items():
        code = new_code.zfill(4)
        born = BORN.get(code)
        if new_code not in continuing:
            born = last_of_old[new_code] + timedelta(days=1)
        yield CodeMeaning(code, name, code, born, None, is_divided=False)
