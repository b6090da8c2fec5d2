"""Writes the audit log. Called by the verb that makes the change, inside its transaction."""

from collections.abc import Mapping
from datetime import datetime

from django.contrib.auth.models import AbstractBaseUser

from measurements import audit_chain
from measurements.models import Event, Round


def record(
    *,
    action: str,
    of: Round,
    at: datetime,
    by: AbstractBaseUser | None,
    reason: str = "",
    details: Mapping[str, object] | None = None,
) -> None:
    """One line: who (None for the machine), did what, with which round, when, why, the details."""
    event = Event(
        action=action,
        round=of,
        at=at,
        by_id=by.pk if by else None,
        reason=reason,
        details={"title": of.title, "version": of.number, **(details or {})},
    )
    audit_chain.seal(event)
    event.save()
