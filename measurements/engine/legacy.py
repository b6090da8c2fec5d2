"""Mean duration without a horizon, for reading beside the figures published 2004-2009 only.

    E[T] = R(tau) + S(tau) / (1 - exp(-lambda)),  lambda = mean monthly rate in the last year before tau

An extrapolation: everything after tau rests on the assumption that the last year's rate goes on.
With a third to a half still waiting at tau, that term can be larger than the rest. How the old
reports treated it is not known, so equality with their figures is never claimed.
"""

from dataclasses import dataclass

import numpy as np

from measurements.engine.estimate import Estimate
from measurements.engine.expected import mean_times, reached_by


@dataclass(frozen=True)
class LegacyTimes:
    """Per municipality, months: with the extrapolated tail, and how much of it is tail."""

    actual: np.ndarray
    tail: np.ndarray


def legacy_times(found: Estimate) -> LegacyTimes:
    horizon, people, effects = found.primary.horizon, found.people, found.fit.effects
    arguments = (people, found.labour, found.fit)
    until = mean_times(*arguments, effects=effects, horizons=(horizon,), jacobians=False)
    reached = reached_by(*arguments, effects=effects, months=[max(horizon - 12, 0), horizon])
    waiting = 1 - reached
    with np.errstate(divide="ignore", invalid="ignore"):
        rate = np.log(waiting[:, 0] / waiting[:, 1]) / min(12, horizon)
        tail = np.where(waiting[:, 1] > 0, waiting[:, 1] / -np.expm1(-rate), 0.0)
        count = len(effects)
        mean_tail = np.bincount(people.municipality, tail, count) / people.received
    return LegacyTimes(until.months[:, 0] + mean_tail, mean_tail)
