"""Writes the audit log. Called by the verb that makes the change, inside its transaction."""

from datetime import datetime

from django.contrib.auth.models import AbstractBaseUser

from measurements.models import Event, Round


def record(
    *, action: str, of: Round, at: datetime, by: AbstractBaseUser | None, **details: object
) -> None:
    """One line: who (None for the machine), did what, with which round, when, and the details."""
    Event.objects.create(
        action=action,
        round=of,
        at=at,
        by_id=by.pk if by else None,
        details={"title": of.title, **details},
    )
