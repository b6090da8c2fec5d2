"""The one way in which a round moves: permission, state, change, trace."""

from datetime import datetime

from django.contrib.auth.models import AbstractBaseUser
from django.db.models import F
from django.utils.translation import gettext as _

from measurements import lifecycle, permissions
from measurements.actions.refusals import (
    NotPossible,
    check_is_computed_here,
    check_names_nobody,
    someone_was_faster,
)
from measurements.actions.trace import record
from measurements.lifecycle import RoundAction
from measurements.models import Round


def make_move(
    *,
    measured: Round,
    action: RoundAction,
    by: AbstractBaseUser | None,
    now: datetime,
    reason: str = "",
    details: dict[str, object] | None = None,
    changes: dict[str, object] | None = None,
) -> None:
    """Carry out one move of the table; to be called inside a transaction.

    by       None is the machine
    reason   why, for the audit log; some moves must have one
    details  what else the audit log should know: digests and numbers, nothing about people
    changes  columns of the round that change with its state

    Compare-and-swap: whoever comes second finds another version than the one they looked at.
    """
    check_is_computed_here(measured)
    permissions.check_may(by, measured, action)
    move = lifecycle.move(measured.state, action)
    if action in lifecycle.NEEDS_REASON and not reason.strip():
        raise NotPossible(_("Skriv hvorfor. Begrundelsen bliver stående i historikken."))
    check_names_nobody(reason)
    seen = Round.objects.filter(pk=measured.pk, state=measured.state, version=measured.version)
    record(
        action=move.event, of=measured, by=by, at=now, reason=reason.strip(), details=details or {}
    )
    changes = {**(changes or {}), "state": move.to or measured.state}
    if not seen.update(version=F("version") + 1, **changes):
        raise someone_was_faster()
    measured.refresh_from_db()
