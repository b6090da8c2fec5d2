"""The payload of a round: all that the public will see of one version, put together once.

Its canonical text is frozen when the round is approved. The SHA-256 of that text is the seal:
whoever downloads the text can compute it again.
"""

import json
from collections.abc import Iterable
from functools import lru_cache
from hashlib import sha256
from typing import Any

from django.utils import timezone

from measurements.lifecycle import PUBLIC, RoundState
from measurements.models import Hearing, Publication, Round, Run

FORMAT = "round@1"
LIST_LENGTH = 10
# Payloads that a process remembers, 1.6 MB of a national round each. A municipality's page reads all
# current rounds: when these are more, every request for it reads and parses them anew.
KEPT = 32

Payload = dict[str, Any]

# What a reader sees of a municipality; a correction lists every one of these that changed.
FIGURES = (
    "verdict",
    "reason",
    "people",
    "events",
    "actual",
    "expected",
    "difference",
    "ci_low",
    "ci_high",
    "rank_low",
    "rank_high",
)


def assemble(*, measured: Round, run: Run) -> Payload:
    """Everything that would be public if the round were approved now with this run. JSON types."""
    return {
        "format": FORMAT,
        "slug": measured.series.slug,
        "version": measured.number,
        "title": measured.title,
        "publisher": measured.publisher,
        "contact": measured.contact,
        "period_from": measured.period_from,
        "period_to": measured.period_to,
        "horizon": measured.horizon,
        "minimum_people": measured.minimum_people,
        "success": measured.success,
        "data_end": measured.data_end.isoformat() if measured.data_end else None,
        "simulated": measured.simulated,
        "correction": correction_of(measured),
        "hearing": _hearing(measured),
        "inputs": [
            {"kind": file.kind, "sha256": file.sha256, "size": file.size}
            for file in sorted(run.inputs.all(), key=lambda file: file.kind)
        ],
        "settings": run.settings,
        "outcome": run.outcome,
        "outcome_sha256": run.outcome_sha256,
        "lists": lists_of(run.outcome["municipalities"]),
        "changes": _changes(measured, run),
    }


def canonical(value: Any) -> str:
    """JSON with sorted keys and no spaces: equal values, equal text."""
    return json.dumps(
        value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False
    )


def digest(text: str) -> str:
    """SHA-256 of the text as UTF-8, in hexadecimal."""
    return sha256(text.encode()).hexdigest()


@lru_cache(maxsize=KEPT)
def sealed(seal: str) -> Payload:
    """The frozen payload with this seal. It never changes, so it is read and parsed once."""
    return json.loads(Publication.objects.values_list("payload", flat=True).get(sha256=seal))


def public_seals(*, simulated: bool) -> list[str]:
    """Of everything that has ever been public, the oldest first; retracted versions too, because
    readers may have kept them.
    """
    public = Publication.objects.filter(round__state__in=PUBLIC, round__simulated=simulated)
    return list(public.order_by("round__published_at", "pk").values_list("sha256", flat=True))


def lists_of(municipalities: Iterable[dict[str, Any]]) -> dict[str, list[str]]:
    """Codes of the ten fastest and the ten slowest of the ranked; fewer where few are ranked."""
    ranked = sorted(
        (row["difference"], row["code"]) for row in municipalities if row["rank_low"] is not None
    )
    length = min(LIST_LENGTH, len(ranked) // 2)
    return {
        "fastest": sorted(code for _difference, code in ranked[:length]),
        "slowest": sorted(code for _difference, code in ranked[len(ranked) - length :]),
    }


def changed_figures(
    before: Iterable[dict[str, Any]], after: Iterable[dict[str, Any]]
) -> list[dict[str, Any]]:
    """Every public figure of a municipality that is not what it was: {code, figure, before, after}."""
    earlier = {row["code"]: row for row in before}
    later = {row["code"]: row for row in after}
    return [
        {"code": code, "figure": figure, "before": old, "after": new}
        for code in sorted(earlier.keys() | later.keys())
        for figure in FIGURES
        if (old := earlier.get(code, {}).get(figure)) != (new := later.get(code, {}).get(figure))
    ]


def correction_of(measured: Round) -> Payload | None:
    if measured.replaces is None:
        return None
    return {
        "kind": measured.correction_kind,
        "reason": measured.correction_reason,
        "replaces": measured.replaces.number,
        "replaces_retracted": measured.replaces.state == RoundState.RETRACTED,
    }


def _changes(measured: Round, run: Run) -> list[dict[str, Any]]:
    """Against the version that this one corrects; none for a first version.

    Figures that were retracted are not brought back by a list of what became of them.
    """
    if measured.replaces is None or measured.replaces.state == RoundState.RETRACTED:
        return []
    before = sealed(measured.replaces.publication.sha256)
    return changed_figures(before["outcome"]["municipalities"], run.outcome["municipalities"])


def _hearing(measured: Round) -> Payload:
    """What the municipalities said and were answered. Who the people were stays inside."""
    hearings = measured.current_hearings
    return {
        "until": measured.hearing_until.isoformat() if measured.hearing_until else None,
        "not_held_because": measured.no_hearing_reason,
        "asked": len(hearings),
        "answers": [_answer(each) for each in hearings if each.position],
    }


def _answer(hearing: Hearing) -> dict[str, Any]:
    assert hearing.answered_at is not None, "a check constraint ties the answer to its time"
    return {
        "code": hearing.municipality_id,
        "position": hearing.position,
        "comment": hearing.comment,
        "file_sha256": hearing.file_sha256,
        "file_name": hearing.file_name,
        "answered_on": timezone.localdate(hearing.answered_at).isoformat(),
        "response": hearing.current_response,
        "responded_on": _responded_on(hearing),
    }


def _responded_on(hearing: Hearing) -> str | None:
    if not hearing.current_response or hearing.responded_at is None:
        return None
    return timezone.localdate(hearing.responded_at).isoformat()
