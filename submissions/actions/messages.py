"""What a submission's moves say by mail, and to whom. The outbox sends it after the commit."""

from collections.abc import Callable, Iterator
from datetime import datetime

from django.conf import settings
from django.contrib.auth import get_user_model
from django.utils.translation import gettext as _
from django.utils.translation import override

from measurements import outbox, uploads
from measurements.filecheck.reasons import Reason
from submissions import contacts, signed
from submissions.actions import mailing
from submissions.cautions import label_of
from submissions.lifecycle import Event, State
from submissions.models import Attachment, How, Move, Submission

_WITH_FILES_ON_THEIR_WAY = (State.SUBMITTED, State.RETURNED, State.PUBLISHED)


def tell(*, move: Move, event: Event, now: datetime) -> None:
    """Write the mails of a move: to the author, and to the editors of what awaits them."""
    submission = move.submission
    if event is Event.CONFIRM:
        ask_for_confirmation(submission=submission, now=now)
        return
    _to_author(move, event, now=now)
    if event is Event.SUBMITTED:
        _to_editors(move, now=now)


def ask_for_confirmation(*, submission: Submission, now: datetime) -> None:
    """To a sender without an account: the link that shows the address is theirs."""
    if not submission.sender_email:
        return
    outbox.write(
        to=submission.sender_email,
        template="confirm",
        context=_context(submission, path=signed.confirm_path(submission)),
        now=now,
    )


def tell_of_refused_file(*, attachment: Attachment, now: datetime) -> None:
    """To the author whose form is gone from the screen: a file of it goes no further, and why.

    Who still types reads it on the page; of what was dropped nobody needs to hear.
    """
    submission = attachment.submission
    if submission is None or submission.state not in _WITH_FILES_ON_THEIR_WAY:
        return
    address = contacts.owner_address(submission)
    if not address:
        return
    path = signed.status_path(submission)
    with override(settings.LANGUAGE_CODE):
        why = uploads.sentence(Reason(attachment.problem), attachment.name)
    mailing.tell(
        to=address,
        template="file_refused",
        context={**_context(submission, path=path), "why": why},
        line=_line(submission, lambda: why),
        path=path,
        now=now,
        key=f"file/{attachment.pk}/refused",
    )


def _to_author(move: Move, event: Event, *, now: datetime) -> None:
    submission = move.submission
    address = contacts.owner_address(submission)
    if not address:
        return  # a title that was known before the portal has nobody to write to
    path = signed.status_path(submission)
    mailing.tell(
        to=address,
        template=event.value,
        context={
            **_context(submission, path=path, comment=move.comment),
            "on_fields": _on_fields(move),
            "is_earlier_edition": move.from_state == State.REPLACED,
        },
        line=_line(submission, move.get_action_display),
        path=path,
        now=now,
        key=f"move/{move.pk}/author",
    )


def _on_fields(move: Move) -> list[dict[str, str]]:
    """The comments on single fields, below the names of the fields."""
    with override(settings.LANGUAGE_CODE):
        return [
            {"field": label_of(each.field), "text": each.text} for each in move.field_comments.all()
        ]


def _to_editors(move: Move, *, now: datetime) -> None:
    """Once a day by default: whoever wants each at once may choose so."""
    path = signed.review_path(move.submission)
    for address in _editors():
        mailing.tell(
            to=address,
            template="to_editors",
            context=_context(move.submission, path=path),
            line=_line(move.submission, lambda: _("Venter på redaktionen")),
            path=path,
            now=now,
            key=f"move/{move.pk}/{address}",
            unless_chosen=How.DAILY,
        )


def _editors() -> Iterator[str]:
    """The common address, and every moderator's own."""
    yield settings.CONTACT_EMAIL.lower()
    for address in get_user_model().objects.moderators().values_list("email", flat=True):
        if address != settings.CONTACT_EMAIL.lower():
            yield address


def _line(submission: Submission, what: Callable[[], str]) -> str:
    with override(settings.LANGUAGE_CODE):
        return f"{submission.title} ({submission.code}): {what()}"


def _context(submission: Submission, *, path: str, comment: str = "") -> dict[str, object]:
    return {
        "submission": submission,
        "url": settings.BASE_URL + path,
        "comment": comment,
    }
