"""When a practice is linked to a result: pure functions from what is published to a set of links.

The same practices and results give the same links, in whatever order they were published.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

RULE_VERSION = "practice-link@1"


class Timing(StrEnum):
    """When the practice began, seen from the period that the round measured."""

    BEFORE = "before"  # the whole period lies after the practice began
    DURING = "during"
    AFTER = "after"  # the result is from before the practice
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Practice:
    """A published submission, seen by the rule."""

    submission: int
    municipalities: frozenset[str]  # codes
    began: tuple[int, int | None] | None  # year and month; None: not known


@dataclass(frozen=True, slots=True)
class Evidence:
    """What the round said of the municipality when the link was made. Months; None: not given."""

    round_title: str
    period_from: int
    period_to: int
    simulated: bool
    verdict: str  # "" for a stated round, which gives lists and no figures
    reason: str
    listed: str  # "fastest", "slowest" or ""
    people: int | None
    actual: float | None
    expected: float | None
    difference: float | None
    low: float | None
    high: float | None
    outcome_sha256: str

    @property
    def is_fast(self) -> bool:
        """Among the fastest, or faster than expected beyond chance: others may learn from it."""
        return self.listed == "fastest" or self.verdict == "faster"


@dataclass(frozen=True, slots=True)
class Measured:
    """One municipality in one readable version of a round."""

    municipality: str  # code
    round_slug: str
    version: int  # of the round
    is_current: bool  # whether that version is the one that holds now
    as_name: str  # the municipality's name in that round
    evidence: Evidence


@dataclass(frozen=True, slots=True)
class Link:
    """A practice joined to a result."""

    submission: int
    municipality: str
    round_slug: str
    version: int
    is_current: bool
    as_name: str
    timing: Timing
    evidence: Evidence
    rule_version: str


def links(practices: Iterable[Practice], measured: Iterable[Measured]) -> frozenset[Link]:
    """Every practice joined to every result of its municipalities."""
    by_municipality: dict[str, list[Measured]] = {}
    for result in measured:
        by_municipality.setdefault(result.municipality, []).append(result)
    return frozenset(
        _link(practice, result)
        for practice in practices
        for code in practice.municipalities
        for result in by_municipality.get(code, ())
    )


def timing(began: tuple[int, int | None] | None, *, period_from: int, period_to: int) -> Timing:
    """When a practice began, against a period of whole years.

    January of the first year counts as before: the practice was there for the whole period.
    """
    if began is None:
        return Timing.UNKNOWN
    year, month = began
    if year < period_from or (year == period_from and month == 1):
        return Timing.BEFORE
    return Timing.AFTER if year > period_to else Timing.DURING


def _link(practice: Practice, result: Measured) -> Link:
    return Link(
        submission=practice.submission,
        municipality=result.municipality,
        round_slug=result.round_slug,
        version=result.version,
        is_current=result.is_current,
        as_name=result.as_name,
        timing=timing(
            practice.began,
            period_from=result.evidence.period_from,
            period_to=result.evidence.period_to,
        ),
        evidence=result.evidence,
        rule_version=RULE_VERSION,
    )
