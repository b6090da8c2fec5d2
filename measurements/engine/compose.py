"""Findings → outcome: what is published of the country and of each municipality, and what is not."""

from dataclasses import replace

import numpy as np

from measurements.engine import cohorts, funnel, outcome, ranking, spread
from measurements.engine.errors import Fault, warning
from measurements.engine.estimate import Estimate
from measurements.engine.findings import Evidence, Places
from measurements.engine.layout import Term
from measurements.engine.outcome import Outcome
from measurements.engine.spec import METHOD, Spec
from measurements.engine.standing import UNMEASURED, WITHHELD
from measurements.engine.uncertainty import Differences
from measurements.engine.waterfall import Steps, Waterfall


def compose(
    found: Estimate,
    evidence: Evidence,
    places: Places,
    spec: Spec,
    *,
    national: tuple[cohorts.Cohort, ...],
    municipal: tuple[tuple[cohorts.Cohort, ...], ...],
) -> Outcome:
    """The outcome of a run. Figures of too few people stop here and go no further."""
    return Outcome(
        method=METHOD,
        spec=replace(spec, adjust=found.adjust),
        national=_national(found, evidence, places, national),
        municipalities=tuple(
            _municipality(j, found, evidence, places, shares) for j, shares in enumerate(municipal)
        ),
        warnings=_warnings(found, evidence),
    )


# --- the country


def _national(
    found: Estimate, evidence: Evidence, places: Places, shares: tuple[cohorts.Cohort, ...]
) -> outcome.National:
    table, received = found.table, found.table.received
    met = received > 0
    some = places.sets is not None
    return outcome.National(
        people=int(received.sum()),
        spells=len(table),
        events=int(table.event.sum()),
        municipalities=len(table.municipalities),
        ranked=len(evidence.standing.ranked),
        actual=float(np.average(found.primary.actual[met], weights=received[met])),
        coefficients=tuple(_coefficients(found)),
        baseline=tuple(_month_effects(found)),
        explained_share=_explained(places),
        gap=_pair(places.gap),
        quintile_gap=_pair(places.quintile_gap),
        chance_gap=_interval(places.chance_gap),
        between_sd=float(np.sqrt(places.population.variance)) if some else None,
        could_be_top_ten=int((places.sets.simultaneous_low <= ranking.TEN).sum()) if some else 0,
        bands=int(places.bands.max()) if some else 0,
        funnel=_funnel(evidence, places),
        cohorts=shares,
    )


def _funnel(evidence: Evidence, places: Places) -> outcome.Funnel | None:
    if places.overdispersion is None:
        return None
    drawn = funnel.curve_points(evidence.ratios.expected[evidence.standing.ranked])
    limits = [
        *(funnel.exact_limits(drawn, level=level) for level in funnel.LEVELS),
        *(
            funnel.additive_limits(drawn, places.overdispersion, level=level)
            for level in funnel.LEVELS
        ),
    ]
    rows = np.column_stack([drawn, *(side for pair in limits for side in pair)])
    return outcome.Funnel(
        overdispersion=places.overdispersion.phi,
        between_variance=places.overdispersion.between_variance,
        points=tuple(outcome.FunnelPoint(*map(float, row)) for row in rows),
    )


def _coefficients(found: Estimate) -> list[outcome.Coefficient]:
    fit = found.fit
    references = fit.layout.references(found.table)
    places = [(term, place) for term in fit.layout.terms for place in _places_of(term)]
    labour = [(Term(n, (), _single(k)), k) for n, k in _labour_places(found)]
    return [
        outcome.Coefficient(
            term=fit.layout.name(place),
            column=term.column,
            level=term.levels[place - term.part.start] if term.levels else None,
            reference=_reference(references, term),
            estimate=float(fit.parameters[place]),
            se=float(fit.standard_errors[place]),
        )
        for term, place in [*places, *labour]
        if fit.free[place]
    ]


def _places_of(term: Term) -> range:
    return range(term.part.start, term.part.stop)


def _single(place: int) -> slice:
    return slice(place, place + 1)


def _labour_places(found: Estimate) -> list[tuple[str, int]]:
    layout = found.fit.layout
    return [(name, layout.labour.start + k) for k, name in enumerate(layout.labour_names)]


def _reference(references: list[int], term: Term) -> str | None:
    if not term.levels:
        return None
    return next(term.levels[k - term.part.start] for k in references if k in _places_of(term))


def _month_effects(found: Estimate) -> list[outcome.MonthEffect]:
    """At theta_mean: the reference person in an average municipality."""
    layout, received = found.fit.layout, found.table.received
    mean_effect = float(received @ found.fit.effects / received.sum())
    alpha = found.fit.parameters[layout.months_part].reshape(layout.strata, layout.months)
    return [
        outcome.MonthEffect(
            month=month,
            stratum=name,
            alpha=float(value) + mean_effect if np.isfinite(value) else None,
        )
        for name, row in zip(layout.strata_names, alpha, strict=True)
        for month, value in enumerate(row, start=1)
    ]


def _pair(gap: spread.Gap | None) -> outcome.Pair:
    if gap is None:
        return outcome.Pair(None, None)
    return outcome.Pair(_known(gap.observed), _known(gap.shrunken))


def _interval(gap: spread.ChanceGap | None) -> outcome.Interval:
    if gap is None:
        return outcome.Interval(None, None, None)
    return outcome.Interval(gap.mean, gap.low, gap.high)


def _explained(places: Places) -> outcome.Explained:
    share = places.explained
    if share is None:
        return outcome.Explained(None, None)
    return outcome.Explained(_known(share.raw), _known(share.denoised))


def _known(value: float) -> float | None:
    return value if np.isfinite(value) else None


# --- one municipality


def _municipality(
    j: int,
    found: Estimate,
    evidence: Evidence,
    places: Places,
    shares: tuple[cohorts.Cohort, ...],
) -> outcome.Municipality:
    code, reason = found.table.municipalities[j], evidence.standing.reasons[j]
    if reason in WITHHELD:
        return outcome.Municipality(code, "too_few", reason)
    result = _counted(code, reason, j, found, evidence)
    if reason in UNMEASURED:
        return result
    result = replace(_measured(result, j, found, evidence), cohorts=shares)
    if places.shrunken is not None:
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
        verdict=str(places.verdicts[k]),
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


def _warnings(found: Estimate, evidence: Evidence) -> tuple[Fault, ...]:
    told = list(found.warnings)
    if not len(evidence.standing.ranked):
        told.append(warning("nobody_ranked"))
    for code, which in (
        ("effect_changes", evidence.baseline.changes),
        ("standardisations_differ", evidence.disagree),
    ):
        names = [found.table.municipalities[j] for j in evidence.standing.ranked if which[j]]
        if names:
            told.append(warning(code, municipality_codes=", ".join(names)))
    return tuple(told)
