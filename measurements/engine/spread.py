"""How far municipalities lie apart: gaps, the gap of pure chance, and what the mix of people explains."""

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Gap:
    """Months between the extremes, as seen and after shrinkage (seen gaps are inflated by noise)."""

    observed: float
    shrunken: float


@dataclass(frozen=True)
class ChanceGap:
    """Months between the extremes if all municipalities were equal: mean and interval."""

    mean: float
    low: float
    high: float


@dataclass(frozen=True)
class ExplainedShare:
    """Share of the variance between municipalities' actual times that the people explain."""

    raw: float
    denoised: float


def gap(difference: np.ndarray, shrunken: np.ndarray) -> Gap:
    """Slowest minus fastest."""
    return Gap(float(np.ptp(difference)), float(np.ptp(shrunken)))


def quintile_gap(difference: np.ndarray, shrunken: np.ndarray) -> Gap:
    """Mean of the slowest fifth minus mean of the fastest fifth; NaN under five municipalities."""
    return Gap(_fifths_apart(difference), _fifths_apart(shrunken))


def chance_gap(drawn: np.ndarray, *, level: float) -> ChanceGap:
    """From draws (draws, municipalities) of what chance alone does to these very data."""
    gaps = np.ptp(drawn, axis=1)
    low, high = np.quantile(gaps, [(1 - level) / 2, (1 + level) / 2])
    return ChanceGap(float(gaps.mean()), float(low), float(high))


def explained_share(
    actual: np.ndarray, se_actual: np.ndarray, difference: np.ndarray, se: np.ndarray
) -> ExplainedShare:
    """1 - Var(D) / Var(A); denoised: after taking the mean squared errors out of both variances.

    NaN where the actual times do not vary beyond noise.
    """
    seen, left = np.var(actual, ddof=1), np.var(difference, ddof=1)
    true_seen, true_left = seen - np.mean(se_actual**2), left - np.mean(se**2)
    raw = 1 - left / seen if seen > 0 else np.nan
    denoised = 1 - max(true_left, 0.0) / true_seen if true_seen > 0 else np.nan
    return ExplainedShare(float(raw), float(denoised))


def _fifths_apart(values: np.ndarray) -> float:
    fifth = len(values) // 5
    if fifth == 0:
        return float("nan")
    ordered = np.sort(values)
    return float(ordered[-fifth:].mean() - ordered[:fifth].mean())
