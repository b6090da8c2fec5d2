"""Many tests at once: the line that a p-value must stay below when so many municipalities are judged.

Benjamini and Hochberg (1995), Journal of the Royal Statistical Society B 57, 289-300: among those
called different, at most 1 - level are called so wrongly, on average.
"""

from collections.abc import Collection
from dataclasses import dataclass
from math import erfc, sqrt


@dataclass(frozen=True, slots=True)
class Line:
    """limit  a p-value up to this is called different: (told, but at least 1) / among x (1 - level)
    told   how many are
    among  how many were tested
    """

    limit: float
    told: int
    among: int


def two_sided(estimate: float, se: float) -> float:
    """p-value of no difference; se above 0."""
    return erfc(abs(estimate) / se / sqrt(2))


def line(p_values: Collection[float], *, level: float) -> Line:
    """The line for these tests; with none of them, nothing is told and the limit is 0."""
    among = len(p_values)
    if among == 0:
        return Line(0.0, 0, 0)
    below = (
        place
        for place, p in enumerate(sorted(p_values), start=1)
        if p * (among / place) <= 1 - level
    )
    told = max(below, default=0)
    return Line(max(told, 1) / among * (1 - level), told, among)
