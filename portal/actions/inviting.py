"""Invitations: made, sent again, withdrawn, and used once."""

from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from measurements import outbox, published, signed_links
from portal import addresses, permissions
from portal.actions import trace
from portal.actions.refusing import Refused
from portal.models import MUNICIPAL_ROLES, Invitation, Role, User

PURPOSE = "portal.invitation"
VALID_FOR = timedelta(days=14)
MOST_TO_ONE = 3  # a day to one address, whoever invites
MOST_OF_ONE = 100  # a day of one person: room for a whole administration
_A_DAY = timedelta(days=1)


@transaction.atomic
def invite(
    *, email: str, role: str, municipality: str | None, by: User, now: datetime
) -> Invitation:
    """Send somebody a link that makes one account with this role.

    municipality   code; None for moderators and administrators, whatever was asked
    Raises Refused when the address has an account or an invitation already, or is not one of the
    municipality's own.
    """
    if role not in MUNICIPAL_ROLES:
        municipality = None
    permissions.check_can_invite(by, role=role, municipality=municipality)
    email = email.strip().lower()
    _check_address(email, role=role, municipality=municipality, by=by)
    _check_not_too_many(email, by=by, now=now)
    try:
        with transaction.atomic():
            invitation = Invitation.objects.create(
                email=email,
                role=role,
                municipality_id=municipality,
                invited_by=by,
                made_at=now,
                expires_at=now + VALID_FOR,
            )
    except IntegrityError as clash:
        raise Refused(_("Adressen er allerede inviteret. Send invitationen igen.")) from clash
    _tell(invitation, now)
    return invitation


@transaction.atomic
def invite_again(*, invitation: Invitation, by: User, now: datetime) -> Invitation:
    """Another mail with another fourteen days. The link in the former mail is void."""
    withdraw(invitation=invitation, by=by, now=now)
    return invite(
        email=invitation.email,
        role=invitation.role,
        municipality=invitation.municipality_id,
        by=by,
        now=now,
    )


def withdraw(*, invitation: Invitation, by: User, now: datetime) -> None:
    """The link no longer works."""
    permissions.check_can_invite(by, role=invitation.role, municipality=invitation.municipality_id)
    open_ones = Invitation.objects.filter(pk=invitation.pk, used_at=None, withdrawn_at=None)
    if not open_ones.update(withdrawn_at=now):
        raise Refused(_("Invitationen er allerede brugt eller trukket tilbage."))


@transaction.atomic
def accept(
    *, invitation: Invitation, first_name: str, last_name: str, password: str, now: datetime
) -> User:
    """Make the account. Of two who press the button at once, one is told that it is used."""
    usable = open_invitations(now).filter(pk=invitation.pk)
    if not usable.update(used_at=now):
        raise Refused(_("Invitationen er brugt, trukket tilbage eller for gammel."))
    try:
        with transaction.atomic():
            person = User.objects.create_user(
                invitation.email,
                password,
                role=invitation.role,
                home_municipality_id=invitation.municipality_id,
                first_name=first_name,
                last_name=last_name,
            )
    except IntegrityError as clash:
        raise Refused(_("Der er allerede en konto med adressen. Log ind med den.")) from clash
    trace.record(
        action="accepted_invitation",
        person=person,
        by=invitation.invited_by,
        at=now,
        role=person.role,
        municipality=person.home_municipality_id,
    )
    return person


def open_invitations(now: datetime) -> QuerySet[Invitation]:
    """Those whose link works."""
    return Invitation.objects.filter(used_at=None, withdrawn_at=None, expires_at__gt=now)


def path_of(invitation: Invitation) -> str:
    token = signed_links.token([invitation.pk, invitation.email], purpose=PURPOSE)
    return reverse("invitation", args=[token])


def invitation_of(token: str, *, now: datetime) -> Invitation:
    """The invitation that the link was made for, while it can be used. Raises BadLink."""
    pk, email = signed_links.read(token, purpose=PURPOSE, valid_for=VALID_FOR)
    found = open_invitations(now).filter(pk=pk, email=email).first()
    if found is None:
        raise signed_links.BadLink
    return found


def _check_address(email: str, *, role: str, municipality: str | None, by: User) -> None:
    if User.objects.filter(email=email).exists():
        raise Refused(_("Der er allerede en konto med adressen."))
    if role not in MUNICIPAL_ROLES:
        return
    if municipality is None or published.municipality(code=municipality) is None:
        raise Refused(_("Vælg den kommune, som personen arbejder i."))
    if not by.is_administrator and not addresses.belongs_to(email, municipality):
        domains = ", ".join(addresses.domains_of(municipality))
        raise Refused(
            _("Du kan kun invitere adresser, der ender på: %(domains)s.") % {"domains": domains}
        )


def _check_not_too_many(email: str, *, by: User, now: datetime) -> None:
    lately = Invitation.objects.filter(made_at__gt=now - _A_DAY)
    if lately.filter(email=email).count() >= MOST_TO_ONE:
        raise Refused(
            _("Der er sendt nok invitationer til adressen det seneste døgn. Prøv igen i morgen.")
        )
    if lately.filter(invited_by=by).count() >= MOST_OF_ONE:
        raise Refused(
            _("Du har sendt %(most)s invitationer det seneste døgn. Prøv igen i morgen.")
            % {"most": MOST_OF_ONE}
        )


def _tell(invitation: Invitation, now: datetime) -> None:
    outbox.write(
        to=invitation.email,
        template="invitation",
        context={
            "inviter": str(invitation.invited_by),
            "municipality": invitation.municipality,
            "role": Role(invitation.role).label,
            "url": addresses.absolute(path_of(invitation)),
        },
        now=now,
    )
