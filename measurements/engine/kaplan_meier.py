"""Kaplan-Meier curves with delayed entry: what was seen, without a model.

Curves are drawn per cohort. The mean under one is descriptive only: the late months of a pooled
curve are seen in early, slower cohorts alone, so the number that is subtracted is the model's.
Reference: Kalbfleisch and Prentice (2002), The Statistical Analysis of Failure Time Data, 1.4.
"""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from scipy.stats import norm


@dataclass(frozen=True)
class Curve:
    """Share still waiting after each month; place t is month t, place 0 is 1.

    low, high  interval on the log(-log) scale with Greenwood's variance
    steps      Greenwood's terms d / (n (n - d)) of the months; place t is month t + 1
    """

    survival: np.ndarray
    low: np.ndarray
    high: np.ndarray
    steps: np.ndarray


@dataclass(frozen=True)
class RestrictedMean:
    """Area under the curve until a horizon, months, with Greenwood's standard error."""

    months: float
    se: float


def kaplan_meier(entry: np.ndarray, exit_: np.ndarray, event: np.ndarray, *, level: float) -> Curve:
    """entry, exit_, event (spells,): at risk in months entry+1 .. exit, event in month exit."""
    months = int(exit_.max())
    begins = np.bincount(entry, minlength=months + 1)
    ends = np.bincount(exit_, minlength=months + 1)
    at_risk = (begins - ends).cumsum()[:-1].astype(float)
    events = np.bincount(exit_[event], minlength=months + 1)[1:]
    with np.errstate(divide="ignore", invalid="ignore"):
        survival = np.cumprod(np.where(at_risk > 0, 1 - events / at_risk, 1.0))
        steps = np.where(events > 0, events / (at_risk * (at_risk - events)), 0.0)
        log_s = np.log(survival)
        width = _z(level) * np.sqrt(np.cumsum(steps)) / np.abs(log_s)
        low, high = np.exp(log_s * np.exp(width)), np.exp(log_s * np.exp(-width))
    flat = (survival == 1) | (survival == 0)  # nothing has happened yet, or to everybody
    return Curve(
        survival=np.append(1.0, survival),
        low=np.append(1.0, np.where(flat, survival, low)),
        high=np.append(1.0, np.where(flat, survival, high)),
        steps=steps,
    )


def restricted_mean(curve: Curve, *, horizon: int) -> RestrictedMean:
    """Sum of S(0) .. S(horizon - 1); the curve must reach that far."""
    survival = curve.survival[:horizon]
    area_after = np.append(survival[:0:-1].cumsum()[::-1], 0.0)
    variance = np.sum(curve.steps[:horizon] * area_after**2)
    return RestrictedMean(float(survival.sum()), float(np.sqrt(variance)))


@lru_cache
def _z(level: float) -> float:
    return float(norm.ppf((1 + level) / 2))
