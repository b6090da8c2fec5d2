"""Whether what is public is still what was published: the seals computed again, from the tables.

The guards of the database refuse changes; this finds what was changed around them.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from django.db.models import QuerySet

from measurements.audit_chain import is_intact
from measurements.lifecycle import PUBLIC
from measurements.models import Event, Round, RoundKind, RoundState
from measurements.payload import Payload, canonical, correction_of, digest

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
# What the audit log calls the move that brought a version where it stands.
MOVES = {
    "round.published": RoundState.PUBLISHED,
    "round.superseded": RoundState.SUPERSEDED,
    "round.retracted": RoundState.RETRACTED,
}


class Part(StrEnum):
    """What is held up against the seal."""

    PAYLOAD = "payload"  # the frozen text
    LOG = "log"  # the line of the audit log that tells of its publication
    COLUMNS = "columns"  # title, period, dates and reasons, as pages and lists show them
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
    """Every version that has been public and was computed here, retracted ones too; and those that
    the audit log knows as published, and that are not there any more.
    """
    seen = set()
    for each in _sealed_versions().order_by("series__slug", "number"):
        seen.add(each.pk)
        yield _verified(each)
    for event in Event.objects.filter(action="round.published").order_by("pk"):
        if event.round_id not in seen:
            yield _vanished(event)


def _sealed_versions() -> QuerySet[Round]:
    return Round.objects.filter(state__in=PUBLIC, kind=RoundKind.COMPUTED).select_related(
        "series", "publication", "approved_run", "replaces"
    )


def _verified(measured: Round) -> Verification:
    lines = {each.action: each for each in _log_of(measured)}
    frozen = getattr(measured, "publication", None)  # somebody may have been at that, too
    seal = frozen.sha256 if frozen else _seal_in(lines.get("round.published"))
    text = frozen.payload if frozen else ""
    return Verification(
        slug=measured.series.slug,
        version=measured.number,
        seal=seal,
        checks=(
            Check(Part.PAYLOAD, expected=seal, found=digest(text)),
            Check(Part.LOG, expected=seal, found=_seal_in(lines.get("round.published"))),
            *_checks_within(measured, _parsed(text), lines),
        ),
    )


def _vanished(event: Event) -> Verification:
    rounds = Round.objects.select_related("series")
    measured = rounds.filter(pk=event.round_id).first() if event.round_id else None
    seal = _seal_in(event)
    return Verification(
        slug=measured.series.slug if measured else str(event.details.get("title", "")),
        version=int(event.details.get("version", 0)),
        seal=seal,
        checks=(Check(Part.PAYLOAD, expected=seal, found=""),),
    )


def _log_of(measured: Round) -> QuerySet[Event]:
    """The lines that say what became of it in public. Each move is made once."""
    return Event.objects.filter(round=measured, action__in=MOVES).order_by("pk")


def _parsed(text: str) -> Payload:
    """Empty when the text is not what we would have written."""
    try:
        found = json.loads(text)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def _seal_in(event: Event | None) -> str:
    """The seal that the audit log wrote down; empty: no such line, or one that was written over."""
    if event is None or not is_intact(event):
        return ""
    return str(event.details.get("seal", ""))


def _checks_within(measured: Round, payload: Payload, lines: dict[str, Event]) -> Iterator[Check]:
    """Nothing in it can be trusted to be there, when somebody has been at it."""
    own = _columns_of(measured)
    told = {name: payload.get(name) for name in own} | _told_by_the_log(lines)
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
    return {
        **{name: getattr(measured, name) for name in COLUMNS},
        "slug": measured.series.slug,
        "version": measured.number,
        "data_end": measured.data_end.isoformat() if measured.data_end else None,
        "correction": correction_of(measured),
        "state": measured.state,
        "published_at": _when(measured.published_at),
        "alone_reason": measured.alone_reason,
        "retracted_at": _when(measured.retracted_at),
        "retraction_reason": measured.retraction_reason,
    }


def _told_by_the_log(lines: dict[str, Event]) -> dict[str, Any]:
    """The same columns, where the payload was frozen before they were written."""
    published, retracted = lines.get("round.published"), lines.get("round.retracted")
    newest = max(lines.values(), key=lambda line: line.pk, default=None)
    return {
        "state": MOVES[newest.action].value if newest else None,
        "published_at": _when(published.at) if published else None,
        "alone_reason": published.reason if published else "",
        "retracted_at": _when(retracted.at) if retracted else None,
        "retraction_reason": retracted.reason if retracted else "",
    }


def _when(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None
