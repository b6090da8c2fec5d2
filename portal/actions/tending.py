"""An account is closed, opened, or given another role; nothing of it is deleted."""

from datetime import datetime

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from measurements import published
from portal import permissions
from portal.actions import trace
from portal.actions.refusing import Refused
from portal.models import MUNICIPAL_ROLES, Invitation, Role, User


@transaction.atomic
def close(*, person: User, by: User, now: datetime) -> None:
    """From the next request on the person is logged out and cannot log in.

    Invitations that they sent and nobody has used are void.
    """
    permissions.check_can_tend(by, person)
    _check_someone_is_left(person)
    if not User.objects.filter(pk=person.pk, is_active=True).update(is_active=False):
        raise Refused(_("Kontoen er allerede lukket."))
    end_log_ins(person, now=now)
    _withdraw_invitations_of(person, now)
    trace.record(action="closed", person=person, by=by, at=now)


@transaction.atomic
def open_again(*, person: User, by: User, now: datetime) -> None:
    permissions.check_can_tend(by, person)
    if not User.objects.filter(pk=person.pk, is_active=False).update(is_active=True):
        raise Refused(_("Kontoen er allerede åben."))
    trace.record(action="opened", person=person, by=by, at=now)


@transaction.atomic
def change_role(
    *, person: User, role: str, municipality: str | None, by: User, now: datetime
) -> None:
    """Another role or municipality (code), from the next log-in: those that are open end."""
    if role not in MUNICIPAL_ROLES:
        municipality = None
    permissions.check_can_tend(by, person)
    permissions.check_can_invite(by, role=role, municipality=municipality)
    if role in MUNICIPAL_ROLES and published.municipality(code=municipality) is None:
        raise Refused(_("Vælg den kommune, som personen arbejder i."))
    if role != Role.ADMINISTRATOR:
        _check_someone_is_left(person)
    as_read = {"role": person.role, "home_municipality": person.home_municipality_id}
    changed = User.objects.filter(pk=person.pk, **as_read).update(
        role=role, home_municipality=municipality
    )
    if not changed:
        raise Refused(_("En anden har ændret kontoen imens. Se den igen."))
    end_log_ins(person, now=now)
    _withdraw_invitations_of(person, now)
    trace.record(
        action="role_changed",
        person=person,
        by=by,
        at=now,
        role=role,
        municipality=municipality,
        role_before=as_read["role"],
        municipality_before=as_read["home_municipality"],
    )


def end_log_ins(person: User, *, now: datetime, but: int = 0) -> None:
    """Every browser where the person is logged in, except one when its number is given."""
    if not but:
        # Also where no row tells of the log-in.
        User.objects.filter(pk=person.pk).update(log_in_generation=F("log_in_generation") + 1)
    person.log_ins.filter(ended_at=None).exclude(pk=but).update(ended_at=now)


def _check_someone_is_left(person: User) -> None:
    """One administrator at least; otherwise nobody could let anybody in again."""
    if person.role != Role.ADMINISTRATOR or not person.is_active:
        return
    others = User.objects.filter(is_active=True, role=Role.ADMINISTRATOR).exclude(pk=person.pk)
    if not others.exists():
        raise Refused(_("Der skal være mindst én administrator."))


def _withdraw_invitations_of(person: User, now: datetime) -> None:
    sent = Invitation.objects.filter(invited_by=person, used_at=None, withdrawn_at=None)
    sent.update(withdrawn_at=now)
