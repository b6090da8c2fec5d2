"""The door to hearings for other rooms: what a municipality is asked, and until when. No figures."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import F, QuerySet
from django.utils import timezone

from measurements.lifecycle import RoundState
from measurements.models import Hearing
from measurements.permissions import municipality_of


@dataclass(frozen=True, slots=True)
class OpenHearing:
    """A round that the person's municipality can still say something to."""

    slug: str  # of its page below /hoering/
    title: str
    simulated: bool
    until: date
    is_answered: bool


def open_hearings_of(user: object, *, now: datetime) -> list[OpenHearing]:
    """Those of the municipality that the person speaks for, the most urgent first."""
    today = timezone.localdate(now)
    found = hearings_of(user).filter(
        round__state=RoundState.HEARING, round__hearing_until__gte=today
    )
    return [_open(each) for each in found.order_by("round__hearing_until", "pk")]


def hearings_of(user: object) -> QuerySet[Hearing]:
    """The current hearing of each round that the person's municipality is or was asked about."""
    code = municipality_of(user)
    if code is None:
        return Hearing.objects.none()
    return Hearing.objects.filter(municipality=code, sitting=F("round__sitting")).select_related(
        "round", "municipality"
    )


def _open(hearing: Hearing) -> OpenHearing:
    measured = hearing.round
    assert measured.hearing_until is not None, "filtered on it"
    return OpenHearing(
        slug=measured.slug,
        title=measured.title,
        simulated=measured.simulated,
        until=measured.hearing_until,
        is_answered=bool(hearing.position),
    )
