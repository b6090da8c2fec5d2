"""Refit bootstrap: the slow check of the delta method.

People are drawn with replacement, with all their spells, and everything is fitted anew. It takes a
thousand fits where draws from N(D, V) take milliseconds, and gives the same rank intervals; so it
checks the covariance and is no part of a round. Reference: Efron and Tibshirani (1993), chapter 8.
"""

from dataclasses import replace

import numpy as np
import pandas as pd

from measurements.engine.errors import DataError
from measurements.engine.estimate import estimate
from measurements.engine.spec import Spec
from measurements.engine.table import SpellTable


def bootstrap_differences(
    table: SpellTable,
    labour_market: pd.DataFrame | None,
    spec: Spec,
    *,
    replicates: int,
    seed: int,
) -> np.ndarray:
    """(replicates, municipalities) differences at the first horizon; NaN where a resample has
    nobody in a municipality, and a row of NaN where it cannot be fitted at all.
    """
    random = np.random.default_rng([seed, 3])
    only_first = replace(spec, other_horizons=())
    order = np.argsort(table.person, kind="stable")
    edges = np.flatnonzero(np.diff(table.person[order], prepend=table.person[order[0]] + 1))
    spells = np.diff(edges, append=len(order))
    found = np.full((replicates, len(table.municipalities)), np.nan)
    for replicate in found:
        drawn = random.integers(0, len(edges), len(edges))
        rows = order[_ranges(edges[drawn], spells[drawn])]
        try:
            again = estimate(table.take(rows), labour_market, only_first, progress=_silent)
        except DataError:
            continue
        replicate[:] = again.primary.difference
    return found


def _ranges(first: np.ndarray, length: np.ndarray) -> np.ndarray:
    """first[0], first[0]+1, .. (length[0] of them), then first[1], ..."""
    ends = np.cumsum(length)
    return np.arange(ends[-1]) + np.repeat(first - (ends - length), length)


def _silent(stage: str, share: float) -> None:
    """A replicate has nothing to tell."""
