"""Where Newton's method begins: month rates and levels fitted in turn, each to the events it saw.

    level l:   r_i  becomes  r_i * (events of l + 1) / (events expected of l + 1)
    month t:   rate(t) = events of t / sum of r_i over those at risk

Two rounds of this cost less than one Newton step and come within the last two or three of them.
Reference: Deming and Stephan (1940), proportional fitting; the 1 keeps levels without events finite.
"""

from dataclasses import dataclass

import numpy as np

from measurements.engine.layout import Layout
from measurements.engine.table import Factor, SpellTable

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
    parts = [_Part.of(part) for part in table.blocks()]
    rates = _month_rates(parts, layout, month_events)
    for _ in range(ROUNDS):
        for part in parts:
            part.meet(rates, layout)
        for k, places in enumerate(layout.factor_parts()):
            seen = level_events[places]
            expected = sum(part.expected(k, layout) for part in parts)
            ratio = (seen + 1.0) / (expected + 1.0)
            for part in parts:
                part.scale(k, ratio, layout)
            parameters[places] += np.log(ratio)
        rates = _month_rates(parts, layout, month_events)
    with np.errstate(divide="ignore"):
        parameters[layout.months_part] = np.log(rates)
    return _from_references(parameters, table, layout)


@dataclass
class _Part:
    """Some spells; r and exposure in half the usual bytes, which is plenty for a beginning."""

    spells: SpellTable
    r: np.ndarray
    exposure: np.ndarray

    @classmethod
    def of(cls, spells: SpellTable) -> "_Part":
        return cls(spells, *np.ones((2, len(spells)), dtype=np.float32))

    def meet(self, rates: np.ndarray, layout: Layout) -> None:
        """Exposure becomes the month rates summed over the months of each spell."""
        running = np.zeros((layout.strata, layout.months + 1), dtype=np.float32)
        np.cumsum(rates.reshape(layout.strata, -1), axis=1, out=running[:, 1:])
        spells = self.spells
        until, since = running[spells.stratum, spells.exit], running[spells.stratum, spells.entry]
        self.exposure = until - since

    def expected(self, k: int, layout: Layout) -> np.ndarray:
        factor = self._factor(k, layout)
        return np.bincount(factor.codes, self.r * self.exposure, len(factor.levels))

    def scale(self, k: int, ratio: np.ndarray, layout: Layout) -> None:
        self.r *= ratio.astype(np.float32)[self._factor(k, layout).codes]

    def _factor(self, k: int, layout: Layout) -> Factor:
        return list(layout.factors_of(self.spells))[k][1]


def _month_rates(parts: list[_Part], layout: Layout, events: np.ndarray) -> np.ndarray:
    """(strata * months,) 0 without events."""
    at_risk = sum(at_risk_by_month(part.spells, layout, part.r) for part in parts)
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


def _from_references(parameters: np.ndarray, table: SpellTable, layout: Layout) -> np.ndarray:
    """The same rates with the reference level of every factor at 0."""
    references = layout.references(table)
    parameters[layout.months_part] += parameters[references].sum()
    for part, place in zip(layout.factor_parts(), references, strict=True):
        parameters[part] -= parameters[place]
    return parameters
