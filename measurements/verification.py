"""Whether what is public is still what was published: the seals computed again, from the tables.

The guards of the database refuse changes; this finds what was changed around them.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.db.models import QuerySet

from measurements.lifecycle import PUBLIC
from measurements.models import Event, Round, RoundKind
from measurements.payload import Payload, canonical, digest

# What stands both in the row of a version and in its frozen payload.
COLUMNS = (
    "title",
    "publisher",
    "contact",
    "period_from",
    "period_to",
    "horizon",
    "minimum_people",
    "success",
    "simulated",
)


class Part(StrEnum):
    """What is held up against the seal."""

    PAYLOAD = "payload"  # the frozen text
    LOG = "log"  # the line of the audit log that tells of its publication
    COLUMNS = "columns"  # title, period and the like, as the lists of rounds show them
    OUTCOME = "outcome"  # the figures, as the computation digested them


@dataclass(frozen=True, slots=True)
class Check:
    part: Part
    expected: str
    found: str

    @property
    def holds(self) -> bool:
        return self.expected == self.found


@dataclass(frozen=True, slots=True)
class Verification:
    """One version of one round, looked at now."""

    slug: str
    version: int
    seal: str
    checks: tuple[Check, ...]

    @property
    def holds(self) -> bool:
        return all(check.holds for check in self.checks)

    @property
    def broken(self) -> tuple[Part, ...]:
        return tuple(check.part for check in self.checks if not check.holds)


def verify(slug: str, version: int) -> Verification | None:
    """One version that is or was public and was computed here; None where there is none."""
    found = _sealed_versions().filter(series__slug=slug, number=version).first()
    return _verified(found) if found else None


def verify_all() -> Iterator[Verification]:
    """Every version that has been public and was computed here, retracted ones too."""
    for each in _sealed_versions().order_by("series__slug", "number"):
        yield _verified(each)


def _sealed_versions() -> QuerySet[Round]:
    return Round.objects.filter(state__in=PUBLIC, kind=RoundKind.COMPUTED).select_related(
        "series", "publication", "approved_run"
    )


def _verified(measured: Round) -> Verification:
    frozen = measured.publication
    return Verification(
        slug=measured.series.slug,
        version=measured.number,
        seal=frozen.sha256,
        checks=(
            Check(Part.PAYLOAD, expected=frozen.sha256, found=digest(frozen.payload)),
            Check(Part.LOG, expected=frozen.sha256, found=_logged(measured)),
            *_checks_within(measured, _parsed(frozen.payload)),
        ),
    )


def _parsed(text: str) -> Payload:
    """Empty when the text is not what we would have written."""
    try:
        found = json.loads(text)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def _logged(measured: Round) -> str:
    """The seal that the audit log wrote down when this version was published; empty: no such line."""
    told = Event.objects.filter(round=measured, action="round.published").order_by("pk").first()
    return str(told.details.get("seal", "")) if told else ""


def _checks_within(measured: Round, payload: Payload) -> Iterator[Check]:
    """Nothing in it can be trusted to be there, when somebody has been at it."""
    own, told = _columns_of(measured), {name: payload.get(name) for name in COLUMNS}
    told |= {"slug": payload.get("slug"), "version": payload.get("version")}
    differing = [name for name in own if own[name] != told[name]]
    yield Check(
        Part.COLUMNS,
        expected=canonical({name: told[name] for name in differing}),
        found=canonical({name: own[name] for name in differing}),
    )
    run = measured.approved_run
    yield Check(
        Part.OUTCOME,
        expected=run.outcome_sha256 if run else "",
        found=digest(canonical(payload.get("outcome"))),
    )


def _columns_of(measured: Round) -> dict[str, Any]:
    own = {name: getattr(measured, name) for name in COLUMNS}
    return own | {"slug": measured.series.slug, "version": measured.number}
