"""The way from the national mean time to a municipality's: who arrived, labour market, what remains.

    A_j - A = (E0_j - E0)                      who arrived
            + ((E_j - E0_j) - (E - E0))        the local labour market
            + (D_j - D)                        what remains: the municipality itself, and what is unmeasured

E0_j is the expected time of the same people in the national labour market; letters without j are
means weighted by people received. The three steps add up exactly. Intervals by the delta method.
"""

from dataclasses import dataclass

import numpy as np
from scipy.stats import norm

from measurements.engine.estimate import Estimate
from measurements.engine.expected import mean_times, national_mean


@dataclass(frozen=True)
class Steps:
    """One step of every municipality, (municipalities,) each, months; positive = longer time."""

    months: np.ndarray
    low: np.ndarray
    high: np.ndarray


@dataclass(frozen=True)
class Waterfall:
    """national_actual (months) plus the three steps is each municipality's actual time.

    labour_market is None where it was not adjusted for.
    """

    national_actual: float
    who_arrived: Steps
    labour_market: Steps | None
    remains: Steps


def waterfall(found: Estimate, *, level: float) -> Waterfall:
    primary, fit = found.primary, found.fit
    neutral, neutral_gradient = _in_national_labour_market(found)
    expected_gradient = primary.gradient_of_expected
    difference_gradient = primary.gradient_of_actual - expected_gradient
    z = float(norm.ppf((1 + level) / 2))

    def step(values: np.ndarray, gradient: np.ndarray) -> Steps:
        away = _from_mean(found, values)
        se = np.sqrt(fit.variance_of(_from_mean(found, gradient)))
        return Steps(away, away - z * se, away + z * se)

    labour = None
    if found.labour.names:
        labour = step(primary.expected - neutral, expected_gradient - neutral_gradient)
    return Waterfall(
        national_actual=float(_mean(found, primary.actual)),
        who_arrived=step(neutral, neutral_gradient),
        labour_market=labour,
        remains=step(primary.difference, difference_gradient),
    )


def _in_national_labour_market(found: Estimate) -> tuple[np.ndarray, np.ndarray]:
    """Expected time of each municipality's people at theta_mean and the national labour market of
    each year, and its gradient.
    """
    if not found.labour.names:
        return found.primary.expected, found.primary.gradient_of_expected
    reference = national_mean(found.table)
    means = mean_times(
        found.people,
        found.labour.national(found.table.received),
        found.fit,
        effects=reference.effects(found.fit),
        horizons=(found.primary.horizon,),
    )
    return means.months[:, 0], means.jacobian(found.fit.layout, reference.weights, 0)


def _mean(found: Estimate, values: np.ndarray) -> np.ndarray:
    """Mean over municipalities weighted by people received; those without people have no say."""
    received = found.table.received
    return np.tensordot(received / received.sum(), np.nan_to_num(values), axes=1)


def _from_mean(found: Estimate, values: np.ndarray) -> np.ndarray:
    return values - _mean(found, values)
