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

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from measurements.engine.blocks import Block, prepare
from measurements.engine.errors import DataError, Fault, fault, warning
from measurements.engine.information import add_expected_information
from measurements.engine.labour_market import LabourMarket
from measurements.engine.layout import Layout
from measurements.engine.spec import Link
from measurements.engine.start import at_risk_by_month, proportional_fit
from measurements.engine.table import ROWS_PER_BLOCK, SpellTable

MOST_PASSES = 40
SETTLED = 1e-17  # Newton decrement per spell; rounding is all that is left
NEAR = 0.05  # Newton decrement; estimates are within a few tenths of their errors
PRIOR_PRECISION = 1.0  # of an effect that the data leave open: drawn to the mean with sd 1
ALIASED = 1e-9  # share of a column's information that the others leave unexplained
LIKE_INFINITY = 14.0  # a log rate this far out is on its way to infinity


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
    counts = _count(table, layout, link)
    certain = counts.certain
    blocks = _Blocks(table, labour, layout, link, certain)
    parameters = _start(table, counts, layout)

    free = np.isfinite(parameters)
    free[layout.references(table)] = False
    priors = _priors(counts, layout, free)
    here = blocks.sums(parameters, priors)
    aliased = _aliased(layout, here.known, free)
    if aliased:
        free[aliased] = False
        parameters[aliased] = 0.0
        here = blocks.sums(parameters, priors)
    warnings = _warnings(layout, priors, certain, aliased)
    parameters, result, passes = _newton(blocks, parameters, here, free, priors, progress)
    if link == "cloglog":
        information = blocks.expected_information(parameters, priors)
    else:
        information = blocks.sums(parameters, priors).known
    parameters[layout.months_part][certain] = np.inf
    return HazardFit(
        layout=layout,
        link=link,
        parameters=parameters,
        free=free,
        covariance=_covariance(information, parameters, free, layout),
        log_likelihood=result.log_likelihood,
        passes=passes,
        undetermined=frozenset(
            int(prior.place - layout.effects.start)
            for prior in priors
            if layout.effects.start <= prior.place < layout.effects.stop
        ),
        warnings=tuple(warnings),
    )


# --- Newton


@dataclass
class _Pass:
    """Sums over all blocks at one value of the parameters, with the priors."""

    log_likelihood: float
    score: np.ndarray
    information: np.ndarray | None

    @property
    def known(self) -> np.ndarray:
        assert self.information is not None, "this pass was asked for the score alone"
        return self.information


def _newton(
    blocks: "_Blocks",
    parameters: np.ndarray,
    here: _Pass,
    free: np.ndarray,
    priors: list["_Prior"],
    progress: Callable[[float], None] | None,
) -> tuple[np.ndarray, _Pass, int]:
    """Steps until they no longer matter; a step that makes the fit worse is halved.

    `here` are the sums at the `parameters` to begin with. Close to the maximum the information hardly moves: the last steps need the score alone.
    """
    information, last_decrement = here.known, np.inf
    for passes in range(1, MOST_PASSES + 1):
        step = np.zeros_like(parameters)
        try:
            step[free] = _solve(information[np.ix_(free, free)], here.score[free])
        except np.linalg.LinAlgError as singular:
            raise DataError([_separation(blocks.layout, parameters, free)]) from singular
        decrement = float(step @ np.where(free, here.score, 0.0))
        if decrement < SETTLED * len(blocks.table):
            return np.where(free, parameters + step, parameters), here, passes
        if progress is not None:
            progress(passes / (passes + 3.0))
        near = decrement < NEAR and decrement < last_decrement / 10
        parameters, here = _improved(blocks, priors, parameters, step, here, free, near=near)
        information = here.information if here.information is not None else information
        last_decrement = decrement
    raise DataError([_separation(blocks.layout, parameters, free)])


def _improved(
    blocks: "_Blocks",
    priors: list["_Prior"],
    parameters: np.ndarray,
    step: np.ndarray,
    before: _Pass,
    free: np.ndarray,
    *,
    near: bool,
) -> tuple[np.ndarray, _Pass]:
    for halving in range(12):
        moved = np.where(free, parameters + step * 0.5**halving, parameters)
        after = blocks.sums(moved, priors, information=not near)
        if after.log_likelihood >= before.log_likelihood - 1e-9 * abs(before.log_likelihood):
            _check_settling(blocks.layout, moved, free)
            return moved, after
    raise DataError([_separation(blocks.layout, parameters + step, free)])


def _solve(matrix: np.ndarray, right: np.ndarray) -> np.ndarray:
    if not (np.diag(matrix) > 0).all():
        raise np.linalg.LinAlgError("a parameter about which nothing is known")
    scale = 1.0 / np.sqrt(np.diag(matrix))
    return scale * np.linalg.solve(matrix * np.outer(scale, scale), scale * right)


def _covariance(
    information: np.ndarray, parameters: np.ndarray, free: np.ndarray, layout: Layout
) -> np.ndarray:
    """(free, free) inverse of the information, scaled so that units do not matter."""
    matrix = information[np.ix_(free, free)]
    scale = 1.0 / np.sqrt(np.diag(matrix))
    try:
        inverse = np.linalg.inv(matrix * np.outer(scale, scale)) * np.outer(scale, scale)
    except np.linalg.LinAlgError as singular:
        raise DataError([_separation(layout, parameters, free)]) from singular
    return (inverse + inverse.T) / 2


