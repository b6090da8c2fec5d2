"""The flat spell file → the engine's table: one row per person and municipality, in months."""

import re
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from measurements.ingest.cells import free_category, one_of, tell_missing
from measurements.ingest.codes import CodeMeaning, code_key
from measurements.ingest.dates import Dates, danish, read_dates
from measurements.ingest.faults import refuse
from measurements.ingest.months import Months, months_of_spells
from measurements.ingest.persons import tell_persons
from measurements.ingest.places import tell_codes
from measurements.ingest.readers import read_table
from measurements.ingest.text_table import TextTable

DATES = ("permit_date", "from_date", "to_date")
REQUIRED = (
    "person_id",
    "municipality_code",
    *DATES,
    "end_reason",
    "sex",
    "birth_year",
    "origin",
    "permit_basis",
    "education",
)
# Names that the engine's table gives to what it derives.
RESERVED = ("permit_year", "permit_month", "entry", "exit", "event", "age_group")

EVENTS = ("employment", "education")
END_REASONS = (*EVENTS, "moved", "emigrated", "died", "age_limit", "end_of_data")
PERMIT_BASES = ("refugee", "reunified_refugee", "reunified_other")
SEXES = {
    "m": "M", "mand": "M", "male": "M",
    "f": "F", "k": "F", "kvinde": "F", "female": "F",
}  # fmt: skip

FIRST_DAY = np.datetime64("1999-01-01")  # the Integration Act is in force
OLDEST_YEAR = 1900  # of birth; what is before is a slip or a filler
YOUNGEST, OLDEST = 18, 64  # in the year of the permit
_YEAR = re.compile(r"[0-9]{4}")
# Lengths of the common digests: MD5, SHA-1, SHA-2.
_DIGEST = re.compile(
    r"(?i)(?:[0-9a-f]{32}|[0-9a-f]{40}|[0-9a-f]{56}|[0-9a-f]{64}|[0-9a-f]{96,128})"
)

AGE_GROUPS = ("18-24", "25-29", "30-39", "40-49", "50-64")


@dataclass(frozen=True, slots=True)
class OldCode:
    """An old municipality's code found in the file, and where its spells were counted.

    is_divided  the old municipality was divided; all its spells are assumed to belong to the
                municipality that took most of it
    """

    code: str
    name: str
    successor: str
    successor_name: str
    spells: int
    is_divided: bool


