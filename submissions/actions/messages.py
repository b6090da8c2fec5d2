"""What a submission's moves say by mail, and to whom. The outbox sends it after the commit."""

from datetime import datetime

from django.conf import settings

from measurements import outbox
from submissions import signed
from submissions.lifecycle import Event
from submissions.models import Submission


def tell(*, submission: Submission, event: Event, comment: str, now: datetime) -> None:
    """Write the mails of an event: to the author, and to the editors of what awaits them."""
    if event is Event.CONFIRM:
        ask_for_confirmation(submission=submission, now=now)
        return
    _to_author(submission, event, comment=comment, now=now)
    if event is Event.SUBMITTED:
        outbox.write(
            to=settings.CONTACT_EMAIL,
            template="to_editors",
            context=_context(submission, path=signed.review_path(submission)),
            now=now,
        )


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


def _to_author(submission: Submission, event: Event, *, comment: str, now: datetime) -> None:
    address = submission.author.email if submission.author else submission.sender_email
    if not address:
        return  # a title that was known before the portal has nobody to write to
    outbox.write(
        to=address,
        template=event.value,
        context=_context(submission, path=signed.status_path(submission), comment=comment),
        now=now,
    )


def _context(submission: Submission, *, path: str, comment: str = "") -> dict[str, object]:
    return {
        "submission": submission,
        "url": settings.BASE_URL + path,
        "comment": comment,
    }
