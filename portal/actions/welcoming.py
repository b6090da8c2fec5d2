"""Who somebody is here, whom a broker has sent: known, joined to an account, new, or refused.

A person is known by issuer and subject, never by e-mail address. Brokers reuse addresses; they do
not reuse subjects.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from hashlib import sha256

from allauth.socialaccount.models import SocialAccount
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import IntegrityError, transaction

from measurements import published
from portal.actions import trace
from portal.federation import organisations
from portal.federation.claims import Claims
from portal.federation.organisations import Organisation
from portal.federation.refusals import Reason, Refused
from portal.federation.roles import role_at_log_in
from portal.models import MUNICIPAL_ROLES, MunicipalityDomain, Role, User


@transaction.atomic
def welcome(*, claims: Claims, broker: str, now: datetime) -> SocialAccount:
    """The account of the person behind the claims, made, joined or moved as they say.

    broker   `oidc` or `saml`
    Raises Refused, and then nothing has changed.
    """
    home = municipality_of(claims)
    check_assurance(claims)
    known = _known(claims, broker)
    if known is None:
        person = _local_account(claims, home) or _new_person(claims, home, now)
        known = _connect(person, claims, broker, now)
    check_is_open(known.user)
    _bring_up_to_date(known.user, claims, home, now)
    known.extra_data = claims.as_kept()
    known.save()
    return known


def identity(claims: Claims) -> str:
    """One key for issuer and subject: another issuer's subject of the same name is another person."""
    return sha256(repr((claims.issuer, claims.subject)).encode()).hexdigest()


def municipality_of(claims: Claims) -> str:
    """The code of the one municipality among the 98 that the claims lead to."""
    if not (claims.cvr or claims.municipality):
        raise Refused(Reason.NO_ORGANISATION)
    codes = organisations.codes_of(Organisation(cvr=claims.cvr, municipality=claims.municipality))
    if len(codes) > 1:
        raise Refused(Reason.CONTRADICTION)
    code = next(iter(codes), None)
    if code is None or published.municipality(code=code) is None:
        raise Refused(Reason.UNKNOWN_ORGANISATION)
    return code


def check_assurance(claims: Claims) -> None:
    """With nothing in BROKER_ASSURANCE, the broker's own rules are enough."""
    if settings.BROKER_ASSURANCE and claims.assurance not in settings.BROKER_ASSURANCE:
        raise Refused(Reason.NOT_SURE_ENOUGH)


def check_is_open(person: User) -> None:
    if not person.is_active:
        raise Refused(Reason.CLOSED)


def _known(claims: Claims, broker: str) -> SocialAccount | None:
    found = SocialAccount.objects.filter(provider=broker, uid=identity(claims))
    return found.select_related("user").first()


def _local_account(claims: Claims, home: str) -> User | None:
    """The account with this address, when broker and municipality both vouch for it.

    Never one of the staff, and never one of another municipality: taking over those would be worth
    the trouble of inventing an address.
    """
    person = User.objects.filter(email=_email(claims)).first()
    if person is None:
        return None
    is_theirs = (
        claims.email_is_verified
        and person.role in MUNICIPAL_ROLES
        and person.home_municipality_id == home
        and _is_address_of(person.email, home)
    )
    if not is_theirs:
        raise Refused(Reason.EMAIL_TAKEN)
    check_is_open(person)
    return person


def _is_address_of(email: str, municipality: str) -> bool:
    domain = email.rpartition("@")[2]
    return MunicipalityDomain.objects.filter(municipality=municipality, domain=domain).exists()


def _new_person(claims: Claims, home: str, now: datetime) -> User:
    with _one_of_two_windows():
        person = User.objects.create_user(
            _email(claims),
            role=Role.MUNICIPAL,
            home_municipality_id=home,
            first_name=claims.first_name,
            last_name=claims.last_name,
        )
    trace.record(action="made_by_broker", person=person, at=now, by=None, municipality=home)
    return person


def _connect(person: User, claims: Claims, broker: str, now: datetime) -> SocialAccount:
    with _one_of_two_windows():
        account = SocialAccount.objects.create(user=person, provider=broker, uid=identity(claims))
    trace.record(
        action="known_to_broker",
        person=person,
        at=now,
        by=None,
        broker=broker,
        issuer=claims.issuer,
    )
    return account


@contextmanager
def _one_of_two_windows() -> Iterator[None]:
    """The same person's first log-in in two windows at once: the second begins again, and is known."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError as clash:
        raise Refused(Reason.UNTRUSTED) from clash


def _bring_up_to_date(person: User, claims: Claims, home: str, now: datetime) -> None:
    """Municipality and role as they are today; whoever moved has nothing left in the old one."""
    has_moved = person.home_municipality_id != home
    role = role_at_log_in(
        privileges=claims.privileges,
        named=settings.BROKER_PRIVILEGES,
        current=Role(person.role),
        has_moved=has_moved,
    )
    if not has_moved and role == person.role:
        return
    before = {"municipality_before": person.home_municipality_id, "role_before": person.role}
    address = _new_address(person, claims) if has_moved else person.email
    User.objects.filter(pk=person.pk).update(home_municipality=home, role=role, email=address)
    person.refresh_from_db()
    trace.record(
        action="moved_by_broker" if has_moved else "role_by_broker",
        person=person,
        at=now,
        by=None,
        municipality=home,
        role=role,
        **before,
    )


def _new_address(person: User, claims: Claims) -> str:
    """Mail of the new municipality must not go to a mailbox at the old one."""
    is_free = not User.objects.filter(email=claims.email).exclude(pk=person.pk).exists()
    return _email(claims) if claims.email_is_verified and is_free else person.email


def _email(claims: Claims) -> str:
    try:
        validate_email(claims.email or "")
    except ValidationError as fault:
        raise Refused(Reason.NO_EMAIL) from fault
    assert claims.email, "an empty address is not valid"
    return claims.email
