"""The one way in which a submission moves: permission, state, change, trace, message."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db.models import F
from django.utils.translation import gettext as _

from submissions import contacts, lifecycle, permissions
from submissions.actions import judging, messages
from submissions.lifecycle import Action, Event, MoveRefused, StaleVersion
from submissions.models import Move, Submission
from submissions.permissions import Actor, Sender

TRACED_FOR = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Attempt:
    """Who wants to do what, with the version they looked at.

    comments  on single fields, by the form's names
    accepted  keys of the cautions that the person has read
    """

    submission: Submission
    action: Action
    version: int
    by: Actor
    now: datetime
    comment: str = ""
    comments: Mapping[str, str] = field(default_factory=dict)
    accepted: tuple[str, ...] = ()


def make_move(attempt: Attempt, **changes: object) -> None:
    """Carry out one move of the table, with what changes beside the state.

    Compare-and-swap: whoever comes second finds the version changed, is told so, and loses nothing
    but the move. To be called inside a transaction.
    """
    submission = attempt.submission
    permissions.check_can_move(attempt.by, submission, attempt.action)
    move = lifecycle.move(submission.state, attempt.action)
    if attempt.action in lifecycle.NEEDS_REASON and not attempt.comment.strip():
        raise MoveRefused(_("Skriv en begrundelse, så afsenderen ved, hvad der skal til."))
    _swap(attempt, state=move.to, changed_at=attempt.now, **changes)
    recorded = record_move(attempt, from_state=submission.state, to_state=move.to)
    submission.refresh_from_db()
    judging.follow(recorded)
    if move.event is not Event.NOTHING:
        messages.tell(move=recorded, event=move.event, now=attempt.now)


def keep_while_typing(attempt: Attempt, **changes: object) -> None:
    """A save that comes every few seconds: as `make_move`, with one line an hour in the trace."""
    submission = attempt.submission
    permissions.check_can_move(attempt.by, submission, attempt.action)
    move = lifecycle.move(submission.state, attempt.action)
    _swap(attempt, state=move.to, changed_at=attempt.now, **changes)
    if not _is_traced(attempt):
        record_move(attempt, from_state=submission.state, to_state=move.to)
    submission.refresh_from_db()


def record_move(attempt: Attempt, *, from_state: str, to_state: str) -> Move:
    recorded = Move.objects.create(
        submission=attempt.submission,
        action=attempt.action,
        from_state=from_state,
        to_state=to_state,
        version=attempt.version + 1,
        by_id=_pk_of(attempt.by),
        at=attempt.now,
        comment=attempt.comment.strip(),
        accepted=list(attempt.accepted),
    )
    judging.keep_comments(move=recorded, comments=attempt.comments)
    return recorded


def _is_traced(attempt: Attempt) -> bool:
    """Whether the last line of the trace says the same, of the same person, lately."""
    last = attempt.submission.moves.last()
    return (
        last is not None
        and last.action == attempt.action
        and last.by_id == _pk_of(attempt.by)
        and last.at > attempt.now - TRACED_FOR
    )


def _pk_of(by: Actor) -> int | None:
    return None if isinstance(by, Sender) else by.pk


def _swap(attempt: Attempt, **changes: object) -> None:
    swapped = Submission.objects.filter(
        pk=attempt.submission.pk, state=attempt.submission.state, version=attempt.version
    ).update(version=F("version") + 1, **changes)
    if swapped != 1:
        raise StaleVersion(_what_happened(attempt.submission))


def _what_happened(submission: Submission) -> str:
    """In words, who was first: a moderator who comes second reads the first one's decision."""
    last = submission.moves.select_related("by").last()
    if last is None:
        return _("Bidraget er ændret, siden du åbnede siden.")
    return _("Bidraget er ændret, siden du åbnede siden: %(action)s af %(who)s. %(comment)s") % {
        "action": last.get_action_display().lower(),
        "who": contacts.name_of(last.by) if last.by else _("afsenderen"),
        "comment": last.comment,
    }
