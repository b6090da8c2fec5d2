"""One browser in which somebody is logged in: begun, seen, and ended by time or by will.

The session holds the row's number and when the person last proved who they are; the row decides.
"""

from datetime import datetime, timedelta
from typing import Any

from django.contrib.auth import logout
from django.http import HttpRequest
from django.utils import timezone

from measurements.strangers import place_of
from portal import factors
from portal.models import LogIn, User

NUMBER = "log_in"
PROVED_AT = "proved_at"
FACTOR = "second_factor"
NOT_SHOWN, SHOWN, NONE = "not shown", "shown", "none"

LONGEST = timedelta(hours=12)
IDLE = timedelta(hours=8)
IDLE_STAFF = timedelta(hours=1)
_SEEN_EVERY = timedelta(minutes=1)


def begin(request: HttpRequest, user: User, **_told: Any) -> None:
    """Somebody has logged in, by whatever door."""
    now = timezone.now()
    row = LogIn.objects.create(
        person=user,
        begun_at=now,
        seen_at=now,
        device=request.META.get("HTTP_USER_AGENT", "")[:200],
        address=place_of(request),
    )
    request.session[NUMBER] = row.pk
    request.session[FACTOR] = NOT_SHOWN if factors.has_one(user) else NONE
    mark_proved(request, now)


def end(request: HttpRequest, user: User | None, **_told: Any) -> None:
    """Somebody logs out."""
    LogIn.objects.filter(pk=number_of(request), ended_at=None).update(ended_at=timezone.now())


def number_of(request: HttpRequest) -> int:
    """0 when there is none."""
    number: int = request.session.get(NUMBER, 0)
    return number


def mark_proved(request: HttpRequest, now: datetime) -> None:
    """The person has just shown a password or a code."""
    request.session[PROVED_AT] = now.timestamp()


def was_proved_within(request: HttpRequest, span: timedelta, *, now: datetime) -> bool:
    proved_at: float = request.session.get(PROVED_AT, 0)
    return now.timestamp() - proved_at < span.total_seconds()


def is_over(row: LogIn | None, person: User, *, now: datetime) -> bool:
    """Whether a log-in has ended: by will, by its age, or because nobody used it."""
    if row is None or row.person_id != person.pk or row.ended_at is not None:
        return True
    idle = IDLE_STAFF if person.is_staff_here else IDLE
    return now - row.begun_at >= LONGEST or now - row.seen_at >= idle


def keep_or_end(request: HttpRequest, *, now: datetime) -> bool:
    """Note that the person is here, or log them out. Whether they are still logged in."""
    assert isinstance(request.user, User), "somebody is logged in"
    row = LogIn.objects.filter(pk=number_of(request)).first()
    if row is None or is_over(row, request.user, now=now):
        logout(request)
        return False
    if now - row.seen_at >= _SEEN_EVERY:
        LogIn.objects.filter(pk=row.pk).update(seen_at=now)
    return True
