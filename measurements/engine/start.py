"""Where Newton's method begins: month rates and levels fitted in turn, each to the events it saw.

    level l:   r_i  becomes  r_i * (events of l + 1) / (events expected of l + 1)
    month t:   rate(t) = events of t / sum of r_i over those at risk

Two rounds of this cost less than one Newton step and come within the last two or three of them.
Reference: Deming and Stephan (1940), proportional fitting; the 1 keeps levels without events finite.
"""

import numpy as np

from measurements.engine.layout import Layout
from measurements.engine.table import SpellTable

ROUNDS = 2


def proportional_fit(
    table: SpellTable,
    layout: Layout,
    *,
    month_events: np.ndarray,
    level_events: np.ndarray,
) -> np.ndarray:
    """(parameters,) with references at 0; months without events -inf, linear columns at 0.

    month_events  (strata * months,), level_events (covariates and effects,)
    """
    parameters = np.zeros(layout.size)
    r = np.ones(len(table))
    rates = _month_rates(table, layout, month_events, r)
    for _ in range(ROUNDS):
        exposure = _exposure(table, layout, rates)
        for part, factor in layout.factors_of(table):
            seen = level_events[part]
            expected = np.bincount(factor.codes, r * exposure, len(seen))
            ratio = (seen + 1.0) / (expected + 1.0)
            r *= ratio[factor.codes]
            parameters[part] += np.log(ratio)
        rates = _month_rates(table, layout, month_events, r)
    with np.errstate(divide="ignore"):
        parameters[layout.months_part] = np.log(rates)
    return _from_references(parameters, table, layout)


def _month_rates(
    table: SpellTable, layout: Layout, events: np.ndarray, r: np.ndarray
) -> np.ndarray:
    """(strata * months,) 0 without events."""
    at_risk = at_risk_by_month(table, layout, r)
    return np.divide(events, at_risk, out=np.zeros(len(events)), where=events > 0)


def at_risk_by_month(
    table: SpellTable, layout: Layout, weight: np.ndarray | None = None
) -> np.ndarray:
    """(strata * months,) how many spells are at risk in each month, or the sum of their weights."""
    wide = layout.months + 1
    stratum = table.stratum.astype(np.intp) * wide
    begins = np.bincount(stratum + table.entry, weight, layout.strata * wide)
    ends = np.bincount(stratum + table.exit, weight, layout.strata * wide)
    return (begins - ends).reshape(layout.strata, wide).cumsum(axis=1)[:, :-1].ravel()


def _exposure(table: SpellTable, layout: Layout, rates: np.ndarray) -> np.ndarray:
    """(spells,) month rates summed over the months of each spell."""
    running = np.zeros((layout.strata, layout.months + 1))
    np.cumsum(rates.reshape(layout.strata, -1), axis=1, out=running[:, 1:])
    return running[table.stratum, table.exit] - running[table.stratum, table.entry]


def _from_references(parameters: np.ndarray, table: SpellTable, layout: Layout) -> np.ndarray:
    """The same rates with the reference level of every factor at 0."""
    references = layout.references(table)
    parameters[layout.months_part] += parameters[references].sum()
    for part, place in zip(layout.factor_parts(), references, strict=True):
        parameters[part] -= parameters[place]
    return parameters
