"""A person ends log-ins of their own."""

from datetime import datetime

from django.db import transaction

from portal.actions import tending, trace
from portal.models import User


@transaction.atomic
def everywhere(*, person: User, now: datetime) -> None:
    tending.end_log_ins(person, now=now)
    trace.record(action="logged_out_everywhere", person=person, by=person, at=now)


def one(*, person: User, log_in: int, now: datetime) -> bool:
    """False when it is not the person's, or has ended."""
    return bool(person.log_ins.filter(pk=log_in, ended_at=None).update(ended_at=now))
