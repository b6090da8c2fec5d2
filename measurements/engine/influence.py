"""Robust covariance of the differences, as a check on the model's own.

    phi_i = G I^-1 s_i    what person i moves each difference by; s_i the score of all their spells
    V_robust = sum over people of phi_i phi_i'

It needs no more than the mean of the model to be right. Reference: White (1982), Econometrica 50,
1-25; Lin and Wei (1989), JASA 84, 1074-1078.
"""

from collections.abc import Iterator
from itertools import pairwise

import numpy as np

from measurements.engine.blocks import Block, prepare
from measurements.engine.estimate import Estimate
from measurements.engine.table import SpellTable

ROWS_AT_ONCE = 16_384


def robust_covariance(found: Estimate) -> np.ndarray:
    """(municipalities, municipalities) covariance of the differences at the first horizon."""
    fit, layout = found.fit, found.fit.layout
    gradient = found.primary.gradient_of_actual - found.primary.gradient_of_expected
    pull = np.zeros((layout.size, len(gradient)))
    pull[fit.free] = (gradient[:, fit.free] @ fit.covariance).T
    parameters = np.where(np.isposinf(fit.parameters), -np.inf, fit.parameters)
    certain = np.flatnonzero(np.isposinf(fit.parameters[layout.months_part]))
    total = np.zeros((len(gradient), len(gradient)))
    for part, first_spell in _whole_people(found.table):
        block = prepare(part, found.labour, layout, link=fit.link, certain=certain)
        influence = np.add.reduceat(_influence(block, parameters, pull), first_spell, axis=0)
        total += influence.T @ influence
    return total


def _whole_people(table: SpellTable) -> Iterator[tuple[SpellTable, np.ndarray]]:
    """Parts in which nobody's spells are divided, and where each person's spells begin."""
    order = np.argsort(table.person, kind="stable")
    begins = np.flatnonzero(np.diff(table.person[order], prepend=table.person[order[0]] + 1))
    edges = begins[np.searchsorted(begins, np.arange(0, len(order), ROWS_AT_ONCE))[:-1]]
    edges = np.unique([0, *edges, len(order)])
    for first, last in pairwise(edges):
        inside = begins[(begins >= first) & (begins < last)] - first
        yield table.take(order[first:last]), inside


def _influence(block: Block, parameters: np.ndarray, pull: np.ndarray) -> np.ndarray:
    """(spells, municipalities): each spell's score, times `pull` (parameters, municipalities)."""
    layout = block.layout
    scores = block.scores(parameters)
    found = np.zeros((len(scores.residual), pull.shape[1]))
    for columns in block.packs:
        found += columns.each(pull) * scores.residual[:, None]
    for k, residual in enumerate(scores.labour, start=layout.labour.start):
        found += np.outer(residual, pull[k])

    rates = np.exp(parameters[layout.months_part])[:, None] * pull[layout.months_part]
    running = np.zeros((layout.strata, layout.months + 1, pull.shape[1]))
    np.cumsum(rates.reshape(layout.strata, layout.months, -1), axis=1, out=running[:, 1:])
    sums = running.reshape(-1, pull.shape[1])
    during = scores.rate[:, None] * (sums[block.last] - sums[block.first])
    found -= np.add.reduceat(during, block.first_piece, axis=0)
    at_end = pull[layout.months_part][block.end_month]
    found[block.ended] += scores.pull[:, None] * at_end
    return found
