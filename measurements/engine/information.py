"""Expected (Fisher) information of the complementary log-log model, month by month.

    I = sum over months at risk of  w(i,t) z(i,t) z(i,t)',     w = mu^2 / (exp(mu) - 1)

The Newton steps use the observed information, which needs the event months only. Standard errors
come from the expected one, as in every generalised linear model program, so that they can be
compared with those to the last digit. With the Poisson link both are the same.
Reference: McCullagh and Nelder (1989), Generalized Linear Models, section 2.5.
"""

import numpy as np

from measurements.engine.blocks import Block, add_weights, column_sums
from measurements.engine.table import SpellTable


def add_expected_information(
    part: SpellTable, block: Block, information: np.ndarray, parameters: np.ndarray
) -> None:
    """Adds what the spells of `part` (prepared as `block`) know, to the upper triangle (P, P)."""
    layout, labour = block.layout, block.labour
    order = np.argsort(part.exit, kind="stable")  # those at risk in month t are a tail of this
    exit_, entry = part.exit[order], part.entry[order]
    year, month_of_year = np.divmod(part.start[order].astype(np.intp), 12)
    stratum = part.stratum[order].astype(np.intp)
    first_cell = part.municipality[order].astype(np.intp) * labour.values.shape[2] + year
    columns = [(place, values[order]) for place, values in block.columns]
    r = np.exp(block.linear_predictor(parameters))[order]
    v = labour.path(parameters[layout.labour]).ravel()
    month_rates = np.exp(parameters[layout.months_part]).reshape(layout.strata, -1)
    cells = labour.by_cell

    total = np.zeros(len(part))
    total_u = np.zeros((len(cells), len(part)))
    for month in range(1, int(exit_[-1]) + 1):
        rates = month_rates[:, month - 1]
        if not rates.any():
            continue
        tail = slice(int(np.searchsorted(exit_, month)), None)
        mu = r[tail] * (rates[stratum[tail]] if layout.strata > 1 else rates[0])
        mu *= entry[tail] < month
        if labour.names:
            turns = (np.arange(12) + month - 1) // 12  # years begun since the permit's
            cell = first_cell[tail] + turns[month_of_year[tail]]
            mu *= v[cell]
        weight = _weight(mu)
        total[tail] += weight
        places = slice(layout.months_part.start + month - 1, layout.months_part.stop, layout.months)
        _add_month(information, columns, stratum, weight, tail, places)
        for k, u in enumerate(cells):
            weighted = weight * u[cell]
            total_u[k, tail] += weighted
            row = layout.labour.start + k
            information[row, places] += np.bincount(stratum[tail], weighted, layout.strata)
            for other in range(k, len(cells)):
                information[row, layout.labour.start + other] += weighted @ cells[other][cell]
    add_weights(information, columns, total)
    for k in range(len(cells)):
        for place, values in columns:
            information[place, layout.labour.start + k] += column_sums(values, total_u[k], place)


def _weight(mu: np.ndarray) -> np.ndarray:
    """mu^2 / (exp(mu) - 1); nothing at mu = 0, where nobody is at risk."""
    return mu * mu / (np.expm1(np.minimum(mu, 700.0)) + 1e-300)


def _add_month(
    information: np.ndarray,
    columns: list[tuple[slice, np.ndarray]],
    stratum: np.ndarray,
    weight: np.ndarray,
    tail: slice,
    places: slice,
) -> None:
    """One month's own place(s), and its tables with all columns."""
    strata = (places.stop - places.start - 1) // places.step + 1
    mine = np.arange(places.start, places.stop, places.step)
    information[mine, mine] += np.bincount(stratum[tail], weight, strata)
    for place, values in columns:
        if values.dtype == np.intp:
            width = place.stop - place.start
            keys = values[tail] if strata == 1 else values[tail] * strata + stratum[tail]
            sums = np.bincount(keys, weight, width * strata).reshape(width, strata)
        else:
            sums = np.bincount(stratum[tail], weight * values[tail], strata)
        information[place, places] += sums
