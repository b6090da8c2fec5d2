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
    MERGED = "merged", _("Lagt sammen med et andet bidrag")


class Action(TextChoices):
    SAVE = "save", _("Gemt")
    SUBMIT = "submit", _("Sendt ind")
    ASK = "ask", _("Sendt ind uden konto")
    CONFIRM = "confirm", _("E-mailadresse bekræftet")
    RETURN = "return", _("Sendt tilbage")
    PUBLISH = "publish", _("Offentliggjort")
    REJECT = "reject", _("Afvist")
    WITHDRAW = "withdraw", _("Trukket tilbage")
    CORRECT = "correct", _("Rettet af redaktionen")
    REPLACE = "replace", _("Afløst")
    MERGE = "merge", _("Lagt sammen")
    AFFIRM = "affirm", _("Bekræftet som stadig i brug")
    STOP = "stop", _("Meldt stoppet")
    CONTACT = "contact", _("Kontakt skiftet")
    ERASE = "erase", _("Personoplysninger slettet")


class Who(StrEnum):
    """How somebody stands to one submission. A moderator is no reviewer of their own."""

    AUTHOR = "author"
    MUNICIPALITY = "municipality"  # an editor of the municipality that owns it
    REVIEWER = "reviewer"
    OPERATOR = "operator"  # a command on the server, by hand


class Event(StrEnum):
    """What is told by mail, and to whom the template of that name speaks."""

    NOTHING = ""
    CONFIRM = "confirm"  # asks a sender without an account to show that the address is theirs
    SUBMITTED = "submitted"  # to the editors, and thanks to the author
    RETURNED = "returned"
    PUBLISHED = "published"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"
    MERGED = "merged"


@dataclass(frozen=True, slots=True)
class Move:
    to: State
    who: frozenset[Who]
    event: Event = Event.NOTHING


_OWNERS = frozenset({Who.AUTHOR, Who.MUNICIPALITY})
_REVIEWER = frozenset({Who.REVIEWER})
_EITHER = _OWNERS | _REVIEWER
_OPERATOR = frozenset({Who.OPERATOR})

INITIAL = frozenset({State.DRAFT, State.UNCONFIRMED})

MOVES: dict[tuple[State, Action], Move] = {
    (State.DRAFT, Action.SAVE): Move(State.DRAFT, _OWNERS),
    (State.DRAFT, Action.SUBMIT): Move(State.SUBMITTED, _OWNERS, Event.SUBMITTED),
    (State.DRAFT, Action.ASK): Move(State.UNCONFIRMED, _OWNERS, Event.CONFIRM),
    (State.DRAFT, Action.WITHDRAW): Move(State.WITHDRAWN, _OWNERS),
    (State.UNCONFIRMED, Action.CONFIRM): Move(State.SUBMITTED, _OWNERS, Event.SUBMITTED),
    # A change while the editors read sends it to them anew: the version they saw is gone.
    (State.SUBMITTED, Action.SUBMIT): Move(State.SUBMITTED, _OWNERS, Event.SUBMITTED),
    (State.SUBMITTED, Action.RETURN): Move(State.RETURNED, _REVIEWER, Event.RETURNED),
    (State.SUBMITTED, Action.PUBLISH): Move(State.PUBLISHED, _REVIEWER, Event.PUBLISHED),
    (State.SUBMITTED, Action.REJECT): Move(State.REJECTED, _REVIEWER, Event.REJECTED),
    (State.SUBMITTED, Action.MERGE): Move(State.MERGED, _REVIEWER, Event.MERGED),
    (State.SUBMITTED, Action.WITHDRAW): Move(State.WITHDRAWN, _OWNERS, Event.WITHDRAWN),
    (State.RETURNED, Action.SAVE): Move(State.RETURNED, _OWNERS),
    (State.RETURNED, Action.SUBMIT): Move(State.SUBMITTED, _OWNERS, Event.SUBMITTED),
    (State.RETURNED, Action.WITHDRAW): Move(State.WITHDRAWN, _OWNERS, Event.WITHDRAWN),
    (State.PUBLISHED, Action.CORRECT): Move(State.PUBLISHED, _REVIEWER),
    (State.PUBLISHED, Action.AFFIRM): Move(State.PUBLISHED, _OWNERS),
    (State.PUBLISHED, Action.STOP): Move(State.PUBLISHED, _EITHER),
    (State.PUBLISHED, Action.CONTACT): Move(State.PUBLISHED, _EITHER),
    (State.PUBLISHED, Action.WITHDRAW): Move(State.WITHDRAWN, _EITHER, Event.WITHDRAWN),
    # A consequence of publishing the newer edition, whoever wrote the older one.
    (State.PUBLISHED, Action.REPLACE): Move(State.REPLACED, _EITHER),
    # An earlier edition alone: for instance because it names somebody whom the newer one does not.
    (State.REPLACED, Action.WITHDRAW): Move(State.WITHDRAWN, _REVIEWER, Event.WITHDRAWN),
    # What the law grants a person, wherever the submission stands.
    **{(state, Action.ERASE): Move(state, _OPERATOR) for state in State},
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
