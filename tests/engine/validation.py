"""Does the measurement find what is true? Simulated rounds in which the truth is known.

    make validation                                                  the study, written to docs/
    python -m tests.engine.validation --replicates 20 --null 20 --curves 20

Three studies. In the first the municipalities differ, in the same way in every replicate, and people,
moves, labour market, censoring and outcomes are drawn anew. In the second no municipality differs
from another. In the third they differ, and the permit bases have curves of their own, which the
model does not know of. What is judged is what `measure` publishes.
"""

import argparse
import multiprocessing
import os
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, fields
from itertools import pairwise
from pathlib import Path
from typing import Literal

import numpy as np
import pandas as pd

from measurements.engine import Spec, measure
from measurements.engine.outcome import Outcome
from measurements.engine.simulate import simulate_months
from measurements.engine.simulated_truth import true_differences
from tests.engine import validation_page

REPLICATES, NULL_REPLICATES, CURVES_REPLICATES = 300, 200, 100
PEOPLE = 40_000
SPREAD = 0.16
MUNICIPALITIES = [str(code).zfill(4) for code in range(101, 199)]
EFFECTS = dict(
    zip(MUNICIPALITIES, SPREAD * np.random.default_rng(7).standard_normal(98), strict=True)
)
NO_EFFECTS = dict.fromkeys(MUNICIPALITIES, 0.0)
SPEC = Spec()
EDGES = (20, 50, 100, 300, 1000, np.inf)


@dataclass(frozen=True)
class Rounds:
    """Published figures beside the truth: (municipalities,) for one round, in the order of
    MUNICIPALITIES; (rounds, municipalities) for a study. Gaps are single figures of a round.

    NaN where the round publishes nothing (too few people); ranks also where it does not rank.
    Ranks, true ones too, count among the municipalities that the round ranks.
    """

    people: np.ndarray
    truth: np.ndarray
    difference: np.ndarray
    low: np.ndarray
    high: np.ndarray
    shrunken: np.ndarray
    true_rank: np.ndarray
    rank_low: np.ndarray
    rank_high: np.ndarray
    simultaneous_low: np.ndarray
    simultaneous_high: np.ndarray
    gap: np.ndarray
    chance_gap: np.ndarray
    chance_low: np.ndarray
    chance_high: np.ndarray

    @classmethod
    def together(cls, rounds: Sequence["Rounds"]) -> "Rounds":
        return cls(*(np.stack([getattr(one, f.name) for one in rounds]) for f in fields(cls)))

    @property
    def covered(self) -> np.ndarray:
        """1 where the interval holds the truth, 0 where not, NaN without an interval."""
        return _inside(self.truth, self.low, self.high)

    @property
    def in_rank_set(self) -> np.ndarray:
        return _inside(self.true_rank, self.rank_low, self.rank_high)

    @property
    def in_simultaneous_set(self) -> np.ndarray:
        return _inside(self.true_rank, self.simultaneous_low, self.simultaneous_high)

    @property
    def outside(self) -> np.ndarray:
        """1 where the interval excludes no difference."""
        return 1.0 - _inside(np.zeros_like(self.low), self.low, self.high)

    def size_classes(self) -> Iterator[tuple[str, np.ndarray]]:
        """Name and mask of each class of people received, among the figures published."""
        for low, high in pairwise(EDGES):
            name = f"{low:.0f} and more" if np.isinf(high) else f"{low:.0f}-{high - 1:.0f}"
            yield name, (self.people >= low) & (self.people < high) & np.isfinite(self.low)


@dataclass(frozen=True)
class Validation:
    """`different`: municipalities differ; `equal`: none does; `curves`: they differ, and the hazards
    are not of the form that the model assumes.
    """

    different: Rounds
    equal: Rounds
    curves: Rounds


def validate(
    *,
    replicates: int = REPLICATES,
    null: int = NULL_REPLICATES,
    curves: int = CURVES_REPLICATES,
    workers: int | None = None,
) -> Validation:
    """All studies on all cores. The seeds are fixed: the same figures every time."""
    plans: list[tuple[Kind, int]] = [("different", seed) for seed in range(replicates)]
    plans += [("equal", 100_000 + seed) for seed in range(null)]
    plans += [("curves", 200_000 + seed) for seed in range(curves)]
    spawn = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(workers or os.cpu_count(), mp_context=spawn) as pool:
        rounds = list(pool.map(_round, plans, chunksize=5))
    studies = rounds[:replicates], rounds[replicates : replicates + null], rounds[-curves:]
    return Validation(*(Rounds.together(study) for study in studies))


Kind = Literal["different", "equal", "curves"]


def _round(plan: tuple[Kind, int]) -> Rounds:
    kind, seed = plan
    country = simulate_months(
        people=PEOPLE,
        seed=seed,
        municipalities=MUNICIPALITIES,
        effects=NO_EFFECTS if kind == "equal" else EFFECTS,
        largest_first=True,
        proportional=kind != "curves",
    )
    truth = true_differences(
        country.spells, country.labour_market, country.truth, horizon=SPEC.horizon
    )
    return _beside_truth(
        measure(country.spells, country.labour_market, SPEC), truth.reindex(MUNICIPALITIES)
    )


def _beside_truth(outcome: Outcome, truth: pd.DataFrame) -> Rounds:
    found = {one.code: one for one in outcome.municipalities}

    def published(name: str) -> np.ndarray:
        values = [getattr(found.get(code), name, None) for code in MUNICIPALITIES]
        return np.array([np.nan if value is None else value for value in values], dtype=float)

    chance = outcome.national.chance_gap
    return Rounds(
        people=truth["people"].fillna(0).to_numpy(),
        truth=truth["difference"].to_numpy(),
        difference=published("difference"),
        low=published("ci_low"),
        high=published("ci_high"),
        shrunken=published("shrunken"),
        true_rank=_ranks(truth["difference"].to_numpy(), np.isfinite(published("rank_low"))),
        rank_low=published("rank_low"),
        rank_high=published("rank_high"),
        simultaneous_low=published("simultaneous_low"),
        simultaneous_high=published("simultaneous_high"),
        gap=np.array(outcome.national.gap.observed),
        chance_gap=np.array(chance.mean),
        chance_low=np.array(chance.low),
        chance_high=np.array(chance.high),
    )


def _ranks(values: np.ndarray, among: np.ndarray) -> np.ndarray:
    """1 = smallest, among some of the values; NaN for the others."""
    ranks = np.full(len(values), np.nan)
    ranks[among] = values[among].argsort().argsort() + 1
    return ranks


def _inside(value: np.ndarray, low: np.ndarray, high: np.ndarray) -> np.ndarray:
    return np.where(np.isfinite(low), (low <= value) & (value <= high), np.nan)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--replicates", type=int, default=REPLICATES)
    parser.add_argument("--null", type=int, default=NULL_REPLICATES, help="replicates without any")
    parser.add_argument("--curves", type=int, default=CURVES_REPLICATES)
    parser.add_argument("--write", type=Path, help="write the page to this file")
    wanted = parser.parse_args()
    found = validate(replicates=wanted.replicates, null=wanted.null, curves=wanted.curves)
    page = validation_page.page(found, people=PEOPLE)
    if wanted.write:
        wanted.write.write_text(page, encoding="utf-8")
    print(page)


if __name__ == "__main__":
    main()
