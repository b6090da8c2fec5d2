"""Expected (Fisher) information of the complementary log-log model.

    I = sum over months at risk of  w(i,t) z(i,t) z(i,t)',     w = mu^2 / (exp(mu) - 1)

The Newton steps use the observed information, which needs the event months only. Standard errors
come from the expected one, as in every generalised linear model program, so that they can be
compared with those to the last digit. With the Poisson link both are the same.

Here the weights of single months are needed. They are made for a few hundred spells at a time, spells
by months, among spells of like length so that few places stay empty.
Reference: McCullagh and Nelder (1989), Generalized Linear Models, section 2.5.
"""

from collections.abc import Iterator
from itertools import pairwise

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from scipy.sparse import csc_array, vstack

from measurements.engine.blocks import Block
from measurements.engine.packs import add_two_way_tables
from measurements.engine.table import SpellTable

SPELLS_AT_ONCE = 2048  # times months: a table that stays in the processor's cache


def add_expected_information(
    part: SpellTable, block: Block, information: np.ndarray, parameters: np.ndarray
) -> None:
    """Adds what the spells of `part` (prepared as `block`) know, to the upper triangle (P, P)."""
    layout, labour = block.layout, block.labour
    r = np.exp(block.linear_predictor(parameters))
    rates = np.exp(parameters[layout.months_part]).reshape(layout.strata, -1)
    v = _by_calendar_month(labour.path(parameters[layout.labour]), layout.months)
    u = [_by_calendar_month(values, layout.months) for values in labour.values]
    order = np.lexsort((part.exit, part.stratum))
    cells = _spells_by_cell(block, order)
    weight = np.zeros(len(part))
    weight_u = np.zeros((len(u), len(part)))
    tables = np.zeros((layout.strata, cells.shape[0], layout.months))
    for few in _alike(part, order):
        rows = order[few]
        stratum = int(part.stratum[rows[0]])
        months = int(part.exit[rows[-1]])
        at = part.municipality[rows], np.minimum(part.start[rows], v.shape[1] - 1)
        mu = v[:, :, :months][at] * np.multiply.outer(r[rows], rates[stratum, :months])
        _leave_out_months_not_at_risk(mu, part.entry[rows], part.exit[rows])
        w = _weight(mu)
        weight[rows] = w.sum(axis=1)
        tables[stratum, :, :months] += cells[:, few] @ w
        first = layout.months_part.start + stratum * layout.months
        by_month = slice(first, first + months)
        own = np.arange(first, first + months)
        information[own, own] += w.sum(axis=0)
        weighted = [w * values[:, :, :months][at] for values in u]
        for k, mine in enumerate(weighted):
            place = layout.labour.start + k
            weight_u[k, rows] = mine.sum(axis=1)
            information[place, by_month] += mine.sum(axis=0)
            for other in range(k, len(u)):
                both = np.vdot(mine, u[other][:, :, :months][at])
                information[place, layout.labour.start + other] += both
    _add_tables_by_month(information, block, tables)
    add_two_way_tables(information, block.packs, weight)
    for k, mine in enumerate(weight_u, start=layout.labour.start):
        for columns in block.packs:
            information[columns.places, k] += columns.sums(mine)


def _by_calendar_month(by_year: np.ndarray, months: int) -> np.ndarray:
    """(municipalities, starts, months) view: what month t of a permit in a calendar month meets."""
    calendar = np.pad(np.repeat(by_year, 12, axis=1), ((0, 0), (0, months)), mode="edge")
    return sliding_window_view(calendar, months, axis=1)


def _spells_by_cell(block: Block, order: np.ndarray) -> csc_array:
    """(cells of all packs, spells): 1, or the value of a linear column, where a spell belongs."""
    spells = len(order)
    every = np.arange(spells + 1)
    return vstack(
        [
            csc_array(
                (columns.weighted(np.ones(spells), order), columns.codes[order], every),
                shape=(columns.cells, spells),
            )
            for columns in block.packs
        ],
        format="csc",
    )


def _alike(part: SpellTable, order: np.ndarray) -> Iterator[slice]:
    """Stretches of `order`: spells of one stratum and of much the same length, few at a time."""
    ends = np.searchsorted(part.stratum[order], np.arange(len(part.strata)), side="right")
    for begin, end in pairwise([0, *ends.tolist()]):
        for first in range(begin, end, SPELLS_AT_ONCE):
            yield slice(first, min(first + SPELLS_AT_ONCE, end))


def _leave_out_months_not_at_risk(mu: np.ndarray, entry: np.ndarray, exit_: np.ndarray) -> None:
    month = np.arange(1, mu.shape[1] + 1)
    shortest = int(exit_[0])
    mu[:, shortest:] *= month[shortest:] <= exit_[:, None]
    late = np.flatnonzero(entry)
    mu[late] *= month > entry[late, None]


def _weight(mu: np.ndarray) -> np.ndarray:
    """mu^2 / (exp(mu) - 1); nothing at mu = 0, where nobody is at risk."""
    mu = np.minimum(mu, 700.0)
    return mu * mu / (np.expm1(mu) + 1e-300)


def _add_tables_by_month(information: np.ndarray, block: Block, tables: np.ndarray) -> None:
    """tables (strata, cells of all packs, months)"""
    by_month = np.concatenate(list(tables), axis=1)
    first = 0
    for columns in block.packs:
        mine = by_month[first : first + columns.cells]
        information[columns.places, block.layout.months_part] += columns.levels.T @ mine
        first += columns.cells
