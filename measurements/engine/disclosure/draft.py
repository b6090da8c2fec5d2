"""The published form of a raw outcome: counts in classes, figures of a few people left out.

First what every small group asks for by itself; then `Withheld`, what the attack asks for besides.
What is left out is null and has its reason; everything else is the engine's own figure.
"""

from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

from measurements.engine import outcome, standing
from measurements.engine.disclosure.policy import Policy
from measurements.engine.disclosure.rounding import interval, part_of, rounded
from measurements.engine.errors import Fault, warning
from measurements.engine.outcome import Coefficient, MonthEffect, Municipality, Outcome, plain
from measurements.engine.ratio import poisson_interval

FEW_OUTCOMES = "few_outcomes"
SMALL_CELL = "small_cell"
COUNTRY = ""  # where a municipality's code is asked for

# They say of a group, by name, that nobody or everybody in it had the outcome.
ABOUT_FEW = frozenset({"held_by_prior", "certain_month"})
ABOUT_PLACES = frozenset({"effect_changes", "standardisations_differ"})
PRIVATE = frozenset({"fewest", "reached"})

Kind = Literal["share", "cohort", "outcomes"]
Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Item:
    """A share, a cohort's whole row, or all outcomes of a municipality, that can be left out.

    code  of the municipality; COUNTRY for the country's own
    """

    kind: Kind
    code: str
    permit_year: int = 0
    years: int = 0


@dataclass(frozen=True, slots=True)
class Withheld:
    """What is left out because something else could be had from it.

    people, events  which of the policy's scales the country's totals are rounded to
    """

    people: int = 0
    events: int = 0
    items: frozenset[Item] = frozenset()


def draft(found: Outcome, policy: Policy, withheld: Withheld) -> Json:
    """JSON types only, floats rounded so that a digest of it is stable."""
    drawn = _Drawer(policy, withheld, found.spec.level)
    places = [drawn.municipality(each) for each in found.municipalities]
    shown = {row["code"] for row in places if row["difference"] is not None}
    return {
        "method": found.method,
        "spec": plain(found.spec),
        "national": drawn.national(found.national),
        "municipalities": places,
        "warnings": [plain(each.as_dict()) for each in _warnings(found.warnings, shown, policy)],
    }


def rounding_of(policy: Policy, withheld: Withheld) -> Json:
    """What each count was rounded down to."""
    return {
        "municipal": policy.rounding,
        "people": policy.scales[withheld.people],
        "events": policy.scales[withheld.events],
    }


