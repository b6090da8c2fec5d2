"""A password is asked for anew, set by a link, or changed by whoever knows the old one."""

from datetime import datetime, timedelta

from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from measurements import doorbell, outbox
from portal import addresses
from portal.actions import starting, tending, trace
from portal.actions.refusing import Refused
from portal.models import ResetRequest, User

ANSWER_RESETS = "portal.answer_resets"
MOST_IN_AN_HOUR = 3  # mails to one address
COUNTED = "X-New-Password"  # the header by which they are known


@transaction.atomic
def ask_for_new(*, email: str, now: datetime) -> None:
    """Somebody wants a new password. The same work whether the address has an account or not."""
    ResetRequest.objects.create(email=email.strip().lower(), asked_at=now)
    doorbell.ring_after_commit(ANSWER_RESETS)


def answer_asked(*, now: datetime) -> None:
    """Mail a link to those who have an account, and forget the others. May be called twice."""
    for asked in ResetRequest.objects.order_by("pk"):
        with transaction.atomic():
            taken, _rows = ResetRequest.objects.filter(pk=asked.pk).delete()
            person = User.objects.filter(email=asked.email, is_active=True).first()
            if taken and person is not None:
                _send_link(person, now)


@transaction.atomic
def set_new(*, person: User, password: str, now: datetime) -> None:
    """By the link of a mail. Of two who use it at once, one is told that it is used."""
    _put(person, password, now=now, but=0)
    trace.record(action="password_by_link", person=person, by=person, at=now)
    _tell_of_change(person, now)


@transaction.atomic
def change(*, person: User, password: str, log_in: int, now: datetime) -> None:
    """By whoever has just shown the old one. Every other browser is logged out.

    log_in   number of the log-in that the change is made in
    """
    _put(person, password, now=now, but=log_in)
    trace.record(action="password_changed", person=person, by=person, at=now)
    _tell_of_change(person, now)


def _put(person: User, password: str, *, now: datetime, but: int) -> None:
    before = person.password
    after = make_password(password)
    unchanged = User.objects.filter(pk=person.pk, password=before, is_active=True)
    if not unchanged.update(password=after):
        raise Refused(_("Adgangskoden er ændret imens. Begynd forfra."))
    person.password = after
    tending.end_log_ins(person, now=now, but=but)


def _send_link(person: User, now: datetime) -> None:
    lately = outbox.count_with_header(
        to=person.email, header=COUNTED, since=now - timedelta(hours=1)
    )
    if lately >= MOST_IN_AN_HOUR:
        return
    path = starting.link_to_new_password(person)
    outbox.write(
        to=person.email,
        template="new_password",
        context={"url": addresses.absolute(path)},
        headers={COUNTED: "1"},
        now=now,
    )


def _tell_of_change(person: User, now: datetime) -> None:
    url = addresses.absolute(reverse("forgotten-password"))
    outbox.write(to=person.email, template="password_changed", context={"url": url}, now=now)
