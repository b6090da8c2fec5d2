"""The robustness panel: the same round under other defensible choices.

For each variant: Spearman's correlation with the primary differences, how many of the ten fastest
stay among the ten fastest, and each municipality's difference; for each municipality the range over
all variants. Variants that these data cannot answer are listed with the reason, not left out.

Variants that change nothing but horizon, threshold or standardisation reuse the fit.
"""

from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd
from scipy.stats import spearmanr
from threadpoolctl import threadpool_limits

from measurements.engine import columns
from measurements.engine.errors import DataError
from measurements.engine.estimate import Estimate, estimate, with_means
from measurements.engine.ranking import TEN
from measurements.engine.spec import Spec
from measurements.engine.spells import read_spells
from measurements.engine.standardisation import direct_standardisation
from measurements.engine.standing import standing
from measurements.engine.table import SpellTable

REFORM_YEAR = 2002  # the lower start benefit of July 2002
HORIZONS = (36, 48, 96)
OTHER_HORIZON = "horizon_"
THRESHOLDS = (50, 150)

# Other definitions of the event need spells of their own; the caller may bring them by these codes.
OTHER_EVENTS = ("event_6_months", "event_13_weeks", "self_sufficiency")

NEEDS_OTHER_SPELLS = "needs_other_spells"
NEEDS_END_REASONS = "needs_end_reasons"
NEEDS_SEX = "needs_sex"
NEEDS_LABOUR_MARKET = "needs_labour_market"
NOT_FOLLOWED = "not_followed_that_long"
CANNOT_BE_MEASURED = "cannot_be_measured"


@dataclass(frozen=True)
class Variant:
    """One other choice. `reason` says why it could not be answered; then the figures are None.

    spearman     rank correlation with the primary differences, over municipalities ranked in both
    stay_in_ten  how many of the primary ten fastest are among the variant's ten fastest
    differences  code → months, for the municipalities it ranks
    fewest       code → spells with the outcome, or without, whichever are fewer; never published
    """

    code: str
    reason: str | None
    ranked: int = 0
    spearman: float | None = None
    stay_in_ten: int | None = None
    differences: Mapping[str, float] | None = None
    fewest: Mapping[str, int] | None = None


@dataclass(frozen=True)
class Range:
    """Smallest and largest difference of one municipality over the primary run and the variants
    with the same horizon (months within three years and within six are not the same months).
    """

    code: str
    low: float
    high: float
    variants: int


@dataclass(frozen=True)
class Panel:
    """Raw: `disclosure.released_panel` decides what of it may be known."""

    variants: tuple[Variant, ...]
    ranges: tuple[Range, ...]


@dataclass(frozen=True)
class _Ranked:
    """Of the municipalities that would be ranked, by code; `fewest` as in `Variant`."""

    differences: dict[str, float]
    fewest: dict[str, int]

    @classmethod
    def of(cls, found: Estimate, difference: np.ndarray, spec: Spec) -> "_Ranked":
        table, ranked = found.table, standing(found, spec).ranked
        count = len(table.municipalities)
        outcomes = np.bincount(table.municipality, table.event, count).astype(int)
        fewest = np.minimum(outcomes, np.bincount(table.municipality, minlength=count) - outcomes)
        codes = table.municipalities
        return cls(
            {codes[j]: float(difference[j]) for j in ranked},
            {codes[j]: int(fewest[j]) for j in ranked},
        )


@dataclass(frozen=True)
class _Plan:
    """How to get a variant's differences: a reason why not, or a calculation."""

    code: str
    differences: Callable[[], "_Ranked"] | None
    reason: str | None = None


def robustness(
    spells: pd.DataFrame | Iterable[pd.DataFrame],
    labour_market: pd.DataFrame | None = None,
    spec: Spec | None = None,
    *,
    other_spells: Mapping[str, pd.DataFrame] | None = None,
    workers: int = 2,
    progress: Callable[[str, float], None] | None = None,
) -> Panel:
    """The whole panel for one round's data.

    other_spells  code of `OTHER_EVENTS` → spells under that definition of the event
    workers       calculations side by side; their number changes no figure
    progress      called with a variant's code and the share of the panel that is done
    """
    spec = replace(spec or Spec(), other_horizons=())
    parts = [spells] if isinstance(spells, pd.DataFrame) else spells
    table = read_spells(parts, separate_sexes=spec.sexes == "separate")
    with threadpool_limits(1, user_api="blas"):
        primary = estimate(table, labour_market, spec, progress=_silent)
        plans = _plans(primary, labour_market, spec, other_spells or {})
        return _panel(_ranked(primary, spec).differences, plans, workers=workers, progress=progress)


def _panel(
    primary: dict[str, float],
    plans: list[_Plan],
    *,
    workers: int,
    progress: Callable[[str, float], None] | None,
) -> Panel:
    variants = []
    with ThreadPoolExecutor(workers) as pool:
        for variant in pool.map(lambda plan: _carried_out(plan, primary), plans):
            variants.append(variant)
            if progress is not None:
                progress(variant.code, len(variants) / len(plans))
    return Panel(tuple(variants), _ranges(primary, variants))


def _carried_out(plan: _Plan, primary: dict[str, float]) -> Variant:
    if plan.differences is None:
        return Variant(plan.code, plan.reason)
    try:
        ranked = plan.differences()
    except DataError as refused:
        too_long = "horizon_beyond_data" in refused.codes
        return Variant(plan.code, NOT_FOLLOWED if too_long else CANNOT_BE_MEASURED)
    found = ranked.differences
    both = sorted(found.keys() & primary.keys())
    if len(both) < 2:
        return Variant(plan.code, CANNOT_BE_MEASURED)
    correlation = spearmanr([primary[c] for c in both], [found[c] for c in both]).statistic
    stay = len(_fastest(primary) & _fastest(found))
    return Variant(plan.code, None, len(found), float(correlation), stay, found, ranked.fewest)


