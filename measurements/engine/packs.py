"""Columns packed for counting: several small factors share one code, and one count serves them all.

Sex, education and family are 2, 2 and 4 levels but 16 cells: spells are counted by cell, and the
counts of levels and of pairs of levels follow from the cells, exactly. A linear column is a pack of
one cell whose spells weigh as much as their value.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np

from measurements.engine.layout import Layout
from measurements.engine.table import Factor, SpellTable

MOST_CELLS = 256  # tables of two packs, and of a pack by months, stay in the processor's cache


@dataclass(frozen=True)
class Pack:
    """Some columns of the model.

    places  (levels,) of their parameters
    levels  (cells, levels) 1 where a cell stands for the level
    codes   (spells,) cell of each spell, wide enough to be multiplied
    values  (spells,) of a linear column; None for factors
    """

    places: np.ndarray
    levels: np.ndarray
    codes: np.ndarray
    values: np.ndarray | None = None

    @property
    def cells(self) -> int:
        return len(self.levels)

    def weighted(self, weight: np.ndarray, spells: np.ndarray | slice = slice(None)) -> np.ndarray:
        """The weight of some spells, times the value of a linear column."""
        return weight if self.values is None else weight * self.values[spells]

    def each(self, per_parameter: np.ndarray) -> np.ndarray:
        """(spells, ..): what (parameters, ..) give each spell through the columns of this pack."""
        per_cell = self.levels @ per_parameter[self.places]
        if self.values is None:
            return per_cell[self.codes]
        return np.multiply.outer(self.values, per_cell[0])

    def sums(self, weight: np.ndarray) -> np.ndarray:
        """(levels,) sums of `weight` (spells,)."""
        return self.levels.T @ np.bincount(self.codes, self.weighted(weight), self.cells)

    def square(self, weight: np.ndarray) -> np.ndarray:
        """(levels, levels) weighted two-way table of the pack with itself."""
        by_cell = np.bincount(self.codes, self.weighted(self.weighted(weight)), self.cells)
        return self.levels.T @ (by_cell[:, None] * self.levels)

    def cross(self, other: "Pack", weight: np.ndarray) -> np.ndarray:
        """(levels, levels of other) weighted two-way table."""
        keys = self.codes * other.cells + other.codes
        by_cell = np.bincount(
            keys, self.weighted(other.weighted(weight)), self.cells * other.cells
        ).reshape(self.cells, other.cells)
        return self.levels.T @ by_cell @ other.levels


def pack(part: SpellTable, layout: Layout) -> tuple[Pack, ...]:
    """All columns of `part`; the municipality stands alone, and last."""
    *factors, municipality = layout.factors_of(part)
    linear = [term.part.start for term in layout.terms if not term.levels]
    numbers = (
        Pack(np.array([place]), np.ones((1, 1)), np.zeros(len(part), dtype=np.intp), number.values)
        for place, number in zip(linear, part.numbers, strict=True)
    )
    return (*(_joined(group) for group in _groups(factors)), *numbers, _joined([municipality]))


def add_two_way_tables(information: np.ndarray, packs: Sequence[Pack], weight: np.ndarray) -> None:
    """Adds the weighted tables of every two columns to `information` (P, P); weight (spells,)."""
    for one in packs:
        information[np.ix_(one.places, one.places)] += one.square(weight)
    for one, other in combinations(packs, 2):
        table = one.cross(other, weight)
        information[np.ix_(one.places, other.places)] += table
        information[np.ix_(other.places, one.places)] += table.T


Placed = tuple[slice, Factor]


def _groups(factors: list[Placed]) -> list[list[Placed]]:
    """Smallest factors first, as many together as MOST_CELLS allows."""
    groups: list[list[Placed]] = []
    cells = MOST_CELLS + 1
    for place, factor in sorted(factors, key=lambda placed: len(placed[1].levels)):
        if cells * len(factor.levels) > MOST_CELLS:
            groups.append([])
            cells = 1
        groups[-1].append((place, factor))
        cells *= len(factor.levels)
    return groups


def _joined(group: list[Placed]) -> Pack:
    sizes = [len(factor.levels) for _, factor in group]
    codes = np.zeros(len(group[0][1].codes), dtype=np.intp)
    for size, (_, factor) in zip(sizes, group, strict=True):
        codes *= size
        codes += factor.codes
    levels_of_cell = np.indices(sizes).reshape(len(sizes), -1)
    levels = np.hstack(
        [np.eye(size)[mine] for size, mine in zip(sizes, levels_of_cell, strict=True)]
    )
    places = np.concatenate([np.arange(part.start, part.stop) for part, _ in group])
    return Pack(places, levels, codes)
