"""Newton's method on the penalised likelihood: sums over blocks, steps, and when to stop."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

import numpy as np

from measurements.engine.blocks import Block, prepare
from measurements.engine.errors import DataError, fault
from measurements.engine.identification import (
    PRIOR_PRECISION,
    Prior,
    separation,
    with_priors,
)
from measurements.engine.information import add_expected_information
from measurements.engine.labour_market import LabourMarket
from measurements.engine.layout import Layout
from measurements.engine.spec import Link
from measurements.engine.table import ROWS_PER_BLOCK, Number, SpellTable

MOST_PASSES = 40
MOST_HALVINGS = 12
SETTLED = 1e-17  # Newton decrement per spell; rounding is all that is left
NEAR = 0.05  # Newton decrement; estimates are within a few tenths of their errors
LIKE_INFINITY = 14.0  # a log rate this far out is on its way to infinity


@dataclass
class Pass:
    """Sums over all blocks at one value of the parameters, with the priors."""

    parameters: np.ndarray
    log_likelihood: float
    score: np.ndarray
    information: np.ndarray | None

    @property
    def known(self) -> np.ndarray:
        assert self.information is not None, "this pass was asked for the score alone"
        return self.information


@dataclass(frozen=True)
class Maximum:
    """Where the likelihood is highest, and how many steps led there."""

    parameters: np.ndarray
    log_likelihood: float
    passes: int


def newton(
    sums: "Sums",
    here: Pass,
    *,
    free: np.ndarray,
    priors: list[Prior],
    progress: Callable[[float], None] | None,
) -> Maximum:
    """Steps from `here` until they no longer matter; a step that makes the fit worse is halved.

    Close to the maximum the information hardly moves: the last steps need the score alone.
    """
    information, last_decrement = here.known, np.inf
    for passes in range(1, MOST_PASSES + 1):
        step = np.zeros_like(here.parameters)
        try:
            step[free] = _solve(information[np.ix_(free, free)], here.score[free])
        except np.linalg.LinAlgError as singular:
            raise DataError([separation(sums.layout, here.parameters, free)]) from singular
        decrement = float(step @ np.where(free, here.score, 0.0))
        if decrement < SETTLED * len(sums.table):
            return Maximum(_moved(here.parameters, step, free), here.log_likelihood, passes)
        if progress is not None:
            progress(passes / (passes + 3.0))
        near = decrement < NEAR and decrement < last_decrement / 10
        here = _improved(sums, here, step, free, priors, near=near)
        information = here.information if here.information is not None else information
        last_decrement = decrement
    raise DataError([separation(sums.layout, here.parameters, free)])


def _improved(
    sums: "Sums",
    here: Pass,
    step: np.ndarray,
    free: np.ndarray,
    priors: list[Prior],
    *,
    near: bool,
) -> Pass:
    for halving in range(MOST_HALVINGS):
        moved = _moved(here.parameters, step * 0.5**halving, free)
        after = sums.at(moved, priors, information=not near)
        if after.log_likelihood >= here.log_likelihood - 1e-9 * abs(here.log_likelihood):
            _check_settling(sums, moved, free)
            return after
    raise DataError([separation(sums.layout, here.parameters + step, free)])


def _moved(parameters: np.ndarray, step: np.ndarray, free: np.ndarray) -> np.ndarray:
    return np.where(free, parameters + step, parameters)


def _solve(matrix: np.ndarray, right: np.ndarray) -> np.ndarray:
    if not (np.diag(matrix) > 0).all():
        raise np.linalg.LinAlgError("a parameter about which nothing is known")
    scale = 1.0 / np.sqrt(np.diag(matrix))
    return scale * np.linalg.solve(matrix * np.outer(scale, scale), scale * right)


def _check_settling(sums: "Sums", parameters: np.ndarray, free: np.ndarray) -> None:
    """Monotone likelihood (Heinze and Schemper 2001): an estimate runs off instead of settling."""
    away = np.abs(np.where(free, parameters, 0.0)) * sums.reach
    if away.max() > LIKE_INFINITY:
        raise DataError([fault("separation", term=sums.layout.name(int(away.argmax())))])


def _penalised(result: Pass, priors: list[Prior]) -> Pass:
    for prior in priors:
        distance = prior.distance(result.parameters)
        result.log_likelihood -= PRIOR_PRECISION * distance**2 / 2
        result.score -= PRIOR_PRECISION * distance * prior.contrast
    if result.information is not None:
        result.information = with_priors(result.information, priors)
    return result


class Sums:
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
        self.reach = _reach(table, labour, layout)
        self._link, self._certain = link, certain
        single = len(table) <= ROWS_PER_BLOCK
        self._kept = [(table, self._prepared(table))] if single else None

    def at(self, parameters: np.ndarray, priors: list[Prior], *, information: bool = True) -> Pass:
        """Log-likelihood, score and, if asked for, the observed information."""
        score = np.zeros(self.layout.size)
        upper = np.zeros((self.layout.size, self.layout.size)) if information else None
        log_likelihood = sum(block.add_to(score, upper, parameters) for _, block in self._each())
        result = Pass(
            parameters, log_likelihood, score, None if upper is None else _mirrored(upper)
        )
        return _penalised(result, priors)

    def expected_information(self, parameters: np.ndarray, priors: list[Prior]) -> np.ndarray:
        upper = np.zeros((self.layout.size, self.layout.size))
        for part, block in self._each():
            add_expected_information(part, block, upper, parameters)
        return with_priors(_mirrored(upper), priors)

    def _each(self) -> Iterable[tuple[SpellTable, Block]]:
        return self._kept or ((part, self._prepared(part)) for part in self.table.blocks())

    def _prepared(self, part: SpellTable) -> Block:
        return prepare(part, self.labour, self.layout, link=self._link, certain=self._certain)


def _reach(table: SpellTable, labour: LabourMarket, layout: Layout) -> np.ndarray:
    """(parameters,) how far a parameter of 1 moves a log rate at most; months are left out."""
    reach = np.ones(layout.size)
    reach[layout.months_part] = 0.0
    for term in layout.terms:
        column = table.covariate(term.column)
        if isinstance(column, Number):
            reach[term.part] = np.abs(column.values).max()
    for k, u in enumerate(labour.values, start=layout.labour.start):
        reach[k] = np.abs(u).max()
    return reach


def _mirrored(upper: np.ndarray) -> np.ndarray:
    return np.triu(upper) + np.triu(upper, 1).T
