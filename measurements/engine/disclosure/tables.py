"""What all published versions say together of how many people, as rows of a linear programme.

The smallest thing counted is the people of one municipality, arrival year and version; published
are sums of it (a cohort, a municipality, the country) and, beside them, spells and outcomes:

    people = sum of its cohorts <= spells,   observed <= events <= spells,   national = sum of all

Between versions an attacker believes that the later one only adds: the same people, seen longer.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations
from typing import Literal

from measurements.engine.disclosure.draft import COUNTRY
from measurements.engine.disclosure.programme import Knowns, Terms, plus
from measurements.engine.disclosure.reading import Count, ToldCohort, Version

What = Literal["people", "outcomes", "share"]
OUTCOMES = ("spells", "events", "observed")


@dataclass(frozen=True, slots=True)
class Cell:
    """A count that nobody should be able to work out, or a change of one between two versions.

    what         people; spells and events; or people of a cohort with an outcome after some years
    code         municipality, or COUNTRY
    version      the later one, by its place
    earlier      the version that it is compared with
    permit_year  first of the cohort; 0 where it is about all
    """

    what: What
    code: str
    version: int
    earlier: int | None = None
    permit_year: int = 0
    years: int = 0
    name: str = ""
    is_hidden: bool = False  # left out of the version, whatever its size

    @property
    def is_change(self) -> bool:
        return self.earlier is not None


@dataclass(frozen=True)
class Asked:
    """A cell as the sum that it is."""

    cell: Cell
    terms: Terms


@dataclass(frozen=True)
class Tables:
    """people  (version, code, arrival year) → variable; outcomes: (version, code, name) → variable"""

    versions: tuple[Version, ...]
    knowns: Knowns
    people: dict[tuple[int, str, int], int]
    outcomes: dict[tuple[int, str, str], int]

    @classmethod
    def of(cls, versions: Sequence[Version]) -> "Tables":
        tables = cls(tuple(versions), Knowns(), {}, {})
        for place, version in enumerate(versions):
            tables._count(place, version)
            tables._sum_up(place, version)
        for (earlier, _), (later, _) in combinations(enumerate(versions), 2):
            tables._link(earlier, later)
        return tables

    def received(self, version: int, code: str, cohort: ToldCohort | None = None) -> Terms:
        """The people of a municipality or the country, or of one of its cohorts."""
        codes = self.versions[version].codes if code == COUNTRY else (code,)
        years = cohort.permit_years if cohort else self._years[version]
        keys = ((version, each, year) for each in codes for year in years)
        return {self.people[key]: 1.0 for key in keys if key in self.people}

    def moved(self, version: int) -> Terms:
        """Everybody's later spells: those of people who moved."""
        codes = self.versions[version].codes
        spells = {self.outcomes[version, code, "spells"]: 1.0 for code in codes}
        return plus(spells, minus=[self.received(version, COUNTRY)])

    def asked(self) -> Iterator[Asked]:
        """Everything about people, spells and events that must not be known."""
        for place, version in enumerate(self.versions):
            for code in version.codes:
                yield from self._about_people(place, version, code)
                yield from self._about_outcomes(place, code)
        for (earlier, _), (later, _) in combinations(enumerate(self.versions), 2):
            yield from self._changes(earlier, later)

    def _about_people(self, place: int, version: Version, code: str) -> Iterator[Asked]:
        if version.form_of(code)["people"] is None:
            cell = Cell("people", code, place, name="people", is_hidden=True)
            yield Asked(cell, self.received(place, code))
        for cohort in version.cohorts[code]:
            if len(cohort.permit_years) > 1:
                for year in cohort.permit_years:
                    cell = Cell("people", code, place, permit_year=cohort.first, name=str(year))
                    yield Asked(cell, {self.people[place, code, year]: 1.0})
            elif cohort.is_hidden:
                cell = Cell("people", code, place, permit_year=cohort.first, name="cohort")
                yield Asked(cell, self.received(place, code, cohort))

    def _about_outcomes(self, place: int, code: str) -> Iterator[Asked]:
        spells, events, observed = ({self.outcomes[place, code, n]: 1.0} for n in OUTCOMES)
        is_hidden = self.versions[place].form_of(code)["events"] is None
        yield Asked(Cell("outcomes", code, place, name="events", is_hidden=is_hidden), events)
        for name, terms in (
            ("moved in", plus(spells, minus=[self.received(place, code)])),
            ("without", plus(spells, minus=[events])),
            ("later", plus(events, minus=[observed])),
        ):
            yield Asked(Cell("outcomes", code, place, name=name), terms)

    def _changes(self, earlier: int, later: int) -> Iterator[Asked]:
        before, after = self.versions[earlier], self.versions[later]
        for code in sorted(set(before.codes) & set(after.codes)):
            change = plus(self.received(later, code), minus=[self.received(earlier, code)])
            yield Asked(Cell("people", code, later, earlier, name="people"), change)
            for name in OUTCOMES:
                change = {
                    self.outcomes[later, code, name]: 1.0,
                    self.outcomes[earlier, code, name]: -1.0,
                }
                yield Asked(Cell("outcomes", code, later, earlier, name=name), change)
            for old, new in shared(before.cohorts[code], after.cohorts[code]):
                change = plus(
                    self.received(later, code, new), minus=[self.received(earlier, code, old)]
                )
                cell = Cell("people", code, later, earlier, permit_year=new.first, name="cohort")
                yield Asked(cell, change)

    # --- writing what is known

    def _count(self, place: int, version: Version) -> None:
        """A municipality's own counts."""
        most = version.total("people").high
        for code in version.codes:
            cohorts = version.cohorts[code]
            years = [year for cohort in cohorts for year in cohort.permit_years]
            for year in years or self._years[place]:
                self.people[place, code, year] = self.knowns.variable(code, 0, most)
            for cohort in cohorts:
                self._tell(self.received(place, code, cohort), cohort.people)
            self._tell(self.received(place, code), version.count(code, "people"))
            self._count_outcomes(place, version, code)

    def _count_outcomes(self, place: int, version: Version, code: str) -> None:
        for name in OUTCOMES:
            told, most = version.count(code, name), version.total("spells").high
            variable = self.knowns.variable(code, told.low, min(told.high, most))
            self.outcomes[place, code, name] = variable
        spells, events, observed = (self.outcomes[place, code, name] for name in OUTCOMES)
        self.knowns.row(plus({spells: 1.0}, minus=[self.received(place, code)]), low=0)
        self.knowns.row({spells: 1.0, events: -1.0}, low=0)
        self.knowns.row({events: 1.0, observed: -1.0}, low=0)

    def _sum_up(self, place: int, version: Version) -> None:
        """The country's totals."""
        self._tell(self.received(place, COUNTRY), version.total("people"))
        for cohort in version.cohorts[COUNTRY]:
            self._tell(self.received(place, COUNTRY, cohort), cohort.people)
        for name in ("spells", "events"):
            everywhere = {self.outcomes[place, code, name]: 1.0 for code in version.codes}
            self._tell(everywhere, version.total(name))

    def _link(self, earlier: int, later: int) -> None:
        """Beliefs: every count of the later version is at least that of the earlier."""
        before, after = self.versions[earlier], self.versions[later]
        agree = {
            code for code in set(before.codes) & set(after.codes) if _agree(before, after, code)
        }
        for (place, code, year), variable in self.people.items():
            if place == later and code in agree:
                self._add_only(self.people.get((earlier, code, year)), variable)
        for (place, code, name), variable in self.outcomes.items():
            if place == later and code in agree:
                self._add_only(self.outcomes.get((earlier, code, name)), variable)

    def _add_only(self, before: int | None, after: int) -> None:
        if before is not None:
            self.knowns.row({after: 1.0, before: -1.0}, low=0, belief=True)

    def _tell(self, terms: Terms, told: Count) -> None:
        self.knowns.row(terms, low=told.low, high=told.high)

    @cached_property
    def _years(self) -> list[list[int]]:
        """All arrival years of each version."""
        return [
            sorted(
                {y for told in v.cohorts.values() for cohort in told for y in cohort.permit_years}
            )
            for v in self.versions
        ]


def _agree(before: Version, after: Version, code: str) -> bool:
    """Whether a municipality's later counts can all be as large as its earlier ones."""
    names = ("people", *OUTCOMES)
    pairs = [(before.count(code, name), after.count(code, name)) for name in names]
    pairs += [(b.people, a.people) for b, a in shared(before.cohorts[code], after.cohorts[code])]
    return all(later.high >= earlier.low for earlier, later in pairs)


def shared(
    before: Sequence[ToldCohort], after: Sequence[ToldCohort]
) -> list[tuple[ToldCohort, ToldCohort]]:
    """Cohorts of the same arrival years in both versions."""
    later = {(cohort.first, cohort.last): cohort for cohort in after}
    pairs = ((cohort, later.get((cohort.first, cohort.last))) for cohort in before)
    return [(old, new) for old, new in pairs if new is not None]
