"""Who may do what with a submission. One voice raises with a reason, its twin answers yes or no.

Whether the state allows it is another question: `lifecycle` answers that.
"""

from dataclasses import dataclass

from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.utils.translation import gettext as _

from submissions import lifecycle
from submissions.lifecycle import Action, Who
from submissions.models import Submission


@dataclass(frozen=True, slots=True)
class Sender:
    """Somebody without an account who holds the signed link of one submission."""

    submission_id: int


@dataclass(frozen=True, slots=True)
class Operator:
    """A command that somebody runs on the server."""

    name: str  # of the command, for the trace

    @property
    def pk(self) -> None:
        return None


Person = AbstractBaseUser  # with a role and, where municipal, a municipality
Actor = Person | Sender | Operator


def stands_as(by: Actor, submission: Submission) -> Who | None:
    """How this person stands to the submission; None for everybody else."""
    if isinstance(by, Sender):
        return Who.AUTHOR if by.submission_id == submission.pk else None
    if isinstance(by, Operator):
        return Who.OPERATOR
    if by.pk is not None and by.pk == submission.author_id:
        return Who.AUTHOR
    if _edits_for_its_municipality(by, submission):
        return Who.MUNICIPALITY
    return Who.REVIEWER if getattr(by, "is_moderator", False) else None


def can_see(by: Actor, submission: Submission) -> bool:
    """Before publication: its owners, and reviewers once it was sent in. Others are told 404."""
    who = stands_as(by, submission)
    if who is Who.REVIEWER:
        return submission.was_sent_in
    return who in {Who.AUTHOR, Who.MUNICIPALITY}


def owns(by: Actor, submission: Submission) -> bool:
    """Its author, or an editor of the municipality that it belongs to."""
    return stands_as(by, submission) in {Who.AUTHOR, Who.MUNICIPALITY}


def owned_by(by: Person) -> list[Submission]:
    """The person's own, and for an editor those of the municipality; the newest first."""
    theirs = Q(author=by.pk)
    if getattr(by, "is_municipality_editor", False):
        home = getattr(by, "home_municipality_id", None)
        theirs |= Q(municipality=home) | Q(begun_in=home)
    found = Submission.objects.filter(theirs).select_related("municipality", "author")
    rows = found.prefetch_related("moves").order_by("-changed_at", "-pk")
    return [each for each in rows if owns(by, each)]


def check_can_move(by: Actor, submission: Submission, action: Action) -> None:
    who = stands_as(by, submission)
    if who not in lifecycle.move(submission.state, action).who:
        if who is Who.AUTHOR:
            raise PermissionDenied(_("Du kan ikke behandle dit eget bidrag. Bed en kollega."))
        raise PermissionDenied(_("Du har ikke adgang til at gøre dette."))


def can_move(by: Actor, submission: Submission, action: Action) -> bool:
    """Both: the state allows it and this person may."""
    return (
        lifecycle.is_possible(submission.state, action)
        and stands_as(by, submission) in lifecycle.move(submission.state, action).who
    )


def check_can_edit_synonyms(by: Person) -> None:
    if not getattr(by, "is_moderator", False):
        raise PermissionDenied(_("Kun redaktionen kan rette ordlisten."))


def can_replace(by: Actor | None, submission: Submission) -> bool:
    """Whether a new edition may be offered: of a bare title by anybody, else by its own people."""
    if not submission.is_published:
        return False
    if submission.only_title:
        return True
    if by is None:
        return False
    if isinstance(by, Sender):
        return by.submission_id == submission.pk
    home = getattr(by, "home_municipality_id", None)
    return by.pk == submission.author_id or (
        home is not None and home == submission.municipality_id
    )


def home_of(by: Actor | None) -> str | None:
    """Code of the municipality that the person works in."""
    return getattr(by, "home_municipality_id", None)


def speaks_for(by: Actor | None, municipality: str | None) -> bool:
    """Whether the person works in this municipality (code)."""
    return (
        municipality is not None
        and getattr(by, "is_municipal", False)
        and home_of(by) == municipality
    )


def can_adopt(by: Actor | None, submission: Submission) -> bool:
    """Whether the person's municipality may take this up: a method that is told, not its own."""
    home = home_of(by)
    if not submission.is_method or submission.only_title or not speaks_for(by, home):
        return False
    shared = submission.further_municipalities.filter(pk=home).exists()
    return home != submission.municipality_id and not shared


def can_ask(by: Actor | None, submission: Submission) -> bool:
    """Questions come from people with an account, so that they can be answered and stopped."""
    return getattr(by, "is_active", False) and getattr(by, "pk", None) != submission.author_id


def _edits_for_its_municipality(by: Person, submission: Submission) -> bool:
    """An editor speaks for what the municipality owns; of what was never sent in, for colleagues'.

    Whoever names a foreign municipality in a draft does not show it to that municipality, and
    whoever moves to another one takes their drafts along for themselves alone.
    """
    if not getattr(by, "is_municipality_editor", False):
        return False
    home = home_of(by)
    if submission.was_sent_in:
        return submission.municipality_id == home
    return home == submission.begun_in_id == home_of(submission.author)
