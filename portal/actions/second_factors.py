"""A second factor is set up or removed, and proofs that were asked for again are noted."""

from datetime import datetime

from django.db import transaction

from measurements import outbox
from portal import factors, permissions
from portal.actions import tending, trace
from portal.models import User


@transaction.atomic
def set_up(*, person: User, secret: str, log_in: int, now: datetime) -> list[str]:
    """From now on a code is asked for at every log-in. Gives the recovery codes, to be shown once.

    log_in   number of the log-in it happens in; every other one ends
    """
    codes = factors.keep(person, secret)
    tending.end_log_ins(person, now=now, but=log_in)
    trace.record(action="factor_set_up", person=person, by=person, at=now)
    outbox.write(to=person.email, template="factor_set_up", context={}, now=now)
    return codes


@transaction.atomic
def remove(*, person: User, by: User, now: datetime) -> None:
    """By the person, or by an administrator for somebody who has lost the phone and the paper."""
    if person.pk != by.pk:
        permissions.check_is_administrator(by)
        tending.end_log_ins(person, now=now)
    factors.remove(person)
    trace.record(action="factor_removed", person=person, by=by, at=now)
    outbox.write(to=person.email, template="factor_removed", context={}, now=now)


def note_proof(*, person: User, page: str, now: datetime) -> None:
    """The person has shown who they are once more, to reach this page."""
    trace.record(action="proved_again", person=person, by=person, at=now, page=page[:200])
