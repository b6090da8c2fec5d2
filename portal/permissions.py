"""Who may do what about people. One voice raises with a reason, its twin answers yes or no."""

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from portal.models import MUNICIPAL_ROLES, User


def can_invite(by: User, *, role: str, municipality: str | None) -> bool:
    """Administrators invite everybody; a municipality's editor invites colleagues."""
    if by.is_administrator:
        return True
    return role in MUNICIPAL_ROLES and _answers_for(by, municipality)


def check_can_invite(by: User, *, role: str, municipality: str | None) -> None:
    if not can_invite(by, role=role, municipality=municipality):
        raise PermissionDenied(_("Du kan kun invitere kolleger i din egen kommune."))


def can_tend(by: User, person: User) -> bool:
    """Close, open or change an account: never one's own, and editors only colleagues'."""
    if by.pk == person.pk:
        return False
    if by.is_administrator:
        return True
    return (
        person.role in MUNICIPAL_ROLES
        and not person.is_superuser
        and _answers_for(by, person.home_municipality_id)
    )


def check_can_tend(by: User, person: User) -> None:
    if not can_tend(by, person):
        raise PermissionDenied(_("Du kan ikke ændre denne konto."))


def check_is_administrator(by: User) -> None:
    if not by.is_administrator:
        raise PermissionDenied(_("Det kan kun en administrator."))


def _answers_for(by: User, municipality: str | None) -> bool:
    return (
        by.is_municipality_editor
        and municipality is not None
        and municipality == by.home_municipality_id
    )
