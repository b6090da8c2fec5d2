"""Share in work or education after 1 .. 6 years, by year of the residence permit.

actual    1 - S(12 k), Kaplan-Meier with delayed entry; interval on the log(-log) scale with
          Greenwood's variance (Kalbfleisch and Prentice 2002, section 1.4)
expected  mean of 1 - S(12 k | x, national mean effect) over the same people

A share is missing, with its reason, where the cohort's last arrivals were not yet followed that
long, and for municipalities where it would rest on a handful of people.
"""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from scipy.stats import norm

from measurements.engine.expected import reached_by
from measurements.engine.hazard import HazardFit
from measurements.engine.labour_market import LabourMarket
from measurements.engine.table import SpellTable

YEARS = (1, 2, 3, 4, 5, 6)
NOT_FOLLOWED = "not_followed"
SMALL_CELL = "small_cell"


@dataclass(frozen=True)
class Share:
    """Share (0 .. 1) in work or education after `years` years; None with a reason."""

    years: int
    actual: float | None
    low: float | None
    high: float | None
    expected: float | None
    reason: str | None = None


@dataclass(frozen=True)
class Cohort:
    """People with a permit from the first to the last year (the same year unless pooled)."""

    permit_year: int
    permit_year_last: int
    people: int
    shares: tuple[Share, ...]


def national_cohorts(table: SpellTable, *, level: float) -> tuple[Cohort, ...]:
    """All permit years of the country. A mover's later spells go on counting for the cohort.

    Expected shares are left out: nationally they are the actual ones by construction.
    """
    year = table.start // 12
    found = []
    for y in np.unique(year):
        cohort = _Spells.of(table, year == y)
        followed = cohort.years_followed(end=end_of_data(table))
        curve = _Curve.of(cohort, z=_z(level))
        shares = tuple(
            curve.share(k, expected=None) if k in followed else _missing(k, NOT_FOLLOWED)
            for k in YEARS
        )
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
    smallest_cell: int,
    level: float,
) -> tuple[tuple[Cohort, ...], ...]:
    """Per municipality, its permit years, neighbours pooled until each has `minimum` people.

    effects  (municipalities,) at which the expected shares are taken
    """
    expected = reached_by(people, labour, fit, effects=effects, months=[12 * k for k in YEARS])
    z = _z(level)
    order = np.argsort(people.municipality, kind="stable")
    edges = np.searchsorted(people.municipality[order], np.arange(len(effects) + 1))
    found = []
    for first, last in pairwise(edges):
        mine = order[first:last]
        year = people.start[mine] // 12
        cohorts = []
        for low, high in _pooled(year, minimum):
            rows = mine[(year >= low) & (year <= high)]
            cohort = _Spells.of(people, rows)
            shares = _shares(cohort, expected[rows], end=end, smallest_cell=smallest_cell, z=z)
            cohorts.append(
                Cohort(people.first_year + low, people.first_year + high, len(rows), shares)
            )
        found.append(tuple(cohorts))
    return tuple(found)


def end_of_data(table: SpellTable) -> int:
    """First calendar month that nobody was followed into, counted as `table.start` is."""
    return int((table.start + table.exit).max())


def _z(level: float) -> float:
    return float(norm.ppf((1 + level) / 2))


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

    def years_followed(self, *, end: int) -> set[int]:
        """Years that even the last arrivals could be followed, somebody still under observation."""
        last_arrival, months = int(self.start.max()), int(self.exit.max())
        return {k for k in YEARS if last_arrival + 12 * k <= end and months >= 12 * k}


def _shares(
    cohort: _Spells, expected: np.ndarray, *, end: int, smallest_cell: int, z: float
) -> tuple[Share, ...]:
    followed = cohort.years_followed(end=end)
    curve = _Curve.of(cohort, z=z)
    shares = []
    for k, share_expected in zip(YEARS, expected.mean(axis=0), strict=True):
        reached = int((cohort.event & (cohort.exit <= 12 * k)).sum())
        if k not in followed:
            shares.append(_missing(k, NOT_FOLLOWED))
        elif min(reached, len(cohort.event) - reached) <= smallest_cell:
            shares.append(_missing(k, SMALL_CELL))
        else:
            shares.append(curve.share(k, expected=float(share_expected)))
    return tuple(shares)


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


@dataclass(frozen=True)
class _Curve:
    """Kaplan-Meier survival after each month, with limits; place t is month t."""

    survival: np.ndarray
    low: np.ndarray
    high: np.ndarray

    @classmethod
    def of(cls, cohort: _Spells, *, z: float) -> "_Curve":
        months = int(cohort.exit.max())
        begins = np.bincount(cohort.entry, minlength=months + 1)
        ends = np.bincount(cohort.exit, minlength=months + 1)
        at_risk = (begins - ends).cumsum()[:-1].astype(float)
        events = np.bincount(cohort.exit[cohort.event], minlength=months + 1)[1:]
        with np.errstate(divide="ignore", invalid="ignore"):
            survival = np.cumprod(np.where(at_risk > 0, 1 - events / at_risk, 1.0))
            steps = np.where(events > 0, events / (at_risk * (at_risk - events)), 0.0)
            log_s = np.log(survival)
            width = z * np.sqrt(np.cumsum(steps)) / np.abs(log_s)
            low = np.exp(log_s * np.exp(width))
            high = np.exp(log_s * np.exp(-width))
        flat = (survival == 1) | (survival == 0)  # nothing has happened, or everything
        low, high = np.where(flat, survival, low), np.where(flat, survival, high)
        return cls(*(np.concatenate([[1.0], values]) for values in (survival, low, high)))

    def share(self, years: int, *, expected: float | None) -> Share:
        t = 12 * years
        return Share(
            years=years,
            actual=1 - float(self.survival[t]),
            low=1 - float(self.high[t]),
            high=1 - float(self.low[t]),
            expected=expected,
        )


def _missing(years: int, reason: str) -> Share:
    return Share(years, None, None, None, None, reason)
