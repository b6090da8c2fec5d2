"""Readers who follow a municipality: asking, confirming, choosing how often, stopping, telling.

An address follows nothing before its owner has confirmed it. The reader may have no account, so the
signed link is the permission.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from hashlib import sha256
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction
from django.db.models import Min, QuerySet
from django.urls import reverse
from django.utils.translation import override

from measurements import outbox, signed_links
from measurements import published as measured
from measurements.mailbox import mailbox_of
from measurements.published import MunicipalityName
from measurements.signed_links import BadLink
from submissions import match_words, matches, news
from submissions.actions import mailing
from submissions.models import How, MunicipalityFollower, Pace
from submissions.news import News

CONFIRM = "submissions.follow_municipality"
FOLLOWED = "submissions.followed_municipality"
CONFIRM_WITHIN = timedelta(days=7)
MOST_ASKED = 5  # mails of confirmation to one address in a day: it may be somebody else's
MOST_AT_ONCE = 3  # what happened in the same minutes; more of it comes in one mail
# How the keys of their mails begin, so that these can be found when an address is to be forgotten.
ASKED, TOLD = "follow-municipality/", "followed-municipality/"
# A verb writes its moment first and commits later: by then it can be seen.
_SETTLED = timedelta(minutes=5)
_STEP = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Asked:
    """What a link of confirmation was made for."""

    municipality: MunicipalityName
    email: str
    pace: Pace


def ask_for_confirmation(*, asked: Asked, now: datetime) -> None:
    """Write to the address that somebody typed: of one municipality once a day, however often."""
    token = signed_links.token(
        [asked.municipality.code, asked.email, asked.pace.value], purpose=CONFIRM
    )
    of_today = f"{_asked_key(asked.email)}{now:%Y-%m-%d}/"
    if outbox.count_with_key(beginning=of_today) >= MOST_ASKED:
        return
    outbox.write(
        to=asked.email,
        template="follow_municipality",
        context={
            "name": asked.municipality.name,
            "url": settings.BASE_URL + reverse("confirm-following-municipality", args=[token]),
        },
        now=now,
        key=of_today + asked.municipality.code,
    )


def asked_for(token: str) -> Asked:
    """Who wants to follow whom, if the link is ours."""
    code, email, pace = signed_links.read(token, purpose=CONFIRM, valid_for=CONFIRM_WITHIN)
    municipality = measured.municipality(code=code)
    if municipality is None:
        raise BadLink
    return Asked(municipality, email, Pace(pace))


@transaction.atomic
def confirm(*, asked: Asked, now: datetime) -> None:
    """The owner of the address follows the municipality. Twice is as good as once."""
    MunicipalityFollower.objects.update_or_create(
        municipality_id=asked.municipality.code,
        email=asked.email,
        defaults={"pace": asked.pace},
        create_defaults={"pace": asked.pace, "confirmed_at": now, "told_until": now},
    )


def follower_of(token: str) -> MunicipalityFollower | None:
    """Whom the link in a mail was made for; None: they have stopped already."""
    pk, email = signed_links.read(token, purpose=FOLLOWED, valid_for=None)
    found = MunicipalityFollower.objects.filter(pk=pk, email=email)
    return found.select_related("municipality").first()


@transaction.atomic
def choose_pace(*, follower: MunicipalityFollower, pace: Pace) -> None:
    """How often from now on. What waits is told by the new choice."""
    MunicipalityFollower.objects.filter(pk=follower.pk).update(pace=pace)


@transaction.atomic
def stop(*, follower: MunicipalityFollower) -> None:
    """Delete the address, and the mails that carry it."""
    MunicipalityFollower.objects.filter(pk=follower.pk).delete()
    outbox.forget(beginning=f"{TOLD}{follower.pk}/")
    outbox.forget(beginning=_asked_key(follower.email))


def forget_unconfirmed(*, now: datetime) -> None:
    """Whoever did not confirm in time is forgotten."""
    outbox.forget(beginning=ASKED, before=now - CONFIRM_WITHIN)


def tell_followers(*, now: datetime) -> None:
    """Write to the followers of whatever has happened. May run twice: each thing is told once."""
    for pace in Pace:
        until = _told_until(pace, now)
        waiting = MunicipalityFollower.objects.filter(pace=pace, told_until__lt=until)
        oldest = waiting.aggregate(Min("told_until"))["told_until__min"]
        if oldest is not None:
            _tell_waiting(waiting, after=oldest, until=until, now=now)


def _asked_key(email: str) -> str:
    """The beginning of the keys of every question to an address, which they do not spell out."""
    return f"{ASKED}{sha256(mailbox_of(email).encode()).hexdigest()[:32]}/"


def _told_until(pace: Pace, now: datetime) -> datetime:
    """The latest moment that is told of now: minutes ago, seven this morning, or on Monday."""
    settled = now - _SETTLED
    if pace == Pace.AT_ONCE:
        return settled - (settled - datetime.min.replace(tzinfo=settled.tzinfo)) % _STEP
    morning = settled.astimezone(ZoneInfo(settings.TIME_ZONE)).replace(
        hour=mailing.DIGEST_HOUR, minute=0, second=0, microsecond=0
    )
    if morning > settled:
        morning -= timedelta(days=1)
    return morning if pace == Pace.DAILY else morning - timedelta(days=morning.weekday())


def _tell_waiting(
    waiting: QuerySet[MunicipalityFollower], *, after: datetime, until: datetime, now: datetime
) -> None:
    with override(settings.LANGUAGE_CODE):
        happened = news.by_municipality(after=after, until=until)
    concerned = waiting.filter(municipality__in=happened).select_related("municipality")
    learn_from = cache(_learn_from)  # once for all who follow the same
    for follower in concerned.iterator():
        _tell(follower, happened, learn_from, until=until, now=now)
    # Whoever had no news is done with one write; the others have been moved on, each with their mail.
    waiting.exclude(municipality__in=happened).update(told_until=until)


@transaction.atomic
def _tell(
    follower: MunicipalityFollower,
    happened: Mapping[str, list[News]],
    learn_from: Callable[[str], str],
    *,
    until: datetime,
    now: datetime,
) -> None:
    """The mails and the mark in one commit; whoever comes second finds the mark moved."""
    same = MunicipalityFollower.objects.filter(pk=follower.pk, told_until=follower.told_until)
    if not same.update(told_until=until):
        return
    if mailing.chosen(follower.email) == How.NEVER:
        return
    for each in _mails_of(follower, happened[follower.municipality_id]):
        brings_result = any(thing.is_result for thing in each)
        answer = learn_from(follower.municipality_id) if brings_result else ""
        _write(follower, each, learn_from=answer, now=now)


def _learn_from(code: str) -> str:
    """Whom the municipality can learn from, by the newest round, as on its page."""
    place = measured.municipality(code=code)
    assert place is not None, "a foreign key ties its followers to it"
    with override(settings.LANGUAGE_CODE):
        return match_words.as_text(match_words.learn_from(matches.learn_from(place)))


def _mails_of(follower: MunicipalityFollower, happened: Sequence[News]) -> list[list[News]]:
    """What goes into the same mail: each by itself, or all of it."""
    untold = [each for each in happened if each.at > follower.told_until]
    if follower.pace == Pace.AT_ONCE and len(untold) <= MOST_AT_ONCE:
        return [[each] for each in untold]
    return [untold] if untold else []


def _write(
    follower: MunicipalityFollower, told: Sequence[News], *, learn_from: str, now: datetime
) -> None:
    path = reverse("followed-municipality", args=[_followed_token(follower)])
    url = settings.BASE_URL + path
    outbox.write(
        to=follower.email,
        template="municipality_news",
        context={
            "name": follower.municipality.name,
            "lines": [{"text": each.text, "url": settings.BASE_URL + each.path} for each in told],
            "learn_from": learn_from,
            "choices_url": url,
        },
        now=now,
        key=f"{TOLD}{follower.pk}/{told[0].key}",
        at_once=False,
        # RFC 8058: the button that mail programs show posts to this address.
        headers={
            "List-Unsubscribe": f"<{url}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        },
    )


def _followed_token(follower: MunicipalityFollower) -> str:
    return signed_links.token([follower.pk, follower.email], purpose=FOLLOWED)