@dataclass(frozen=True, slots=True)
class SpellReport:
    """What was read, and what was left out. Counts of spells unless the name says people.

    date_format    "yyyy-mm-dd" or "dd-mm-yyyy"
    events, ends   end_reason → spells measured
    early_codes    spells under a present code before that code existed: delivered recoded
    outside_age    rows left out: not 18-64 years in the year of the permit
    zero_months    rows left out: a later spell without a month of its own
    late_people    people whose first spell begins a month or more after the permit; they help to
                   estimate, but no municipality has received them
    unknown        column → rows without a value, taken as the category "uoplyst"
    """

    file: str
    sha256: str
    size: int
    format: str
    encoding: str
    separator: str
    date_format: str
    rows: int
    people: int
    spells: int
    municipalities: int
    first_permit: str
    last_permit: str
    events: dict[str, int]
    ends: dict[str, int]
    old_codes: tuple[OldCode, ...]
    early_codes: int
    outside_age: int
    zero_months: int
    late_people: int
    unknown: dict[str, int]
    covariates: tuple[str, ...]

    def as_dict(self) -> dict[str, Any]:
        """The same in JSON types, but for tuples in place of lists."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class SpellTable:
    """frame  the engine's table: person_id (numbered anew), municipality_code ("0101"),
    permit_year, permit_month, entry, exit, event, then covariates, none of them missing
    """

    frame: pd.DataFrame
    report: SpellReport


def read_spells(path: Path, *, name: str, today: date | None = None) -> SpellTable:
    """The spells of the file, or FileRefused with what is wrong.

    name   what the user called the file
    today  dates after it are refused; None is the day it is
    """
    text = read_table(path, name=name, required=REQUIRED)
    rows = _checked_rows(text, today or date.today())  # noqa: DTZ011  (a Danish day, not an instant)
    return _table(text, rows)


@dataclass(frozen=True, slots=True)
class _Rows:
    """The file's columns with their types, (rows,) each.

    municipality  position in `meanings`, which holds one meaning per different code
    previous      position of the person's spell before, -1 for the first
    unknown       column → rows that do not know
    """

    person: np.ndarray
    meanings: list[CodeMeaning]
    municipality: np.ndarray
    dates: Dates
    end_reason: pd.Categorical
    birth_year: np.ndarray
    covariates: dict[str, pd.Categorical]
    previous: np.ndarray
    unknown: dict[str, int]


def _checked_rows(text: TextTable, today: date) -> _Rows:
    """Every rule of the file in turn: headings, cells, rows, and the rows of a person together."""
    _tell_reserved(text)
    _tell_ids(text)
    dates = read_dates(text, DATES)
    _tell_days(text, dates, today)
    meanings = tell_codes(text)
    _tell_out_of_use(text, meanings, dates)
    end_reason = one_of(text, "end_reason", {reason: reason for reason in END_REASONS})
    birth_year = _birth_years(text, dates)
    covariates, unknown = _covariates(text)
    _tell_order(text, dates, end_reason)
    previous = tell_persons(
        text,
        begins=dates.days["from_date"],
        ends=dates.days["to_date"],
        end_reason=end_reason,
        events=EVENTS,
    )
    text.faults.refuse_if_any()
    return _Rows(
        person=text.columns["person_id"].codes,
        meanings=[meaning for meaning in meanings if meaning],
        municipality=text.columns["municipality_code"].codes,
        dates=dates,
        end_reason=end_reason,
        birth_year=birth_year,
        covariates=covariates,
        previous=previous,
        unknown=unknown,
    )


# --- rules


def _tell_reserved(text: TextTable) -> None:
    for name in RESERVED:
        if name in text.columns:
            text.faults.tell_of_file("reserved_column", column=name)


def _tell_ids(text: TextTable) -> None:
    """A hash of a CPR number is as good as the number: all of them can be tried in minutes."""
    column = text.columns["person_id"]
    tell_missing(text, "person_id")
    digests = column.spread([_DIGEST.fullmatch(cell) is not None for cell in column.texts])
    text.faults.tell("digest_person_id", digests, column="person_id")


def _tell_days(text: TextTable, dates: Dates, today: date) -> None:
    for name, days in dates.days.items():
        cell = text.columns[name].of_row
        text.faults.tell("date_before_1999", days < FIRST_DAY, column=name, cell=cell)
        text.faults.tell("date_in_future", days > np.datetime64(today), column=name, cell=cell)


def _tell_out_of_use(text: TextTable, meanings: list[CodeMeaning | None], dates: Dates) -> None:
    """An old code counts only for spells that began while it was in use."""
    column, begins = text.columns["municipality_code"], dates.days["from_date"]
    last_days = [m.in_use_until if m else None for m in meanings]
    until = column.spread(np.array(last_days, dtype="datetime64[D]"))

    def details(row: int) -> dict[str, str]:
        meaning = meanings[column.codes[row]]
        assert meaning is not None, "only known codes go out of use"
        return {
            "date": danish(begins[row]),
            "name": meaning.name,
            "until": danish(until[row]),
        }

    text.faults.tell(
        "code_out_of_use",
        begins > until,
        column="municipality_code",
        cell=column.of_row,
        details=details,
    )


def _birth_years(text: TextTable, dates: Dates) -> np.ndarray:
    column = text.columns["birth_year"]
    tell_missing(text, "birth_year")
    years = [int(cell) if _YEAR.fullmatch(cell) else 0 for cell in column.texts]
    year = column.spread(years)
    cell = column.of_row
    text.faults.tell("bad_birth_year", year < OLDEST_YEAR, column="birth_year", cell=cell)
    unborn = year > _year(dates.days["permit_date"])
    text.faults.tell("born_after_permit", unborn, column="birth_year", cell=cell)
    return year


def _covariates(text: TextTable) -> tuple[dict[str, pd.Categorical], dict[str, int]]:
    """The categories of a person, and which of them are not known in how many rows."""
    fixed = {
        "sex": one_of(text, "sex", SEXES),
        "permit_basis": one_of(text, "permit_basis", {basis: basis for basis in PERMIT_BASES}),
    }
    further = [name for name in text.columns if name not in {*REQUIRED, *RESERVED, ""}]
    free = {name: free_category(text, name) for name in ("origin", "education", *further)}
    covariates = {
        "sex": fixed["sex"],
        "origin": free["origin"][0],
        "permit_basis": fixed["permit_basis"],
        **{name: category for name, (category, _) in free.items()},
    }
    return covariates, {name: count for name, (_, count) in free.items() if count}


def _tell_order(text: TextTable, dates: Dates, end_reason: pd.Categorical) -> None:
    """Permit, beginning, end: in this order, or on the same day."""
    permit, begin, end = (dates.days[name] for name in DATES)
    text.faults.tell(
        "start_before_permit",
        begin < permit,
        column="from_date",
        cell=text.columns["from_date"].of_row,
        details=lambda row: {"other": danish(permit[row])},
    )
    is_event = np.asarray(end_reason.isin(EVENTS))
    for code, rows in (("event_before_start", is_event), ("end_before_start", ~is_event)):
        text.faults.tell(
            code,
            (end < begin) & rows,
            column="to_date",
            cell=text.columns["to_date"].of_row,
            details=lambda row: {"other": danish(begin[row])},
        )


# --- the table


def _table(text: TextTable, rows: _Rows) -> SpellTable:
    permit = rows.dates.days["permit_date"]
    is_event = np.asarray(rows.end_reason.isin(EVENTS))
    months = months_of_spells(
        permits=permit,
        begins=rows.dates.days["from_date"],
        ends=rows.dates.days["to_date"],
        events=is_event,
        previous=rows.previous,
    )
    age = _year(permit) - rows.birth_year
    right_age = (age >= YOUNGEST) & (age <= OLDEST)
    kept = right_age & months.has_a_month
    if not kept.any():
        raise refuse("nobody_left", excluded=len(kept))
    frame = pd.DataFrame(
        {
            "person_id": rows.person + 1,
            "municipality_code": _successors(rows),
            "permit_year": _year(permit),
            "permit_month": permit.astype("datetime64[M]").astype(int) % 12 + 1,
            "entry": months.entry,
            "exit": months.exit,
            "event": is_event.astype(int),
            "age_group": _age_groups(age),
            **rows.covariates,
        }
    )[kept].reset_index(drop=True)
    for name in ("age_group", *rows.covariates):
        frame[name] = frame[name].cat.remove_unused_categories()
    return SpellTable(frame, _report(text, rows, months, right_age, frame))


def _successors(rows: _Rows) -> pd.Categorical:
    """(rows,) the present municipality's code."""
    successors = np.array([meaning.successor for meaning in rows.meanings])
    levels, places = np.unique(successors, return_inverse=True)
    return pd.Categorical.from_codes(
        places[rows.municipality], categories=pd.Index(levels, dtype="str")
    )


