"""Writes the log of people. Called by the verb that makes the change, inside its transaction."""

from datetime import datetime

from portal.models import PersonEvent, User


def record(
    *, action: str, person: User, at: datetime, by: User | None, **details: str | None
) -> None:
    """One line: who (None for the machine) did what to whom, when, and the details."""
    PersonEvent.objects.create(action=action, person=person, at=at, by=by, details=details)
