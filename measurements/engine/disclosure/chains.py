"""Shares after 1 .. 6 years as numbers of people, and what their steps would tell.

The people of a cohort who have got there by year k form a chain that never falls and never exceeds
the cohort; a later version lies above an earlier one. A published share says which part of the
cohort the number lies in. A hidden one before the first published is of a few with an outcome,
one after the last is of a few without: an attacker who knows the rule can tell.

With the people held fixed the numbers are boxes in an order, and the bounds of every step are
known without a linear programme. They are steps that can be taken, so a step that is wide enough
there is wide enough; only the others are asked of the programme.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, pairwise

import numpy as np

from measurements.engine.disclosure.draft import COUNTRY
from measurements.engine.disclosure.programme import Knowns, Terms, plus
from measurements.engine.disclosure.reading import ToldCohort, ToldShare
from measurements.engine.disclosure.tables import Asked, Cell, Tables

Place = tuple[int, int]  # version and years


@dataclass(frozen=True)
class Chain:
    """A cohort of one municipality (or the country) in every version that tells it so."""

    code: str
    told: Mapping[int, ToldCohort]  # version → what it says; the same arrival years in all
    smallest_cell: int

    @property
    def first(self) -> int:
        return next(iter(self.told.values())).first

    @property
    def last(self) -> int:
        return next(iter(self.told.values())).last

    def steps(self) -> Iterator[tuple[Cell, Place | None, Place | None]]:
        """Every number that must not be known: from one place (or from 0) to another (or to all)."""
        for version, cohort in self.told.items():
            known = [s.years for s in cohort.shares if s.part or s.is_hidden]
            if all(share.part is None for share in cohort.shares):
                continue
            for before, years in pairwise(known):
                yield self._cell(version, years), (version, before), (version, years)
            for share in cohort.shares:
                if share.is_hidden or share.years == known[-1]:
                    here = (version, share.years)
                    yield self._cell(*here, name="without"), here, None
                if share.is_hidden:
                    yield self._cell(*here, name="with"), None, here
        for earlier, later in combinations(self.told, 2):
            for years in self._published(earlier) & self._published(later):
                cell = self._cell(later, years, earlier)
                yield cell, (earlier, years), (later, years)

    def _published(self, version: int) -> set[int]:
        return {share.years for share in self.told[version].shares if share.part}

    def _cell(self, version: int, years: int, earlier: int | None = None, name: str = "") -> Cell:
        return Cell("share", self.code, version, earlier, self.first, years, name)


def chains_of(tables: Tables) -> list[Chain]:
    """Every cohort whose people are told."""
    told: dict[tuple[str, int, int], dict[int, ToldCohort]] = defaultdict(dict)
    for place, version in enumerate(tables.versions):
        for code, cohorts in version.cohorts.items():
            for cohort in cohorts:
                if not cohort.is_hidden:
                    told[code, cohort.first, cohort.last][place] = cohort
    smallest = min(version.smallest_cell for version in tables.versions)
    return [Chain(code, versions, smallest) for (code, _, _), versions in told.items()]


# --- with the people held fixed


@dataclass(frozen=True, slots=True)
class Interval:
    """All values that a number can have."""

    low: float
    high: float


@dataclass(frozen=True)
class Boxes:
    """low, high (versions, years): between what each number of people may be."""

    places: dict[Place, tuple[int, int]]  # → row and column
    people: Mapping[int, float]
    low: np.ndarray
    high: np.ndarray
    is_linked: bool  # a later version lies above an earlier one

    @classmethod
    def of(cls, chain: Chain, people: Mapping[int, float]) -> "Boxes":
        versions = list(chain.told)
        years = [share.years for share in chain.told[versions[0]].shares]
        places = {(v, k): (r, c) for r, v in enumerate(versions) for c, k in enumerate(years)}
        low, high = np.zeros((2, len(versions), len(years)))
        for row, version in enumerate(versions):
            for column, share in enumerate(chain.told[version].shares):
                low[row, column], high[row, column] = _limits(chain, version, share, people)
        for is_linked in (True, False):
            lows, highs = _in_order(low, high, is_linked)
            if (lows <= highs).all():
                break
        return cls(places, people, lows, highs, is_linked)

    def step(self, start: Place | None, end: Place | None) -> Interval:
        """All values that a step can have; a later place never lies below an earlier one."""
        if start is None:
            assert end is not None, "a step from 0 to all is the people, and those are told"
            return Interval(self.low[self.places[end]], self.high[self.places[end]])
        before = self.places[start]
        if end is None:
            everybody = self.people[start[0]]
            return Interval(everybody - self.high[before], everybody - self.low[before])
        at = self.places[end]
        least = self.low[at] - self.high[before]
        if start[0] == end[0] or self.is_linked:
            least = max(0.0, least)
        return Interval(least, self.high[at] - self.low[before])


def _limits(
    chain: Chain, version: int, share: ToldShare, people: Mapping[int, float]
) -> tuple[float, float]:
    everybody, few = people[version], chain.smallest_cell - 1
    if share.part:
        place, parts = share.part.place, share.part.parts
        return place * everybody / parts, ((place + 1) * everybody - 1) / parts
    side = side_of(chain.told[version], share)
    if side == "few with":
        return 0.0, few
    if side == "few without":
        return everybody - few, everybody
    return 0.0, everybody


def side_of(cohort: ToldCohort, hidden: ToldShare) -> str:
    """Which side of a hidden share is small, where the published ones around it tell."""
    published = [share.years for share in cohort.shares if share.part]
    if not hidden.is_hidden or not published:
        return ""
    if hidden.years < min(published):
        return "few with"
    return "few without" if hidden.years > max(published) else ""


def _in_order(low: np.ndarray, high: np.ndarray, is_linked: bool) -> tuple[np.ndarray, np.ndarray]:
    """What the order of years (and of versions) leaves of the boxes."""
    low = np.maximum.accumulate(low, axis=1)
    high = np.minimum.accumulate(high[:, ::-1], axis=1)[:, ::-1]
    if is_linked:
        low = np.maximum.accumulate(low, axis=0)
        high = np.minimum.accumulate(high[::-1], axis=0)[::-1]
    return low, high


# --- as rows of the programme


def write(knowns: Knowns, tables: Tables, chain: Chain) -> dict[Place, int]:
    """The chain's numbers as variables, by version and years, and all that is known of them."""
    reached: dict[Place, int] = {}
    for version, cohort in chain.told.items():
        everybody = tables.received(version, chain.code, cohort)
        most = tables.versions[version].total("people").high
        for share in cohort.shares:
            reached[version, share.years] = knowns.variable(chain.code, 0, most)
            mine = {reached[version, share.years]: 1.0}
            before = {reached[version, share.years - 1]: 1.0} if share.years > 1 else {}
            knowns.row(plus(mine, minus=[before]), low=0)
            knowns.row(plus(everybody, minus=[mine]), low=0)
            _write_share(knowns, chain, cohort, share, mine, everybody)
    for earlier, later in combinations(chain.told, 2):
        if not _agree(chain.told[earlier], chain.told[later]):
            continue
        for (version, years), variable in tuple(reached.items()):
            if version == later and (earlier, years) in reached:
                knowns.row({variable: 1.0, reached[earlier, years]: -1.0}, low=0, belief=True)
    return reached


