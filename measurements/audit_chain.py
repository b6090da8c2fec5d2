"""The chain of the audit log: each line carries a digest of itself and of the line before it.

Whoever takes a line out or changes one, breaks the chain at that place.
"""

from dataclasses import dataclass

from django.db import connection

from measurements.models import Event
from measurements.payload import canonical, digest

_LOCK = 20_061_101  # any number that nothing else in the database locks on


@dataclass(frozen=True, slots=True)
class Break:
    """The first line of the log that is not what it was, or that does not follow on the one before."""

    event: int
    follows_on_another: bool


def seal(event: Event) -> None:
    """Give a line that is about to be saved its place in the chain. Inside a transaction."""
    one_at_a_time()
    last = Event.objects.order_by("-pk").values_list("sha256", flat=True).first()
    event.previous_sha256 = last or ""
    event.sha256 = _digest_of(event)


def one_at_a_time() -> None:
    """Until the transaction ends nobody else writes a line, and so nobody makes a move.

    Two lines must not follow on the same one, and two rounds must not be published in the same
    moment: neither would know of the other. On SQLite a writing transaction is alone already.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])


def is_intact(event: Event) -> bool:
    """Whether a line says what it said, and the next one still follows on it."""
    following = Event.objects.filter(pk__gt=event.pk).order_by("pk").first()
    follows = following is None or following.previous_sha256 == event.sha256
    return follows and event.sha256 == _digest_of(event)


def first_break() -> Break | None:
    """Read the whole chain again; None when it holds."""
    previous = ""
    for event in Event.objects.order_by("pk").iterator():
        if event.previous_sha256 != previous:
            return Break(event=event.pk, follows_on_another=True)
        if event.sha256 != _digest_of(event):
            return Break(event=event.pk, follows_on_another=False)
        previous = event.sha256
    return None


def _digest_of(event: Event) -> str:
    return digest(
        canonical(
            {
                "previous": event.previous_sha256,
                "at": event.at.timestamp(),
                "by": event.by_id,
                "action": event.action,
                "round": event.round_id,
                "reason": event.reason,
                "details": event.details,
            }
        )
    )
