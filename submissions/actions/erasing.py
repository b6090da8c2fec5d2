"""What the law grants a person: their address and name leave everything they shared."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Q

from submissions.actions import indexing
from submissions.actions.moving import Attempt, make_move
from submissions.lifecycle import Action
from submissions.models import (
    Attachment,
    DigestLine,
    MailChoice,
    MunicipalityFollower,
    Question,
    Submission,
)
from submissions.permissions import Operator

GONE = "[slettet]"


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who asks to be forgotten."""

    address: str
    name: str = ""  # as the account has it; empty: no account, or none given
    account: int | None = None  # the account's key


@dataclass(frozen=True, slots=True)
class Forgotten:
    """How much of each was erased."""

    drafts: int  # never sent in: deleted as a whole
    submissions: int  # freed of address and name; their texts stay
    questions: int
    mails: int  # choices, lines that waited for the day's mail, and municipalities followed


@transaction.atomic
def forget(*, person: Person, by: Operator, now: datetime) -> Forgotten:
    """Erase an address and its name from what was shared and asked.

    Texts that were sent in stay: they are the municipality's, and others have built on them. What
    was never sent in goes as a whole. The trace of every move stays; who made it is nobody now.
    """
    drafts = [each for each in _of_owner(person) if not each.was_sent_in]
    for draft in drafts:
        _delete(draft)
    concerned = list(Submission.objects.filter(_owned(person) | _names(person)).distinct())
    for submission in concerned:
        _free(submission, person, by=by, now=now)
    if concerned:
        indexing.ring()
    return Forgotten(
        drafts=len(drafts),
        submissions=len(concerned),
        questions=_forget_questions(person),
        mails=_forget_mails(person.address),
    )


def _of_owner(person: Person) -> list[Submission]:
    return list(Submission.objects.filter(_owned(person)))


def _owned(person: Person) -> Q:
    owned = Q(sender_email__iexact=person.address)
    return owned | Q(author=person.account) if person.account else owned


def _names(person: Person) -> Q:
    """Submissions whose contact is the person, by address or by name."""
    found = Q(contact_email__iexact=person.address) | Q(contact__icontains=person.address)
    return found | Q(contact__icontains=person.name) if person.name else found


def _delete(draft: Submission) -> None:
    """Its files go to the sweep, which knows whether others share them."""
    Attachment.objects.filter(submission=draft).update(submission=None)
    draft.delete()


def _free(submission: Submission, person: Person, *, by: Operator, now: datetime) -> None:
    changes: dict[str, object] = {}
    if submission.sender_email.lower() == person.address:
        changes["sender_email"] = ""
    if _is_contact(submission, person):
        changes |= {"contact": "", "contact_email": "", "contact_erased_at": now}
    make_move(Attempt(submission, Action.ERASE, submission.version, by, now), **changes)


def _is_contact(submission: Submission, person: Person) -> bool:
    named = submission.contact.lower()
    return (
        submission.contact_email.lower() == person.address
        or person.address in named
        or bool(person.name and person.name.lower() in named)
    )


def _forget_questions(person: Person) -> int:
    """What they asked is emptied; of what they were asked, that it went to them."""
    asked = 0
    if person.account:
        asked = Question.objects.filter(asked_by=person.account).update(text=GONE)
    for question in Question.objects.all():
        kept = [to for to in question.sent_to if to.lower() != person.address]
        if kept != question.sent_to:
            Question.objects.filter(pk=question.pk).update(sent_to=kept)
            asked += 1
    return asked


def _forget_mails(address: str) -> int:
    choices = MailChoice.objects.filter(email__iexact=address).delete()[0]
    followed = MunicipalityFollower.objects.filter(email__iexact=address).delete()[0]
    return choices + followed + DigestLine.objects.filter(email__iexact=address).delete()[0]
