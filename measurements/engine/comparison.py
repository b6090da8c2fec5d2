"""Two rounds side by side: who moved beyond noise, and how many names repeat by chance alone.

A change is the later difference minus the earlier, C_j = D2_j - D1_j. Its variance is

    se1^2 + se2^2 - 2 r se1 se2,    r the correlation of the two errors,

and r is not published. Rounds whose periods overlap follow many of the same people. If the later
holds everybody of the earlier, seen longer, and the data know I1 <= I2 of the municipality,

    D2 = (I1 D1 + (I2 - I1) D_new) / I2,   so   cov(D1, D2) = var(D2),   r = se2 / se1,
    var(C) = se1^2 - se2^2                 (Hausman 1978, Econometrica 46, 1251-1271)

whether or not the municipality has changed meanwhile: this is about errors, not about truth. So r
lies between 0 (nobody in common) and about se2 / se1 (the later holds the earlier), and not below 0:
a person in both pulls both the same way. Intervals and verdicts take r = 0, and err to the safe
side: what is called a movement would be one whoever the rounds share, and movements are overlooked.
How many would be called with r = se2 / se1 is told beside it, since published figures cannot prove
that the rounds are nested.

Simulated, 98 municipalities that have not changed, 30 pairs of rounds (`tests/engine/two_dates.py`):
with nobody in common the intervals held the change in 94.7 %, and one pair of rounds in 30 had any
movement called. One country seen in 2006 and 2007 had errors of 0.35 times what r = 0 says, and 1.09
times what r = se2 / se1 says; seen in 2006 and 2010, 0.61 and 1.07 times. No movement was called.

The interval joins the two published intervals, which are not symmetric (Zou and Donner 2008,
Statistics in Medicine 27, 1693-1702), so that whoever has the two tables can compute it again:

    low  = C - sqrt((D2 - low2)^2 + (high1 - D1)^2)
    high = C + sqrt((high2 - D2)^2 + (D1 - low1)^2)

The verdict is a two-sided test of C = 0 with Benjamini and Hochberg's line, as in a round.
"""

from dataclasses import dataclass
from functools import lru_cache
from math import sqrt
from typing import Literal

from measurements.engine import many_tests
from measurements.engine.many_tests import Line
from measurements.engine.pairing import End, Pair, RoundFigures, TwoMeasured, pairs
from measurements.engine.repeats import Repeats, repeats

NOT_IN_ROUND = "not_in_round"

Movement = Literal["moved_faster", "moved_slower", "within_noise", "not_comparable"]
Which = Literal["earlier", "later", "both"]


@dataclass(frozen=True, slots=True)
class Change:
    """One municipality's way from the earlier round to the later. Months.

    months, low, high  negative = faster than before; None where a round shows no difference
    p_value            of no change; None where not compared
    reason, reason_in  why not compared, and in which round that was so
    """

    code: str
    months: float | None
    low: float | None
    high: float | None
    p_value: float | None
    verdict: Movement
    reason: str | None = None
    reason_in: Which | None = None


@dataclass(frozen=True, slots=True)
class Comparison:
    """changes          every municipality of either round, by code
    line             that p-values must keep below to be called a movement
    moved_if_nested  codes that would be, if the rounds were nested
    repeats          of the two lists of ten
    """

    changes: tuple[Change, ...]
    line: Line
    moved_if_nested: tuple[str, ...]
    repeats: dict[End, Repeats]


@lru_cache(maxsize=32)
def compare(*, earlier: RoundFigures, later: RoundFigures) -> Comparison:
    """Two rounds that measure the same thing; both at the level of the later."""
    both = pairs(earlier, later)
    ranked = {pair.code: pair.ranked for pair in both if pair.ranked}
    p_values = {code: _p_value(two.change, two.se) for code, two in ranked.items()}
    if_nested = {code: _p_value(two.change, two.se_if_nested) for code, two in ranked.items()}
    line = many_tests.line(p_values.values(), level=later.level)
    nested_line = many_tests.line(if_nested.values(), level=later.level)
    return Comparison(
        changes=tuple(_change(pair, p_values.get(pair.code), line) for pair in both),
        line=line,
        moved_if_nested=tuple(
            code for code, p_value in if_nested.items() if p_value <= nested_line.limit
        ),
        repeats=repeats(both, level=later.level, seed=later.seed),
    )


def _p_value(months: float, se: float) -> float:
    """Without any error left, a change is certain and none is none."""
    return many_tests.two_sided(months, se) if se > 0 else float(months == 0)


def _change(pair: Pair, p_value: float | None, line: Line) -> Change:
    months, low, high = _interval(pair.measured) if pair.measured else (None, None, None)
    if p_value is None or months is None:
        reason, which = _why_not(pair)
        return Change(pair.code, months, low, high, None, "not_comparable", reason, which)
    return Change(pair.code, months, low, high, p_value, _movement(months, p_value, line))


def _interval(two: TwoMeasured) -> tuple[float, float, float]:
    """Change, low, high."""
    before, after = two.before, two.after
    down = sqrt((after.difference - after.low) ** 2 + (before.high - before.difference) ** 2)
    up = sqrt((after.high - after.difference) ** 2 + (before.difference - before.low) ** 2)
    return two.change, two.change - down, two.change + up


def _movement(months: float, p_value: float, line: Line) -> Movement:
    if p_value > line.limit:
        return "within_noise"
    return "moved_faster" if months < 0 else "moved_slower"


def _why_not(pair: Pair) -> tuple[str, Which]:
    """The later round's reason first; the earlier's where the later has none."""
    before = pair.before.reason if pair.before else NOT_IN_ROUND
    after = pair.after.reason if pair.after else NOT_IN_ROUND
    if after is None:
        assert before is not None, "not compared, so not ranked in one of the rounds"
        return before, "earlier"
    return after, "both" if after == before else "later"
