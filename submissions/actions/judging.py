"""What both sides say of a submission beside its state: criteria, comments on fields."""

from collections.abc import Collection, Mapping
from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from submissions import permissions
from submissions.lifecycle import Action, State, Who
from submissions.models import (
    CONTENT,
    Criterion,
    CriterionTick,
    FieldComment,
    Move,
    SentText,
    Side,
    Submission,
)
from submissions.permissions import Actor

LONGEST_COMMENT = 2000  # letters, on one field
_UNDER_REVIEW = {State.SUBMITTED, State.RETURNED}
_NOBODYS_TEXT = {"contact", "contact_email"}  # of people: never kept twice


@transaction.atomic
def tick(*, submission: Submission, criteria: Collection[str], by: Actor, now: datetime) -> None:
    """Let exactly these criteria be ticked by the side that the person is on.

    What was ticked before and still is keeps its date.
    """
    side = _side_of(by, submission)
    who = getattr(by, "pk", None)
    _keep(submission, side, criteria, by_id=who, at=now)


def keep_senders(*, submission: Submission, criteria: Collection[str]) -> None:
    """Those that the form of the sender had ticked. Part of the verb that keeps the form."""
    at = submission.changed_at
    _keep(submission, Side.SENDER, criteria, by_id=submission.author_id, at=at)


def comments_of(submission: Submission) -> dict[str, str]:
    """What the editors said of single fields, by the form's name, while it is the author's turn."""
    if submission.state != State.RETURNED:
        return {}
    last = submission.moves.filter(action=Action.RETURN).last()
    said = FieldComment.objects.filter(move=last)
    return dict(said.values_list("field", "text"))


def ticked_by(submission: Submission, side: Side) -> list[str]:
    """The criteria that one side has ticked."""
    ticks = CriterionTick.objects.filter(submission=submission, side=side)
    return list(ticks.values_list("criterion", flat=True))


def commentable(submission: Submission) -> tuple[str, ...]:
    """The fields of the form that a comment can stand at, by the form's names."""
    names = [name for name in CONTENT[submission.kind] if name not in {"contact_email"}]
    return (*("municipality" if name == "municipality_id" else name for name in names), "files")


def keep_comments(*, move: Move, comments: Mapping[str, str]) -> None:
    """Beside the move that sent it back. Empty ones, and those on fields it has not, are left out."""
    known = commentable(move.submission)
    FieldComment.objects.bulk_create(
        FieldComment(move=move, field=name, text=text.strip()[:LONGEST_COMMENT])
        for name, text in comments.items()
        if name in known and text.strip()
    )


def follow(move: Move) -> None:
    """Keep the texts as they were sent in for as long as the editors have them."""
    submission = move.submission
    if move.action in {Action.SUBMIT, Action.CONFIRM}:
        SentText.objects.create(move=move, fields=sent_fields(submission))
    elif move.from_state in _UNDER_REVIEW and (
        move.to_state not in _UNDER_REVIEW or move.action == Action.ERASE
    ):
        SentText.objects.filter(move__submission=submission).delete()


def sent_fields(submission: Submission) -> dict[str, object]:
    """Every field that the form fills in, but the contact."""
    return {
        name: getattr(submission, name)
        for name in CONTENT[submission.kind]
        if name not in _NOBODYS_TEXT
    }


def _keep(
    submission: Submission,
    side: Side,
    criteria: Collection[str],
    *,
    by_id: int | None,
    at: datetime,
) -> None:
    wanted = [each for each in Criterion.values if each in criteria]
    ticks = CriterionTick.objects.filter(submission=submission, side=side)
    ticks.exclude(criterion__in=wanted).delete()
    known = set(ticks.values_list("criterion", flat=True))
    CriterionTick.objects.bulk_create(
        CriterionTick(submission=submission, criterion=each, side=side, by_id=by_id, at=at)
        for each in wanted
        if each not in known
    )


def _side_of(by: Actor, submission: Submission) -> Side:
    """Nobody judges their own as an editor: an author stands on the sender's side."""
    who = permissions.stands_as(by, submission)
    if who in {Who.AUTHOR, Who.MUNICIPALITY}:
        return Side.SENDER
    if who is Who.REVIEWER:
        return Side.REVIEWER
    raise PermissionDenied(_("Du har ikke adgang til at gøre dette."))
