"""The way in for whoever has the server: the first administrator, and when nobody can log in."""

from datetime import datetime

from django.contrib.auth.tokens import default_token_generator
from django.db import transaction
from django.urls import reverse
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode
from django.utils.translation import gettext as _

from portal import factors
from portal.actions import tending, trace
from portal.actions.refusing import Refused
from portal.models import Role, User


@transaction.atomic
def make_administrator(*, email: str, without_code: bool, now: datetime) -> str:
    """Make the account, or open an administrator's again. Gives the path that sets its password.

    without_code   remove the second factor of an account that is there
    Raises Refused when the address belongs to somebody who is no administrator.
    """
    email = email.strip().lower()
    person = User.objects.filter(email=email).first()
    if person is None:
        person = User.objects.create_user(email, role=Role.ADMINISTRATOR)
    elif person.role != Role.ADMINISTRATOR:
        raise Refused(_("Der er allerede en konto med adressen."))
    User.objects.filter(pk=person.pk).update(is_active=True)
    if without_code:
        factors.remove(person)
        tending.end_log_ins(person, now=now)
    without = "without_code" if without_code else None
    trace.record(action="made_by_command", person=person, by=None, at=now, how=without)
    person.refresh_from_db()
    return link_to_new_password(person)


def link_to_new_password(person: User) -> str:
    """Works once, within PASSWORD_RESET_TIMEOUT."""
    number = urlsafe_base64_encode(force_bytes(person.pk))
    return reverse("new-password", args=[number, default_token_generator.make_token(person)])
