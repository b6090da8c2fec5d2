"""Readers who follow a round: asking, confirming, stopping, and telling them what befell it.

An address follows nothing before its owner has confirmed it, and is forgotten if that never comes. The reader has no account, so
the signed link is the permission.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

from django.conf import settings
from django.db import transaction
from django.urls import reverse

from measurements import outbox, signed_links
from measurements.models import Follower, Message, Notice, NoticeEvent, Round, Series
from measurements.published import PublishedRound
from measurements.signed_links import BadLink

CONFIRM = "measurements.follow"
STOP = "measurements.stop_following"
CONFIRM_WITHIN = timedelta(days=7)
# How the keys of their mails begin, so that these can be found when an address is to be forgotten.
ASKED, TOLD = "follow:", "follower:"


def ask_for_confirmation(*, measured: PublishedRound, email: str, now: datetime) -> None:
    """Write to the address that somebody typed: once a day, however often it is typed."""
    email = email.strip().lower()
    token = signed_links.token([measured.slug, email], purpose=CONFIRM)
    outbox.write(
        to=email,
        template="follow_confirm",
        context={
            "title": measured.title,
            "url": settings.BASE_URL + reverse("confirm-following", args=[token]),
        },
        now=now,
        key=f"{ASKED}{measured.slug}:{sha256(email.encode()).hexdigest()[:32]}:{now:%Y-%m-%d}",
    )


@transaction.atomic
def confirm(*, token: str, now: datetime) -> None:
    """The owner of the address follows the round. Twice is as good as once."""
    asked = asked_for(token)
    Follower.objects.get_or_create(
        series=asked.series, email=asked.email, defaults={"confirmed_at": now}
    )


@dataclass(frozen=True, slots=True)
class Asked:
    """What a link of confirmation was made for."""

    series: Series
    email: str


def asked_for(token: str) -> Asked:
    """Who wants to follow what, if the link is ours."""
    slug, email = signed_links.read(token, purpose=CONFIRM, valid_for=CONFIRM_WITHIN)
    series = Series.objects.filter(slug=slug, current__isnull=False).first()
    if series is None:
        raise BadLink
    return Asked(series, email)


@transaction.atomic
def stop(*, token: str) -> None:
    """Delete the address, and the mails that carry it. The link holds as long as those do."""
    pk, email = signed_links.read(token, purpose=STOP, valid_for=None)
    Follower.objects.filter(pk=pk, email=email).delete()
    Message.objects.filter(key__startswith=f"{TOLD}{pk}:").delete()
    Message.objects.filter(key__startswith=ASKED, to=email).delete()


def check_stop_link(token: str) -> None:
    signed_links.read(token, purpose=STOP, valid_for=None)


def note(*, measured: Round, event: NoticeEvent, now: datetime) -> None:
    """Followers are to be told. Part of the verb that publishes or retracts; the timer does it."""
    Notice.objects.create(round=measured, event=event, at=now)


def sweep(*, now: datetime) -> None:
    """Write to the followers of whatever has happened. May run twice: each mail is written once.

    Whoever did not confirm in time is forgotten.
    """
    Message.objects.filter(key__startswith=ASKED, written_at__lt=now - CONFIRM_WITHIN).delete()
    waiting = Notice.objects.filter(told_at=None).select_related("round__series", "round__replaces")
    for notice in waiting:
        # Whoever confirmed later saw the round as it is now.
        followers = Follower.objects.filter(
            series=notice.round.series_id, confirmed_at__lte=notice.at
        )
        for follower in followers.iterator():
            _tell(notice, follower, now=now)
        Notice.objects.filter(pk=notice.pk, told_at=None).update(told_at=now)


def _tell(notice: Notice, follower: Follower, *, now: datetime) -> None:
    stop_path = reverse("stop-following", args=[_stop_token(follower)])
    stop_url = settings.BASE_URL + stop_path
    outbox.write(
        to=follower.email,
        template=f"round_{notice.event}",
        context={"stop_url": stop_url, **_told(notice)},
        now=now,
        key=f"{TOLD}{follower.pk}:{notice.pk}",
        at_once=False,
        # RFC 8058: the button that mail programs show posts to this address.
        headers={
            "List-Unsubscribe": f"<{stop_url}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        },
    )


def _told(notice: Notice) -> dict[str, Any]:
    measured = notice.round
    slug = measured.series.slug
    return {
        "round": measured,
        "url": settings.BASE_URL + reverse("round", args=[slug]),
        "versions_url": settings.BASE_URL + reverse("versions", args=[slug]),
    }


def _stop_token(follower: Follower) -> str:
    return signed_links.token([follower.pk, follower.email], purpose=STOP)
