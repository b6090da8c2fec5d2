"""One municipality's figures computed again, step by step, from what its round published.

Nothing here is estimated: every line is arithmetic on published figures, and `checks` holds each
result beside the one that was published.

    E  + who arrived + labour market  = E_j     expected; E the country's, letters as in waterfall.py
    E_j + D_j                         = A_j     actual
    p_j <= the line of all ranked               verdict
    mu + B_j (D_j - mu)               = D~_j    shrunken
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import isclose
from statistics import NormalDist
from typing import Any

import numpy as np

from measurements.engine import many_tests, shrinkage
from measurements.engine.many_tests import Line
from measurements.engine.outcome import Step, Verdict

TOLERANCE = 1e-5  # months; published figures have 8 decimals

Row = Mapping[str, Any]  # a municipality of the outcome's JSON


@dataclass(frozen=True, slots=True)
class Road:
    """From the country to the municipality, months.

    national_actual, national_expected  means over all people received
    labour_market                       None where it was not adjusted for
    """

    national_actual: float
    national_expected: float
    who_arrived: Step
    labour_market: Step | None
    expected: float
    difference: float
    actual: float


@dataclass(frozen=True, slots=True)
class Interval:
    """As published (computed on the hazard scale), and difference -+ z standard errors beside it."""

    se: float
    z: float
    low: float
    high: float
    symmetric_low: float
    symmetric_high: float


@dataclass(frozen=True, slots=True)
class Trial:
    """The test behind the verdict. line and verdict are None where some of the municipalities that
    were tested together are withheld: then nobody outside can draw the line again.
    """

    z: float
    p_value: float
    line: Line | None
    verdict: Verdict | None


@dataclass(frozen=True, slots=True)
class Standing:
    """How many of the other ranked municipalities are shown to be faster, slower, or neither."""

    ranked: int
    faster: int
    slower: int

    @property
    def not_told_apart(self) -> int:
        return self.ranked - 1 - self.faster - self.slower


@dataclass(frozen=True, slots=True)
class Shrinking:
    """mean, between_sd  of the ranked municipalities' differences, months
    reliability       how much of the difference is signal, 0 to 1
    """

    mean: float
    between_sd: float
    reliability: float
    shrunken: float


@dataclass(frozen=True, slots=True)
class Check:
    """A figure computed again beside the published one; both texts or both numbers."""

    name: str
    published: float | str
    again: float | str

    @property
    def holds(self) -> bool:
        if isinstance(self.published, str) or isinstance(self.again, str):
            return self.published == self.again
        return isclose(self.published, self.again, abs_tol=TOLERANCE)


@dataclass(frozen=True, slots=True)
class Explanation:
    """road is None where the steps are withheld, trial and standing for an unranked municipality,
    shrinking where not all of the ranked are published.
    """

    road: Road | None
    interval: Interval
    trial: Trial | None
    standing: Standing | None
    shrinking: Shrinking | None
    checks: tuple[Check, ...]


def explain(outcome: Row, code: str) -> Explanation | None:
    """The outcome's JSON and a municipality in it; None where it has no difference to explain."""
    row = next(each for each in outcome["municipalities"] if each["code"] == code)
    if row["difference"] is None:
        return None
    count, level = outcome["national"]["ranked"], outcome["spec"]["level"]
    published = [each for each in outcome["municipalities"] if each["reason"] is None]
    ranked = published if len(published) == count else []  # part of them would give other lines
    is_ranked = row["reason"] is None
    road = _road(row) if row["waterfall"] else None
    trial = _trial(row, ranked, level) if is_ranked else None
    shrinking = _shrinking(row, ranked) if ranked else None
    return Explanation(
        road=road,
        interval=_interval(row, level),
        trial=trial,
        standing=_standing(row, count) if is_ranked else None,
        shrinking=shrinking,
        checks=tuple(_checks(row, road, trial, shrinking)),
    )


def _road(row: Row) -> Road:
    """The country's expected time is its actual less its mean difference, D_j - what remains of it."""
    fall = row["waterfall"]
    mean_difference = row["difference"] - fall["remains"]["months"]
    national_expected = fall["national_actual"] - mean_difference
    who = Step(**fall["who_arrived"])
    labour = Step(**fall["labour_market"]) if fall["labour_market"] else None
    expected = national_expected + who.months + (labour.months if labour else 0.0)
    return Road(
        national_actual=fall["national_actual"],
        national_expected=national_expected,
        who_arrived=who,
        labour_market=labour,
        expected=expected,
        difference=row["difference"],
        actual=expected + row["difference"],
    )


def _interval(row: Row, level: float) -> Interval:
    z = NormalDist().inv_cdf((1 + level) / 2)
    return Interval(
        se=row["se"],
        z=z,
        low=row["ci_low"],
        high=row["ci_high"],
        symmetric_low=row["difference"] - z * row["se"],
        symmetric_high=row["difference"] + z * row["se"],
    )


def _trial(row: Row, ranked: Sequence[Row], level: float) -> Trial:
    p_value = _p_value(row)
    line = many_tests.line([_p_value(each) for each in ranked], level=level) if ranked else None
    return Trial(
        z=row["difference"] / row["se"],
        p_value=p_value,
        line=line,
        verdict=_verdict(row["difference"], is_told=p_value <= line.limit) if line else None,
    )


def _p_value(row: Row) -> float:
    return many_tests.two_sided(row["difference"], row["se"])


def _verdict(difference: float, *, is_told: bool) -> Verdict:
    if not is_told:
        return "as_expected"
    return "faster" if difference < 0 else "slower"


def _standing(row: Row, ranked: int) -> Standing:
    return Standing(ranked=ranked, faster=row["rank_low"] - 1, slower=ranked - row["rank_high"])


def _shrinking(row: Row, ranked: Sequence[Row]) -> Shrinking:
    difference, se = (np.array([each[name] for each in ranked]) for name in ("difference", "se"))
    among = shrinkage.population(difference, se)
    own = shrinkage.shrink(np.array([row["difference"]]), np.array([row["se"]]), among)
    return Shrinking(
        mean=among.mean,
        between_sd=float(among.variance**0.5),
        reliability=float(own.reliability[0]),
        shrunken=float(own.difference[0]),
    )


def _checks(
    row: Row, road: Road | None, trial: Trial | None, shrinking: Shrinking | None
) -> Sequence[Check]:
    checks = [Check("difference", row["difference"], row["actual"] - row["expected"])]
    if road:
        checks.append(Check("expected", row["expected"], road.expected))
        checks.append(Check("actual", row["actual"], road.actual))
    if trial and trial.verdict:
        checks.append(Check("verdict", row["verdict"], trial.verdict))
    if shrinking:
        checks.append(Check("reliability", row["reliability"], shrinking.reliability))
        checks.append(Check("shrunken", row["shrunken"], shrinking.shrunken))
    return checks
