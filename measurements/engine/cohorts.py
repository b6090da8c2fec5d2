"""Share in work or education after 1 .. 6 years, by year of the residence permit.

actual    1 - S(12 k), Kaplan-Meier with delayed entry
expected  mean of 1 - S(12 k | x, national mean effect) over the same people

A share is missing, with its reason, where the cohort's last arrivals were not yet followed that
long. Shares that rest on a handful of people are here too: `disclosure` keeps them from leaving.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from measurements.engine.expected import reached_by
from measurements.engine.hazard import HazardFit
from measurements.engine.kaplan_meier import Curve, kaplan_meier
from measurements.engine.labour_market import LabourMarket
from measurements.engine.outcome import Cohort, Share
from measurements.engine.table import SpellTable

YEARS = (1, 2, 3, 4, 5, 6)
NOT_FOLLOWED = "not_followed"


def national_cohorts(table: SpellTable, *, level: float) -> tuple[Cohort, ...]:
    """All permit years of the country. A mover's later spells go on counting for the cohort.

    Expected shares are left out: nationally they are the actual ones by construction.
    """
    year = table.start // 12
    found = []
    for y in np.unique(year):
        cohort = _Spells.of(table, year == y)
        shares = _shares(cohort, [None] * len(YEARS), end=end_of_data(table), level=level)
        people = int((cohort.entry == 0).sum())
        if people:
            permit_year = table.first_year + int(y)
            found.append(Cohort(permit_year, permit_year, people, shares))
    return tuple(found)


def municipal_cohorts(
    people: SpellTable,
    labour: LabourMarket,
    fit: HazardFit,
    *,
    end: int,
    effects: np.ndarray,
    minimum: int,
    level: float,
) -> tuple[tuple[Cohort, ...], ...]:
    """Per municipality, its permit years, neighbours pooled until each has `minimum` people.

    effects  (municipalities,) at which the expected shares are taken
    """
    months = [12 * k for k in YEARS]
    order = np.argsort(people.municipality, kind="stable")
    edges = np.searchsorted(people.municipality[order], np.arange(len(effects) + 1))
    found = []
    for first, last in pairwise(edges):
        mine = people.take(order[first:last])
        expected = reached_by(mine, labour, fit, effects=effects, months=months)
        year = mine.start // 12
        cohorts = []
        for low, high in _pooled(year, minimum):
            rows = np.flatnonzero((year >= low) & (year <= high))
            cohort = _Spells.of(mine, rows)
            mean = [float(share) for share in expected[rows].mean(axis=0)]
            shares = _shares(cohort, mean, end=end, level=level)
            cohorts.append(
                Cohort(people.first_year + low, people.first_year + high, len(rows), shares)
            )
        found.append(tuple(cohorts))
    return tuple(found)


def end_of_data(table: SpellTable) -> int:
    """First calendar month that nobody was followed into, counted as `table.start` is."""
    return int((table.start + table.exit).max())


@dataclass(frozen=True)
class _Spells:
    """The columns of a cohort's spells that shares are counted from."""

    start: np.ndarray
    entry: np.ndarray
    exit: np.ndarray
    event: np.ndarray

    @classmethod
    def of(cls, table: SpellTable, rows: np.ndarray) -> "_Spells":
        return cls(table.start[rows], table.entry[rows], table.exit[rows], table.event[rows])

    def curve(self, level: float) -> Curve:
        return kaplan_meier(self.entry, self.exit, self.event, level=level)

    def years_followed(self, *, end: int) -> set[int]:
        """Years that even the last arrivals could be followed, somebody still under observation."""
        last_arrival, months = int(self.start.max()), int(self.exit.max())
        return {k for k in YEARS if last_arrival + 12 * k <= end and months >= 12 * k}


def _shares(
    cohort: _Spells, expected: Sequence[float | None], *, end: int, level: float
) -> tuple[Share, ...]:
    followed = cohort.years_followed(end=end)
    curve = cohort.curve(level)
    return tuple(
        _share(cohort, curve, k, expected=each) if k in followed else _missing(k, NOT_FOLLOWED)
        for k, each in zip(YEARS, expected, strict=True)
    )


def _pooled(year: np.ndarray, minimum: int) -> list[tuple[int, int]]:
    """First and last year of each pool; a remainder joins the pool before it; [] if all are too few."""
    pools: list[tuple[int, int]] = []
    first, people = None, 0
    for y, count in zip(*np.unique(year, return_counts=True), strict=True):
        first, people = (int(y) if first is None else first), people + count
        if people >= minimum:
            pools.append((first, int(y)))
            first, people = None, 0
    if first is not None and pools:
        pools[-1] = (pools[-1][0], int(year.max()))
    return pools


def _share(cohort: _Spells, curve: Curve, years: int, *, expected: float | None) -> Share:
    t = 12 * years
    return Share(
        years=years,
        actual=1 - float(curve.survival[t]),
        low=1 - float(curve.high[t]),
        high=1 - float(curve.low[t]),
        expected=expected,
        reached=int((cohort.event & (cohort.exit <= t)).sum()),
    )


def _missing(years: int, reason: str) -> Share:
    return Share(years, None, None, None, None, reason)