def _agree(before: ToldCohort, after: ToldCohort) -> bool:
    """Whether the later shares can all be as large as the earlier ones."""
    later = {share.years: share.part for share in after.shares if share.part}
    return all(
        share.part is None or share.years not in later or later[share.years].high > share.part.low
        for share in before.shares
    )


def _write_share(
    knowns: Knowns,
    chain: Chain,
    cohort: ToldCohort,
    share: ToldShare,
    mine: Terms,
    everybody: Terms,
) -> None:
    few = chain.smallest_cell - 1
    side = side_of(cohort, share)
    if share.part:
        place, parts = share.part.place, share.part.parts
        whole = {variable: parts * factor for variable, factor in mine.items()}
        knowns.row(plus(whole, minus=[_times(everybody, place)]), low=0)
        knowns.row(plus(whole, minus=[_times(everybody, place + 1)]), high=-1)
    elif side == "few with":
        knowns.row(mine, high=few, belief=True)
    elif side == "few without":
        knowns.row(plus(everybody, minus=[mine]), high=few, belief=True)


def _times(terms: Terms, factor: float) -> Terms:
    return {variable: factor * each for variable, each in terms.items()}


def write_sums(
    knowns: Knowns,
    tables: Tables,
    chains: Sequence[Chain],
    reached: Sequence[Mapping[Place, int]],
) -> None:
    """Belief: the country's number is the sum of the municipalities', give or take all who moved."""
    told = {
        (chain.code, chain.first, *place): variable
        for chain, variables in zip(chains, reached, strict=True)
        if chain.first == chain.last
        for place, variable in variables.items()
    }
    for (code, year, version, years), country in tuple(told.items()):
        if code != COUNTRY:
            continue
        parts = []
        for each in tables.versions[version].codes:
            everybody = tables.people.get((version, each, year))
            if everybody is None:
                continue
            mine = told.get((each, year, version, years))
            if mine is None:
                mine = knowns.variable(each, 0, tables.versions[version].total("people").high)
                knowns.row({everybody: 1.0, mine: -1.0}, low=0)
            parts.append({mine: 1.0})
        moved = tables.moved(version)
        knowns.row(plus({country: 1.0}, minus=[*parts, moved]), high=0, belief=True)
        knowns.row(plus({country: 1.0}, moved, minus=parts), low=0, belief=True)


def asked(chain: Chain, tables: Tables, reached: Mapping[Place, int]) -> Iterator[Asked]:
    """The chain's steps as sums of its variables."""
    for cell, start, end in chain.steps():
        cohort = chain.told[cell.version]
        before = {reached[start]: 1.0} if start else {}
        until = {reached[end]: 1.0} if end else tables.received(cell.version, chain.code, cohort)
        yield Asked(cell, plus(until, minus=[before]))
