"""Small nasty extracts: a handful of people whose dates lie on and around every border."""

import random
from datetime import date, timedelta

import numpy as np
import pandas as pd

from measurements.ingest.codes import code_key
from measurements.ingest.extract.register import (
    ACTIVITY_TYPES,
    Activities,
    Exits,
    Persons,
    Register,
    Residences,
)

from .twin import Person, Row

DATA_END = date(2006, 12, 31)
BEFORE = [-700, -200, -92, -60, -3, -2, -1]
BORDERS = [0, 1, 2, 3, 27, 28, 29, 30, 31, 58, 59, 60, 61, 62, 63, 89, 90, 91, 92, 93, 150]
LONG = [180, 181, 182, 183, 184, 200, 365, 400, 700]
# 0189 and 0190 are now one municipality; so are 0443 and 0492. A move between them is none.
CODES = ["0101", "0751", "0189", "0190", "0443", "0492"]


def small_extract(seed: int, *, people: int = 5) -> list[Person]:
    """A few people. The same seed gives the same."""
    rng = random.Random(seed)
    return [_person(rng) for _ in range(people)]


def register_of(people: list[Person], *, data_end: date = DATA_END) -> Register:
    """The people as arrays."""
    residences = [(i, row) for i, person in enumerate(people) for row in person.residences]
    activities = [(i, row) for i, person in enumerate(people) for row in person.activities]
    exits = [(i, *exit_) for i, person in enumerate(people) for exit_ in person.exits]
    codes = sorted({row.what for _, row in residences})
    return Register(
        persons=Persons(
            permit=days(person.permit for person in people),
            birth=days(person.birth for person in people),
            covariates={},
        ),
        residences=Residences(
            person=np.array([i for i, _ in residences], dtype=int),
            meanings=[code_key()[code] for code in codes],
            municipality=np.array([codes.index(row.what) for _, row in residences], dtype=int),
            begin=days(row.begin for _, row in residences),
            end=days(row.end for _, row in residences),
        ),
        activities=Activities(
            person=np.array([i for i, _ in activities], dtype=int),
            kind=pd.Categorical([row.what for _, row in activities], categories=ACTIVITY_TYPES),
            begin=days(row.begin for _, row in activities),
            end=days(row.end for _, row in activities),
        ),
        exits=Exits(
            person=np.array([i for i, _, _ in exits], dtype=int),
            day=days(day for _, day, _ in exits),
            is_death=np.array([kind == "death" for _, _, kind in exits], dtype=bool),
        ),
        data_end=np.datetime64(data_end, "D"),
    )


def days(dates) -> np.ndarray:
    return np.array(list(dates), dtype="datetime64[D]")


def in_present_codes(person: Person) -> Person:
    """The same person under the municipalities of today, as the twin thinks."""
    key = code_key()
    residences = [Row(key[row.what].successor, row.begin, row.end) for row in person.residences]
    return Person(person.permit, person.birth, residences, person.activities, person.exits)


def _person(rng: random.Random) -> Person:
    permit = rng.choice(
        [date(2004, 2, 29), date(2005, 1, 31), date(2005, 12, 31), date(2006, 7, 3)]
    )
    permit += timedelta(days=rng.choice([0, 0, 1, 27, 60]))
    return Person(
        permit=permit,
        birth=_birth(rng, permit),
        residences=_residences(rng, permit),
        activities=_activities(rng, permit),
        exits=_exits(rng, permit),
    )


def _birth(rng: random.Random, permit: date) -> date:
    if rng.random() < 0.6:
        return date(1975, 6, 15)
    if rng.random() < 0.1:
        return date(1940, 2, 29)
    years = rng.choice([18, 65])
    return date(permit.year - years, permit.month, min(permit.day, 28)) + timedelta(
        days=rng.choice([-1, 0, 1, 2, 40, 200])
    )


def _residences(rng: random.Random, permit: date) -> list[Row]:
    """One after the other, some with a shared day or a hole between; the last may go on."""
    rows: list[Row] = []
    begin = permit + timedelta(days=rng.choice([*BEFORE, 0, 0, 0, 0, 0, 1, 31, 200]))
    for _ in range(rng.choice([0, 1, 1, 1, 2, 2, 3, 4])):
        end = begin + timedelta(days=rng.choice([*BORDERS, *LONG]))
        rows.append(Row(rng.choice(CODES), min(begin, DATA_END), min(end, DATA_END)))
        between = rng.choice([1, 1, 1, 1, 2, 40] + [0] * (end > begin))
        begin = end + timedelta(days=between)
        if begin > DATA_END:
            break
    if rows and rng.random() < 0.6:
        rows[-1] = Row(rows[-1].what, rows[-1].begin, DATA_END)
    return rows


def _activities(rng: random.Random, permit: date) -> list[Row]:
    rows = []
    for _ in range(rng.choice([0, 1, 2, 3, 4, 6])):
        kind = rng.choice([*ACTIVITY_TYPES, *["ordinary_employment"] * 3, "public_support"])
        anchor = rng.choice([permit, permit, DATA_END])
        begin = anchor + timedelta(days=rng.choice([*BEFORE, *BORDERS, *LONG]))
        if rows and rng.random() < 0.5:  # hard upon the row before
            kind = rng.choice([kind, rows[-1].what, rows[-1].what])
            begin = rows[-1].end + timedelta(days=rng.choice([-20, 0, 1, 2, 3, 4, 5]))
        end = begin + timedelta(days=rng.choice([*BORDERS, *BORDERS, *LONG, 3000]))
        if begin <= DATA_END:
            rows.append(Row(kind, begin, min(end, DATA_END)))
    return rows


def _exits(rng: random.Random, permit: date) -> list[tuple[date, str]]:
    """Emigrations, and one death at most, after the permit and after all of them."""
    exits = []
    for _ in range(rng.choice([0, 0, 0, 1, 1, 2])):
        day = permit + timedelta(days=rng.choice([*BEFORE, *BORDERS, *LONG]))
        exits.append((min(day, DATA_END), "emigration"))
    if rng.random() < 0.2:
        last = max([permit, *(day for day, _ in exits)])
        exits.append((min(last + timedelta(days=rng.choice([0, *BORDERS])), DATA_END), "death"))
    return exits
