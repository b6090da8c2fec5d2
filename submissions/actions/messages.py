"""Mail: written with the change it tells of, sent after the commit, tried again when it fails."""

import logging
from datetime import datetime, timedelta
from smtplib import SMTPException

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.db.models import F, Q
from django.template.loader import render_to_string
from django.utils import translation

from submissions import signed
from submissions.lifecycle import Event
from submissions.models import Message, Submission

logger = logging.getLogger(__name__)
ATTEMPTS = 6
_FIRST_PAUSE = timedelta(minutes=1)


def tell(*, submission: Submission, event: Event, comment: str, now: datetime) -> None:
    """Write the mails of an event: to the author, and to the editors of what awaits them."""
    _to_author(submission, event, comment=comment, now=now)
    if event is Event.SUBMITTED:
        _write(
            to=settings.CONTACT_EMAIL,
            template="to_editors",
            context=_context(submission, path=signed.review_path(submission)),
            now=now,
        )


def ask_for_confirmation(*, submission: Submission, now: datetime) -> None:
    """To a sender without an account: the link that shows the address is theirs."""
    _write(
        to=submission.sender_email,
        template="confirm",
        context=_context(submission, path=signed.confirm_path(submission)),
        now=now,
    )


def deliver(*, message_id: int, now: datetime) -> bool:
    """Send one mail if it is due and nobody else has taken it. A failure leaves it for later."""
    message = Message.objects.get(pk=message_id)
    taken = Message.objects.filter(
        pk=message_id, sent_at=None, attempts=message.attempts, next_attempt_at__lte=now
    ).update(attempts=F("attempts") + 1, next_attempt_at=now + _FIRST_PAUSE * 4**message.attempts)
    if not taken:
        return False
    try:
        EmailMessage(message.subject, message.body, to=[message.to]).send()
    except (OSError, SMTPException) as problem:
        logger.warning("mail %s was not sent: %s", message_id, problem)
        return False
    Message.objects.filter(pk=message_id).update(sent_at=now)
    return True


def due(now: datetime) -> list[int]:
    """Mails that wait, those tried too often left out."""
    waiting = Q(sent_at=None, next_attempt_at__lte=now, attempts__lt=ATTEMPTS)
    return list(Message.objects.filter(waiting).values_list("pk", flat=True))


def _to_author(submission: Submission, event: Event, *, comment: str, now: datetime) -> None:
    address = submission.author.email if submission.author else submission.sender_email
    if not address:
        return  # a title that was known before the portal has nobody to write to
    _write(
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
        "site_name": settings.SITE_NAME,
        "contact": settings.CONTACT_EMAIL,
    }


def _write(*, to: str, template: str, context: dict[str, object], now: datetime) -> None:
    """The first line of the template is the subject; one line, so that it cannot carry headers."""
    with translation.override(settings.LANGUAGE_CODE):
        text = render_to_string(f"emails/{template}.txt", context).strip()
    subject, _line, body = text.partition("\n")
    message = Message.objects.create(
        to=to,
        subject=" ".join(subject.split())[:200],
        body=body.strip() + "\n",
        written_at=now,
        next_attempt_at=now,
    )
    transaction.on_commit(lambda: _deliver_quietly(message.pk, now))


def _deliver_quietly(message_id: int, now: datetime) -> None:
    """The move has been made; whatever befalls its mail, the person is not shown an error."""
    try:
        deliver(message_id=message_id, now=now)
    except Exception:
        logger.exception("mail %s was not sent", message_id)
