"""Empirical-Bayes shrinkage: how much of a difference is signal.

    w_j = 1 / se_j^2;  mu = sum w_j D_j / sum w_j;  Q = sum w_j (D_j - mu)^2
    T2  = max(0, (Q - (J - 1)) / (sum w_j - sum w_j^2 / sum w_j))     between-municipality variance
    B_j = T2 / (T2 + se_j^2)                                          reliability, 0 .. 1
    D~_j = mu + B_j (D_j - mu),  v_j = B_j se_j^2

Reference: DerSimonian and Laird (1986), Controlled Clinical Trials 7, 177-188; Morris (1983), JASA
78, 47-55.
"""

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Population:
    """What the ranked municipalities say about municipalities in general.

    mean      weighted mean difference, months
    variance  between-municipality variance T2, months squared
    q         Cochran's heterogeneity statistic, about count - 1 if all are equal
    count     municipalities behind it
    """

    mean: float
    variance: float
    q: float
    count: int


@dataclass(frozen=True)
class Shrunken:
    """Per municipality: the difference drawn towards the mean, its variance, the reliability."""

    difference: np.ndarray
    variance: np.ndarray
    reliability: np.ndarray


def population(difference: np.ndarray, se: np.ndarray) -> Population:
    """difference, se (municipalities,) months; at least one municipality."""
    weight = 1.0 / se**2
    mean = float(weight @ difference / weight.sum())
    q = float(weight @ (difference - mean) ** 2)
    count = len(difference)
    spread = weight.sum() - weight @ weight / weight.sum()
    variance = max(0.0, (q - (count - 1)) / spread) if count > 1 else 0.0
    return Population(mean, variance, q, count)


def shrink(difference: np.ndarray, se: np.ndarray, among: Population) -> Shrunken:
    """Towards the mean of `among`, the more so the less sure; NaN stays NaN."""
    total = among.variance + se**2
    reliability = np.divide(among.variance, total, out=np.zeros_like(total), where=total != 0)
    towards = among.mean + reliability * (difference - among.mean)
    return Shrunken(towards, reliability * se**2, reliability)
