"""What a hearing says by mail, and to whom. No figure ever stands in a mail."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.contrib.auth import get_user_model
from django.urls import reverse
from django.utils import timezone

from measurements import outbox
from measurements.models import Hearing, Round


@dataclass(frozen=True, slots=True)
class Recipient:
    user: int
    email: str


def users_by_municipality() -> Mapping[str, list[Recipient]]:
    """Everyone who can answer for a municipality, by its code; codes without anybody are not there."""
    found = get_user_model().objects.filter(
        is_active=True, role="municipal", home_municipality__isnull=False
    )
    people: dict[str, list[Recipient]] = defaultdict(list)
    for code, user, email in found.order_by("pk").values_list("home_municipality", "pk", "email"):
        people[code].append(Recipient(user=user, email=email))
    return dict(people)


def tell_opened(measured: Round, *, now: datetime) -> None:
    _tell(measured, _all_of(measured), "hearing_opened", once=str(measured.sitting), now=now)


def tell_extended(measured: Round, *, now: datetime) -> None:
    once = f"{measured.sitting}:{measured.hearing_until}"
    _tell(measured, _all_of(measured), "hearing_extended", once=once, now=now)


def remind(measured: Round, hearings: Iterable[Hearing], *, now: datetime) -> None:
    once = f"{measured.sitting}:{timezone.localdate(now)}"
    _tell(measured, hearings, "hearing_reminder", once=once, now=now)


def tell_responded(hearing: Hearing, *, now: datetime) -> None:
    once = f"{hearing.pk}:{hearing.version}"
    _tell(hearing.round, [hearing], "hearing_responded", once=once, now=now)


def _all_of(measured: Round) -> Iterable[Hearing]:
    return measured.hearings.filter(sitting=measured.sitting)


def _tell(
    measured: Round, hearings: Iterable[Hearing], template: str, *, once: str, now: datetime
) -> None:
    """To each user of these municipalities once, whoever calls how often.

    once  what the mail is about beside the round, so that another such mail is another mail
    """
    people = users_by_municipality()
    context = {
        "measured": measured,
        "url": settings.BASE_URL + reverse("hearing", args=[measured.slug]),
    }
    for hearing in hearings:
        for recipient in people.get(hearing.municipality_id, ()):
            outbox.write(
                to=recipient.email,
                template=template,
                context=context,
                now=now,
                key=f"{template}:{measured.pk}:{once}:{recipient.user}",
                at_once=False,
            )
