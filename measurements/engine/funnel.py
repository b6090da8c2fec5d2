"""Funnel limits for the ratio of observed to expected transitions, by how many are expected.

    exact       Poisson quantiles at mean X, interpolated, divided by X: "differs from expected"
    overdispersion  z_j = ln(ratio_j) sqrt(X_j), winsorised at 10 %;  phi = mean of z_j^2
    additive    T2 = max(0, (J phi - (J - 1)) / (sum w - sum w^2 / sum w)),  w = X
                limits exp(+- z sqrt(1 / X + T2)): "unusual among municipalities"

Reference: Spiegelhalter (2005), Statistics in Medicine 24, 1185-1202.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

LEVELS = (0.95, 0.998)
WINSORISED = 0.1
POINTS = 40  # of the drawn curve
WIDEST = 50.0  # of a log ratio; where hardly anything is expected, anything is usual


@dataclass(frozen=True)
class Spread:
    """phi: 1 = no more variation than chance; between_variance: of log ratios, beyond chance."""

    phi: float
    between_variance: float


def overdispersion(observed: np.ndarray, expected: np.ndarray) -> Spread:
    """observed, expected (municipalities,) transitions; a municipality without any counts half one."""
    ratio = np.maximum(observed, 0.5) / expected
    z = np.log(ratio) * np.sqrt(expected)
    z = np.clip(z, *np.quantile(z, [WINSORISED, 1 - WINSORISED]))
    phi, count = float(np.mean(z**2)), len(z)
    spread = expected.sum() - expected @ expected / expected.sum()
    excess = max(0.0, (count * phi - (count - 1)) / spread) if count > 1 else 0.0
    return Spread(phi, float(excess))


def exact_limits(expected: np.ndarray, *, level: float) -> tuple[np.ndarray, np.ndarray]:
    """Ratios between which chance alone keeps a municipality, (len(expected),) each."""
    tail = (1 - level) / 2
    return tuple(_interpolated_quantile(p, expected) / expected for p in (tail, 1 - tail))


def how_many_outside(ratios: Sequence[float], *, expected: Sequence[float], level: float) -> int:
    """How many of these ratios lie beyond what chance alone allows where so many are expected."""
    low, high = exact_limits(np.array(expected), level=level)
    return int(((np.array(ratios) < low) | (np.array(ratios) > high)).sum())


def additive_limits(
    expected: np.ndarray, spread: Spread, *, level: float
) -> tuple[np.ndarray, np.ndarray]:
    """Ratios between which municipalities usually lie, given how much they vary."""
    from scipy.stats import norm  # large, and a web process has no use for it

    width = norm.ppf((1 + level) / 2) * np.sqrt(1 / expected + spread.between_variance)
    width = np.minimum(width, WIDEST)
    return np.exp(-width), np.exp(width)


def curve_points(expected: np.ndarray) -> np.ndarray:
    """(POINTS,) expected transitions from the smallest to the largest municipality, log-spaced."""
    return np.geomspace(expected.min(), expected.max(), POINTS)


def _interpolated_quantile(p: float, mean: np.ndarray) -> np.ndarray:
    """The count with P(O <= count) = p, between whole numbers by straight lines."""
    from scipy.stats import poisson  # large, and a web process needs it for this drawing alone

    above = poisson.ppf(p, mean)
    reached, before = poisson.cdf(above, mean), poisson.cdf(above - 1, mean)
    return np.maximum(above - (reached - p) / (reached - before), 0.0)
