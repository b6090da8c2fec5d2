"""A register → spells with dates: who was observed, from when, until when, and why no longer."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from measurements.ingest.extract.days import NEVER, birthday, first_day
from measurements.ingest.extract.events import Events, events_of
from measurements.ingest.extract.register import Exits, Register
from measurements.ingest.extract.stays import Stays, stays_of
from measurements.ingest.extract.success import MINIMA, ONE_DAY, Success, kinds_of_event
from measurements.ingest.months import whole_months
from measurements.ingest.spell_table import OLDEST, YOUNGEST

# Why observation ends. Of two on the same day the first is told.
ENDS = ("died", "emigrated", "age_limit", "end_of_data", "unknown_place")
MOVED = "moved"


@dataclass(frozen=True, slots=True)
class Spells:
    """Spells with dates, (spells,) each, in order of person and time.

    municipality  position in the residences' meanings
    begin, end    first day; last day, or the first at work
    reason        one of `reasons`
    """

    person: np.ndarray
    municipality: np.ndarray
    begin: np.ndarray
    end: np.ndarray
    reason: pd.Categorical


@dataclass(frozen=True, slots=True)
class Funnel:
    """(people,) bool each: who has come through so far; each is a part of the one before.

    right_age      18-64 years at the permit
    in_population  on support at the beginning, where success is self-sufficiency; otherwise all
    has_residence  lived in a municipality on or after the day of the permit
    waiting        not in work or education since before the permit
    observed       in a municipality before observation ended
    measured       not in work or education before coming to a municipality
    """

    right_age: np.ndarray
    in_population: np.ndarray
    has_residence: np.ndarray
    waiting: np.ndarray
    observed: np.ndarray
    measured: np.ndarray


@dataclass(frozen=True, slots=True)
class Derived:
    """The spells, and what became of whom and what on the way to them.

    age        (people,) whole years at the permit
    last_day   last day on which success can be seen: the end of data less the minimum
    exits_before_permit, later_exits  rows that were not used
    exits_day_after  people who left the day after their last residence
    """

    spells: Spells
    age: np.ndarray
    funnel: Funnel
    stays: Stays
    events: Events
    last_day: np.datetime64
    exits_before_permit: int
    later_exits: int
    exits_day_after: int


def reasons_of(success: Success) -> tuple[str, ...]:
    """Every way in which a spell may end, events first."""
    return (*kinds_of_event(success), MOVED, *ENDS)


def derive(register: Register, success: Success) -> Derived:
    """The spells of everybody who can be measured."""
    permit, birth = register.persons.permit, register.persons.birth
    people = len(permit)
    stays = stays_of(register.residences, permit)
    arrives = first_day(people, stays.person, stays.begin)
    exits = _exits(register.exits, permit)
    known_until = _last_known(stays, people)
    last_day = MINIMA[success].before(register.data_end)
    until, why = _end(
        died=_on_last_day(exits.death, known_until),
        emigrated=_on_last_day(exits.emigration, known_until),
        age_limit=birthday(birth, OLDEST + 1) - ONE_DAY,
        end_of_data=np.full(people, last_day),
        unknown_place=known_until,
    )
    first_exit = np.minimum(exits.death, exits.emigration)
    leaves = np.minimum(first_exit, known_until)
    events = events_of(register, success, leaves=leaves, last_day=last_day)
    age = whole_months(birth, permit) // 12
    funnel = _funnel(age, events, arrives, until)
    return Derived(
        spells=_spells(stays, events, until, why, funnel.measured, success),
        age=age,
        funnel=funnel,
        stays=stays,
        events=events,
        last_day=last_day,
        exits_before_permit=exits.before_permit,
        later_exits=exits.later,
        exits_day_after=int((first_exit == known_until + ONE_DAY).sum()),
    )


@dataclass(frozen=True, slots=True)
class _FirstExits:
    """(people,) days of the first death and emigration on or after the permit, NEVER for none."""

    death: np.ndarray
    emigration: np.ndarray
    before_permit: int
    later: int


def _exits(exits: Exits, permit: np.ndarray) -> _FirstExits:
    people = len(permit)
    is_after = exits.day >= permit[exits.person]
    death, emigration = (
        first_day(people, exits.person[rows], exits.day[rows])
        for rows in (is_after & exits.is_death, is_after & ~exits.is_death)
    )
    first = np.minimum(death, emigration)
    return _FirstExits(
        death,
        emigration,
        before_permit=int((~is_after).sum()),
        later=int((is_after & (exits.day > first[exits.person])).sum()),
    )


def _last_known(stays: Stays, people: int) -> np.ndarray:
    """(people,) last day with a known residence; long ago for who has none."""
    last = np.full(people, np.datetime64("1900-01-01"))
    last[stays.person] = stays.end  # in order of time: the last one stands
    return last


def _on_last_day(exits: np.ndarray, known_until: np.ndarray) -> np.ndarray:
    """(people,) days of exit. The day after the last residence is as good as that residence's end:
    registers differ in whether somebody lives somewhere on the day of leaving.
    """
    return np.where(exits == known_until + ONE_DAY, known_until, exits)


def _end(**days: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """(people,) the first of the days, and the position of its reason in ENDS."""
    columns = np.array([days[reason].astype("datetime64[D]") for reason in ENDS])
    return columns.min(axis=0), columns.argmin(axis=0)


def _funnel(age: np.ndarray, events: Events, arrives: np.ndarray, until: np.ndarray) -> Funnel:
    right_age = (age >= YOUNGEST) & (age <= OLDEST)
    in_population = right_age & events.is_counted
    has_residence = in_population & (arrives < NEVER)
    waiting = has_residence & ~events.under_way
    observed = waiting & (arrives <= until)
    measured = observed & (np.minimum(events.work, events.education) >= arrives)
    return Funnel(right_age, in_population, has_residence, waiting, observed, measured)


def _spells(
    stays: Stays,
    events: Events,
    until: np.ndarray,
    why: np.ndarray,
    measured: np.ndarray,
    success: Success,
) -> Spells:
    """The stays of the measured, until the event or the end of observation."""
    event = np.minimum(events.work, events.education)
    stop = np.minimum(event, until)
    chosen = measured[stays.person] & (stays.begin <= stop[stays.person])
    person, municipality = stays.person[chosen], stays.municipality[chosen]
    is_last = np.append(person[1:] != person[:-1], True)[: len(person)]
    reasons = reasons_of(success)
    of_person = np.where(
        event <= until, (events.education < events.work).astype(int), why + reasons.index(ENDS[0])
    )
    reason = np.where(is_last, of_person[person], reasons.index(MOVED))
    return Spells(
        person=person,
        municipality=municipality,
        begin=stays.begin[chosen],
        end=np.minimum(stays.end[chosen], stop[person]),
        reason=pd.Categorical.from_codes(reason, categories=pd.Index(reasons, dtype="str")),
    )
