"""The slow obvious twin: one person at a time, one day at a time, in plain Python.

It walks from the permit until something ends the walk. Days are ordinals (`date.toordinal`).
"""

from dataclasses import dataclass, field
from datetime import date, timedelta

WEEKS = {"work_13_weeks": 13, "work_26_weeks": 26, "self_sufficient": 26}


@dataclass(frozen=True)
class Row:
    """A residence (what: present municipality) or an activity (what: type), both days counted."""

    what: str
    begin: date
    end: date


@dataclass(frozen=True)
class Person:
    permit: date
    birth: date
    residences: list[Row] = field(default_factory=list)
    activities: list[Row] = field(default_factory=list)
    exits: list[tuple[date, str]] = field(default_factory=list)


@dataclass(frozen=True)
class Spell:
    municipality: str
    begin: date
    end: date
    reason: str


def spells_of(person: Person, *, success: str, data_end: date) -> list[Spell] | str:
    """The person's spells, or the reason why there are none."""
    if not 18 <= years_between(person.birth, person.permit) <= 64:
        return "outside_age"
    permit, end = person.permit.toordinal(), data_end.toordinal()
    place = {
        day: row.what
        for row in sorted(person.residences, key=lambda row: row.begin)
        for day in days_of(row)
    }
    work = with_short_pauses_filled(days_with(person, "ordinary_employment"))
    education = with_short_pauses_filled(days_with(person, "education"))
    support = days_with(person, "public_support") | days_with(person, "subsidised_employment")

    if success == "self_sufficient":
        soon = range(permit, first_day_after_months(person.permit, 3))
        if not support.intersection(soon):
            return "outside_population"
        work = set()
    if not any(day >= permit for day in place):
        return "without_residence"
    if any({permit - 1, permit} <= days for days in (work, education)):
        return "busy_at_permit"

    first = min(day for day in place if day >= permit)
    known = first
    while known + 1 in place:
        known += 1
    exits = {day.toordinal(): kind for day, kind in sorted(person.exits, reverse=True)}
    for day, kind in person.exits:  # of two on one day, death
        if kind == "death":
            exits[day.toordinal()] = kind
    exits = {day: kind for day, kind in exits.items() if day >= permit}
    leaves = min([known, *exits])
    if success == "self_sufficient":
        starts = starts_without_support(support, permit, leaves, end)
    else:
        starts = {
            begin
            for begin, last in runs(work)
            if begin >= permit and lasts(begin, last, success=success)
        }
    studies = {begin for begin, _ in runs(education) if begin >= permit}
    final = last_day(data_end, success).toordinal()
    age_limit = birthday(person.birth, 65).toordinal() - 1

    if first > min([final, age_limit, *exits]):
        return "never_observed"
    if any(day < first for day in starts | studies):
        return "busy_before_residence"
    day, walked = first, []
    while True:
        walked.append(day)
        if day in starts:
            reason = "self_sufficient" if success == "self_sufficient" else "employment"
        elif day in studies:
            reason = "education"
        elif day in exits or (day == known and day + 1 in exits):
            kinds = {"death": "died", "emigration": "emigrated"}
            found = [exits[d] for d in (day, day + 1) if d in exits and (d == day or day == known)]
            reason = kinds["death" if "death" in found else "emigration"]
        elif day == age_limit:
            reason = "age_limit"
        elif day == final:
            reason = "end_of_data"
        elif day == known:
            reason = "unknown_place"
        else:
            day += 1
            continue
        return told(walked, place, reason)


def told(walked: list[int], place: dict[int, str], reason: str) -> list[Spell]:
    """The days walked as spells, one per municipality."""
    spells = []
    begin = walked[0]
    for day in walked:
        if day == walked[-1] or place[day + 1] != place[day]:
            why = reason if day == walked[-1] else "moved"
            spells.append(Spell(place[day], date.fromordinal(begin), date.fromordinal(day), why))
            begin = day + 1
    return spells


def days_of(row: Row) -> range:
    return range(row.begin.toordinal(), row.end.toordinal() + 1)


def days_with(person: Person, kind: str) -> set[int]:
    return {day for row in person.activities if row.what == kind for day in days_of(row)}


def with_short_pauses_filled(days: set[int]) -> set[int]:
    """A pause of one or two days is none."""
    filled = set(days)
    for day in days:
        for pause in (1, 2):
            if day + pause + 1 in days:
                filled.update(range(day, day + pause + 1))
    return filled


def runs(days: set[int]) -> list[tuple[int, int]]:
    """First and last day of each unbroken run."""
    firsts = sorted(day for day in days if day - 1 not in days)
    lasts = sorted(day for day in days if day + 1 not in days)
    return list(zip(firsts, lasts, strict=True))


def starts_without_support(support: set[int], permit: int, leaves: int, end: int) -> set[int]:
    """The days after support from which 26 weeks without it follow, while here and while known."""
    starts = set()
    for _, last in runs(support):
        weeks = range(last + 1, last + 1 + 7 * 26)
        fits = weeks[-1] <= min(leaves, end)
        if last >= permit and fits and not support.intersection(weeks):
            starts.add(last + 1)
    return starts


def lasts(begin: int, last: int, *, success: str) -> bool:
    if success == "work_2_months":
        return last + 1 >= first_day_after_months(date.fromordinal(begin), 2)
    return last + 1 - begin >= 7 * WEEKS[success]


def first_day_after_months(day: date, months: int) -> int:
    """The same day of the month so many months later; the first of the next where there is none."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    try:
        return date(year, month + 1, day.day).toordinal()
    except ValueError:
        return date(year + (month + 2 > 12), (month + 1) % 12 + 1, 1).toordinal()


def last_day(data_end: date, success: str) -> date:
    """Of the days on which an event is still seen."""
    unknown = data_end + timedelta(days=1)
    if success != "work_2_months":
        return unknown - timedelta(days=7 * WEEKS[success] + 1)
    year, month = divmod(unknown.year * 12 + unknown.month - 1 - 2, 12)
    for day in range(unknown.day, 0, -1):
        try:
            return date(year, month + 1, day) - timedelta(days=1)
        except ValueError:
            continue
    raise AssertionError("every month has a first day")


def birthday(birth: date, years: int) -> date:
    try:
        return birth.replace(year=birth.year + years)
    except ValueError:
        return date(birth.year + years, 3, 1)


def years_between(birth: date, day: date) -> int:
    return day.year - birth.year - ((day.month, day.day) < (birth.month, birth.day))
