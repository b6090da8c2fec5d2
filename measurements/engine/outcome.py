"""What a measurement found: frozen objects, raw. They never leave the engine as they are.

Here every figure stands, of however few people; `disclosure.release` decides what may be known and
makes the JSON that everything else reads. `fewest` and `reached` serve that decision alone.
A missing figure is None; the municipality's `reason` says why. Months unless the name says
otherwise; shares from 0 to 1; `percent` in percent.
"""

import math
from dataclasses import dataclass, fields, is_dataclass
from typing import Any, Literal

from measurements.engine.errors import Fault
from measurements.engine.spec import Spec

DIGITS = 8  # decimals kept: finer than anything printed, coarser than the noise of rounding

Verdict = Literal["faster", "as_expected", "slower", "too_few"]


@dataclass(frozen=True)
class Coefficient:
    """Log rate ratio of a category against its column's reference, or per unit of a number.

    fewest  spells of the category with the outcome, or without, whichever are fewer
    """

    term: str
    column: str
    level: str | None
    reference: str | None
    estimate: float
    se: float
    fewest: int | None = None


@dataclass(frozen=True)
class MonthEffect:
    """Log rate in a month for the reference person at the national mean effect and mean labour
    market; None in months without events.

    fewest  people with the outcome that month, or still waiting after it, whichever are fewer
    """

    month: int
    stratum: str
    alpha: float | None
    fewest: int = 0


@dataclass(frozen=True)
class FunnelPoint:
    """Limits of the ratio at a number of expected transitions: what chance alone allows (exact),
    and what is usual among municipalities (adjusted for overdispersion), at 95 and 99.8 percent.
    """

    expected_events: float
    low_95: float
    high_95: float
    low_998: float
    high_998: float
    adjusted_low_95: float
    adjusted_high_95: float
    adjusted_low_998: float
    adjusted_high_998: float


@dataclass(frozen=True)
class Funnel:
    """overdispersion phi: 1 = no more variation between ratios than chance."""

    overdispersion: float
    between_variance: float
    points: tuple[FunnelPoint, ...]


@dataclass(frozen=True)
class Share:
    """Share (0 .. 1) in work or education after `years` years; None with a reason.

    reached  how many were seen to get there; never published
    """

    years: int
    actual: float | None
    low: float | None
    high: float | None
    expected: float | None
    reason: str | None = None
    reached: int | None = None


@dataclass(frozen=True)
class Cohort:
    """People with a permit from the first to the last year (the same year unless pooled)."""

    permit_year: int
    permit_year_last: int
    people: int
    shares: tuple[Share, ...]


@dataclass(frozen=True)
class Step:
    """One step from the national mean time to the municipality's, months."""

    months: float
    low: float
    high: float


@dataclass(frozen=True)
class Waterfall:
    """national_actual + who_arrived + labour_market + remains = actual; labour_market is None where
    it was not adjusted for.
    """

    national_actual: float
    who_arrived: Step
    labour_market: Step | None
    remains: Step
    actual: float


@dataclass(frozen=True)
class Interval:
    mean: float | None
    low: float | None
    high: float | None


@dataclass(frozen=True)
class Pair:
    """A distance in months, as observed and after shrinkage."""

    observed: float | None
    shrunken: float | None


@dataclass(frozen=True)
class Explained:
    """Share of the variance of actual times between municipalities that the people explain."""

    raw: float | None
    denoised: float | None


@dataclass(frozen=True)
class National:
    """The country as a whole. Distances are between ranked municipalities."""

    people: int
    spells: int
    events: int
    municipalities: int
    ranked: int
    actual: float
    coefficients: tuple[Coefficient, ...]
    baseline: tuple[MonthEffect, ...]
    cohorts: tuple[Cohort, ...]
    explained_share: Explained = Explained(None, None)
    gap: Pair = Pair(None, None)
    quintile_gap: Pair = Pair(None, None)
    chance_gap: Interval = Interval(None, None, None)
    between_sd: float | None = None
    could_be_top_ten: int = 0
    bands: int = 0
    funnel: Funnel | None = None


@dataclass(frozen=True)
class AtHorizon:
    """The difference at a further horizon."""

    horizon: int
    actual: float | None
    expected: float | None
    difference: float | None
    se: float | None
    ci_low: float | None
    ci_high: float | None


@dataclass(frozen=True)
class Municipality:
    """One municipality. `reason` is None, or why figures are missing or it is not ranked.

    observed, expected_events  transitions before the horizon; `events` counts those after it too
    own_baseline_difference    own-baseline actual minus actual
    direct_difference          by direct standardisation
    unusual                    ratio outside the 99.8 % limits usual among municipalities
    """

    code: str
    verdict: Verdict
    reason: str | None
    people: int | None = None
    spells: int | None = None
    events: int | None = None
    observed: int | None = None
    expected_events: float | None = None
    ratio: float | None = None
    ratio_low: float | None = None
    ratio_high: float | None = None
    actual: float | None = None
    expected: float | None = None
    difference: float | None = None
    se: float | None = None
    ci_low: float | None = None
    ci_high: float | None = None
    percent: float | None = None
    shrunken: float | None = None
    reliability: float | None = None
    rank_low: int | None = None
    rank_high: int | None = None
    simultaneous_low: int | None = None
    simultaneous_high: int | None = None
    p_top_ten: float | None = None
    p_fastest_fifth: float | None = None
    p_slowest_fifth: float | None = None
    mean_rank: float | None = None
    could_be_top_ten: bool | None = None
    band: int | None = None
    own_baseline_difference: float | None = None
    effect_changes: bool | None = None
    direct_difference: float | None = None
    standardisations_differ: bool | None = None
    unusual: bool | None = None
    waterfall: Waterfall | None = None
    other_horizons: tuple[AtHorizon, ...] = ()
    cohorts: tuple[Cohort, ...] = ()


@dataclass(frozen=True)
class Outcome:
    """Everything a run found, before anybody decided what of it may be known."""

    method: str
    spec: Spec
    national: National
    municipalities: tuple[Municipality, ...]
    warnings: tuple[Fault, ...]

    def municipality(self, code: str) -> Municipality:
        return next(each for each in self.municipalities if each.code == code)


def plain(value: Any) -> Any:
    """Frozen objects as JSON types: no NaN, floats rounded."""
    if is_dataclass(value):
        return {field.name: plain(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, dict):
        return {str(key): plain(each) for key, each in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(each) for each in value]
    if isinstance(value, float):
        return round(value, DIGITS) + 0.0 if math.isfinite(value) else None  # + 0.0: no "-0.0"
    return value
