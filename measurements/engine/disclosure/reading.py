"""A published form as an attacker reads it: which whole numbers each count may be."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from math import inf
from typing import Any

from measurements.engine.disclosure.draft import COUNTRY, SMALL_CELL
from measurements.engine.disclosure.rounding import Part, part_told_by

Json = Mapping[str, Any]

# What was published before there was a policy was exact.
EXACT = {"minimum_people": 20, "smallest_cell": 5, "rounding": 1}


@dataclass(frozen=True)
class Count:
    """Between these two whole numbers, both possible; inf where nothing is said."""

    low: float
    high: float


@dataclass(frozen=True)
class ToldShare:
    """One share of a cohort: its part, or (where followed) that it is of a few people or hidden."""

    years: int
    part: Part | None
    is_hidden: bool


@dataclass(frozen=True)
class ToldCohort:
    first: int
    last: int
    people: Count
    shares: tuple[ToldShare, ...]

    @property
    def permit_years(self) -> range:
        return range(self.first, self.last + 1)

    @property
    def is_hidden(self) -> bool:
        return self.people.high == inf


@dataclass(frozen=True)
class Version:
    """One published version. Municipalities by code; the country's own cohorts under COUNTRY."""

    form: Json

    @cached_property
    def codes(self) -> tuple[str, ...]:
        return tuple(row["code"] for row in self.form["municipalities"])

    @property
    def national(self) -> Json:
        national: Json = self.form["national"]
        return national

    @cached_property
    def cohorts(self) -> dict[str, tuple[ToldCohort, ...]]:
        told = {row["code"]: self._cohorts(row["cohorts"], self.rounding) for row in self._rows}
        scale = self.scale("people")
        return told | {COUNTRY: self._cohorts(self.national["cohorts"], scale)}

    @property
    def rounding(self) -> int:
        return int(self._policy["rounding"])

    @property
    def smallest_cell(self) -> int:
        return int(self._policy["smallest_cell"])

    def scale(self, name: str) -> int:
        """What the country's people, or its spells and events, were rounded down to."""
        return int(self.form.get("disclosure", {}).get("rounding", {}).get(name, self.rounding))

    def count(self, code: str, name: str) -> Count:
        """A municipality's people, spells, events or observed."""
        row = self.form_of(code)
        if row[name] is None and name == "people":
            return Count(0, int(self._policy["minimum_people"]) - 1)
        return _count(row[name], self.rounding)

    def total(self, name: str) -> Count:
        return _count(self.national[name], self.scale("people" if name == "people" else "events"))

    def form_of(self, code: str) -> Json:
        return self._by_code[code]

    @property
    def _policy(self) -> Json:
        policy: Json = self.form.get("disclosure", {}).get("policy", EXACT)
        return policy

    @property
    def _rows(self) -> Sequence[Json]:
        rows: Sequence[Json] = self.form["municipalities"]
        return rows

    @cached_property
    def _by_code(self) -> dict[str, Json]:
        return {row["code"]: row for row in self._rows}

    def _cohorts(self, rows: Sequence[Json], scale: int) -> tuple[ToldCohort, ...]:
        return tuple(
            ToldCohort(
                row["permit_year"],
                row["permit_year_last"],
                _count(row["people"], scale),
                tuple(self._share(share, row["people"]) for share in row["shares"]),
            )
            for row in rows
        )

    def _share(self, share: Json, people: int | None) -> ToldShare:
        if share["actual"] is None or people is None:
            return ToldShare(share["years"], None, share["reason"] == SMALL_CELL)
        part = part_told_by(share["actual"], people=people, rounding=self.rounding)
        return ToldShare(share["years"], part, is_hidden=False)


def _count(told: int | None, rounding: int) -> Count:
    return Count(0, inf) if told is None else Count(told, told + rounding - 1)
