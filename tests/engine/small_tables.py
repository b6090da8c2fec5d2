"""Raw outcomes made straight from counts, small enough to check by hand. Everything is simulated.

Nobody moves and nobody is lost from view, so that shares are counts divided by counts and the
country is the sum of its municipalities: the most that an attacker can hope for.
"""

from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np

from measurements.engine.cohorts import Cohort, Share
from measurements.engine.outcome import Municipality, National, Outcome
from measurements.engine.spec import METHOD, Spec
from measurements.engine.standing import FEWER_THAN_SHOWN

SPEC = Spec(horizon=24, other_horizons=())
FIRST_YEAR = 2001


@dataclass(frozen=True)
class Counts:
    """people (municipalities, arrival years); reached (municipalities, arrival years, years)."""

    people: np.ndarray
    reached: np.ndarray

    @property
    def outcomes(self) -> np.ndarray:
        """(municipalities,) who got there within all years."""
        return self.reached[:, :, -1].sum(axis=1)

    def with_one_more(self, municipality: int, arrival: int, after: int | None) -> "Counts":
        """One person added, there after so many years (from 1), or never."""
        people, reached = self.people.copy(), self.reached.copy()
        people[municipality, arrival] += 1
        if after is not None:
            reached[municipality, arrival, after - 1 :] += 1
        return Counts(people, reached)


def random_counts(
    seed: int, *, municipalities: int = 4, arrivals: int = 2, years: int = 2
) -> Counts:
    """Some municipalities under twenty people, some with hardly any outcomes or nothing else."""
    random = np.random.default_rng(seed)
    people = random.integers(2, 60, (municipalities, arrivals))
    chance = random.choice([0.05, 0.3, 0.5, 0.95], (municipalities, arrivals))
    reached, so_far = np.zeros((*people.shape, years), dtype=int), np.zeros_like(people)
    for year in range(years):
        so_far = so_far + random.binomial(people - so_far, chance)
        reached[..., year] = so_far
    return Counts(people, reached)


def outcome_of(counts: Counts) -> Outcome:
    """What the engine would hand to `release`. Figures of the model stand for any figures."""
    municipalities = tuple(_municipality(j, counts) for j in range(len(counts.people)))
    everybody = int(counts.people.sum())
    national = National(
        people=everybody,
        spells=everybody,
        events=int(counts.outcomes.sum()),
        municipalities=len(municipalities),
        ranked=sum(each.reason is None for each in municipalities),
        actual=14.0,
        coefficients=(),
        baseline=(),
        cohorts=tuple(
            _cohort(
                FIRST_YEAR + y, int(counts.people[:, y].sum()), counts.reached[:, y].sum(axis=0)
            )
            for y in range(counts.people.shape[1])
        ),
    )
    return Outcome(METHOD, SPEC, national, municipalities, ())


def _municipality(j: int, counts: Counts) -> Municipality:
    people, outcomes = int(counts.people[j].sum()), int(counts.outcomes[j])
    few = people < SPEC.minimum_shown
    return Municipality(
        code=f"{101 + j:04d}",
        verdict="too_few" if few else "as_expected",
        reason=FEWER_THAN_SHOWN if few else None,
        people=people,
        spells=people,
        events=outcomes,
        observed=outcomes,
        expected_events=float(outcomes) + 0.5,
        ratio=0.9,
        ratio_low=0.8,
        ratio_high=1.1,
        actual=14.0 + j,
        expected=14.5,
        difference=j - 0.5,
        se=1.0,
        ci_low=j - 2.5,
        ci_high=j + 1.5,
        rank_low=None if few else 1,
        rank_high=None if few else 4,
        cohorts=() if few else tuple(_pools(counts.people[j], counts.reached[j])),
    )


def _pools(people: np.ndarray, reached: np.ndarray) -> list[Cohort]:
    """Neighbouring arrival years together until each pool has twenty people, as the engine pools."""
    edges, so_far = [0], 0
    for y, count in enumerate(people):
        so_far += int(count)
        if so_far >= SPEC.minimum_shown:
            edges, so_far = [*edges, y + 1], 0
    edges[-1] = len(people)
    return [
        replace(
            _cohort(FIRST_YEAR + low, int(people[low:high].sum()), reached[low:high].sum(axis=0)),
            permit_year_last=FIRST_YEAR + high - 1,
        )
        for low, high in pairwise(edges)
    ]


def _cohort(permit_year: int, people: int, reached: np.ndarray) -> Cohort:
    shares = tuple(
        Share(k, count / people, 0.0, 1.0, 0.5, reached=int(count))
        for k, count in enumerate(reached, start=1)
    )
    return Cohort(permit_year, permit_year, people, shares)
