"""A person's address is changed: the new one is confirmed, and the old one is told."""

from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from measurements import outbox, signed_links
from portal import addresses
from portal.actions import trace
from portal.actions.refusing import Refused
from portal.models import MUNICIPAL_ROLES, User

PURPOSE = "portal.e-mail"
VALID_FOR = timedelta(hours=24)
MOST_A_DAY = 3  # of one person: each request writes to an address that they typed
ASKED = "email_asked"
_A_DAY = timedelta(days=1)


@transaction.atomic
def ask_to_change(*, person: User, email: str, now: datetime) -> None:
    """Mail a link to the new address, and word of it to the old one. Nothing is changed yet.

    An address that somebody else has gets no link; the page says the same.
    """
    email = email.strip().lower()
    is_municipal = person.role in MUNICIPAL_ROLES
    home = person.home_municipality_id
    if is_municipal and home and not addresses.belongs_to(email, home):
        raise Refused(_("Adressen skal være en af kommunens."))
    _check_not_too_many(person, now)
    token = signed_links.token([person.pk, person.email, email], purpose=PURPOSE)
    url = addresses.absolute(reverse("confirm-new-email", args=[token]))
    if not User.objects.filter(email=email).exists():
        outbox.write(to=email, template="email_confirm", context={"url": url}, now=now)
    outbox.write(to=person.email, template="email_asked", context={}, now=now)
    trace.record(action=ASKED, person=person, by=person, at=now)


@transaction.atomic
def confirm_change(*, token: str, person: User, now: datetime) -> str:
    """By the person, logged in, with the link from the new address. Gives the new address.

    Raises BadLink for somebody else's link, an old one, or one that was used.
    """
    pk, before, after = signed_links.read(token, purpose=PURPOSE, valid_for=VALID_FOR)
    if pk != person.pk:
        raise signed_links.BadLink
    try:
        with transaction.atomic():
            changed = User.objects.filter(pk=pk, email=before, is_active=True).update(email=after)
    except IntegrityError as clash:
        raise Refused(_("Adressen er taget i brug af en anden konto.")) from clash
    if not changed:
        raise signed_links.BadLink
    trace.record(action="email_changed", person=person, by=person, at=now, before=before)
    outbox.write(to=before, template="email_changed", context={}, now=now)
    return str(after)


def _check_not_too_many(person: User, now: datetime) -> None:
    lately = person.events.filter(action=ASKED, at__gt=now - _A_DAY)
    if lately.count() >= MOST_A_DAY:
        raise Refused(
            _("Du har bedt om en ny adresse %(most)s gange det seneste døgn. Prøv igen i morgen.")
            % {"most": MOST_A_DAY}
        )
