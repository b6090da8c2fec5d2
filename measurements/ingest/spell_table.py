"""Spells with dates → the engine's table in months, and the report of what was read.

Both ways in end here: the flat spell file, which holds such spells, and the register extract, from
which they are derived.
"""

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from measurements.ingest.codes import CodeMeaning, code_key
from measurements.ingest.faults import refuse
from measurements.ingest.months import Months, months_of_spells
from measurements.ingest.text_table import TextTable

if TYPE_CHECKING:
    from measurements.ingest.extract.report import ExtractReport

# Names that the table gives to what it derives: no covariate may be called so.
RESERVED = ("permit_year", "permit_month", "entry", "exit", "event", "age_group")

YOUNGEST, OLDEST = 18, 64  # at the permit
AGE_GROUPS = ("18-24", "25-29", "30-39", "40-49", "50-64")

TOLD_CATEGORY = 20  # spells in a category that the report names: fewer might be somebody


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

    file .. rows   of the flat spell file; of the file of persons in a register extract
    date_format    "yyyy-mm-dd" or "dd-mm-yyyy"
    events, ends   end_reason → spells measured
    early_codes    spells under a present code before that code existed: delivered recoded
    outside_age    rows left out: not 18-64 years at the permit
    zero_months    rows left out: a later spell without a month of its own
    late_people    people whose first spell begins a month or more after the permit; they help to
                   estimate, but no municipality has received them
    unknown        column → rows without a value, taken as the category "uoplyst"
    covariates     columns that people are compared by
    places         present municipality code → spells measured
    categories     covariate → category → spells measured; rare categories are left out
    extract        how the spells were derived; None where the file held them
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
    places: dict[str, int]
    categories: dict[str, dict[str, int]]
    extract: "ExtractReport | None" = None

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


@dataclass(frozen=True, slots=True)
class DatedSpells:
    """Spells with dates, (rows,) each. Those of a person follow each other without gap or overlap.

    person        a number per person, from 0
    meanings      what the municipality codes mean; municipality: position of each row's in it
    permit        datetime64[D], as are begin and end; end is the last day, or the first at work
    end_reason    one of `reasons`
    age           whole years at the permit, or in its year where no more is known
    covariates    column → categories, none of them missing
    previous      position of the person's spell before, -1 for the first
    reasons       every way in which a spell may end, events first
    events        those of them that are success
    date_format   how the file writes its dates, "yyyy-mm-dd" or "dd-mm-yyyy"
    unknown       column → rows that do not know
    """

    person: np.ndarray
    meanings: list[CodeMeaning]
    municipality: np.ndarray
    permit: np.ndarray
    begin: np.ndarray
    end: np.ndarray
    end_reason: pd.Categorical
    age: np.ndarray
    covariates: dict[str, pd.Categorical]
    previous: np.ndarray
    reasons: tuple[str, ...]
    events: tuple[str, ...]
    date_format: str
    unknown: dict[str, int]


def spell_table(text: TextTable, spells: DatedSpells) -> SpellTable:
    """The engine's table of the spells; FileRefused if nobody is left to measure.

    text  the file that the spells, or their people, came from
    """
    is_event = np.asarray(spells.end_reason.isin(spells.events))
    months = months_of_spells(
        permits=spells.permit,
        begins=spells.begin,
        ends=spells.end,
        events=is_event,
        previous=spells.previous,
    )
    right_age = (spells.age >= YOUNGEST) & (spells.age <= OLDEST)
    kept = right_age & months.has_a_month
    if not kept.any():
        raise refuse("nobody_left", excluded=len(kept))
    frame = pd.DataFrame(
        {
            "person_id": spells.person + 1,
            "municipality_code": _successors(spells),
            "permit_year": year_of(spells.permit),
            "permit_month": spells.permit.astype("datetime64[M]").astype(int) % 12 + 1,
            "entry": months.entry,
            "exit": months.exit,
            "event": is_event.astype(int),
            "age_group": _age_groups(spells.age),
            **spells.covariates,
        }
    )[kept].reset_index(drop=True)
    for name in ("age_group", *spells.covariates):
        frame[name] = frame[name].cat.remove_unused_categories()
    return SpellTable(frame, _report(text, spells, months, right_age, frame))


def _successors(spells: DatedSpells) -> pd.Categorical:
    """(rows,) the present municipality's code."""
    successors = np.array([meaning.successor for meaning in spells.meanings])
    levels, places = np.unique(successors, return_inverse=True)
    return pd.Categorical.from_codes(
        places[spells.municipality], categories=pd.Index(levels, dtype="str")
    )


def _age_groups(age: np.ndarray) -> pd.Categorical:
    """(rows,) the band of the age in the year of the permit; missing outside all of them."""
    lows = np.array([int(group[:2]) for group in AGE_GROUPS])
    places = np.searchsorted(lows, age, side="right") - 1
    places = np.where(age > OLDEST, -1, places)
    return pd.Categorical.from_codes(places, categories=pd.Index(AGE_GROUPS, dtype="str"))


def _report(
    text: TextTable, spells: DatedSpells, months: Months, right_age: np.ndarray, frame: pd.DataFrame
) -> SpellReport:
    kept = right_age & months.has_a_month
    begins, permit = spells.begin[kept], spells.permit[kept]
    first_days = np.array([m.in_use_from for m in spells.meanings], dtype="datetime64[D]")
    ends = spells.end_reason[kept].value_counts()
    is_first = spells.previous[kept] < 0
    return SpellReport(
        file=text.name,
        sha256=text.sha256,
        size=text.size,
        format=text.format,
        encoding=text.encoding,
        separator=text.separator,
        date_format=spells.date_format,
        rows=text.rows,
        people=int(frame["person_id"].nunique()),
        spells=len(frame),
        municipalities=int(frame["municipality_code"].nunique()),
        first_permit=str(permit.min()),
        last_permit=str(permit.max()),
        events={reason: int(ends.get(reason, 0)) for reason in spells.events},
        ends={reason: int(ends.get(reason, 0)) for reason in spells.reasons},
        old_codes=_old_codes(spells, kept),
        early_codes=int((begins < first_days[spells.municipality[kept]]).sum()),
        outside_age=int((~right_age).sum()),
        zero_months=int((right_age & ~months.has_a_month).sum()),
        late_people=int((is_first & (months.entry[kept] > 0)).sum()),
        unknown=spells.unknown,
        covariates=("permit_year", "age_group", *spells.covariates),
        places=_counts(frame["municipality_code"]),
        categories={
            name: _counts(frame[name], at_least=TOLD_CATEGORY)
            for name in ("age_group", *spells.covariates)
        },
    )


def _counts(column: pd.Series, *, at_least: int = 1) -> dict[str, int]:
    """category → rows, by the name of the category."""
    counts = column.value_counts().sort_index()
    return {str(name): int(count) for name, count in counts.items() if count >= at_least}


def _old_codes(spells: DatedSpells, kept: np.ndarray) -> tuple[OldCode, ...]:
    """The old codes in the file, in order, each with the spells counted under its successor."""
    measured = np.bincount(spells.municipality[kept], minlength=len(spells.meanings))
    counts: dict[str, int] = {}
    for meaning, count in zip(spells.meanings, measured.tolist(), strict=True):
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


def year_of(days: np.ndarray) -> np.ndarray:
    """(rows,) the calendar year. Days that are missing give a year long before any other."""
    return days.astype("datetime64[Y]").astype(int) + 1970
