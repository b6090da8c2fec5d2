"""The life of a submission as a table: where it may go, who may send it there, who is told.

Pages, permissions, mails and tests read this table; nothing else knows the moves.
"""

from dataclasses import dataclass
from enum import StrEnum

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class State(TextChoices):
    DRAFT = "draft", _("Kladde")
    UNCONFIRMED = "unconfirmed", _("Venter på, at e-mailadressen bekræftes")
    SUBMITTED = "submitted", _("Venter på redaktionen")
    RETURNED = "returned", _("Sendt tilbage med en kommentar")
    PUBLISHED = "published", _("Offentliggjort")
    REJECTED = "rejected", _("Afvist")
    WITHDRAWN = "withdrawn", _("Trukket tilbage")
    REPLACED = "replaced", _("Afløst af en nyere udgave")


class Action(TextChoices):
    SAVE = "save", _("Gemt")
    SUBMIT = "submit", _("Sendt ind")
    CONFIRM = "confirm", _("E-mailadresse bekræftet")
    RETURN = "return", _("Sendt tilbage")
    PUBLISH = "publish", _("Offentliggjort")
    REJECT = "reject", _("Afvist")
    WITHDRAW = "withdraw", _("Trukket tilbage")
    CORRECT = "correct", _("Rettet af redaktionen")
    REPLACE = "replace", _("Afløst")


class Who(StrEnum):
    """How a person stands to one submission. A moderator is no reviewer of their own."""

    AUTHOR = "author"
    REVIEWER = "reviewer"


class Event(StrEnum):
    """What is told by mail, and to whom the template of that name speaks."""

    NOTHING = ""
    SUBMITTED = "submitted"  # to the editors, and thanks to the author
    RETURNED = "returned"
    PUBLISHED = "published"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class Move:
    to: State
    who: frozenset[Who]
    event: Event = Event.NOTHING


_AUTHOR = frozenset({Who.AUTHOR})
_REVIEWER = frozenset({Who.REVIEWER})
_EITHER = _AUTHOR | _REVIEWER

INITIAL = frozenset({State.DRAFT, State.UNCONFIRMED})

MOVES: dict[tuple[State, Action], Move] = {
    (State.DRAFT, Action.SAVE): Move(State.DRAFT, _AUTHOR),
    (State.DRAFT, Action.SUBMIT): Move(State.SUBMITTED, _AUTHOR, Event.SUBMITTED),
    (State.DRAFT, Action.WITHDRAW): Move(State.WITHDRAWN, _AUTHOR),
    (State.UNCONFIRMED, Action.CONFIRM): Move(State.SUBMITTED, _AUTHOR, Event.SUBMITTED),
    # A change while the editors read sends it to them anew: the version they saw is gone.
    (State.SUBMITTED, Action.SUBMIT): Move(State.SUBMITTED, _AUTHOR, Event.SUBMITTED),
    (State.SUBMITTED, Action.RETURN): Move(State.RETURNED, _REVIEWER, Event.RETURNED),
    (State.SUBMITTED, Action.PUBLISH): Move(State.PUBLISHED, _REVIEWER, Event.PUBLISHED),
    (State.SUBMITTED, Action.REJECT): Move(State.REJECTED, _REVIEWER, Event.REJECTED),
    (State.SUBMITTED, Action.WITHDRAW): Move(State.WITHDRAWN, _AUTHOR, Event.WITHDRAWN),
    (State.RETURNED, Action.SAVE): Move(State.RETURNED, _AUTHOR),
    (State.RETURNED, Action.SUBMIT): Move(State.SUBMITTED, _AUTHOR, Event.SUBMITTED),
    (State.RETURNED, Action.WITHDRAW): Move(State.WITHDRAWN, _AUTHOR, Event.WITHDRAWN),
    (State.PUBLISHED, Action.CORRECT): Move(State.PUBLISHED, _REVIEWER),
    (State.PUBLISHED, Action.WITHDRAW): Move(State.WITHDRAWN, _EITHER, Event.WITHDRAWN),
    # A consequence of publishing the newer edition, whoever wrote the older one.
    (State.PUBLISHED, Action.REPLACE): Move(State.REPLACED, _EITHER),
}

NEEDS_REASON = frozenset({Action.RETURN, Action.REJECT})


class MoveRefused(Exception):
    """The move cannot be made now. The text is for the person who tried."""


class StaleVersion(MoveRefused):
    """Somebody else was first: the submission is no longer the one that was looked at."""


def move(state: str, action: Action) -> Move:
    """The move that `action` makes from `state`, or a refusal that says where it stands."""
    found = MOVES.get((State(state), action))
    if found is None:
        raise MoveRefused(
            _("Det kan ikke lade sig gøre nu. Bidraget står som: %(state)s.")
            % {"state": State(state).label}
        )
    return found


def is_possible(state: str, action: Action) -> bool:
    return (State(state), action) in MOVES
