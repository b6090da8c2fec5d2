"""E-mail addresses: which municipality gives one out, and links that mails carry."""

from django.conf import settings

from portal.models import MunicipalityDomain


def domains_of(municipality: str) -> list[str]:
    """Of the municipality (code), in order; empty when none has been entered."""
    found = MunicipalityDomain.objects.filter(municipality=municipality)
    return list(found.values_list("domain", flat=True))


def belongs_to(email: str, municipality: str) -> bool:
    """Whether the municipality gives out such addresses; yes while nothing is known of them."""
    domains = domains_of(municipality)
    return not domains or email.lower().rpartition("@")[2] in domains


def absolute(path: str) -> str:
    """As a mail needs it."""
    return f"{settings.BASE_URL}{path}"
