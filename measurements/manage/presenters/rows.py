"""The list of rounds: one line each, with what to do next and how long it has stood so."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.contrib.auth.models import AbstractBaseUser
from django.urls import reverse
from django.utils.timesince import timesince
from django.utils.translation import gettext as _

from measurements.manage.presenters.standing import Next, next_of
from measurements.manage.words import GROUPS
from measurements.models import Round


@dataclass(frozen=True, slots=True)
class Tab:
    """One of the groups that the list can be narrowed to."""

    title: str
    url: str
    count: int
    is_current: bool


@dataclass(frozen=True, slots=True)
class RoundRow:
    """One line of the list. `age` says when anything last happened to the round."""

    title: str
    url: str
    period: str
    number: int
    state: str
    simulated: bool
    age: str
    next: Next


def tabs_of(rounds: list[Round], *, chosen: str) -> list[Tab]:
    """Every group with how many are in it."""
    here = reverse("manage-rounds")
    return [
        Tab(
            title=str(group.title),
            url=f"{here}?vis={group.name}",
            count=sum(each.state in group.states for each in rounds),
            is_current=group.name == chosen,
        )
        for group in GROUPS
    ]


def chosen_group(rounds: list[Round], *, asked: str) -> str:
    """The name of the group asked for; else of the first that has any rounds in it."""
    if asked in {group.name for group in GROUPS}:
        return asked
    filled = (group for group in GROUPS if any(each.state in group.states for each in rounds))
    return next(filled, GROUPS[0]).name


def rows_of(
    rounds: list[Round], *, group: str, by: AbstractBaseUser, now: datetime
) -> list[RoundRow]:
    """The rounds of one group, in the order given. Each has `touched_at`, its newest event."""
    states = next(each.states for each in GROUPS if each.name == group)
    return [_row(each, by, now) for each in rounds if each.state in states]


def _row(measured: Round, by: AbstractBaseUser, now: datetime) -> RoundRow:
    return RoundRow(
        title=measured.title,
        url=reverse("manage-round", args=[measured.slug]),
        period=f"{measured.period_from}-{measured.period_to}",
        number=measured.number,
        state=str(measured.get_state_display()),
        simulated=measured.simulated,
        age=_age(measured.touched_at or measured.created_at, now),
        next=next_of(measured, by=by, now=now),
    )


def _age(then: datetime, now: datetime) -> str:
    if now - then < timedelta(minutes=1):
        return _("Ændret lige nu")
    return _("Ændret for %(age)s siden") % {"age": timesince(then, now, depth=1)}
