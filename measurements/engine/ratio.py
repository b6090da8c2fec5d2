"""Observed and expected transitions, their ratio and its exact interval.

    O_j = events in months 1 .. tau of spells in j
    X_j = sum over the months at risk, up to tau, of mu(i,t) at the reference effect
    ratio = O_j / X_j;  > 1 = faster than expected

The interval is exact for a Poisson count (Garwood 1936), divided by X_j. It is the figure that
behaves best in small municipalities.
"""

from dataclasses import dataclass, replace

import numpy as np
from scipy.stats import chi2

from measurements.engine.blocks import prepare
from measurements.engine.hazard import HazardFit
from measurements.engine.labour_market import LabourMarket
from measurements.engine.table import SpellTable


@dataclass(frozen=True)
class Ratios:
    """Per municipality: transitions until the horizon, observed and expected; NaN where no one was at risk."""

    observed: np.ndarray
    expected: np.ndarray
    ratio: np.ndarray
    low: np.ndarray
    high: np.ndarray


def ratios(
    table: SpellTable,
    labour: LabourMarket,
    fit: HazardFit,
    *,
    effects: np.ndarray,
    horizon: int,
    level: float,
) -> Ratios:
    """O, X and O / X of all spells, the transitions expected at `effects` (municipalities,)."""
    count = len(table.municipalities)
    observed, expected = np.zeros(count, dtype=int), np.zeros(count)
    for part in table.blocks():
        seen = until(part, horizon)
        observed += np.bincount(seen.municipality[seen.event], minlength=count)
        expected += expected_events(seen, labour, fit, effects=effects)
    low, high = poisson_interval(observed, level=level)
    with np.errstate(invalid="ignore", divide="ignore"):
        return Ratios(observed, expected, observed / expected, low / expected, high / expected)


def until(table: SpellTable, horizon: int) -> SpellTable:
    """What was seen of the spells in months 1 .. horizon."""
    seen = table.take(table.entry < horizon)
    return replace(
        seen,
        exit=np.minimum(seen.exit, horizon),
        event=seen.event & (seen.exit <= horizon),
    )


def expected_events(
    table: SpellTable, labour: LabourMarket, fit: HazardFit, *, effects: np.ndarray
) -> np.ndarray:
    """(municipalities,) rates summed over all months at risk.

    In a month in which everybody at risk had the event the rate has no number; there the events
    seen are the events expected.
    """
    layout = fit.layout
    certain = np.flatnonzero(np.isposinf(fit.parameters[layout.months_part]))
    parameters = np.where(np.isposinf(fit.parameters), -np.inf, fit.parameters)
    parameters[layout.effects] = effects
    total = np.zeros(len(effects))
    for part in table.blocks():
        block = prepare(part, labour, layout, link="poisson", certain=certain)
        total += np.bincount(part.municipality, block.exposure(parameters), len(effects))
        surely = part.event.copy()
        surely[block.ended] = False
        total += np.bincount(part.municipality[surely], minlength=len(effects))
    return total


def poisson_interval(count: np.ndarray, *, level: float) -> tuple[np.ndarray, np.ndarray]:
    """Exact limits of the mean of a Poisson count; the lower limit of 0 is 0."""
    tail = (1 - level) / 2
    low = np.where(count > 0, chi2.ppf(tail, 2 * np.maximum(count, 1)) / 2, 0.0)
    return low, chi2.ppf(1 - tail, 2 * (count + 1)) / 2