@dataclass(frozen=True, slots=True)
class _Drawer:
    policy: Policy
    withheld: Withheld
    level: float

    def municipality(self, raw: Municipality) -> Json:
        assert raw.people is not None, "the engine counts everybody"
        assert raw.spells is not None, "the engine counts every spell"
        if raw.reason in standing.WITHHELD or raw.people < self.policy.minimum_people:
            return plain(Municipality(raw.code, "too_few", standing.FEWER_THAN_SHOWN))
        people = rounded(raw.people, to=self.policy.rounding)
        if self._rests_on_few(raw) or Item("outcomes", raw.code) in self.withheld.items:
            few = Municipality(raw.code, "too_few", FEW_OUTCOMES, people, expected=raw.expected)
            return plain(few)
        told = {"people": people, "cohorts": [self._cohort(each, raw.code) for each in raw.cohorts]}
        return plain(raw) | self._outcomes(raw) | told

    def national(self, raw: outcome.National) -> Json:
        people = self.policy.scales[self.withheld.people]
        events = self.policy.scales[self.withheld.events]
        return plain(raw) | {
            "people": rounded(raw.people, to=people),
            "spells": rounded(raw.spells, to=events),
            "events": rounded(raw.events, to=events),
            "coefficients": [self._coefficient(each) for each in raw.coefficients],
            "baseline": [self._month(each) for each in raw.baseline],
            "cohorts": [self._cohort(each, COUNTRY) for each in raw.cohorts],
        }

    def _rests_on_few(self, raw: Municipality) -> bool:
        assert raw.events is not None, "the engine counts every event"
        assert raw.observed is not None, "the engine counts every event"
        assert raw.spells is not None, "the engine counts every spell"
        fewest = min(raw.events, raw.observed, raw.spells - raw.events)
        return fewest < self.policy.smallest_cell

    def _outcomes(self, raw: Municipality) -> Json:
        """Transitions, and their ratio to the expected: from the class, since the exact ratio and
        its interval would tell the exact count.
        """
        assert raw.events is not None, "the engine counts every event"
        assert raw.observed is not None, "the engine counts every event"
        assert raw.spells is not None, "the engine counts every spell"
        assert raw.expected_events, "where something was observed, something was expected"
        observed = rounded(raw.observed, to=self.policy.rounding)
        last = observed + self.policy.rounding - 1
        low, _ = poisson_interval(np.array([observed]), level=self.level)
        _, high = poisson_interval(np.array([last]), level=self.level)
        return {
            "spells": rounded(raw.spells, to=self.policy.rounding),
            "events": rounded(raw.events, to=self.policy.rounding),
            "observed": observed,
            "ratio": plain((observed + last) / 2 / raw.expected_events),
            "ratio_low": plain(float(low[0]) / raw.expected_events),
            "ratio_high": plain(float(high[0]) / raw.expected_events),
        }

    def _cohort(self, raw: outcome.Cohort, code: str) -> Json:
        scale = self.policy.rounding if code else self.policy.scales[self.withheld.people]
        people = rounded(raw.people, to=scale)
        item = Item("cohort", code, raw.permit_year)
        if people < self.policy.minimum_people or item in self.withheld.items:
            shares = [_without(share) for share in raw.shares]
            return plain(raw) | {"people": None, "shares": shares}
        shares = [self._share(share, raw, people, code) for share in raw.shares]
        return plain(raw) | {"people": people, "shares": shares}

    def _share(self, raw: outcome.Share, cohort: outcome.Cohort, people: int, code: str) -> Json:
        if raw.actual is None or raw.reached is None:
            return _public(raw)
        part = part_of(raw.actual, people=people, rounding=self.policy.rounding)
        fewest = min(raw.reached, cohort.people - raw.reached)
        is_small = fewest < self.policy.smallest_cell or not part.is_inner
        item = Item("share", code, cohort.permit_year, raw.years)
        if is_small or item in self.withheld.items:
            return _without(raw)
        low, high = interval(part, people=people, level=self.level)
        told = {"actual": part.middle, "low": low, "high": high, "expected": raw.expected}
        return _public(raw) | plain(told)

    def _coefficient(self, raw: Coefficient) -> Json:
        """A category of few is not named either: the only one from a country is known by it."""
        if raw.fewest is not None and raw.fewest < self.policy.smallest_cell:
            nameless = {"term": raw.column, "level": None, "estimate": None, "se": None}
            return _public(raw) | nameless | {"reason": SMALL_CELL}
        return _public(raw) | {"reason": None}

    def _month(self, raw: MonthEffect) -> Json:
        if raw.fewest < self.policy.smallest_cell or raw.alpha is None:
            return _public(raw) | {"alpha": None, "reason": SMALL_CELL}
        return _public(raw) | {"reason": None}


def _without(raw: outcome.Share) -> Json:
    """A share that was followed and is not told."""
    if raw.reason is not None:
        return _public(raw)
    return _public(outcome.Share(raw.years, None, None, None, None, SMALL_CELL))


def _public(raw: Any) -> Json:
    return {name: value for name, value in plain(raw).items() if name not in PRIVATE}


def _warnings(told: tuple[Fault, ...], shown: set[str], policy: Policy) -> list[Fault]:
    """Without the names of groups in which nobody, or everybody, had the outcome."""
    released = [_released(each, shown, policy) for each in told if each.code not in ABOUT_FEW]
    if any(each.code in ABOUT_FEW for each in told):
        released.append(warning("few_outcomes"))
    return [each for each in released if each is not None]


def _released(told: Fault, shown: set[str], policy: Policy) -> Fault | None:
    if told.code in ABOUT_PLACES:
        codes = told.where["municipality_codes"].split(", ")
        left = ", ".join(code for code in codes if code in shown)
        return warning(told.code, municipality_codes=left) if left else None
    if "total" in told.where:
        return warning(told.code, **told.where | {"total": _in_words(told.where["total"], policy)})
    return told


def _in_words(total: int, policy: Policy) -> str:
    """A count inside a sentence of two languages."""
    low = rounded(total, to=policy.rounding)
    return f"{max(low, 1)}-{low + policy.rounding - 1}"
