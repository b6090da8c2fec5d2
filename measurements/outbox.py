"""Mail of every room: written with the change it tells of, sent after the commit, tried again."""

import logging
from collections.abc import Mapping
from datetime import datetime, timedelta
from smtplib import SMTPException

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.db.models import F, Q
from django.template.loader import render_to_string
from django.utils import translation

from measurements import failpoints
from measurements.models import Message

logger = logging.getLogger(__name__)
ATTEMPTS = 6
_FIRST_PAUSE = timedelta(minutes=1)


def write(
    *,
    to: str,
    template: str,
    context: Mapping[str, object],
    now: datetime,
    key: str | None = None,
    at_once: bool = True,
    headers: Mapping[str, str] | None = None,
) -> None:
    """Put a mail in the outbox, drawn from `emails/<template>.txt`.

    The first line of the template is the subject; one line, so that it cannot carry headers.

    key      what it tells of and to whom; a mail with a key that is there already is not written again
    at_once  send it right after the commit; many mails leave that to the timer, so that no page
             waits for a hundred of them
    headers  beyond the usual ones
    """
    with translation.override(settings.LANGUAGE_CODE):
        text = render_to_string(f"emails/{template}.txt", {**_site(), **context}).strip()
    subject, _line, body = text.partition("\n")
    words = {
        "to": to,
        "subject": " ".join(subject.split())[:200],
        "body": body.strip() + "\n",
        "headers": dict(headers or {}),
        "written_at": now,
        "next_attempt_at": now,
    }
    if key is None:
        message = Message.objects.create(**words)
    else:
        message, is_new = Message.objects.get_or_create(key=key, defaults=words)
        if not is_new:
            return
    if at_once:
        transaction.on_commit(lambda: _deliver_quietly(message.pk, now))


def deliver(*, message_id: int, now: datetime) -> bool:
    """Send one mail if it is due and nobody else has taken it. A failure leaves it for later."""
    message = Message.objects.get(pk=message_id)
    taken = Message.objects.filter(
        pk=message_id, sent_at=None, attempts=message.attempts, next_attempt_at__lte=now
    ).update(attempts=F("attempts") + 1, next_attempt_at=now + _FIRST_PAUSE * 4**message.attempts)
    if not taken:
        return False
    try:
        failpoints.reach("mid_mail")
        EmailMessage(message.subject, message.body, to=[message.to], headers=message.headers).send()
    except (OSError, SMTPException, ValueError) as problem:  # the last: an address that is none
        logger.warning("mail %s was not sent: %s", message_id, type(problem).__name__)
        return False
    Message.objects.filter(pk=message_id).update(sent_at=now)
    return True


def count_with_header(*, to: str, header: str, since: datetime) -> int:
    """How many mails with this header were written to an address since then."""
    lately = Message.objects.filter(to__iexact=to, written_at__gt=since)
    return lately.filter(headers__has_key=header).count()


def was_written_before(then: datetime, *, key: str) -> bool:
    """Whether the mail with this key has been in the outbox since before then."""
    return Message.objects.filter(key=key, written_at__lte=then).exists()


def count_with_key(*, beginning: str) -> int:
    """How many mails were written with a key that begins like this."""
    return Message.objects.filter(key__startswith=beginning).count()


def forget(*, beginning: str, before: datetime | None = None) -> None:
    """Delete the mails whose key begins like this, or those of them from before a moment."""
    found = Message.objects.filter(key__startswith=beginning)
    (found if before is None else found.filter(written_at__lt=before)).delete()


def deliver_due(*, now: datetime) -> None:
    """Send what waits. Each mail alone: whatever is wrong with one, the others go out."""
    for message_id in due(now):
        _deliver_quietly(message_id, now)


def due(now: datetime) -> list[int]:
    """Mails that wait, those tried too often left out."""
    waiting = Q(sent_at=None, next_attempt_at__lte=now, attempts__lt=ATTEMPTS)
    return list(Message.objects.filter(waiting).values_list("pk", flat=True))


def _site() -> dict[str, object]:
    return {"site_name": settings.SITE_NAME, "contact": settings.CONTACT_EMAIL}


def _deliver_quietly(message_id: int, now: datetime) -> None:
    """The change has been made; whatever befalls its mail, the person is not shown an error."""
    try:
        deliver(message_id=message_id, now=now)
    except Exception:
        logger.exception("mail %s was not sent", message_id)
