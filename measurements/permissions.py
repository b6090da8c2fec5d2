"""Who may do what with rounds. Each rule in two voices: one raises and says why, one answers."""

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from measurements.lifecycle import (
    HEARING_RULES,
    MOVES,
    HearingAct,
    HearingWho,
    RoundAction,
    RoundState,
    Who,
)
from measurements.models import Round


def check_can_manage_rounds(user: object) -> None:
    """Creating, filling, computing, previewing and publishing rounds is for administrators."""
    if not can_manage_rounds(user):
        raise PermissionDenied(_("Kun en administrator kan arbejde med målinger."))


def can_manage_rounds(user: object) -> bool:
    return bool(getattr(user, "is_administrator", False))


def check_may(user: object | None, measured: Round, action: RoundAction) -> None:
    """Whether the person may make this move. None is the machine, which makes its own moves only."""
    found = MOVES.get((RoundState(measured.state), action))
    if user is None:
        if found and found.who is not Who.MACHINE:
            raise PermissionDenied(_("Det skal et menneske afgøre."))
        return
    check_can_manage_rounds(user)
    if found is None:
        return  # not a question of who: the table says no to everybody
    if found.who is Who.MACHINE:
        raise PermissionDenied(_("Det afgør programmet selv."))
    if found.who is Who.SECOND_ADMINISTRATOR and needs_another(user, measured):
        raise PermissionDenied(
            _("Du har selv godkendt målingen. En anden administrator skal offentliggøre den.")
        )


def may(user: object | None, measured: Round, action: RoundAction) -> bool:
    try:
        check_may(user, measured, action)
    except PermissionDenied:
        return False
    return (RoundState(measured.state), action) in MOVES


def approved_it(user: object, measured: Round) -> bool:
    """Whether this person would both approve and publish."""
    return measured.approved_by_id is not None and measured.approved_by_id == getattr(
        user, "pk", None
    )


def needs_another(user: object, measured: Round) -> bool:
    """Under the two-person rule the one who approved may not publish."""
    return settings.TWO_PEOPLE_PUBLISH and approved_it(user, measured)


def municipality_of(user: object) -> str | None:
    """Code of the municipality that the person speaks for in hearings, if any."""
    if not getattr(user, "is_municipal", False):
        return None
    return getattr(user, "home_municipality_id", None)


def check_may_in_hearing(user: object | None, act: HearingAct, *, of: str = "") -> None:
    """A municipality acts in its own hearing only; an administrator in everybody's.

    user  None is the machine
    of    code of the municipality whose hearing it is
    """
    who = HEARING_RULES[act].who
    if who is HearingWho.MUNICIPALITY:
        if not of or municipality_of(user) != of:
            raise PermissionDenied(_("Kun kommunen selv kan se sine tal og svare på høringen."))
    elif user is not None or who is HearingWho.ADMINISTRATOR:
        check_can_manage_rounds(user)
