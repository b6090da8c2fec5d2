"""Mail as its reader wants it: at once, gathered once a day, or not at all.

What somebody needs to go on, such as a link to confirm an address, does not pass here.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet

from measurements import outbox
from submissions import mail_links
from submissions.models import DigestLine, How, MailChoice

DIGEST_HOUR = 7  # Danish time: before the working day, and never at night
# Whoever has had this many mails within the hour gets the rest of them gathered.
STORM = 3
_AN_HOUR = timedelta(hours=1)
_UNSUBSCRIBE = "List-Unsubscribe"


def tell(
    *,
    to: str,
    template: str,
    context: Mapping[str, object],
    line: str,
    path: str,
    now: datetime,
    key: str,
    unless_chosen: How = How.AT_ONCE,
) -> None:
    """Write a mail, or a line of the day's one mail, as the address has chosen.

    line, path     what the gathered mail says of it, and the page where it is read
    key            what it tells of and to whom: told once, however often this is called
    unless_chosen  what holds for an address that has chosen nothing
    """
    address = to.strip().lower()
    how = chosen(address, unless=unless_chosen)
    if how == How.NEVER:
        return
    if how == How.DAILY or _is_a_storm(address, now):
        DigestLine.objects.get_or_create(
            key=key,
            defaults={"email": address, "text": line[:400], "path": path, "written_at": now},
        )
        return
    outbox.write(
        to=to,
        template=template,
        context={**context, **_choices_of(address)},
        now=now,
        key=key,
        headers=_headers(address),
    )


def chosen(address: str, *, unless: How = How.AT_ONCE) -> How:
    """How this address wants its mails."""
    row = MailChoice.objects.filter(email=address.strip().lower()).first()
    return How(row.how) if row else unless


def choose(*, address: str, how: How, now: datetime) -> None:
    """Keep the choice. Lines that wait go out in the day's mail, or not at all."""
    address = address.strip().lower()
    MailChoice.objects.update_or_create(email=address, defaults={"how": how, "changed_at": now})
    if how == How.NEVER:
        DigestLine.objects.filter(email=address, sent_at=None).delete()


def send_digests(*, now: datetime) -> int:
    """One mail to each address with lines from before the last seven o'clock. Returns how many."""
    boundary = _last_digest_hour(now)
    waiting = DigestLine.objects.filter(sent_at=None, written_at__lt=boundary)
    addresses = waiting.order_by("email").values_list("email", flat=True).distinct()
    return sum(_send_digest(waiting.filter(email=each), boundary, now) for each in list(addresses))


@transaction.atomic
def _send_digest(waiting: QuerySet[DigestLine], boundary: datetime, now: datetime) -> bool:
    """The mail and the marks in one commit; whoever comes second finds the lines gone."""
    lines = list(waiting)
    taken = DigestLine.objects.filter(pk__in=[each.pk for each in lines], sent_at=None)
    if not lines or taken.update(sent_at=now) != len(lines):
        transaction.set_rollback(True)
        return False
    address = lines[0].email
    outbox.write(
        to=address,
        template="digest",
        context={
            "lines": [{"text": each.text, "url": settings.BASE_URL + each.path} for each in lines],
            **_choices_of(address),
        },
        now=now,
        key=f"digest/{boundary:%Y-%m-%d}/{lines[0].pk}",
        at_once=False,
        headers=_headers(address),
    )
    return True


def _last_digest_hour(now: datetime) -> datetime:
    local = now.astimezone(ZoneInfo(settings.TIME_ZONE))
    today = local.replace(hour=DIGEST_HOUR, minute=0, second=0, microsecond=0)
    return today if today <= local else today - timedelta(days=1)


def _is_a_storm(address: str, now: datetime) -> bool:
    lately = outbox.count_with_header(to=address, header=_UNSUBSCRIBE, since=now - _AN_HOUR)
    return lately >= STORM


def _choices_of(address: str) -> dict[str, object]:
    return {"mail_choices_url": settings.BASE_URL + mail_links.choices_path(address)}


def _headers(address: str) -> dict[str, str]:
    """What mail programs make an unsubscribe button of (RFC 8058)."""
    return {
        _UNSUBSCRIBE: f"<{settings.BASE_URL}{mail_links.choices_path(address)}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }
