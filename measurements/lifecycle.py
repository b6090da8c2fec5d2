"""The life of a round as a table: where it may go, who may send it there, what is written down.

Pages, permissions, the diagram in docs/round-states.md and the tests read this table; nothing else
knows the moves.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from django.db.models import TextChoices
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _


class RoundState(TextChoices):
    DRAFT = "draft", _("Kladde")
    UPLOADED = "uploaded", _("Filer modtaget")
    VALIDATING = "validating", _("Filerne kontrolleres")
    INVALID = "invalid", _("Filerne kan ikke bruges")
    VALIDATED = "validated", _("Filerne er kontrolleret")
    COMPUTING = "computing", _("Beregnes")
    FAILED = "failed", _("Beregningen er stoppet")
    COMPUTED = "computed", _("Beregnet")
    HEARING = "hearing", _("I høring")
    APPROVED = "approved", _("Godkendt til offentliggørelse")
    PUBLISHED = "published", _("Offentliggjort")
    SUPERSEDED = "superseded", _("Afløst af en rettet udgave")
    RETRACTED = "retracted", _("Trukket tilbage")


class RoundAction(TextChoices):
    DESCRIBE = "describe", _("Ret beskrivelsen")
    CHANGE_RULES = "change_rules", _("Ret reglerne for beregningen")
    UPLOAD = "upload", _("Upload filer")
    VALIDATE = "validate", _("Kontrollér filerne")
    FIND_VALID = "find_valid", _("Filerne kan bruges")
    FIND_INVALID = "find_invalid", _("Filerne kan ikke bruges")
    COMPUTE = "compute", _("Beregn")
    FINISH = "finish", _("Beregningen er færdig")
    BREAK_DOWN = "break_down", _("Kontrollen eller beregningen gik i stå")
    STOP = "stop", _("Stop")
    OPEN_HEARING = "open_hearing", _("Send i høring")
    EXTEND_HEARING = "extend_hearing", _("Forlæng høringsfristen")
    APPROVE = "approve", _("Godkend")
    REOPEN = "reopen", _("Tag tilbage")
    PUBLISH = "publish", _("Offentliggør")
    CORRECT = "correct", _("Begynd en rettelse")
    SUPERSEDE = "supersede", _("Afløs")
    RETRACT = "retract", _("Træk tilbage")
    DISCARD = "discard", _("Slet kladden")


class Who(StrEnum):
    """Whoever may make a move. The second administrator is not the one who approved."""

    ADMINISTRATOR = "administrator"
    SECOND_ADMINISTRATOR = "second_administrator"
    MACHINE = "machine"


@dataclass(frozen=True, slots=True)
class Move:
    """to     the state after it; None when the round is deleted
    who    who may make it
    event  what the audit log calls it
    """

    to: RoundState | None
    who: Who
    event: str


# Nothing is promised to anybody yet: the round may be changed and deleted.
OPEN = (
    RoundState.DRAFT,
    RoundState.UPLOADED,
    RoundState.INVALID,
    RoundState.VALIDATED,
    RoundState.FAILED,
    RoundState.COMPUTED,
)
LIVE = (RoundState.VALIDATING, RoundState.COMPUTING)
# The public has seen it; what it says never changes again.
PUBLIC = (RoundState.PUBLISHED, RoundState.SUPERSEDED, RoundState.RETRACTED)
# The payload exists: what will be published is what was approved.
FROZEN = (RoundState.APPROVED, *PUBLIC)

NEEDS_REASON = frozenset({RoundAction.REOPEN, RoundAction.CORRECT, RoundAction.RETRACT})


def _by_administrator(
    action: RoundAction, moves: dict[RoundState, RoundState | None], event: str
) -> dict[tuple[RoundState, RoundAction], Move]:
    return {(before, action): Move(to, Who.ADMINISTRATOR, event) for before, to in moves.items()}


def _by_machine(
    action: RoundAction, moves: dict[RoundState, RoundState | None], event: str
) -> dict[tuple[RoundState, RoundAction], Move]:
    return {(before, action): Move(to, Who.MACHINE, event) for before, to in moves.items()}


_S, _A = RoundState, RoundAction

MOVES: dict[tuple[RoundState, RoundAction], Move] = {
    **_by_administrator(_A.DESCRIBE, {each: each for each in OPEN}, "round.described"),
    # Other rules may find other faults in the same files, so these are looked at again.
    **_by_administrator(
        _A.CHANGE_RULES,
        {each: _S.DRAFT if each is _S.DRAFT else _S.UPLOADED for each in OPEN},
        "round.rules_changed",
    ),
    **_by_administrator(_A.UPLOAD, dict.fromkeys(OPEN, _S.UPLOADED), "input.stored"),
    **_by_administrator(
        _A.VALIDATE, {_S.UPLOADED: _S.VALIDATING, _S.FAILED: _S.VALIDATING}, "validation.requested"
    ),
    **_by_machine(_A.FIND_VALID, {_S.VALIDATING: _S.VALIDATED}, "validation.finished"),
    # Some faults only show when the tables are measured.
    **_by_machine(
        _A.FIND_INVALID, {_S.VALIDATING: _S.INVALID, _S.COMPUTING: _S.INVALID}, "run.refused"
    ),
    **_by_administrator(
        _A.COMPUTE,
        dict.fromkeys((_S.VALIDATED, _S.FAILED, _S.COMPUTED), _S.COMPUTING),
        "run.requested",
    ),
    **_by_machine(_A.FINISH, {_S.COMPUTING: _S.COMPUTED}, "run.finished"),
    **_by_machine(_A.BREAK_DOWN, {_S.VALIDATING: _S.FAILED, _S.COMPUTING: _S.FAILED}, "run.failed"),
    **_by_administrator(
        _A.STOP, {_S.VALIDATING: _S.UPLOADED, _S.COMPUTING: _S.VALIDATED}, "run.stopped"
    ),
    **_by_administrator(_A.OPEN_HEARING, {_S.COMPUTED: _S.HEARING}, "hearing.opened"),
    **_by_administrator(_A.EXTEND_HEARING, {_S.HEARING: _S.HEARING}, "hearing.extended"),
    **_by_administrator(
        _A.APPROVE, {_S.HEARING: _S.APPROVED, _S.COMPUTED: _S.APPROVED}, "round.approved"
    ),
    **_by_administrator(
        _A.REOPEN, {_S.HEARING: _S.COMPUTED, _S.APPROVED: _S.COMPUTED}, "round.reopened"
    ),
    (_S.APPROVED, _A.PUBLISH): Move(_S.PUBLISHED, Who.SECOND_ADMINISTRATOR, "round.published"),
    **_by_administrator(
        _A.CORRECT,
        {_S.PUBLISHED: _S.PUBLISHED, _S.RETRACTED: _S.RETRACTED},
        "round.correction_begun",
    ),
    # A consequence of publishing the newer version, whoever did that.
    (_S.PUBLISHED, _A.SUPERSEDE): Move(_S.SUPERSEDED, Who.MACHINE, "round.superseded"),
    **_by_administrator(_A.RETRACT, {_S.PUBLISHED: _S.RETRACTED}, "round.retracted"),
    **_by_administrator(_A.DISCARD, dict.fromkeys(OPEN), "round.discarded"),
}


class NotPossible(Exception):
    """What the state, not the person, stands in the way of. The text is shown on the page."""


def move(state: str, action: RoundAction) -> Move:
    """The move that `action` makes from `state`, or a refusal that says where the round stands."""
    found = MOVES.get((RoundState(state), action))
    if found is None:
        raise NotPossible(
            _("“%(action)s” kan ikke lade sig gøre nu. Målingen står som: %(state)s.")
            % {"action": action.label, "state": RoundState(state).label}
        )
    return found


def is_possible(state: str, action: RoundAction) -> bool:
    return (RoundState(state), action) in MOVES


def actions_from(state: str) -> list[RoundAction]:
    """Every action that the table knows from this state, in its order."""
    return [action for before, action in MOVES if before == state]


class HearingAct(TextChoices):
    """What is done in a hearing, beside sending a round there and extending its time."""

    LOOK = "look", _("Se kommunens tal")
    ANSWER = "answer", _("Svar på høringen")
    RESPOND = "respond", _("Besvar kommunens svar")
    REMIND = "remind", _("Send en påmindelse")


class HearingWho(StrEnum):
    MUNICIPALITY = "municipality"  # the one whose figures they are
    ADMINISTRATOR = "administrator"
    ADMINISTRATOR_OR_MACHINE = "administrator_or_machine"


@dataclass(frozen=True, slots=True)
class HearingRule:
    """who            who may do it
    within_time    whether the deadline ends it; approving the round ends everything
    event          what the audit log calls it
    """

    who: HearingWho
    within_time: bool
    event: str


HEARING_RULES = {
    HearingAct.LOOK: HearingRule(HearingWho.MUNICIPALITY, False, "hearing.seen"),
    HearingAct.ANSWER: HearingRule(HearingWho.MUNICIPALITY, True, "hearing.answered"),
    HearingAct.RESPOND: HearingRule(HearingWho.ADMINISTRATOR, False, "hearing.responded"),
    HearingAct.REMIND: HearingRule(HearingWho.ADMINISTRATOR_OR_MACHINE, True, "hearing.reminded"),
}


def check_hearing_allows(act: HearingAct, *, state: str, until: date | None, today: date) -> None:
    """Refuse what the state of the round or the deadline no longer allows.

    until  the last day of the hearing; the whole of it counts
    today  in Denmark
    """
    if state != RoundState.HEARING or until is None:
        raise NotPossible(
            _("Høringen er slut. Målingen står som: %(state)s.")
            % {"state": RoundState(state).label}
        )
    if HEARING_RULES[act].within_time and today > until:
        raise NotPossible(
            _("Høringsfristen udløb den %(until)s. Skriv til udgiveren, hvis I har mere at sige.")
            % {"until": date_format(until)}
        )
