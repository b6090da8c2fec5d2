"""Whom a submission's mails reach: its owner, and who answers questions. Never shown."""

from collections.abc import Iterator, Sequence

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.base_user import AbstractBaseUser

from submissions.models import Submission


def name_of(person: object) -> str:
    """Who somebody is to others: their name, else what they are here. Never an address."""
    name = person.get_full_name()  # type: ignore[attr-defined]  # of every account
    return name or str(person.get_role_display())  # type: ignore[attr-defined]


def owner_address(submission: Submission) -> str:
    """Of the author with an account, or of the sender; empty where nobody is known."""
    author = submission.author
    if author is not None:
        return author.email if author.is_active else ""
    return submission.sender_email


def who_knows(submission: Submission) -> list[str]:
    """Whom to ask how it stands: the owner and the contact, each once."""
    known = (owner_address(submission).lower(), submission.contact_email.lower())
    return list(dict.fromkeys(address for address in known if address))


def has_live_contact(submission: Submission) -> bool:
    """Whether a question reaches somebody who knows the practice."""
    return bool(submission.contact_email or owner_address(submission))


def who_answers(submission: Submission) -> list[str]:
    """The contact, else the owner, else the municipality's editors, else the portal's editors."""
    known = submission.contact_email or owner_address(submission)
    if known:
        return [known.lower()]
    return list(_municipality_editors(submission)) or [settings.CONTACT_EMAIL.lower()]


def who_shares_for(municipality: str) -> Sequence[AbstractBaseUser]:
    """Whom to ask what a municipality (code) does: its editors, else everybody with an account."""
    people = get_user_model().objects
    return list(people.municipality_editors(municipality) or people.of_municipality(municipality))


def _municipality_editors(submission: Submission) -> Iterator[str]:
    if submission.municipality_id is not None:
        people = get_user_model().objects.municipality_editors(submission.municipality_id)
        yield from people.values_list("email", flat=True)
