"""Erases a person: the account, what they are named in, and every other place of their address."""

from dataclasses import asdict, dataclass
from datetime import datetime
from secrets import token_hex

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.apps import apps
from django.contrib.sessions.models import Session
from django.db import models, transaction

from measurements import personal as in_measurements
from measurements import text_places
from measurements.text_places import Place
from portal.actions import trace
from portal.models import User
from submissions import personal as in_submissions
from submissions.personal import Operator, Person

ERASED = "Slettet person"  # in the account's place, wherever a line says who did something


@dataclass(frozen=True, slots=True)
class Erased:
    """What was done, and what is left for a person to decide on."""

    counts: dict[str, int]  # by kind: account, submissions, mails …
    left: tuple[Place, ...]  # places of the address that are sealed
    names: tuple[
        Place, ...
    ]  # places of the name in free text, which nothing but a reader can judge
    files: tuple[Place, ...]  # files of submissions that have the address in their text


@transaction.atomic
def erase(*, address: str, now: datetime, only_try: bool = False) -> Erased:
    """Forget an address everywhere.

    only_try  tell what would be done, and leave everything as it is
    """
    address = address.strip().lower()
    account = User.objects.filter(email__iexact=address).first()
    name = _full_name(account)
    files = _files_with(address)
    counts = {
        **_forget_in_rooms(address, account, name, now),
        "account": _anonymise(account, now) if account else 0,
    }
    text_places.replace(_open_tables(), address, by=f"[slettet {token_hex(3)}]")
    erased = Erased(
        counts=counts,
        left=tuple(text_places.places(apps.get_models(), address)),
        names=tuple(text_places.places(apps.get_models(), name)) if name else (),
        files=files,
    )
    if only_try:
        transaction.set_rollback(True)
    return erased


def _full_name(account: User | None) -> str:
    """Empty where only a first name is known: half the country would answer to it."""
    name = account.get_full_name() if account else ""
    return name if " " in name else ""


def _forget_in_rooms(
    address: str, account: User | None, name: str, now: datetime
) -> dict[str, int]:
    person = Person(address=address, name=name, account=account.pk if account else None)
    shared = in_submissions.forget(person=person, by=Operator("person_erase"), now=now)
    shared_counts = asdict(shared)
    written = in_measurements.forget(address)
    return {**shared_counts, **written, "mails": shared_counts["mails"] + written["mails"]}


def _anonymise(account: User, now: datetime) -> int:
    """The row stays, because lines of the logs point to it; nobody can log in with it."""
    EmailAddress.objects.filter(user=account).delete()
    SocialAccount.objects.filter(user=account).delete()
    Authenticator.objects.filter(user=account).delete()
    _end_sessions(account)
    account.email = f"slettet-{account.pk}@slettet.invalid"
    account.first_name, account.last_name = ERASED, ""
    account.is_active = account.is_staff = account.is_superuser = False
    account.last_login = None
    account.set_unusable_password()
    account.save()
    trace.record(action="person.erased", person=account, at=now, by=None)
    return 1


def _end_sessions(account: User) -> None:
    for session in Session.objects.all():
        if session.get_decoded().get("_auth_user_id") == str(account.pk):
            session.delete()


def _files_with(address: str) -> tuple[Place, ...]:
    """Before its text is replaced: the file itself still has it, and must be exchanged by hand."""
    return tuple(text_places.places([apps.get_model("submissions", "FilePage")], address))


def _open_tables() -> list[type[models.Model]]:
    return [table for table in apps.get_models() if table not in in_measurements.SEALED]
