"""The hazard model with municipality effects, fitted without a row per month.

    log mu(i, t) = alpha[s(i), t] + x_i'b + theta[m(i)] + gamma'u[m(i), year(i, t)]

mu(i, t) is the rate of person i in month t since the permit; the chance of an event in that month
is 1 - exp(-mu) (complementary log-log, exact for whole months). With the Poisson link the month
counts whole, and the estimates are those of Cox's model with Breslow's ties.

    log-likelihood = sum_i [ y_i log(1 - exp(-mu(i, exit))) - sum over the other months of mu(i, t) ]

The rate is a product, person x municipality-year x month, so a Newton step needs no more than
weighted two-way tables of category codes and running sums over months. Months without events have
rate 0. Reference: Prentice and Gloeckler (1978), Biometrics 34, 57-67.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from measurements.engine.errors import DataError, Fault, warning
from measurements.engine.identification import (
    Counts,
    Prior,
    aliased_columns,
    count,
    priors_of,
    separation,
)
from measurements.engine.labour_market import LabourMarket
from measurements.engine.layout import Layout
from measurements.engine.newton import Sums, newton
from measurements.engine.spec import Link
from measurements.engine.start import proportional_fit
from measurements.engine.table import SpellTable


@dataclass(frozen=True)
class HazardFit:
    """The fitted model.

    parameters  (parameters,) in the order of `layout`; references 0, months without events -inf
    free        (parameters,) which of them were estimated
    covariance  (free, free), inverse of the expected information
    passes      Newton steps over the whole table
    """

    layout: Layout
    link: Link
    parameters: np.ndarray
    free: np.ndarray
    covariance: np.ndarray
    log_likelihood: float
    passes: int
    undetermined: frozenset[int]  # municipalities whose effect rests on the prior
    warnings: tuple[Fault, ...]

    @property
    def covariates(self) -> np.ndarray:
        return self.parameters[self.layout.covariates]

    @property
    def effects(self) -> np.ndarray:
        """(municipalities,) theta; the reference municipality has 0."""
        return self.parameters[self.layout.effects]

    @property
    def labour(self) -> np.ndarray:
        return self.parameters[self.layout.labour]

    @cached_property
    def month_rates(self) -> np.ndarray:
        """(strata, months) exp(alpha): 0 without events, as good as infinite where all had theirs."""
        alpha = self.parameters[self.layout.months_part]
        rates = np.where(np.isposinf(alpha), 1e200, np.exp(np.minimum(alpha, 400.0)))
        return rates.reshape(self.layout.strata, self.layout.months)

    @cached_property
    def standard_errors(self) -> np.ndarray:
        """(parameters,) NaN where nothing was estimated."""
        errors = np.full(len(self.parameters), np.nan)
        errors[self.free] = np.sqrt(np.diag(self.covariance))
        return errors

    def variance_of(self, jacobian: np.ndarray) -> np.ndarray:
        """(rows,) the diagonal of `covariance_of`."""
        part = jacobian[:, self.free]
        return np.maximum(np.einsum("ij,ij->i", part @ self.covariance, part), 0.0)

    def covariance_of(self, jacobian: np.ndarray) -> np.ndarray:
        """(rows, rows) by the delta method: J I^-1 J' for a jacobian (rows, parameters)."""
        part = jacobian[:, self.free]
        return part @ self.covariance @ part.T


def fit_hazard(
    table: SpellTable,
    labour: LabourMarket,
    *,
    link: Link = "cloglog",
    progress: Callable[[float], None] | None = None,
) -> HazardFit:
    """Maximum likelihood by Newton's method, or a DataError that names what cannot be determined."""
    layout = Layout.of(table, labour)
    counts = count(table, layout, link)
    certain = counts.certain
    sums = Sums(table, labour, layout, link, certain)
    parameters = _start(table, counts, layout)

    free = np.isfinite(parameters)
    free[layout.references(table)] = False
    priors = priors_of(counts, layout, free)
    here = sums.at(parameters, priors)
    aliased = aliased_columns(layout, here.known, free)
    if aliased:
        free[aliased] = False
        parameters[aliased] = 0.0
        here = sums.at(parameters, priors)
    warnings = _warnings(layout, priors, certain, aliased)
    maximum = newton(sums, here, free=free, priors=priors, progress=progress)
    parameters = maximum.parameters
    if link == "cloglog":
        information = sums.expected_information(parameters, priors)
    else:
        information = sums.at(parameters, priors).known
    parameters[layout.months_part][certain] = np.inf
    return HazardFit(
        layout=layout,
        link=link,
        parameters=parameters,
        free=free,
        covariance=_covariance(information, parameters, free, layout),
        log_likelihood=maximum.log_likelihood,
        passes=maximum.passes,
        undetermined=frozenset(
            int(prior.place - layout.effects.start)
            for prior in priors
            if layout.effects.start <= prior.place < layout.effects.stop
        ),
        warnings=tuple(warnings),
    )


def _start(table: SpellTable, counts: Counts, layout: Layout) -> np.ndarray:
    """-inf in months without events, and in those whose events say nothing."""
    month_events = counts.month_events.copy()
    month_events[counts.certain] = 0
    return proportional_fit(
        table, layout, month_events=month_events, level_events=counts.level_events
    )


def _covariance(
    information: np.ndarray, parameters: np.ndarray, free: np.ndarray, layout: Layout
) -> np.ndarray:
    """(free, free) inverse of the information, scaled so that units do not matter."""
    matrix = information[np.ix_(free, free)]
    scale = 1.0 / np.sqrt(np.diag(matrix))
    try:
        inverse = np.linalg.inv(matrix * np.outer(scale, scale)) * np.outer(scale, scale)
    except np.linalg.LinAlgError as singular:
        raise DataError([separation(layout, parameters, free)]) from singular
    if not (np.diag(inverse) > 0).all():
        raise DataError([separation(layout, parameters, free)])
    return (inverse + inverse.T) / 2


def _warnings(
    layout: Layout, priors: list[Prior], certain: np.ndarray, aliased: list[int]
) -> list[Fault]:
    told = [warning("held_by_prior", term=layout.name(prior.place)) for prior in priors]
    months = sorted({int(k) % layout.months + 1 for k in certain})
    told += [warning("certain_month", month=month) for month in months]
    return told + [warning("aliased", term=layout.name(place)) for place in aliased]
