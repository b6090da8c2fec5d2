"""Ranks as ranges, bands, and the verdict. Rank 1 = fastest = smallest difference.

Rank confidence sets of Mogstad, Romano, Shaikh and Wilhelm (2023), Review of Economic Studies:

    s_jk^2 = V_jj + V_kk - 2 V_jk
    c      = level quantile of max |(D*_j - D*_k) / s_jk|, D* drawn from N(0, V), over all pairs
             (simultaneous) or over k with j fixed (marginal)
    lowest rank of j  = 1 + how many are shown to be faster:  (D_j - D_k) / s_jk >  c
    highest rank of j = J - how many are shown to be slower:  (D_j - D_k) / s_jk < -c

stepwise: pairs already told apart leave the maximum, c is taken anew, until nothing changes.
Percentiles of simulated ranks are never used: they cover 79 % where they promise 95.
"""

from dataclasses import dataclass

import numpy as np
from scipy.stats import false_discovery_control, norm

POSTERIOR_DRAWS = 10_000
BY_LOT = 1e-6  # months: decides between equals and moves nobody else
TEN = 10


@dataclass(frozen=True)
class RankSets:
    """Ranks compatible with the data, (municipalities,) each.

    low, high                            the marginal set: right for one municipality at a time
    simultaneous_low, simultaneous_high  right for all municipalities at once
    told_apart                           (municipalities, municipalities): row shown slower than column
    """

    low: np.ndarray
    high: np.ndarray
    simultaneous_low: np.ndarray
    simultaneous_high: np.ndarray
    told_apart: np.ndarray


@dataclass(frozen=True)
class Chances:
    """Indicative: from the shrunken differences, which assume normally spread municipalities."""

    top_ten: np.ndarray
    fastest_fifth: np.ndarray
    slowest_fifth: np.ndarray
    mean_rank: np.ndarray


def noise(covariance: np.ndarray, difference: np.ndarray, *, draws: int, seed: int) -> np.ndarray:
    """(draws, municipalities) from N(0, covariance): what chance alone does to the differences.

    The draws belong to places from fastest to slowest, not to codes: renaming the municipalities
    renames the results and changes nothing else.
    """
    order = np.argsort(difference, kind="stable")
    matrix = covariance[np.ix_(order, order)]
    jitter = 1e-12 * np.trace(matrix) / len(matrix) * np.eye(len(matrix))
    normal = np.random.default_rng([seed, 1]).standard_normal((draws, len(matrix)))
    drawn = np.empty_like(normal)
    drawn[:, order] = normal @ np.linalg.cholesky(matrix + jitter).T
    return drawn


def rank_sets(
    difference: np.ndarray, covariance: np.ndarray, drawn: np.ndarray, *, level: float
) -> RankSets:
    """difference (J,), covariance (J, J), drawn (draws, J) from `noise`."""
    variance = np.diag(covariance)
    s = np.sqrt(np.maximum(variance[:, None] + variance - 2 * covariance, 0.0))
    with np.errstate(divide="ignore"):
        scale = np.where(s > 1e-9, 1.0 / s, 0.0)  # a pair that cannot differ is never told apart
    z = (difference[:, None] - difference) * scale
    marginal = np.stack([_marginal(drawn, z[j], scale[j], j, level) for j in range(len(z))])
    simultaneous = _simultaneous(drawn, z, scale, level)
    return RankSets(*_ranks(z, marginal), *_ranks(z, simultaneous), (z > 0) & simultaneous)


def verdicts(difference: np.ndarray, se: np.ndarray, *, level: float) -> np.ndarray:
    """(municipalities,) "faster" | "as_expected" | "slower": two-sided tests of no difference, with
    at most 1 - level false ones among the differing (Benjamini and Hochberg 1995).
    """
    adjusted = false_discovery_control(2 * norm.sf(np.abs(difference) / se))
    told = np.where(difference < 0, "faster", "slower")
    return np.where(adjusted <= 1 - level, told, "as_expected")


def chances(
    shrunken: np.ndarray, variance: np.ndarray, difference: np.ndarray, *, seed: int
) -> Chances:
    """Rank probabilities from draws of N(shrunken, variance), (municipalities,) each.

    Where nothing tells municipalities apart (variance 0) their ranks are drawn by lot. The draws
    belong to places in the order of `difference`, as in `noise`.
    """
    order = np.argsort(difference, kind="stable")
    count, fifth = len(order), max(1, len(order) // 5)
    normal = np.random.default_rng([seed, 2]).standard_normal((POSTERIOR_DRAWS, count))
    drawn = shrunken[order] + np.sqrt(variance[order] + BY_LOT**2) * normal
    ranks = np.empty(drawn.shape, dtype=np.int32)
    np.put_along_axis(ranks, drawn.argsort(axis=1), np.arange(1, count + 1, dtype=np.int32), axis=1)
    by_code = np.empty_like(ranks)
    by_code[:, order] = ranks
    return Chances(
        top_ten=(by_code <= TEN).mean(axis=0),
        fastest_fifth=(by_code <= fifth).mean(axis=0),
        slowest_fifth=(by_code > count - fifth).mean(axis=0),
        mean_rank=by_code.mean(axis=0),
    )


def bands(difference: np.ndarray, told_apart: np.ndarray) -> np.ndarray:
    """(municipalities,) 1, 2, ..: from the fastest on, a new band begins with the first
    municipality that is shown to be slower than the one its band began with.
    """
    band = np.empty(len(difference), dtype=int)
    order = np.argsort(difference, kind="stable")
    leader, number = order[0], 1
    for j in order:
        if told_apart[j, leader]:
            leader, number = j, number + 1
        band[j] = number
    return band


def _marginal(
    drawn: np.ndarray, z: np.ndarray, scale: np.ndarray, j: int, level: float
) -> np.ndarray:
    """(J,) which others municipality j is told apart from."""
    size = np.abs(drawn[:, [j]] - drawn) * scale
    told = np.zeros(len(z), dtype=bool)
    while not told.all():
        critical = _quantile(size[:, ~told].max(axis=1), level)
        new = told | (np.abs(z) > critical)
        if (new == told).all():
            break
        told = new
    return told


def _simultaneous(drawn: np.ndarray, z: np.ndarray, scale: np.ndarray, level: float) -> np.ndarray:
    """(J, J) which pairs are told apart, all at once."""
    told = np.zeros(z.shape, dtype=bool)
    while True:
        largest = np.zeros(len(drawn))
        for j in range(len(z) - 1):
            rest = np.flatnonzero(~told[j, j + 1 :]) + j + 1
            if len(rest):
                size = np.abs(drawn[:, [j]] - drawn[:, rest]) * scale[j, rest]
                np.maximum(largest, size.max(axis=1), out=largest)
        new = told | (np.abs(z) > _quantile(largest, level))
        if (new == told).all():
            return told
        told = new


def _quantile(values: np.ndarray, level: float) -> float:
    return float(np.quantile(values, level, method="higher"))


def _ranks(z: np.ndarray, told: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    faster = (told & (z > 0)).sum(axis=1)
    slower = (told & (z < 0)).sum(axis=1)
    return 1 + faster, len(z) - slower
