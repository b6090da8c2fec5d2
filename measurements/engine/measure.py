"""The one public function: spells and labour market in, outcome out."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from measurements.engine import cohorts, outcome, ranking, shrinkage, spread
from measurements.engine.errors import Fault, warning
from measurements.engine.estimate import Estimate, Progress, estimate
from measurements.engine.layout import Term
from measurements.engine.outcome import Outcome
from measurements.engine.own_baseline import OwnBaseline, own_baseline
from measurements.engine.ratio import Ratios, ratios
from measurements.engine.spec import METHOD, Spec
from measurements.engine.spells import read_spells
from measurements.engine.standing import UNMEASURED, WITHHELD, Standing, standing
from measurements.engine.table import SpellTable
from measurements.engine.uncertainty import Differences


def measure(
    spells: pd.DataFrame | Iterable[pd.DataFrame],
    labour_market: pd.DataFrame | None = None,
    spec: Spec | None = None,
    *,
    progress: Progress | None = None,
) -> Outcome:
    """Measure every municipality of the spells, or raise a DataError that names every fault.

    spells         one table, or an iterable of its parts (for files larger than memory likes)
    labour_market  municipality_code, year and numeric columns; None: no adjustment for it
    progress       called with a stage (reading, fitting, means, uncertainty, ranking, cohorts,
                   done) and the share of that stage that is done
    """
    spec, tell = spec or Spec(), progress or _silent
    tell("reading", 0.0)
    parts = [spells] if isinstance(spells, pd.DataFrame) else spells
    table = read_spells(parts, separate_sexes=spec.sexes == "separate")
    return measure_table(table, labour_market, spec, progress=tell)


def measure_table(
    table: SpellTable, labour_market: pd.DataFrame | None, spec: Spec, *, progress: Progress
) -> Outcome:
    """The same, for spells already read."""
    found = estimate(table, labour_market, spec, progress=progress)
    evidence = _Evidence.of(found, spec)
    progress("uncertainty", 1.0)
    places = _Places.of(found, evidence, spec)
    progress("ranking", 1.0)
    municipal = cohorts.municipal_cohorts(
        found.people,
        found.labour,
        found.fit,
        end=cohorts.end_of_data(table),
        effects=found.effects_expected,
        minimum=spec.minimum_shown,
        smallest_cell=spec.smallest_cell,
        level=spec.level,
    )
    national = cohorts.national_cohorts(table, level=spec.level)
    progress("cohorts", 1.0)
    result = Outcome(
        method=METHOD,
        spec=replace(spec, adjust=found.adjust),
        national=_national(found, evidence, places, national),
        municipalities=tuple(
            _municipality(j, found, evidence, places, municipal[j])
            for j in range(len(table.municipalities))
        ),
        warnings=_warnings(found, evidence),
    )
    progress("done", 1.0)
    return result


def _silent(stage: str, share: float) -> None:
    """Nobody is watching."""


@dataclass(frozen=True)
class _Evidence:
    """What is known of each municipality beside its difference."""

    standing: Standing
    ratios: Ratios
    baseline: OwnBaseline

    @classmethod
    def of(cls, found: Estimate, spec: Spec) -> "_Evidence":
        return cls(
            standing(found, spec),
            ratios(
                found.table,
                found.labour,
                found.fit,
                effects=found.effects_expected,
                horizon=spec.horizon,
                level=spec.level,
            ),
            own_baseline(found.table, found.people, found.labour, found.fit, primary=found.primary),
        )


@dataclass(frozen=True)
class _Places:
    """Ranks and everything else that holds among the ranked municipalities, in their order.

    place  municipality → position in the arrays; missing for those not ranked
    """

    place: dict[int, int]
    population: shrinkage.Population | None = None
    shrunken: shrinkage.Shrunken | None = None  # over all municipalities, not only the ranked
    sets: ranking.RankSets | None = None
    verdicts: np.ndarray | None = None
    chances: ranking.Chances | None = None
    bands: np.ndarray | None = None
    gap: spread.Gap | None = None
    quintile_gap: spread.Gap | None = None
    chance_gap: spread.ChanceGap | None = None
    explained: spread.ExplainedShare | None = None

    @classmethod
    def of(cls, found: Estimate, evidence: _Evidence, spec: Spec) -> "_Places":
        ranked, primary = evidence.standing.ranked, found.primary
        if len(ranked) < 2:
            return cls({})
        difference, se = primary.difference[ranked], primary.se[ranked]
        covariance = primary.covariance[np.ix_(ranked, ranked)]
        among = shrinkage.population(difference, se)
        shrunken = shrinkage.shrink(primary.difference, primary.se, among)
        drawn = ranking.noise(covariance, difference, draws=spec.draws, seed=spec.seed)
        sets = ranking.rank_sets(difference, covariance, drawn, level=spec.level)
        towards = shrunken.difference[ranked]
        return cls(
            place={int(j): k for k, j in enumerate(ranked)},
            population=among,
            shrunken=shrunken,
            sets=sets,
            verdicts=ranking.verdicts(difference, se, level=spec.level),
            chances=ranking.chances(towards, shrunken.variance[ranked], seed=spec.seed),
            bands=ranking.bands(difference, sets.told_apart),
            gap=spread.gap(difference, towards),
            quintile_gap=spread.quintile_gap(difference, towards),
            chance_gap=spread.chance_gap(drawn, level=spec.level),
            explained=spread.explained_share(
                primary.actual[ranked], primary.se_actual[ranked], difference, se
            ),
        )


# --- the country


def _national(
    found: Estimate, evidence: _Evidence, places: _Places, shares: tuple[cohorts.Cohort, ...]
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
        cohorts=shares,
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
    return outcome.Pair(gap.observed, gap.shrunken) if gap else outcome.Pair(None, None)


def _interval(gap: spread.ChanceGap | None) -> outcome.Interval:
    if gap is None:
        return outcome.Interval(None, None, None)
    return outcome.Interval(gap.mean, gap.low, gap.high)


def _explained(places: _Places) -> outcome.Explained:
    share = places.explained
    return outcome.Explained(share.raw, share.denoised) if share else outcome.Explained(None, None)


# --- one municipality


def _municipality(
    j: int,
    found: Estimate,
    evidence: _Evidence,
    places: _Places,
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
    return _ranked(result, places.place[j], places) if j in places.place else result


def _counted(
    code: str, reason: str | None, j: int, found: Estimate, evidence: _Evidence
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
    result: outcome.Municipality, j: int, found: Estimate, evidence: _Evidence
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
        other_horizons=tuple(_at_horizon(other, j) for other in found.beside),
    )


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


def _ranked(result: outcome.Municipality, k: int, places: _Places) -> outcome.Municipality:
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


def _warnings(found: Estimate, evidence: _Evidence) -> tuple[Fault, ...]:
    told = list(found.warnings)
    if not len(evidence.standing.ranked):
        told.append(warning("nobody_ranked"))
    names = np.array(found.table.municipalities)
    changing = [str(names[j]) for j in evidence.standing.ranked if evidence.baseline.changes[j]]
    if changing:
        told.append(warning("effect_changes", municipality_codes=", ".join(changing)))
    return tuple(told)
