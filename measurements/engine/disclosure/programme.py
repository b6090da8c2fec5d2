"""A linear programme over counts that somebody wants to know: bounds, sums, and what follows.

Solved by HiGHS. Rows may be beliefs: that a later version only adds people, for example.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import numpy as np
from scipy.optimize import linprog
from scipy.sparse import csr_matrix, hstack

from measurements.engine.disclosure.policy import SLACK

Terms = Mapping[int, float]  # variable → factor
INFEASIBLE = 2


@dataclass(frozen=True, slots=True)
class Row:
    terms: Terms
    low: float
    high: float
    is_belief: bool


@dataclass
class Knowns:
    """Variables with bounds, and rows low <= sum of factor * variable <= high, while they are written."""

    owners: list[str] = field(default_factory=list)  # the municipality that a variable is about
    lows: list[float] = field(default_factory=list)
    highs: list[float] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)

    def variable(self, owner: str, low: float, high: float) -> int:
        self.owners.append(owner)
        self.lows.append(low)
        self.highs.append(high)
        return len(self.lows) - 1

    def row(
        self, terms: Terms, *, low: float = -np.inf, high: float = np.inf, belief: bool = False
    ) -> None:
        if terms:
            self.rows.append(Row(terms, low, high, belief))

    def copy(self) -> "Knowns":
        return Knowns(list(self.owners), list(self.lows), list(self.highs), list(self.rows))


class Contradiction(Exception):
    """Not everything that is taken as known can be true."""


@dataclass(frozen=True)
class Programme:
    """The knowns as matrices, ready to be asked: matrix @ variables <= limits.

    box  (variables, 2): lowest and highest value of each
    """

    box: np.ndarray
    matrix: csr_matrix
    limits: np.ndarray

    @classmethod
    def of(cls, knowns: Knowns, *, believing: bool) -> "Programme":
        """Every row as one or two sides."""
        rows = [row for row in knowns.rows if believing or not row.is_belief]
        upper = [(row.terms, 1.0, row.high) for row in rows if np.isfinite(row.high)]
        lower = [(row.terms, -1.0, -row.low) for row in rows if np.isfinite(row.low)]
        box = np.column_stack([knowns.lows, knowns.highs])
        return cls(box, *_matrix([*upper, *lower], len(box)))

    @property
    def size(self) -> int:
        return len(self.box)

    def point(self, goal: np.ndarray) -> np.ndarray:
        """(variables,) that agree with everything known, and make the goal as small as can be."""
        solved = linprog(
            goal, A_ub=self.matrix, b_ub=self.limits, bounds=self.box, method="highs-ds"
        )
        if solved.status == INFEASIBLE:
            raise Contradiction
        assert solved.x is not None, f"bounded and not solved: {solved.message}"
        found: np.ndarray = solved.x
        return found

    def inner_point(self, owners: np.ndarray, *, slack: float) -> np.ndarray:
        """A point that keeps, up to `slack`, away from the limits of all that several owners share.

        owners  (variables,) whom each variable is about
        """
        shared = np.flatnonzero(self._is_shared(owners))
        away = csr_matrix(
            (np.ones(len(shared)), (shared, range(len(shared)))),
            shape=(len(self.limits), len(shared)),
        )
        room = np.tile([0.0, slack], (len(shared), 1))
        wider = Programme(
            np.vstack([self.box, room]), hstack([self.matrix, away]).tocsr(), self.limits
        )
        goal = np.append(np.zeros(self.size), -np.ones(len(shared)))
        return wider.point(goal)[: self.size]

    def apart(self, owners: np.ndarray, point: np.ndarray) -> "Programme":
        """Each owner's variables as free as they are while all others stay where the point is.

        The owners are independent of each other here, so that all can be asked at once; what one of
        them can do is possible only as long as the others do nothing.
        """
        places = np.unique(owners, return_inverse=True)[1]
        table = self.matrix.tocoo()
        keys, mine = np.unique(
            table.row * (places.max() + 1) + places[table.col], return_inverse=True
        )
        sides = keys // (places.max() + 1)
        there = np.bincount(mine, table.data * point[table.col])
        room = np.maximum(self.limits - self.matrix @ point, 0.0)
        split = csr_matrix((table.data, (mine, table.col)), shape=(len(keys), self.size))
        return Programme(self.box, split, there + room[sides] + SLACK)

    def block(self, variables: np.ndarray) -> "Programme":
        """These variables and all that is said of them; nothing may be said of them and others."""
        mine = self.matrix[:, variables]
        sides = np.flatnonzero(np.diff(mine.indptr))
        return Programme(self.box[variables], mine[sides], self.limits[sides])

    def _is_shared(self, owners: np.ndarray) -> np.ndarray:
        """(sides,) whether a side is about more than one owner."""
        places = np.unique(owners, return_inverse=True)[1][self.matrix.indices]
        starts = self.matrix.indptr[:-1]
        return np.maximum.reduceat(places, starts) > np.minimum.reduceat(places, starts)


def _matrix(
    sides: list[tuple[Terms, float, float]], variables: int
) -> tuple[csr_matrix, np.ndarray]:
    sizes = [len(terms) for terms, _, _ in sides]
    places = np.repeat(np.arange(len(sides)), sizes)
    columns = np.fromiter((c for terms, _, _ in sides for c in terms), dtype=int)
    values = np.fromiter(
        (sign * f for terms, sign, _ in sides for f in terms.values()), dtype=float
    )
    limits = np.array([limit for _, _, limit in sides])
    return csr_matrix((values, (places, columns)), shape=(len(sides), variables)), limits


def plus(*parts: Terms, minus: Iterable[Terms] = ()) -> dict[int, float]:
    """The sum of sums, less others."""
    total: dict[int, float] = {}
    for sign, group in ((1.0, parts), (-1.0, tuple(minus))):
        for part in group:
            for variable, factor in part.items():
                total[variable] = total.get(variable, 0.0) + sign * factor
    return total