def _fastest(differences: dict[str, float]) -> set[str]:
    return set(sorted(differences, key=lambda code: differences[code])[:TEN])


def _ranges(primary: dict[str, float], variants: list[Variant]) -> tuple[Range, ...]:
    answered = [
        variant.differences
        for variant in variants
        if variant.differences is not None and not variant.code.startswith(OTHER_HORIZON)
    ]
    ranges = []
    for code, difference in primary.items():
        seen = [difference, *(found[code] for found in answered if code in found)]
        ranges.append(Range(code, min(seen), max(seen), len(seen) - 1))
    return tuple(ranges)


# --- the variants


def _plans(
    primary: Estimate,
    labour_market: pd.DataFrame | None,
    spec: Spec,
    other_spells: Mapping[str, pd.DataFrame],
) -> list[_Plan]:
    """In the order of the method's list."""

    def again(table: SpellTable, **changes: Any) -> Callable[[], _Ranked]:
        changed = replace(spec, **changes)
        return lambda: _ranked(estimate(table, labour_market, changed, progress=_silent), changed)

    return [
        *(_other_event(code, other_spells, labour_market, spec) for code in OTHER_EVENTS),
        *_other_adjustments(primary, labour_market, again),
        *_one_sex(primary.table, again),
        *_permits(primary.table, again),
        _Plan("first_municipality", again(in_first_municipality(primary.table))),
        *(_other_horizon(primary, spec, months) for months in HORIZONS),
        *(_other_threshold(primary, spec, people) for people in THRESHOLDS),
        _Plan("other_link", again(primary.table, link=_other(spec.link, "cloglog", "poisson"))),
        _Plan("direct", lambda: _directly(primary, spec)),
        _Plan("competing_exits", None, NEEDS_END_REASONS),
    ]


def _other_event(
    code: str,
    other_spells: Mapping[str, pd.DataFrame],
    labour_market: pd.DataFrame | None,
    spec: Spec,
) -> _Plan:
    if code not in other_spells:
        return _Plan(code, None, NEEDS_OTHER_SPELLS)

    def differences() -> _Ranked:
        table = read_spells([other_spells[code]], separate_sexes=spec.sexes == "separate")
        return _ranked(estimate(table, labour_market, spec, progress=_silent), spec)

    return _Plan(code, differences)


def _other_adjustments(
    primary: Estimate, labour_market: pd.DataFrame | None, again: Callable
) -> list[_Plan]:
    others = [kind for kind in ("none", "within", "full") if kind != primary.adjust]
    if labour_market is None:
        return [_Plan(f"adjust_{kind}", None, NEEDS_LABOUR_MARKET) for kind in others]
    return [_Plan(f"adjust_{kind}", again(primary.table, adjust=kind)) for kind in others]


def _one_sex(table: SpellTable, again: Callable) -> list[_Plan]:
    sex = next((factor for factor in table.factors if factor.name == columns.SEX), None)
    if sex is None:
        return [_Plan("one_sex", None, NEEDS_SEX)]
    return [
        _Plan(f"sex_{level}", again(table.take(sex.codes == k)))
        for k, level in enumerate(sex.levels)
    ]


def _permits(table: SpellTable, again: Callable) -> list[_Plan]:
    early = table.first_year + table.start // 12 < REFORM_YEAR
    plans = []
    for code, rows in ((f"before_{REFORM_YEAR}", early), (f"from_{REFORM_YEAR}", ~early)):
        some = 0 < rows.sum() < len(rows)
        plans.append(
            _Plan(code, again(table.take(rows))) if some else _Plan(code, None, CANNOT_BE_MEASURED)
        )
    return plans


def in_first_municipality(table: SpellTable) -> SpellTable:
    """Everyone counted where they were received, for the whole time they were followed.

    A later spell that begins where the one before ended is joined to it; spells whose beginning
    in the first municipality is not in the table are left out.
    """
    order = np.lexsort((table.entry, table.person))
    sorted_ = table.take(order)
    same = sorted_.person[1:] == sorted_.person[:-1]
    follows = np.concatenate([[False], same & (sorted_.entry[1:] == sorted_.exit[:-1])])
    begins = np.flatnonzero(~follows)
    ends = np.append(begins[1:], len(order)) - 1
    joined = replace(sorted_.take(begins), exit=sorted_.exit[ends], event=sorted_.event[ends])
    return joined.take(joined.entry == 0).in_fixed_order()


def _other_horizon(primary: Estimate, spec: Spec, months: int) -> _Plan:
    code = f"{OTHER_HORIZON}{months}"
    if months > primary.table.months:
        return _Plan(code, None, NOT_FOLLOWED)
    changed = replace(spec, horizon=months, adjust=primary.adjust)

    def differences() -> _Ranked:
        arguments = (primary.table, primary.labour, primary.fit, changed)
        return _ranked(with_means(*arguments, absent=False, progress=_silent), changed)

    return _Plan(code, differences)


def _other_threshold(primary: Estimate, spec: Spec, people: int) -> _Plan:
    changed = replace(spec, minimum_people=people)
    return _Plan(f"minimum_{people}", lambda: _ranked(primary, changed))


def _directly(primary: Estimate, spec: Spec) -> _Ranked:
    difference = direct_standardisation(primary).difference
    return _Ranked.of(primary, difference, spec)


def _ranked(found: Estimate, spec: Spec) -> _Ranked:
    return _Ranked.of(found, found.primary.difference, spec)


def _other(value: str, first: str, second: str) -> str:
    return second if value == first else first


def _silent(stage: str, share: float) -> None:
    """The panel tells its own progress."""