def _check_settling(layout: Layout, parameters: np.ndarray, free: np.ndarray) -> None:
    """Monotone likelihood (Heinze and Schemper 2001): an estimate runs off instead of settling.

    Coefficients of linear columns have units, so only effects of categories are judged by size.
    """
    categories = np.zeros(layout.size, dtype=bool)
    for part in layout.factor_parts():
        categories[part] = True
    if np.abs(parameters[categories & free]).max(initial=0.0) > LIKE_INFINITY:
        raise DataError([_separation(layout, parameters, free)])


def _separation(layout: Layout, parameters: np.ndarray, free: np.ndarray) -> Fault:
    size = np.where(free, np.abs(parameters), 0.0)
    size[layout.months_part] = 0.0
    return fault("separation", term=layout.name(int(np.argmax(size))))


# --- what the data cannot tell apart


def _aliased(layout: Layout, information: np.ndarray, free: np.ndarray) -> list[int]:
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


# --- counts, starting values, priors


@dataclass(frozen=True)
class _Counts:
    """Events, and months at risk, without any model: per month, and per level of each factor.

    certain  months in which everybody at risk had the event: their rate has no finite estimate
             (their events count for nothing else either)
    """

    month_events: np.ndarray  # (strata * months,)
    certain: np.ndarray
    level_events: np.ndarray  # (covariates and effects,)
    level_months: np.ndarray
    level_spells: np.ndarray


def _count(table: SpellTable, layout: Layout, link: Link) -> _Counts:
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
    return _Counts(events, certain, *per_level)


def _start(table: SpellTable, counts: _Counts, layout: Layout) -> np.ndarray:
    """-inf in months without events, and in those whose events say nothing."""
    month_events = counts.month_events.copy()
    month_events[counts.certain] = 0
    return proportional_fit(
        table, layout, month_events=month_events, level_events=counts.level_events
    )


@dataclass(frozen=True)
class _Prior:
    """A weak normal prior, sd 1, on one level's distance to the mean of its factor."""

    place: int
    contrast: np.ndarray  # (parameters,)

    def distance(self, parameters: np.ndarray) -> float:
        involved = np.flatnonzero(self.contrast)
        return float(self.contrast[involved] @ parameters[involved])


def _priors(counts: _Counts, layout: Layout, free: np.ndarray) -> list[_Prior]:
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
                priors.append(_Prior(place, np.where(free, contrast, 0.0)))
    return priors


def _penalised(result: _Pass, priors: list[_Prior], parameters: np.ndarray) -> _Pass:
    for prior in priors:
        distance = prior.distance(parameters)
        result.log_likelihood -= PRIOR_PRECISION * distance**2 / 2
        result.score -= PRIOR_PRECISION * distance * prior.contrast
    if result.information is not None:
        result.information = _with_priors(result.information, priors)
    return result


def _with_priors(information: np.ndarray, priors: list[_Prior]) -> np.ndarray:
    for prior in priors:
        information = information + PRIOR_PRECISION * np.outer(prior.contrast, prior.contrast)
    return information


def _warnings(
    layout: Layout, priors: list[_Prior], certain: np.ndarray, aliased: list[int]
) -> list[Fault]:
    told = [warning("held_by_prior", term=layout.name(prior.place)) for prior in priors]
    months = sorted({int(k) % layout.months + 1 for k in certain})
    told += [warning("certain_month", month=month) for month in months]
    return told + [warning("aliased", term=layout.name(place)) for place in aliased]


# --- one pass over the data


class _Blocks:
    """The table in blocks of bounded size. One block is prepared once and kept."""

    def __init__(
        self,
        table: SpellTable,
        labour: LabourMarket,
        layout: Layout,
        link: Link,
        certain: np.ndarray,
    ) -> None:
        self.table, self.labour, self.layout = table, labour, layout
        self._link, self._certain = link, certain
        single = len(table) <= ROWS_PER_BLOCK
        self._kept = [(table, self._prepared(table))] if single else None

    def sums(
        self, parameters: np.ndarray, priors: list[_Prior], *, information: bool = True
    ) -> _Pass:
        """Log-likelihood, score and, if asked for, the observed information."""
        score = np.zeros(self.layout.size)
        upper = np.zeros((self.layout.size, self.layout.size)) if information else None
        log_likelihood = sum(block.add_to(score, upper, parameters) for _, block in self._each())
        result = _Pass(log_likelihood, score, None if upper is None else _mirrored(upper))
        return _penalised(result, priors, parameters)

    def expected_information(self, parameters: np.ndarray, priors: list[_Prior]) -> np.ndarray:
        upper = np.zeros((self.layout.size, self.layout.size))
        for part, block in self._each():
            add_expected_information(part, block, upper, parameters)
        return _with_priors(_mirrored(upper), priors)

    def _each(self) -> Iterable[tuple[SpellTable, Block]]:
        return self._kept or ((part, self._prepared(part)) for part in self.table.blocks())

    def _prepared(self, part: SpellTable) -> Block:
        return prepare(part, self.labour, self.layout, link=self._link, certain=self._certain)


def _mirrored(upper: np.ndarray) -> np.ndarray:
    return np.triu(upper) + np.triu(upper, 1).T
