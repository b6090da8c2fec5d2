"""Counts and shares as they are published: classes, each of at least five people.

A count is rounded down. A share of n people is given in m = n / 5 equal parts (n rounded down), so
that one part is never less than five people; published is the middle of its part. The first and the
last part are not published: that few people have, or lack, the outcome. The interval is computed
from what is published, so it tells nothing more; it is as wide as the rounding makes it.
"""

from dataclasses import dataclass
from math import floor

import numpy as np
from scipy.stats import norm


@dataclass(frozen=True, slots=True)
class Part:
    """The share lies from place / parts to (place + 1) / parts."""

    place: int
    parts: int

    @property
    def low(self) -> float:
        return self.place / self.parts

    @property
    def middle(self) -> float:
        return (self.place + 0.5) / self.parts

    @property
    def high(self) -> float:
        return (self.place + 1) / self.parts

    @property
    def is_inner(self) -> bool:
        return 0 < self.place < self.parts - 1


def rounded(count: int, *, to: int) -> int:
    """The count rounded down to a multiple of `to`."""
    return count // to * to


def part_of(share: float, *, people: int, rounding: int) -> Part:
    """The part that a share (0 .. 1) of `people` (rounded down) lies in."""
    parts = people // rounding
    return Part(min(floor(share * parts + 1e-9), parts - 1), parts)


def part_told_by(middle: float, *, people: int, rounding: int) -> Part:
    """The part that a published share names."""
    parts = people // rounding
    return Part(round(middle * parts - 0.5), parts)


def interval(part: Part, *, people: int, level: float) -> tuple[float, float]:
    """Limits of the share: those of its smallest and its largest possible value, on the
    log(-log) scale as Kaplan-Meier's, with nobody lost from view.
    """
    return (
        1 - _surviving(1 - part.low, people, level, upper=True),
        1 - _surviving(1 - part.high, people, level, upper=False),
    )


def _surviving(share: float, people: int, level: float, *, upper: bool) -> float:
    z = float(norm.ppf((1 + level) / 2))
    width = z * np.sqrt((1 - share) / (people * share)) / abs(np.log(share))
    return float(share ** np.exp(-width if upper else width))
