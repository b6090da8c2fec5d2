"""Diagnostic: the actual mean time without assuming that municipalities are proportional.

    h_j(t) = events of j in month t / sum over those at risk of r_i v(i,t)      (event month half)
    own-baseline actual = mean over the people of j of R under h_j, r_i from the covariates alone

Where it is far from the model's actual, the municipality's effect changes with time since the
permit, and one difference in months hides that. The standard error of the gap between the two is
that of sum over t of (g_t - g) dM_t, with dM_t the month's unexpected events, g_t the months that
one of them moves the own-baseline mean, and g its mean over the expected events (what it moves the
model's). Covariate effects are shared by both, so their uncertainty nearly cancels and is left out.
Reference: Breslow (1974), Biometrics 30, 89-99.
"""

from dataclasses import dataclass, replace

import numpy as np

from measurements.engine.blocks import prepare
from measurements.engine.expected import mean_times
from measurements.engine.hazard import HazardFit
from measurements.engine.labour_market import LabourMarket
from measurements.engine.table import SpellTable
from measurements.engine.uncertainty import Differences

ERRORS_APART = 2.0  # standard errors between the two before the page says so


@dataclass(frozen=True)
class OwnBaseline:
    """Per municipality: own-baseline minus model actual in months, its error, and whether it is
    more than two errors. NaN where there is nothing to compare.
    """

    gap: np.ndarray
    se: np.ndarray

    @property
    def changes(self) -> np.ndarray:
        with np.errstate(invalid="ignore"):
            return np.greater(np.abs(self.gap), ERRORS_APART * self.se)


def own_baseline(
    table: SpellTable,
    people: SpellTable,
    labour: LabourMarket,
    fit: HazardFit,
    *,
    primary: Differences,
) -> OwnBaseline:
    """Beside the model's actual in `primary`; `people` are the first spells of `table`."""
    horizon = primary.horizon
    at_risk, half = _at_risk(table, labour, fit)
    events = _events(table, fit)
    with np.errstate(invalid="ignore", divide="ignore"):
        hazards = np.where(events > 0, events / np.maximum(at_risk - half, half), 0.0)
    own = _means(people, labour, fit, hazards, horizon)
    gradient = primary.gradient_of_actual[:, fit.layout.months_part]
    expected = at_risk * _own_rates(fit)
    unseen = _nobody_at_risk(at_risk, fit, horizon)
    with np.errstate(invalid="ignore", divide="ignore"):
        steps = np.where(gradient != 0, gradient**2 / expected, 0.0)
        variance = steps.sum(axis=1) - gradient.sum(axis=1) ** 2 / expected.sum(axis=1)
        se = np.sqrt(np.maximum(variance, 0.0))
    return OwnBaseline(np.where(unseen, np.nan, own - primary.actual), np.where(unseen, np.nan, se))


def _at_risk(
    table: SpellTable, labour: LabourMarket, fit: HazardFit
) -> tuple[np.ndarray, np.ndarray]:
    """(municipalities, strata * months) sums of r v over those at risk, the municipality's effect
    left out; and the half of it that belongs to the events of the month (none with the Poisson link).
    """
    layout = fit.layout
    parameters = fit.parameters.copy()
    parameters[layout.effects] = 0.0
    at_risk = np.zeros((len(fit.effects), layout.strata * layout.months))
    half = np.zeros_like(at_risk)
    for part in table.blocks():
        block = prepare(part, labour, layout, link="poisson", certain=np.empty(0, dtype=int))
        sums, at_events = block.at_risk_by_month(parameters)
        at_risk += sums
        if fit.link == "cloglog":
            half += at_events / 2
    return at_risk, half


def _events(table: SpellTable, fit: HazardFit) -> np.ndarray:
    """(municipalities, strata * months)"""
    layout = fit.layout
    width = layout.strata * layout.months
    events = np.zeros(len(fit.effects) * width, dtype=int)
    for part in table.blocks():
        month = part.stratum.astype(np.intp) * layout.months + part.exit - 1
        keys = (part.municipality.astype(np.intp) * width + month)[part.event]
        events += np.bincount(keys, minlength=len(events))
    return events.reshape(-1, width)


def _means(
    people: SpellTable, labour: LabourMarket, fit: HazardFit, hazards: np.ndarray, horizon: int
) -> np.ndarray:
    """The model's averaging with one set of month effects per municipality (and sex)."""
    layout, count = fit.layout, len(fit.effects)
    by_stratum = hazards.reshape(count, layout.strata, layout.months).swapaxes(0, 1)
    with np.errstate(divide="ignore"):
        months = np.log(by_stratum).ravel()
    strata = tuple(f"{s} {m}" for s in layout.strata_names for m in layout.municipalities)
    own_fit = replace(
        fit,
        layout=replace(layout, strata_names=strata),
        parameters=np.concatenate([fit.parameters[: layout.months_part.start], months]),
    )
    stratum = people.stratum.astype(np.int32) * count + people.municipality
    found = mean_times(
        replace(people, stratum=stratum, strata=strata),
        labour,
        own_fit,
        effects=np.zeros(count),
        horizons=(horizon,),
        jacobians=False,
    )
    return found.months[:, 0]


def _own_rates(fit: HazardFit) -> np.ndarray:
    """(municipalities, strata * months) exp(alpha + theta)."""
    return np.exp(fit.effects)[:, None] * fit.month_rates.ravel()


def _nobody_at_risk(at_risk: np.ndarray, fit: HazardFit, horizon: int) -> np.ndarray:
    """(municipalities,) with some month before the horizon in which none of a sex was at risk."""
    layout = fit.layout
    by_month = at_risk.reshape(-1, layout.strata, layout.months)[:, :, : horizon - 1]
    return np.any(by_month <= 0, axis=(1, 2))
