"""The spells of a run in compact columns: small integer codes, ready for counting.

A person is some twenty bytes here, so that ten million spells fit in memory, and every pass over
them goes block by block. Rows stand in one fixed order, whatever order the file had: sums, and so
every published digit, do not depend on it.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from measurements.engine.errors import Fault

ROWS_PER_BLOCK = 131_072


@dataclass(frozen=True)
class Factor:
    """A column of categories. `codes` (spells,) point into `levels`, which are sorted."""

    name: str
    levels: tuple[str, ...]
    codes: np.ndarray

    def take(self, rows: np.ndarray | slice) -> "Factor":
        return replace(self, codes=self.codes[rows])


@dataclass(frozen=True)
class Number:
    """A column that enters linearly. `values` (spells,) are stored less their `centre`."""

    name: str
    centre: float
    values: np.ndarray

    def take(self, rows: np.ndarray | slice) -> "Number":
        return replace(self, values=self.values[rows])


@dataclass(frozen=True)
class SpellTable:
    """Checked spells. All arrays are (spells,) and free of missing values.

    municipality  code of the municipality's place in `municipalities` (4-digit codes, sorted)
    start         calendar month of the permit, counted from January of `first_year`
    entry, exit   months since the permit: at risk in entry+1 .. exit
    event         work or education began in month exit
    stratum       which set of month effects the spell follows (all 0 unless sexes are separate)
    person        identity, for movers and for what is summed per person
    """

    municipalities: tuple[str, ...]
    first_year: int
    municipality: np.ndarray
    start: np.ndarray
    entry: np.ndarray
    exit: np.ndarray
    event: np.ndarray
    person: np.ndarray
    stratum: np.ndarray
    strata: tuple[str, ...]
    factors: tuple[Factor, ...]
    numbers: tuple[Number, ...]
    warnings: tuple[Fault, ...] = ()

    def __len__(self) -> int:
        return len(self.exit)

    @cached_property
    def months(self) -> int:
        """The longest spell: month effects run from 1 to here."""
        return int(self.exit.max())

    @cached_property
    def received(self) -> np.ndarray:
        """(municipalities,) people whose first spell is there: the people a figure is about."""
        return np.bincount(self.municipality[self.entry == 0], minlength=len(self.municipalities))

    def covariate(self, name: str) -> Factor | Number:
        columns: list[Factor | Number] = [*self.factors, *self.numbers]
        return next(column for column in columns if column.name == name)

    def take(self, rows: np.ndarray | slice) -> "SpellTable":
        """The same table with some of its rows (a mask, positions with repeats, or a slice)."""
        return replace(
            self,
            municipality=self.municipality[rows],
            start=self.start[rows],
            entry=self.entry[rows],
            exit=self.exit[rows],
            event=self.event[rows],
            person=self.person[rows],
            stratum=self.stratum[rows],
            factors=tuple(factor.take(rows) for factor in self.factors),
            numbers=tuple(number.take(rows) for number in self.numbers),
        )

    def blocks(self, rows: int = ROWS_PER_BLOCK) -> Iterator["SpellTable"]:
        """Consecutive parts of bounded size; together they are the whole table."""
        for first in range(0, len(self), rows):
            yield self.take(slice(first, first + rows))

    def people(self) -> "SpellTable":
        """The first spells: one row per person received."""
        return self.take(self.entry == 0)

    def in_fixed_order(self) -> "SpellTable":
        """The same rows in an order that their contents alone decide."""
        keys = [number.values for number in self.numbers]
        keys += _packed(
            [(factor.codes, len(factor.levels)) for factor in self.factors]
            + [(column, int(column.max()) + 1) for column in (self.event, self.exit, self.entry)]
            + [(self.start, int(self.start.max()) + 1)]
            + [(self.municipality, len(self.municipalities))]
        )
        return self.take(np.lexsort(keys))


def _packed(columns: list[tuple[np.ndarray, int]]) -> list[np.ndarray]:
    """Columns of small integers joined into few 64-bit sort keys, the last column weighing most."""
    keys, key, radix = [], np.zeros(len(columns[0][0]), dtype=np.int64), 1
    for codes, size in columns:
        if radix * size > 2**62:
            keys.append(key)
            key, radix = np.zeros(len(codes), dtype=np.int64), 1
        key += np.multiply(codes, radix, dtype=np.int64)
        radix *= size
    return [*keys, key]
