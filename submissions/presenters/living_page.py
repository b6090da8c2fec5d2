"""What a public submission's page says of its life: in use or stopped, and what its owner may do."""

from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse

from submissions import permissions, running, signed
from submissions.lifecycle import Action
from submissions.models import Submission
from submissions.permissions import Actor, Sender
from submissions.running import Label, Tone


@dataclass(frozen=True, slots=True)
class Life:
    """Whether it is still done, in words, and why it stopped."""

    label: Label | None
    why: str  # the owner's word; empty: none, or it has not stopped


@dataclass(frozen=True, slots=True)
class OwnerPaths:
    """Where an owner answers, names another contact or goes on writing. Empty: not for them."""

    running: str
    contact: str
    next_edition: str


def life(submission: Submission, *, now: datetime) -> Life:
    label = running.label(submission, now=now)
    has_stopped = label is not None and label.tone is Tone.STOPPED
    return Life(label=label, why=_why(submission) if has_stopped else "")


def owner_paths(submission: Submission, by: Actor | None) -> OwnerPaths:
    """By log-in, or by the signed link of a sender without an account."""
    if by is None or not submission.is_published:
        return OwnerPaths("", "", "")
    if isinstance(by, Sender):
        where, which = _BY_LINK, signed.token(submission, purpose=signed.STATUS)
    else:
        where, which = _BY_LOG_IN, submission.slug
    may = {
        "running": submission.is_method and permissions.can_move(by, submission, Action.AFFIRM),
        "contact": permissions.can_move(by, submission, Action.CONTACT),
        "next_edition": permissions.can_replace(by, submission) and not submission.only_title,
    }
    return OwnerPaths(
        **{name: reverse(where[name], args=[which]) if may[name] else "" for name in may}
    )


_BY_LOG_IN = {
    "running": "still-running",
    "contact": "submission-contact",
    "next_edition": "begin-edition",
}
_BY_LINK = {
    "running": "still-running-by-status",
    "contact": "contact-by-link",
    "next_edition": "begin-edition-by-link",
}


def _why(submission: Submission) -> str:
    stops = submission.moves.filter(action=Action.STOP).order_by("at", "pk")
    last = stops.last()
    return last.comment if last else ""
