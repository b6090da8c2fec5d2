"""Direct standardisation, beside the indirect one: every municipality measured on the same people.

    M_j = mean over all people i of the country of R(tau; x_i, theta_j), in the national labour market
    D_direct_j = M_j - M,   M = sum n_j M_j / sum n_j

Indirect standardisation asks whether these people did better than such people usually do; two of
its differences are not strictly comparable where the mix of people differs. Direct compares all on
one population, but extrapolates to kinds of people a municipality never had. Where the two differ
by more than a standard error, the page warns. Reference: Spiegelhalter (2005); Goldstein and
Spiegelhalter (1996), JRSS A 159, 385-443.

R depends on a person through the permit month and the log rate alone, so people are laid out on a
grid of log rates (four-point Lagrange weights), and R is a cubic spline along it: the error stays
far below a thousandth of a month.
"""

from dataclasses import dataclass, replace

import numpy as np
from scipy.interpolate import CubicSpline

from measurements.engine.estimate import Estimate
from measurements.engine.expected import Groups, linear_predictor

STEP = 0.05  # of the grid, in log rates
MARGIN = 3  # grid points beyond the extremes


@dataclass(frozen=True)
class Direct:
    """Per municipality, months: mean time of the whole country's people there, and its distance
    to the mean of these.
    """

    actual: np.ndarray
    difference: np.ndarray


def direct_standardisation(found: Estimate) -> Direct:
    fit, received = found.fit, found.table.received
    everybody = replace(found.people, municipality=np.zeros_like(found.people.municipality))
    labour = found.labour.national(received)
    groups = Groups.of(everybody, labour, fit, found.primary.horizon)
    log_r = linear_predictor(everybody, fit)
    first = np.floor(log_r.min() / STEP) - MARGIN
    weights = _laid_out(log_r / STEP - first, groups)
    grid = (first + np.arange(weights.shape[1])) * STEP
    time = _restricted_mean(groups.cumulative, grid, fit.effects)
    actual = np.array(
        [np.einsum("gk,kg->", weights, time(grid + effect)) for effect in fit.effects]
    ) / len(log_r)
    return Direct(actual, actual - received @ actual / received.sum())


def disagreement(direct: Direct, found: Estimate) -> np.ndarray:
    """(municipalities,) whether the two standardisations differ by more than a standard error."""
    with np.errstate(invalid="ignore"):
        return np.abs(direct.difference - found.primary.difference) > found.primary.se


def _laid_out(position: np.ndarray, groups: Groups) -> np.ndarray:
    """(groups, grid points) how many people stand at each point; four neighbours share a person."""
    width = int(position.max()) + MARGIN
    laid = np.zeros(len(groups.cumulative) * width)
    for rows, group in groups.parts():
        below = np.floor(position[rows]).astype(np.intp)
        f = position[rows] - below
        shares = (
            -f * (f - 1) * (f - 2) / 6,
            (f + 1) * (f - 1) * (f - 2) / 2,
            -(f + 1) * f * (f - 2) / 2,
            (f + 1) * f * (f - 1) / 6,
        )
        for k, share in enumerate(shares, start=-1):
            laid += np.bincount(group * width + below + k, share, len(laid))
    return laid.reshape(-1, width)


def _restricted_mean(cumulative: np.ndarray, grid: np.ndarray, effects: np.ndarray) -> CubicSpline:
    """Log rate → (groups,) restricted mean time, over all log rates that any effect leads to."""
    low, high = grid[0] + effects.min() - STEP, grid[-1] + effects.max() + STEP
    nodes = np.arange(low, high + STEP, STEP)
    rates = np.exp(nodes)
    time = [np.exp(-np.multiply.outer(rates, curve)).sum(axis=1) for curve in cumulative]
    return CubicSpline(nodes, np.stack(time, axis=1))
