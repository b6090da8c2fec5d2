"""Mail addresses that somebody typed: whether a mail can reach them, and which are one mailbox."""

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext_lazy as _


def check_reachable(address: str) -> None:
    """Raises ValidationError for what mail programs cannot send to, or nobody has for an address.

    A domain of a joiner without width passes Django's check, and ends the sending of it in an error.
    """
    name, _at, domain = address.rpartition("@")
    try:
        is_a_name = bool(domain.encode("idna"))
    except UnicodeError:
        is_a_name = False
    if not is_a_name or domain.startswith("[") or name.startswith('"'):
        raise ValidationError(_("Skriv en almindelig e-mailadresse, fx navn@kommunen.dk."))


def mailbox_of(address: str) -> str:
    """The same text for the addresses of one mailbox: navn+nyt@kommunen.dk is navn@kommunen.dk."""
    name, _at, domain = address.strip().lower().rpartition("@")
    return f"{name.partition('+')[0]}@{domain}"


class MailAddressField(forms.EmailField):
    """An address that a mail can be sent to."""

    default_validators = [validate_email, check_reachable]
