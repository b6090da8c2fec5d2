"""What the data can tell, and what they cannot: counts, weak priors, columns that say the same.

A level without events, or with an event in every month, has no finite estimate; statistics programs
then print -23.7 with a standard error of 14,006. Here such a level is held by a weak prior, and the
reader is told. Columns that others determine are left out, and the reader is told.
"""

from dataclasses import dataclass

import numpy as np

from measurements.engine.errors import DataError, Fault, fault
from measurements.engine.layout import Layout
from measurements.engine.spec import Link
from measurements.engine.start import at_risk_by_month
from measurements.engine.table import SpellTable

PRIOR_PRECISION = 1.0  # of an effect that the data leave open: drawn to the mean with sd 1
ALIASED = 1e-9  # share of a column's information that the others leave unexplained


@dataclass(frozen=True)
class Counts:
    """Events, and months at risk, without any model: per month, and per level of each factor.

    certain  months in which everybody at risk had the event: their rate has no finite estimate
             (their events count for nothing else either)
    """

    month_events: np.ndarray  # (strata * months,)
    certain: np.ndarray
    level_events: np.ndarray  # (covariates and effects,)
    level_months: np.ndarray
    level_spells: np.ndarray


def count(table: SpellTable, layout: Layout, link: Link) -> Counts:
    at_risk = at_risk_by_month(table, layout)
    last_month = table.stratum.astype(np.intp) * layout.months + table.exit - 1
    events = np.bincount(last_month[table.event], minlength=layout.strata * layout.months)
    everybody = (events > 0) & (events == at_risk) & (link == "cloglog")
    certain = np.flatnonzero(everybody)
    informative = table.event & ~np.isin(last_month, certain)
    durations = table.exit - table.entry - (table.event & ~informative)
    per_level = np.zeros((3, layout.effects.stop))
    for part, factor in layout.factors_of(table):
        codes = factor.codes.astype(np.intp)
        size = part.stop - part.start
        per_level[0, part] = np.bincount(codes[informative], minlength=size)
        per_level[1, part] = np.bincount(codes, durations, minlength=size)
        per_level[2, part] = np.bincount(codes, minlength=size)
    return Counts(events, certain, *per_level)


@dataclass(frozen=True)
class Prior:
    """A weak normal prior, sd 1, on one level's distance to the mean of its factor."""

    place: int
    contrast: np.ndarray  # (parameters,)

    def distance(self, parameters: np.ndarray) -> float:
        involved = np.flatnonzero(self.contrast)
        return float(self.contrast[involved] @ parameters[involved])


def priors_of(counts: Counts, layout: Layout, free: np.ndarray) -> list[Prior]:
    """Levels that have no events, or events in every month at risk, have no finite estimate."""
    nothing = counts.level_events == 0
    everything = counts.level_events == counts.level_months
    priors = []
    for part in layout.factor_parts():
        spells = counts.level_spells[part]
        for place in range(part.start, part.stop):
            if free[place] and (nothing[place] or everything[place]):
                contrast = np.zeros(layout.size)
                contrast[part] = -spells / spells.sum()
                contrast[place] += 1.0
                priors.append(Prior(place, np.where(free, contrast, 0.0)))
    return priors


def with_priors(information: np.ndarray, priors: list[Prior]) -> np.ndarray:
    for prior in priors:
        information = information + PRIOR_PRECISION * np.outer(prior.contrast, prior.contrast)
    return information


def aliased_columns(layout: Layout, information: np.ndarray, free: np.ndarray) -> list[int]:
    """Covariates and labour columns that months, municipalities and earlier columns determine.

    The squared diagonal of the Cholesky factor is what is left of each column's information after
    the columns before it.
    """
    order = [
        k for part in layout.elimination_order() for k in range(part.start, part.stop) if free[k]
    ]
    matrix = information[np.ix_(order, order)]
    scale = np.sqrt(np.diag(matrix))
    empty = [order[k] for k in np.flatnonzero(~(scale > 0))]
    if empty:
        raise DataError(fault("separation", term=layout.name(k)) for k in empty)
    matrix = matrix / np.outer(scale, scale)
    try:
        left = np.diag(np.linalg.cholesky(matrix)) ** 2
        if left.min() > ALIASED:
            return []
    except np.linalg.LinAlgError:
        pass
    dependent = [order[k] for k in _dependent_columns(matrix)]
    stuck = [k for k in dependent if layout.is_month_or_effect(k)]
    if stuck:
        raise DataError(fault("not_comparable", term=layout.name(k)) for k in stuck)
    return dependent


def _dependent_columns(matrix: np.ndarray) -> list[int]:
    """Columns of a correlation-like matrix with nothing left after those before them."""
    rest, dependent = matrix.copy(), []
    for k in range(len(rest)):
        pivot = rest[k, k]
        if pivot <= ALIASED:
            dependent.append(k)
            continue
        column = rest[k + 1 :, k] / pivot
        rest[k + 1 :, k + 1 :] -= np.outer(column, rest[k, k + 1 :])
    return dependent


def separation(layout: Layout, parameters: np.ndarray, free: np.ndarray) -> Fault:
    """The fault that names the effect which went farthest."""
    size = np.where(free, np.abs(parameters), 0.0)
    size[layout.months_part] = 0.0
    return fault("separation", term=layout.name(int(np.argmax(size))))
