"""The fitted core of a run: model, means and differences, before anything is ranked or withheld."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pandas as pd

from measurements.engine.errors import DataError, Fault, fault, warning
from measurements.engine.expected import Reference, national_mean, national_mean_given_labour
from measurements.engine.hazard import HazardFit, fit_hazard
from measurements.engine.labour_market import LabourMarket, no_labour_market, read_labour_market
from measurements.engine.spec import Adjustment, Spec
from measurements.engine.spells import TABLE
from measurements.engine.table import SpellTable
from measurements.engine.uncertainty import Differences, differences

Progress = Callable[[str, float], None]


@dataclass(frozen=True)
class Estimate:
    """What the model says about each municipality of `table`.

    adjust     what was in fact adjusted for: "none" where there is no labour market
    primary    differences at the first horizon
    beside     differences at the further horizons that the data reach
    """

    adjust: Adjustment
    table: SpellTable
    people: SpellTable
    labour: LabourMarket
    fit: HazardFit
    reference: Reference
    primary: Differences
    beside: tuple[Differences, ...]
    warnings: tuple[Fault, ...]

    @property
    def effects_expected(self) -> np.ndarray:
        """(municipalities,) effects at which the expected time is taken."""
        return self.reference.effects(self.fit)


def estimate(
    table: SpellTable, labour_market: pd.DataFrame | None, spec: Spec, *, progress: Progress
) -> Estimate:
    """Fit the model and average it over the people of each municipality."""
    _check_followed(table, spec)
    labour = _labour(table, labour_market, spec)
    progress("reading", 1.0)
    fit = fit_hazard(
        table, labour, link=spec.link, progress=lambda share: progress("fitting", share)
    )
    progress("fitting", 1.0)
    return with_means(table, labour, fit, spec, absent=labour_market is None, progress=progress)


def with_means(
    table: SpellTable,
    labour: LabourMarket,
    fit: HazardFit,
    spec: Spec,
    *,
    absent: bool,
    progress: Progress,
) -> Estimate:
    """The estimate that follows from a fit; horizons and adjustment may differ from run to run."""
    adjust = spec.adjust if labour.names else "none"
    reference = (
        national_mean_given_labour(table, labour) if adjust == "full" else national_mean(table)
    )
    people = table.people()
    horizons = tuple(h for h in spec.horizons if h <= table.months)
    primary, *beside = differences(
        people, labour, fit, reference, horizons=horizons, level=spec.level
    )
    progress("means", 1.0)
    told = (*table.warnings, *labour.warnings, *fit.warnings)
    if absent and spec.adjust != "none":
        told += (warning("labour_market_absent"),)
    return Estimate(
        adjust=adjust,
        table=table,
        people=people,
        labour=labour,
        fit=fit,
        reference=reference,
        primary=primary,
        beside=tuple(beside),
        warnings=told,
    )


def _labour(table: SpellTable, labour_market: pd.DataFrame | None, spec: Spec) -> LabourMarket:
    if spec.adjust == "full" and labour_market is None:
        raise DataError([fault("labour_market_required", adjust=spec.adjust)])
    if spec.adjust == "none" or labour_market is None:
        return no_labour_market(table)
    return read_labour_market(labour_market, table, horizon=max(spec.horizons))


def _check_followed(table: SpellTable, spec: Spec) -> None:
    """A mean time over more months than anybody was followed would be invented."""
    if table.months < spec.horizon:
        where = {"horizon": spec.horizon, "found": table.months}
        raise DataError([fault("horizon_beyond_data", table=TABLE, **where)])
    if not (table.event & (table.exit <= spec.horizon)).any():
        raise DataError([fault("no_events_by_horizon", table=TABLE, horizon=spec.horizon)])