def _age_groups(age: np.ndarray) -> pd.Categorical:
    """(rows,) the band of the age in the year of the permit; missing outside all of them."""
    lows = np.array([int(group[:2]) for group in AGE_GROUPS])
    places = np.searchsorted(lows, age, side="right") - 1
    places = np.where(age > OLDEST, -1, places)
    return pd.Categorical.from_codes(places, categories=pd.Index(AGE_GROUPS, dtype="str"))


def _report(
    text: TextTable, rows: _Rows, months: Months, right_age: np.ndarray, frame: pd.DataFrame
) -> SpellReport:
    kept = right_age & months.has_a_month
    begins, permit = rows.dates.days["from_date"][kept], rows.dates.days["permit_date"][kept]
    first_days = np.array([m.in_use_from for m in rows.meanings], dtype="datetime64[D]")
    ends = rows.end_reason[kept].value_counts()
    is_first = rows.previous[kept] < 0
    return SpellReport(
        file=text.name,
        sha256=text.sha256,
        size=text.size,
        format=text.format,
        encoding=text.encoding,
        separator=text.separator,
        date_format=rows.dates.format,
        rows=text.rows,
        people=int(frame["person_id"].nunique()),
        spells=len(frame),
        municipalities=int(frame["municipality_code"].nunique()),
        first_permit=str(permit.min()),
        last_permit=str(permit.max()),
        events={reason: int(ends.get(reason, 0)) for reason in EVENTS},
        ends={reason: int(ends.get(reason, 0)) for reason in END_REASONS},
        old_codes=_old_codes(rows, kept),
        early_codes=int((begins < first_days[rows.municipality[kept]]).sum()),
        outside_age=int((~right_age).sum()),
        zero_months=int((right_age & ~months.has_a_month).sum()),
        late_people=int((is_first & (months.entry[kept] > 0)).sum()),
        unknown=rows.unknown,
        covariates=("permit_year", "age_group", *rows.covariates),
    )


def _old_codes(rows: _Rows, kept: np.ndarray) -> tuple[OldCode, ...]:
    """The old codes in the file, in order, each with the spells counted under its successor."""
    spells = np.bincount(rows.municipality[kept], minlength=len(rows.meanings))
    counts: dict[str, int] = {}
    for meaning, count in zip(rows.meanings, spells.tolist(), strict=True):
        if meaning.in_use_until is not None:
            counts[meaning.code] = counts.get(meaning.code, 0) + count
    key = code_key()
    return tuple(
        OldCode(
            code=code,
            name=key[code].name,
            successor=key[code].successor,
            successor_name=key[key[code].successor].name,
            spells=count,
            is_divided=key[code].is_divided,
        )
        for code, count in sorted(counts.items())
    )


def _year(days: np.ndarray) -> np.ndarray:
    """(rows,) the calendar year. Days that are missing give a year long before any other."""
    return days.astype("datetime64[Y]").astype(int) + 1970
