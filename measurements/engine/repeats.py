"""Names that stand in the same list of two rounds, beside how many would by chance.

Three yardsticks, each a distribution of the number of names in common:

    by lot        both lists drawn blindly among the ranked: hypergeometric
    if unchanged  no municipality has changed; only noise decides. True differences are drawn from
                  N(shrunken, reliability x se^2) of the later round, and two rounds from them, with
                  errors that have nothing to do with each other
    if nested     the same, but the round that knows more holds everybody of the other, so that its
                  error is part of the other's: D1 = D2 + N(0, se1^2 - se2^2)

Rounds that share some people lie between the last two. The truth is drawn and not set to the
shrunken values themselves, for these lie closer together than the truth does, and would let too
few names repeat.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import comb, sqrt

import numpy as np

from measurements.engine.pairing import End, Measured, Pair

DRAWS = 4_000  # the mean is known to 0.03 names
STREAM = 3  # of random numbers; ranking uses 1 and 2


@dataclass(frozen=True, slots=True)
class Expectation:
    """A number of names: its mean, and the central range that holds `level` of the chance."""

    mean: float
    low: int
    high: int


@dataclass(frozen=True, slots=True)
class Repeats:
    """What repeats in one list, and what would.

    codes          in the list of both rounds
    length         of the later list; length_before of the earlier
    if_unchanged, if_nested  None where a round ranked nobody
    """

    codes: tuple[str, ...]
    length: int
    length_before: int
    by_lot: Expectation
    if_unchanged: Expectation | None
    if_nested: Expectation | None


def repeats(pairs: Sequence[Pair], *, level: float, seed: int) -> dict[End, Repeats]:
    """For the fastest and for the slowest."""
    drawn = _drawn([pair for pair in pairs if pair.ranked_before or pair.ranked_after], seed)
    return {end: _of_list(pairs, end, drawn, level) for end in ("fastest", "slowest")}


def by_lot(
    *, length: int, length_before: int, ranked: int, ranked_before: int, in_both: int, level: float
) -> Expectation:
    """How many names two lists share when each is drawn blindly among the ranked of its round.

    in_both  municipalities ranked in both rounds. Only they can repeat: the earlier list holds a
             hypergeometric number of them, and the later list holds some of those.
    """
    chance = np.zeros(min(length, length_before) + 1)
    for could in range(length_before + 1):
        weight = _hypergeometric(could, ranked_before, in_both, length_before)
        if weight > 0:
            chance += [
                weight * _hypergeometric(number, ranked, could, length)
                for number in range(len(chance))
            ]
    return _expectation(chance, level)


def _hypergeometric(number: int, population: int, marked: int, drawn: int) -> float:
    """Chance of `number` marked ones among those drawn. Exact whole numbers, divided once."""
    if number > marked or drawn - number > population - marked:
        return 0.0
    ways = comb(marked, number) * comb(population - marked, drawn - number)
    return ways / comb(population, drawn)


@dataclass(frozen=True, slots=True)
class _TwoRounds:
    """(draws, municipalities) what two rounds would find; inf where the round does not rank."""

    before: np.ndarray
    after: np.ndarray

    def expected(self, end: End, length: int, length_before: int, level: float) -> Expectation:
        before = _listed(self.before, end, length_before)
        after = _listed(self.after, end, length)
        counts = (before & after).sum(axis=1)
        chance = np.bincount(counts, minlength=min(length, length_before) + 1) / len(counts)
        return _expectation(chance, level)


@dataclass(frozen=True, slots=True)
class _Drawn:
    apart: _TwoRounds
    nested: _TwoRounds


def _of_list(pairs: Sequence[Pair], end: End, drawn: _Drawn | None, level: float) -> Repeats:
    before = {pair.code for pair in pairs if pair.before and pair.before.listed == end}
    after = {pair.code for pair in pairs if pair.after and pair.after.listed == end}
    lot = by_lot(
        length=len(after),
        length_before=len(before),
        ranked=sum(pair.ranked_after for pair in pairs),
        ranked_before=sum(pair.ranked_before for pair in pairs),
        in_both=sum(pair.ranked is not None for pair in pairs),
        level=level,
    )
    sizes = (end, len(after), len(before), level)
    return Repeats(
        codes=tuple(sorted(before & after)),
        length=len(after),
        length_before=len(before),
        by_lot=lot,
        if_unchanged=drawn.apart.expected(*sizes) if drawn else None,
        if_nested=drawn.nested.expected(*sizes) if drawn else None,
    )


def _drawn(pairs: Sequence[Pair], seed: int) -> _Drawn | None:
    """Two rounds of the same truth, over and over.

    The draws belong to places from fastest to slowest and not to codes, as in `ranking.noise`. A
    municipality ranked once is drawn with the figures of that round.
    """
    if not any(p.ranked_before for p in pairs) or not any(p.ranked_after for p in pairs):
        return None
    ordered = sorted(pairs, key=lambda pair: _best(pair).difference)
    best = [_best(pair) for pair in ordered]
    se_before = np.array([_measured(pair, before=True).se for pair in ordered])
    se_after = np.array([_measured(pair, before=False).se for pair in ordered])
    in_before = np.array([pair.ranked_before for pair in ordered])
    in_after = np.array([pair.ranked_after for pair in ordered])
    random = np.random.default_rng([seed, STREAM])
    normal = random.standard_normal((3, DRAWS, len(ordered)))
    spread = np.array([_spread(each) for each in best])
    truth = np.array([each.shrunken for each in best]) + spread * normal[0]
    common = truth + np.minimum(se_before, se_after) * normal[1]
    own = np.sqrt(np.abs(se_before**2 - se_after**2)) * normal[2]
    return _Drawn(
        apart=_TwoRounds(
            np.where(in_before, truth + se_before * normal[1], np.inf),
            np.where(in_after, truth + se_after * normal[2], np.inf),
        ),
        nested=_TwoRounds(
            np.where(in_before, common + own * (se_before > se_after), np.inf),
            np.where(in_after, common + own * (se_before <= se_after), np.inf),
        ),
    )


def _best(pair: Pair) -> Measured:
    """The figures of the later round, or of the only one that ranks it."""
    return _measured(pair, before=not pair.ranked_after)


def _measured(pair: Pair, *, before: bool) -> Measured:
    first, second = (pair.before, pair.after) if before else (pair.after, pair.before)
    found = first if first is not None and first.is_ranked else second
    assert found is not None, "ranked in one of the rounds"
    assert found.measured is not None, "what is ranked is measured"
    return found.measured


def _spread(each: Measured) -> float:
    """Standard error of the shrunken difference, months."""
    assert each.reliability is not None, "a round that ranks anybody shrinks every difference"
    return sqrt(each.reliability) * each.se


def _listed(values: np.ndarray, end: End, length: int) -> np.ndarray:
    """(draws, municipalities): in the list of this round, `length` long."""
    inside = np.zeros(values.shape, dtype=bool)
    if length:
        order = values if end == "fastest" else np.where(np.isinf(values), np.inf, -values)
        chosen = order.argpartition(length - 1, axis=1)[:, :length]
        np.put_along_axis(inside, chosen, True, axis=1)
    return inside


def _expectation(chance: np.ndarray, level: float) -> Expectation:
    """chance (names in common,): 0, 1, 2, ..."""
    counts = np.arange(len(chance))
    below = np.cumsum(chance)
    tail = (1 - level) / 2
    return Expectation(
        mean=float(counts @ chance),
        low=int(np.argmax(below > tail)),
        high=int(np.argmax(below >= 1 - tail - 1e-12)),
    )
