"""What is known of the country as a whole."""

from dataclasses import replace

import numpy as np

from measurements.engine import funnel, outcome, ranking, spread
from measurements.engine.estimate import Estimate
from measurements.engine.findings import Evidence, Places
from measurements.engine.layout import Term
from measurements.engine.start import at_risk_by_month
from measurements.engine.table import Factor, SpellTable


def national(
    found: Estimate, evidence: Evidence, places: Places | None, shares: tuple[outcome.Cohort, ...]
) -> outcome.National:
    """Totals and model of all municipalities; distances and funnel among the ranked, if any."""
    table, received = found.table, found.table.received
    met = received > 0
    country = outcome.National(
        people=int(received.sum()),
        spells=len(table),
        events=int(table.event.sum()),
        municipalities=len(table.municipalities),
        ranked=len(evidence.standing.ranked),
        actual=float(np.average(found.primary.actual[met], weights=received[met])),
        coefficients=tuple(_coefficients(found)),
        baseline=tuple(_month_effects(found)),
        cohorts=shares,
    )
    return country if places is None else _with_distances(country, evidence, places)


def _with_distances(
    country: outcome.National, evidence: Evidence, places: Places
) -> outcome.National:
    chance, explained = places.chance_gap, places.explained
    return replace(
        country,
        explained_share=outcome.Explained(_known(explained.raw), _known(explained.denoised)),
        gap=_pair(places.gap),
        quintile_gap=_pair(places.quintile_gap),
        chance_gap=outcome.Interval(chance.mean, chance.low, chance.high),
        between_sd=float(np.sqrt(places.population.variance)),
        could_be_top_ten=int((places.sets.simultaneous_low <= ranking.TEN).sum()),
        bands=int(places.bands.max()),
        funnel=_funnel(evidence, places),
    )


def _funnel(evidence: Evidence, places: Places) -> outcome.Funnel:
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
            fewest=_fewest(found.table, term, place) if term.levels else None,
        )
        for term, place in [*places, *labour]
        if fit.free[place]
    ]


def _fewest(table: SpellTable, term: Term, place: int) -> int:
    """Spells of the category with the outcome, or without: whichever are fewer."""
    factor = table.covariate(term.column)
    assert isinstance(factor, Factor), "only categories have levels"
    outcomes = table.event[factor.codes == place - term.part.start]
    return int(min(outcomes.sum(), (~outcomes).sum()))


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
    fewest = _fewest_by_month(found).reshape(alpha.shape)
    return [
        outcome.MonthEffect(
            month=month,
            stratum=name,
            alpha=float(value) + mean_effect if np.isfinite(value) else None,
            fewest=int(few),
        )
        for name, row, counts in zip(layout.strata_names, alpha, fewest, strict=True)
        for month, (value, few) in enumerate(zip(row, counts, strict=True), start=1)
    ]


def _fewest_by_month(found: Estimate) -> np.ndarray:
    """(strata * months,) people with the outcome, or still waiting: whichever are fewer."""
    table, layout = found.table, found.fit.layout
    last_month = table.stratum.astype(np.intp) * layout.months + table.exit - 1
    events = np.bincount(last_month[table.event], minlength=layout.strata * layout.months)
    return np.minimum(events, at_risk_by_month(table, layout) - events)


def _pair(gap: spread.Gap) -> outcome.Pair:
    return outcome.Pair(_known(gap.observed), _known(gap.shrunken))


def _known(value: float) -> float | None:
    return value if np.isfinite(value) else None
