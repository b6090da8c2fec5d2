"""How sure the differences are: covariance by the delta method, intervals on the hazard scale.

    V = G I^-1 G',   G = dD / d(parameters),   I the information of the hazard model

V holds the covariance between all municipalities: what ranks and comparisons need.
"""

from dataclasses import dataclass

import numpy as np
from scipy.stats import norm

from measurements.engine.expected import Means, Reference, mean_times
from measurements.engine.hazard import HazardFit
from measurements.engine.labour_market import LabourMarket
from measurements.engine.table import SpellTable

FARTHEST_SHIFT = 20.0  # of a log rate: everybody at once, or nobody ever


@dataclass(frozen=True)
class Differences:
    """Actual, expected and their difference per municipality, in months; NaN where unknown.

    covariance  (municipalities, municipalities) of the differences
    low, high   interval of the difference
    gradient_of_actual, gradient_of_expected  (municipalities, parameters)
    """

    horizon: int
    actual: np.ndarray
    expected: np.ndarray
    covariance: np.ndarray
    se_actual: np.ndarray
    low: np.ndarray
    high: np.ndarray
    gradient_of_actual: np.ndarray
    gradient_of_expected: np.ndarray

    @property
    def difference(self) -> np.ndarray:
        return self.actual - self.expected

    @property
    def se(self) -> np.ndarray:
        return np.sqrt(np.maximum(np.diag(self.covariance), 0.0))


def differences(
    people: SpellTable,
    labour: LabourMarket,
    fit: HazardFit,
    reference: Reference,
    *,
    horizons: tuple[int, ...],
    level: float,
) -> tuple[Differences, ...]:
    """One result per horizon, all from the same fit."""
    arguments = (people, labour, fit)
    own = mean_times(*arguments, effects=fit.effects, horizons=horizons)
    mean = mean_times(*arguments, effects=reference.effects(fit), horizons=horizons)
    found = []
    for k, horizon in enumerate(horizons):
        of_actual = own.jacobian(fit.layout, np.eye(len(fit.effects)), k)
        of_expected = mean.jacobian(fit.layout, reference.weights, k)
        covariance = fit.covariance_of(of_actual - of_expected)
        low, high = _hazard_scale_limits(arguments, own, covariance, k, level=level)
        found.append(
            Differences(
                horizon=horizon,
                actual=own.months[:, k],
                expected=mean.months[:, k],
                covariance=(covariance + covariance.T) / 2,
                se_actual=np.sqrt(fit.variance_of(of_actual)),
                low=low - mean.months[:, k],
                high=high - mean.months[:, k],
                gradient_of_actual=of_actual,
                gradient_of_expected=of_expected,
            )
        )
    return tuple(found)


def _hazard_scale_limits(
    arguments: tuple[SpellTable, LabourMarket, HazardFit],
    own: Means,
    covariance: np.ndarray,
    column: int,
    *,
    level: float,
) -> tuple[np.ndarray, np.ndarray]:
    """Limits of the actual mean time: theta_j moved by z se_D / |dA_j/dtheta_j| and mapped through
    the restricted mean. Never leaves 0 .. horizon; the best form for small municipalities.
    """
    fit = arguments[2]
    assert own.by_effect is not None
    z = norm.ppf((1 + level) / 2)
    with np.errstate(invalid="ignore", divide="ignore"):
        shift = z * np.sqrt(np.diag(covariance)) / np.abs(own.by_effect[:, column])
    shift = np.minimum(np.nan_to_num(shift, posinf=0.0), FARTHEST_SHIFT)
    horizon = (own.horizons[column],)
    low, high = (
        mean_times(
            *arguments, effects=fit.effects + sign * shift, horizons=horizon, jacobians=False
        )
        for sign in (1.0, -1.0)  # a higher rate is a shorter time
    )
    return low.months[:, 0], high.months[:, 0]
