"""All that is known of one municipality, as far as its data carry."""

from dataclasses import replace

import numpy as np

from measurements.engine import funnel, outcome, ranking
from measurements.engine.estimate import Estimate
from measurements.engine.findings import Evidence, Places
from measurements.engine.standing import UNMEASURED, WITHHELD
from measurements.engine.uncertainty import Differences
from measurements.engine.waterfall import Steps, Waterfall


def municipality(
    j: int,
    found: Estimate,
    evidence: Evidence,
    places: Places | None,
    shares: tuple[outcome.Cohort, ...],
) -> outcome.Municipality:
    """Municipality number j: everything, or what its standing leaves. The few are counted too."""
    code, reason = found.table.municipalities[j], evidence.standing.reasons[j]
    result = _counted(code, reason, j, found, evidence)
    if reason in WITHHELD | UNMEASURED:
        return result
    result = replace(_measured(result, j, found, evidence), cohorts=shares)
    if places is None:
        return result
    result = replace(
        result,
        shrunken=float(places.shrunken.difference[j]),
        reliability=float(places.shrunken.reliability[j]),
    )
    if j not in places.place:
        return result
    return replace(_ranked(result, places.place[j], places), unusual=_unusual(j, evidence, places))


def _unusual(j: int, evidence: Evidence, places: Places) -> bool:
    expected, ratio = evidence.ratios.expected[[j]], evidence.ratios.ratio[j]
    low, high = funnel.additive_limits(expected, places.overdispersion, level=funnel.LEVELS[-1])
    return not low[0] <= ratio <= high[0]


def _counted(
    code: str, reason: str | None, j: int, found: Estimate, evidence: Evidence
) -> outcome.Municipality:
    """What can be said even where no mean time can: counts, and the time expected of these people."""
    table, ratio = found.table, evidence.ratios
    mine = table.municipality == j
    return outcome.Municipality(
        code=code,
        verdict="too_few",
        reason=reason,
        people=int(table.received[j]),
        spells=int(mine.sum()),
        events=int(table.event[mine].sum()),
        observed=int(ratio.observed[j]),
        expected_events=float(ratio.expected[j]),
        ratio=float(ratio.ratio[j]),
        ratio_low=float(ratio.low[j]),
        ratio_high=float(ratio.high[j]),
        expected=float(found.primary.expected[j]),
    )


def _measured(
    result: outcome.Municipality, j: int, found: Estimate, evidence: Evidence
) -> outcome.Municipality:
    primary, baseline = found.primary, evidence.baseline
    known = np.isfinite(baseline.gap[j])
    return replace(
        result,
        actual=float(primary.actual[j]),
        difference=float(primary.difference[j]),
        se=float(primary.se[j]),
        ci_low=float(primary.low[j]),
        ci_high=float(primary.high[j]),
        percent=float(100 * (primary.actual[j] / primary.expected[j] - 1)),
        own_baseline_difference=float(baseline.gap[j]) if known else None,
        effect_changes=bool(baseline.changes[j]) if known else None,
        direct_difference=float(evidence.direct.difference[j]),
        standardisations_differ=bool(evidence.disagree[j]),
        waterfall=_waterfall(evidence.waterfall, primary, j),
        other_horizons=tuple(_at_horizon(other, j) for other in found.beside),
    )


def _waterfall(fall: Waterfall, primary: Differences, j: int) -> outcome.Waterfall:
    return outcome.Waterfall(
        national_actual=fall.national_actual,
        who_arrived=_step(fall.who_arrived, j),
        labour_market=_step(fall.labour_market, j) if fall.labour_market else None,
        remains=_step(fall.remains, j),
        actual=float(primary.actual[j]),
    )


def _step(steps: Steps, j: int) -> outcome.Step:
    return outcome.Step(float(steps.months[j]), float(steps.low[j]), float(steps.high[j]))


def _at_horizon(other: Differences, j: int) -> outcome.AtHorizon:
    return outcome.AtHorizon(
        horizon=other.horizon,
        actual=float(other.actual[j]),
        expected=float(other.expected[j]),
        difference=float(other.difference[j]),
        se=float(other.se[j]),
        ci_low=float(other.low[j]),
        ci_high=float(other.high[j]),
    )


def _ranked(result: outcome.Municipality, k: int, places: Places) -> outcome.Municipality:
    sets, chances = places.sets, places.chances
    return replace(
        result,
        verdict=places.verdicts[k],
        rank_low=int(sets.low[k]),
        rank_high=int(sets.high[k]),
        simultaneous_low=int(sets.simultaneous_low[k]),
        simultaneous_high=int(sets.simultaneous_high[k]),
        p_top_ten=float(chances.top_ten[k]),
        p_fastest_fifth=float(chances.fastest_fifth[k]),
        p_slowest_fifth=float(chances.slowest_fifth[k]),
        mean_rank=float(chances.mean_rank[k]),
        could_be_top_ten=bool(sets.simultaneous_low[k] <= ranking.TEN),
        band=int(places.bands[k]),
    )
