"""One simulated country seen at two dates, as a ministry measures: the later round follows the same
people longer, and those who came meanwhile. Nothing has changed between the dates but what is known.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
import pandas as pd

from measurements.engine import Spec, measure
from measurements.engine.comparison import Comparison, compare
from measurements.engine.outcome import Municipality, Outcome, plain
from measurements.engine.pairing import Measured, Pair, Published, RoundFigures, pairs
from measurements.engine.simulate import Calendar, Simulated, simulate_months
from measurements.engine.simulated_truth import true_differences
from measurements.engine.standing import FEWER_THAN_SHOWN

CODES = [str(code).zfill(4) for code in range(101, 199)]
PEOPLE = 30_000
LAST_MONTH = 10
TEN = 10


@dataclass(frozen=True)
class Seen:
    """A round, and the true differences of the people it follows, months by code."""

    figures: RoundFigures
    truth: pd.Series


@dataclass(frozen=True)
class TwoDates:
    """Beside the comparison: (municipalities with a difference in both,) change, its errors, truth."""

    comparison: Comparison
    true: np.ndarray
    change: np.ndarray
    low: np.ndarray
    high: np.ndarray
    se: np.ndarray
    se_if_nested: np.ndarray

    @property
    def covered(self) -> np.ndarray:
        return (self.low <= self.true) & (self.true <= self.high)

    @property
    def moved(self) -> int:
        return sum(each.verdict.startswith("moved") for each in self.comparison.changes)


@cache  # several claims are made of the same rounds
def overlapping(seed: int, *, earlier: int, later: int, people: int = PEOPLE) -> TwoDates:
    """One country, seen in the autumn of two years."""
    calendar = Calendar(range(1999, later), later, LAST_MONTH)
    country = _country(seed, calendar=calendar, people=people)
    return _beside(_seen(country, earlier), _seen(country, later))


@cache
def apart(seed: int, *, year: int, people: int = PEOPLE) -> TwoDates:
    """Two countries of the same municipalities with nobody in common, seen in the same year."""
    calendar = Calendar(range(1999, year), year, LAST_MONTH)
    one, two = (
        _country(each, calendar=calendar, people=people) for each in (2 * seed, 2 * seed + 1)
    )
    return _beside(_seen(one, year), _seen(two, year))


def figures_of(outcome: Outcome) -> RoundFigures:
    """With the lists of ten that publication would make."""
    ranked = sorted((m.difference, m.code) for m in outcome.municipalities if m.reason is None)
    listed = dict.fromkeys((code for _, code in ranked[:TEN]), "fastest")
    listed |= dict.fromkeys((code for _, code in ranked[-TEN:]), "slowest")
    return RoundFigures(
        tuple(
            Published(m.code, _measured(m), m.reason, listed.get(m.code))
            for m in outcome.municipalities
        ),
        level=outcome.spec.level,
        seed=outcome.spec.seed,
    )


def _measured(m) -> Measured | None:
    if m.difference is None:
        return None
    return Measured(m.difference, m.ci_low, m.ci_high, m.se, m.shrunken, m.reliability)


def outcomes(seed: int, *, years: Sequence[int], people: int, codes: Sequence[str]) -> list[dict]:
    """Rounds of one country as JSON, with nothing said of those who are too few."""
    last = max(years)
    calendar = Calendar(range(1999, last), last, LAST_MONTH)
    country = _country(seed, calendar=calendar, people=people, codes=codes)
    return [_as_json(_measure(country, year)) for year in years]


def _as_json(outcome: Outcome) -> dict:
    return {
        "method": outcome.method,
        "spec": plain(outcome.spec),
        "national": plain(outcome.national),
        "municipalities": [_row(each) for each in outcome.municipalities],
        "warnings": [],
    }


def _row(municipality) -> dict:
    if municipality.reason != FEWER_THAN_SHOWN:
        return plain(municipality)
    return plain(Municipality(municipality.code, municipality.verdict, municipality.reason))


def _country(
    seed: int, *, calendar: Calendar, people: int, codes: Sequence[str] = CODES
) -> Simulated:
    effects = 0.16 * np.random.default_rng(7).standard_normal(len(codes))
    return simulate_months(
        people=people,
        seed=seed,
        municipalities=codes,
        effects=dict(zip(codes, effects, strict=True)),
        largest_first=True,
        calendar=calendar,
    )


def _seen(country: Simulated, year: int) -> Seen:
    spells = _spells_then(country, year)
    truth = true_differences(spells, country.labour_market, country.truth, horizon=72)
    return Seen(figures_of(_measure(country, year)), truth["difference"])


def _measure(country: Simulated, year: int) -> Outcome:
    """The round that the files of that autumn would give."""
    market = country.labour_market
    return measure(_spells_then(country, year), market[market.year <= year], Spec())


def _spells_then(country: Simulated, year: int) -> pd.DataFrame:
    spells = country.spells[country.spells.permit_year < year]
    known = (year - spells.permit_year) * 12 + LAST_MONTH - spells.permit_month
    spells, known = spells[spells.entry < known], known[spells.entry < known]
    return spells.assign(
        event=np.where(spells.exit > known, 0, spells.event),
        exit=np.minimum(spells.exit, known),
    )


def _beside(earlier: Seen, later: Seen) -> TwoDates:
    comparison = compare(earlier=earlier.figures, later=later.figures)
    changes = {each.code: each for each in comparison.changes}
    shown: list[Pair] = [p for p in pairs(earlier.figures, later.figures) if p.measured]

    def of(value) -> np.ndarray:
        return np.array([value(pair) for pair in shown])

    return TwoDates(
        comparison=comparison,
        true=of(lambda p: later.truth[p.code] - earlier.truth[p.code]),
        change=of(lambda p: changes[p.code].months),
        low=of(lambda p: changes[p.code].low),
        high=of(lambda p: changes[p.code].high),
        se=of(lambda p: p.measured.se),
        se_if_nested=of(lambda p: p.measured.se_if_nested),
    )
