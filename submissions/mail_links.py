"""Links by which whoever reads an address chooses how it is written to. They do not end."""

from django.urls import reverse

from measurements import signed_links

_PURPOSE = "submissions.mails"


def choices_path(address: str) -> str:
    return reverse("mail-choices", args=[token(address)])


def token(address: str) -> str:
    return signed_links.token([address.strip().lower()], purpose=_PURPOSE)


def address_of(value: str) -> str:
    """The address that the link was made for. Raises `signed_links.BadLink`."""
    (address,) = signed_links.read(value, purpose=_PURPOSE, valid_for=None)
    return str(address)
