"""What the files of an extract say about the same people must agree."""

import numpy as np

from measurements.ingest.dates import danish
from measurements.ingest.extract.dated import DatedFile, KindsFile
from measurements.ingest.extract.days import NEVER, first_day
from measurements.ingest.extract.persons_file import PersonsFile
from measurements.ingest.extract.register import DEATH
from measurements.ingest.faults import FIRST_ROW
from measurements.ingest.traits import PERSON


def person_of(file: DatedFile, people: PersonsFile) -> np.ndarray:
    """(rows,) each row's person as a position in `people.persons`, -1 for unknown ones."""
    column = file.text.columns[PERSON]
    places = [people.position.get(text, -1) for text in column.texts]
    return column.spread(np.array(places, dtype=int))


def tell_across(
    people: PersonsFile, *, residences: DatedFile, activities: DatedFile, exits: KindsFile
) -> None:
    """Rows about nobody, from before a birth or after a death, and deaths that cannot be."""
    _tell_deaths(exits, people)
    death = _deaths(exits, people)
    for file in (residences, activities, exits):
        person = person_of(file, people)
        file.text.faults.tell("person_unknown", person < 0)
        _tell_before_birth(file, person, people)
        _tell_after_death(file, person, death)


def _tell_deaths(exits: KindsFile, people: PersonsFile) -> None:
    """At most one, and not before the permit."""
    person, faults = person_of(exits, people), exits.text.faults
    is_death = np.asarray(exits.kind == DEATH)
    permit = people.persons.permit[person]
    faults.tell(
        "death_before_permit",
        is_death & (person >= 0) & (exits.begin < permit),
        column="date",
        cell=lambda row: exits.text.columns["date"].of_row(row),
        details=lambda row: {"other": danish(permit[row])},
    )
    rows = np.flatnonzero(is_death & (person >= 0))
    _, first, place = np.unique(person[rows], return_index=True, return_inverse=True)
    first_row = dict(zip(rows.tolist(), rows[first[place]].tolist(), strict=True))
    faults.tell(
        "second_death",
        rows[rows != rows[first[place]]],
        details=lambda row: {"other": first_row[row] + FIRST_ROW},
    )


def _deaths(exits: KindsFile, people: PersonsFile) -> np.ndarray:
    """(people,) the day of death, NEVER for the living."""
    person = person_of(exits, people)
    rows = np.asarray(exits.kind == DEATH) & (person >= 0) & ~exits.text.faults.bad
    return first_day(len(people.persons), person[rows], exits.begin[rows])


def _tell_before_birth(file: DatedFile, person: np.ndarray, people: PersonsFile) -> None:
    birth = people.persons.birth[person]
    file.text.faults.tell("before_birth", (person >= 0) & (file.begin < birth))


def _tell_after_death(file: DatedFile, person: np.ndarray, death: np.ndarray) -> None:
    died = death[person]
    file.text.faults.tell(
        "after_death",
        (person >= 0) & (died < NEVER) & (file.begin > died),
        details=lambda row: {"date": danish(died[row])},
    )
