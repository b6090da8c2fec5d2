"""The audit log in words: who did what with which round, when and why."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from measurements import retention
from measurements.manage.words import EVENTS, FAILURES
from measurements.models import Event, InputKind

# What the details of a line are called; those without a name here are for machines.
NAMES = {
    "kind": gettext_lazy("indhold"),
    "total": gettext_lazy("fejl i alt"),
}
DIGESTS = {
    "sha256": gettext_lazy("fingeraftryk"),
    "seal": gettext_lazy("segl"),
}
# What the program gives as its reason.
REASONS = {
    "personal": gettext_lazy(
        "Filen så ud til at indeholde personnumre eller en kryptering af dem."
    ),
    **{rule.name: rule.what for rule in retention.RULES},
}


@dataclass(frozen=True, slots=True)
class Digest:
    name: str
    text: str


@dataclass(frozen=True, slots=True)
class HistoryRow:
    """One line. `url` is empty where the round has been deleted since."""

    at: datetime
    who: str
    what: str
    why: str
    details: str
    digests: list[Digest]
    title: str
    number: int
    url: str


def history_of(events: Iterable[Event]) -> list[HistoryRow]:
    """The events in the order given; their people and rounds are best fetched along."""
    return [
        HistoryRow(
            at=event.at,
            who=str(event.by) if event.by else _("Programmet"),
            what=what(event.action),
            why=_why(event),
            details=", ".join(
                f"{name}: {_text(key, event.details[key])}"
                for key, name in NAMES.items()
                if event.details.get(key) not in {None, ""}
            ),
            digests=[
                Digest(str(name), event.details[key])
                for key, name in DIGESTS.items()
                if event.details.get(key)
            ],
            title=event.details.get("title", ""),
            number=event.details.get("version", 1),
            url=_url(event),
        )
        for event in events
    ]


def what(action: str) -> str:
    """An event as a sentence; an old line whose word is gone is still shown."""
    return str(EVENTS.get(action, action))


def _why(event: Event) -> str:
    """The reason that a person gave, or the program had."""
    told = event.details.get("en" if get_language() == "en" else "da")
    if told:  # the warning that somebody has seen
        return str(told)
    if event.action == "run.failed":
        return str(FAILURES.get(event.details.get("code", ""), ""))
    return str(REASONS.get(event.reason, event.reason))


def _text(key: str, value: object) -> str:
    if key == "kind" and value in InputKind.values:
        return str(InputKind(value).label)
    return str(value)


def _url(event: Event) -> str:
    found = event.round if event.round_id else None
    return reverse("manage-round", args=[found.slug]) if found else ""
