"""The attack: what can be worked out of the published tables, all of them together.

Every count that must not be known is bounded by a linear programme over all versions. Most are
settled together: two points that agree with everything known, and differ enough in a count, prove
that it cannot be worked out. Only what no pair of points settles is bounded by itself, exactly.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.sparse import csr_matrix

from measurements.engine.disclosure import chains as chains_
from measurements.engine.disclosure.chains import Boxes, Chain
from measurements.engine.disclosure.draft import COUNTRY
from measurements.engine.disclosure.policy import SLACK, Policy
from measurements.engine.disclosure.programme import Contradiction, Knowns, Programme, Terms
from measurements.engine.disclosure.reading import Version
from measurements.engine.disclosure.tables import Asked, Cell, Tables

Json = Mapping[str, Any]

# Up to this many municipalities their shares are read together with the country's. In more, the
# sum of their parts is wider than any number hidden in one of them.
TOGETHER = 12
PAIRS = 5  # of points before the counts left over are taken one by one
ELBOW_ROOM = 15.0  # people that one municipality may move by while the others stand still


@dataclass(frozen=True, slots=True)
class Finding:
    """A count that the published tables give away, and between what."""

    cell: Cell
    low: float
    high: float

    @property
    def is_exact(self) -> bool:
        return _values(self.low, self.high) <= 1


@dataclass(frozen=True)
class Attack:
    """What was asked of the tables, and what they gave away."""

    cells: int
    findings: tuple[Finding, ...]

    @property
    def exact(self) -> int:
        return sum(finding.is_exact for finding in self.findings)

    @property
    def narrowed(self) -> int:
        return len(self.findings) - self.exact

    def beyond(self, known: "Attack") -> "Attack":
        """Without what was known before: that cannot be taken back."""
        cells = {finding.cell for finding in known.findings}
        return Attack(self.cells, tuple(f for f in self.findings if f.cell not in cells))


def attack(forms: Sequence[Json], policy: Policy, *, only: frozenset[str] | None = None) -> Attack:
    """Try everything on these published versions, the oldest first.

    only  codes of the municipalities to ask about, where all others were asked about before and less
          is published now than then
    """
    tables = Tables.of([Version(form) for form in forms])
    chains = chains_.chains_of(tables)
    is_small = all(len(version.codes) <= TOGETHER for version in tables.versions)
    for believing in (True, False):
        try:
            if is_small:
                return _together(tables, chains, policy, believing=believing)
            return _apart(tables, chains, policy, only, believing=believing)
        except Contradiction:
            continue  # no attacker would go on believing that later versions only add
    raise AssertionError("published tables contradict each other")


def _together(tables: Tables, chains: list[Chain], policy: Policy, *, believing: bool) -> Attack:
    """One programme of everything."""
    knowns = tables.knowns.copy()
    reached = [chains_.write(knowns, tables, chain) for chain in chains]
    chains_.write_sums(knowns, tables, chains, reached)
    asked = list(tables.asked())
    for chain, variables in zip(chains, reached, strict=True):
        asked += chains_.asked(chain, tables, variables)
    programme = Programme.of(knowns, believing=believing)
    return Attack(len(asked), tuple(_examined(programme, asked, policy)))


def _apart(
    tables: Tables,
    chains: list[Chain],
    policy: Policy,
    only: frozenset[str] | None,
    *,
    believing: bool,
) -> Attack:
    """Municipality by municipality, the others standing still in the midst of what they may be.

    What can move there, can move. What cannot counts as found, although the others might yet give
    way: a figure too few is published rather than one too many.
    """
    asked = [each for each in tables.asked() if only is None or each.cell.code in only]
    chains = [chain for chain in chains if only is None or chain.code in only]
    cells = len(asked) + sum(1 for chain in chains for _ in chain.steps())
    knowns, ours = tables.knowns.copy(), tables.knowns.copy()
    middle = _middle(Programme.of(knowns, believing=believing), knowns)
    asked_of_country: list[Asked] = []
    for chain in chains:
        if open_cells := set(_open(chain, tables, middle, policy)):
            is_ours = chain.code == COUNTRY
            theirs, wanted = (ours, asked_of_country) if is_ours else (knowns, asked)
            steps = chains_.asked(chain, tables, chains_.write(theirs, tables, chain))
            wanted += [each for each in steps if each.cell in open_cells]
    country = Programme.of(knowns, believing=believing)
    if country.size > len(middle):
        middle = _middle(country, knowns)
    owners = np.array(knowns.owners)
    findings = _examined_apart(country.apart(owners, middle), owners, asked, policy)
    if asked_of_country:
        everything = Programme.of(ours, believing=believing)
        findings += _examined(everything, asked_of_country, policy)
    return Attack(cells, tuple(findings))


def _middle(country: Programme, knowns: Knowns) -> np.ndarray:
    """Where every municipality has room to move while the others stand still."""
    return country.inner_point(np.array(knowns.owners), slack=ELBOW_ROOM)


def _open(chain: Chain, tables: Tables, middle: np.ndarray, policy: Policy) -> list[Cell]:
    """Steps that are not wide enough while the people stay where they are."""
    people = {
        version: _value(tables.received(version, chain.code, cohort), middle)
        for version, cohort in chain.told.items()
    }
    boxes = Boxes.of(chain, people)
    steps = ((cell, boxes.step(start, end)) for cell, start, end in chain.steps())
    return [
        cell
        for cell, step in steps
        if policy.is_narrow(step.low, step.high, is_change=cell.is_change)
    ]


# --- asking a programme


class _Seen:
    """The smallest and the largest value of each count among the points found so far; of those
    taken one by one, the true bounds.
    """

    def __init__(self, asked: Sequence[Asked], variables: int, policy: Policy) -> None:
        self.asked = asked
        self.sums = _matrix([each.terms for each in asked], variables)
        self.low = np.full(len(asked), 1e9)
        self.high = np.full(len(asked), -1e9)
        self._settled = np.zeros(len(asked), dtype=bool)
        self._policy = policy

    def add_towards(self, programme: Programme, goal: np.ndarray) -> None:
        """The points where a goal is smallest and largest."""
        for towards in (goal, -goal):
            values = self.sums @ programme.point(towards)
            self.low, self.high = np.minimum(self.low, values), np.maximum(self.high, values)
        self._settle()

    @property
    def unsettled(self) -> np.ndarray:
        """Places of the counts that no points leave room enough."""
        return np.flatnonzero(~self._settled)

    def _settle(self) -> None:
        for place in self.unsettled:
            self._settled[place] = not self._policy.is_narrow(
                self.low[place], self.high[place], is_change=self.asked[place].cell.is_change
            )

    def finding(self, place: int) -> Finding | None:
        """Of a count that has been bounded by itself: no point will say more."""
        self._settled[place] = True
        cell, low, high = self.asked[place].cell, float(self.low[place]), float(self.high[place])
        is_revealing = self._policy.is_revealing(
            low, high, is_change=cell.is_change, is_hidden=cell.is_hidden
        )
        return Finding(cell, low, high) if is_revealing else None


def _explored(programme: Programme, asked: Sequence[Asked], policy: Policy) -> _Seen:
    """Pairs of points, as far apart as they can be in everything not yet settled."""
    seen = _Seen(asked, programme.size, policy)
    # Which way each count is pushed is drawn, so that they do not all pull against each other.
    random = np.random.default_rng(1)
    for _ in range(PAIRS):
        signs = np.zeros(len(asked))
        signs[seen.unsettled] = random.choice([-1.0, 1.0], len(seen.unsettled))
        if not signs.any():
            break
        seen.add_towards(programme, signs @ seen.sums)
    return seen


def _examined(programme: Programme, asked: Sequence[Asked], policy: Policy) -> list[Finding]:
    """What the programme gives away of what is asked."""
    left = _explored(programme, asked, policy).unsettled
    return _bounded(programme, [asked[place] for place in left], policy)


def _examined_apart(
    programme: Programme, owners: np.ndarray, asked: Sequence[Asked], policy: Policy
) -> list[Finding]:
    """The same where each municipality moves alone: all that are asked about, then those with counts
    left over.
    """
    local, mine, owners = _only_asked(programme, owners, asked)
    left = [mine[place] for place in _explored(local, mine, policy).unsettled]
    local, mine, _ = _only_asked(local, owners, left)
    return _bounded(local, mine, policy, apart=True)


def _only_asked(
    programme: Programme, owners: np.ndarray, asked: Sequence[Asked]
) -> tuple[Programme, list[Asked], np.ndarray]:
    """The part of a programme that is about the municipalities asked about, and their owners."""
    variables = np.flatnonzero(np.isin(owners, [each.cell.code for each in asked]))
    place = {int(variable): k for k, variable in enumerate(variables)}
    local = [Asked(a.cell, {place[v]: factor for v, factor in a.terms.items()}) for a in asked]
    return programme.block(variables), local, owners[variables]


def _bounded(
    programme: Programme, asked: Sequence[Asked], policy: Policy, *, apart: bool = False
) -> list[Finding]:
    """What is found when each count is bounded by itself.

    apart  municipalities are independent of each other: one count of each is bounded at a time
    """
    seen = _Seen(asked, programme.size, policy)
    findings = []
    while len(seen.unsettled):
        first = {asked[place].cell.code: place for place in reversed(seen.unsettled)}
        places = sorted(first.values()) if apart else [seen.unsettled[0]]
        seen.add_towards(programme, np.asarray(seen.sums[places].sum(axis=0)).ravel())
        findings += [found for place in places if (found := seen.finding(place)) is not None]
    return findings


def _value(terms: Terms, point: np.ndarray) -> float:
    return float(sum(factor * point[variable] for variable, factor in terms.items()))


def _values(low: float, high: float) -> int:
    """How many whole numbers there are from low to high."""
    return int(np.floor(high + SLACK) - np.ceil(low - SLACK)) + 1


def _matrix(sums: Sequence[Terms], variables: int) -> csr_matrix:
    """(sums, variables)"""
    rows = [row for row, terms in enumerate(sums) for _ in terms]
    columns = [variable for terms in sums for variable in terms]
    factors = [factor for terms in sums for factor in terms.values()]
    return csr_matrix((factors, (rows, columns)), shape=(len(sums), variables))
