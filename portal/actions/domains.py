"""Which e-mail domains a municipality has: entered and taken away by administrators."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from portal import permissions
from portal.actions import trace
from portal.actions.refusing import Refused
from portal.models import MunicipalityDomain, User


@transaction.atomic
def add(*, municipality: str, domain: str, by: User, now: datetime) -> None:
    """From now on editors of the municipality (code) invite only addresses of its domains."""
    permissions.check_is_administrator(by)
    domain = domain.strip().lower().removeprefix("@")
    try:
        with transaction.atomic():
            MunicipalityDomain.objects.create(municipality_id=municipality, domain=domain)
    except IntegrityError as clash:
        raise Refused(_("Domænet hører allerede til en kommune.")) from clash
    trace.record(
        action="domain_added", person=by, by=by, at=now, domain=domain, municipality=municipality
    )


@transaction.atomic
def remove(*, domain: MunicipalityDomain, by: User, now: datetime) -> None:
    permissions.check_is_administrator(by)
    trace.record(
        action="domain_removed",
        person=by,
        by=by,
        at=now,
        domain=domain.domain,
        municipality=domain.municipality_id,
    )
    domain.delete()
