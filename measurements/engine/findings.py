"""What is known of each municipality beside its difference, and what holds among the ranked ones."""

from dataclasses import dataclass

import numpy as np

from measurements.engine import funnel, ranking, shrinkage, spread
from measurements.engine.estimate import Estimate
from measurements.engine.own_baseline import OwnBaseline, own_baseline
from measurements.engine.ratio import Ratios, ratios
from measurements.engine.spec import Spec
from measurements.engine.standardisation import Direct, direct_standardisation, disagreement
from measurements.engine.standing import Standing, standing
from measurements.engine.waterfall import Waterfall, waterfall


@dataclass(frozen=True)
class Evidence:
    """What is known of each municipality beside its difference."""

    standing: Standing
    ratios: Ratios
    baseline: OwnBaseline
    direct: Direct
    disagree: np.ndarray
    waterfall: Waterfall

    @classmethod
    def of(cls, found: Estimate, spec: Spec) -> "Evidence":
        direct = direct_standardisation(found)
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
            direct,
            disagreement(direct, found),
            waterfall(found, level=spec.level),
        )


@dataclass(frozen=True)
class Places:
    """Ranks and everything else that holds among the ranked municipalities, in their order.

    place  municipality → position in the arrays; missing for those not ranked
    """

    place: dict[int, int]
    population: shrinkage.Population
    shrunken: shrinkage.Shrunken  # over all municipalities, not only the ranked
    sets: ranking.RankSets
    verdicts: np.ndarray
    chances: ranking.Chances
    bands: np.ndarray
    gap: spread.Gap
    quintile_gap: spread.Gap
    chance_gap: spread.ChanceGap
    explained: spread.ExplainedShare
    overdispersion: funnel.Spread

    @classmethod
    def of(cls, found: Estimate, evidence: Evidence, spec: Spec) -> "Places | None":
        """None where nobody is ranked (a single municipality never is)."""
        ranked, primary = evidence.standing.ranked, found.primary
        if len(ranked) == 0:
            return None
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
            chances=ranking.chances(towards, shrunken.variance[ranked], difference, seed=spec.seed),
            bands=ranking.bands(difference, sets.told_apart),
            gap=spread.gap(difference, towards),
            quintile_gap=spread.quintile_gap(difference, towards),
            chance_gap=spread.chance_gap(drawn, level=spec.level),
            explained=spread.explained_share(
                primary.actual[ranked], primary.se_actual[ranked], difference, se
            ),
            overdispersion=funnel.overdispersion(
                evidence.ratios.observed[ranked], evidence.ratios.expected[ranked]
            ),
        )
