"""The file of persons: one row each, as they were on the day of the permit."""

from dataclasses import dataclass

import numpy as np

from measurements.ingest.dates import danish, read_dates
from measurements.ingest.extract.dated import tell_days
from measurements.ingest.extract.register import Persons
from measurements.ingest.faults import FIRST_ROW
from measurements.ingest.readers import read_table
from measurements.ingest.source import Source
from measurements.ingest.spell_table import RESERVED
from measurements.ingest.text_table import TextTable
from measurements.ingest.traits import (
    FIRST_PERMIT,
    OLDEST_YEAR,
    PERSON,
    read_traits,
    tell_ids,
    tell_reserved,
)

REQUIRED = (
    "person_id",
    "sex",
    "birth_date",
    "origin",
    "permit_basis",
    "permit_date",
    "education",
)
FIRST_BIRTH = np.datetime64(f"{OLDEST_YEAR}-01-01")


@dataclass(frozen=True, slots=True)
class PersonsFile:
    """position     person_id → the person's position in `persons`
    row          (people,) position of the person's row in the file
    date_format  how the file writes its dates
    unknown      column → rows that do not know
    """

    text: TextTable
    persons: Persons
    position: dict[str, int]
    row: np.ndarray
    date_format: str
    unknown: dict[str, int]


def read_persons(source: Source, data_end: np.datetime64) -> PersonsFile:
    """The people. What is wrong with rows is told in `text.faults`."""
    text = read_table(source.path, name=source.name, required=REQUIRED)
    tell_reserved(text, (*RESERVED, "municipality_code"))
    tell_ids(text)
    dates = read_dates(text, ("birth_date", "permit_date"))
    birth, permit = dates.days["birth_date"], dates.days["permit_date"]
    _tell_births(text, birth, permit)
    _tell_early_permits(text, permit)
    tell_days(text, dates, data_end)
    covariates, unknown = read_traits(text, others={*REQUIRED, *RESERVED})
    _tell_doubled(text)
    ids = text.columns[PERSON].texts
    order = sorted(range(len(ids)), key=lambda place: (len(ids[place]), ids[place]))
    row = np.unique(text.columns[PERSON].codes, return_index=True)[1][order]
    return PersonsFile(
        text=text,
        persons=Persons(
            permit=permit[row],
            birth=birth[row],
            covariates={name: values[row] for name, values in covariates.items()},
        ),
        position={ids[place]: position for position, place in enumerate(order)},
        row=row,
        date_format=dates.format,
        unknown=unknown,
    )


def _tell_births(text: TextTable, birth: np.ndarray, permit: np.ndarray) -> None:
    cell = text.columns["birth_date"].of_row
    text.faults.tell("birth_too_long_ago", birth < FIRST_BIRTH, column="birth_date", cell=cell)
    text.faults.tell(
        "birth_after_permit",
        birth > permit,
        column="birth_date",
        cell=cell,
        details=lambda row: {"other": danish(permit[row])},
    )


def _tell_early_permits(text: TextTable, permit: np.ndarray) -> None:
    cell = text.columns["permit_date"].of_row
    text.faults.tell("date_before_1999", permit < FIRST_PERMIT, column="permit_date", cell=cell)


def _tell_doubled(text: TextTable) -> None:
    person = text.columns[PERSON].codes
    _, first, place = np.unique(person, return_index=True, return_inverse=True)
    first_row = first[place]
    text.faults.tell(
        "doubled_person",
        first_row != np.arange(text.rows),
        details=lambda row: {"other": int(first_row[row]) + FIRST_ROW},
    )
