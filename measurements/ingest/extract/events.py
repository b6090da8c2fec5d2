"""Activities → when each person first came into work or education, and who cannot be asked."""

from dataclasses import dataclass

import numpy as np

from measurements.ingest.extract.days import first_day
from measurements.ingest.extract.register import (
    ORDINARY_EDUCATION,
    ORDINARY_WORK,
    SUBSIDISED,
    SUPPORT,
    Register,
)
from measurements.ingest.extract.stretches import Stretches, stretches_of
from measurements.ingest.extract.success import MINIMA, ONE_DAY, Success
from measurements.ingest.months import whole_months

# The population of the self-sufficient: on support within so many months of the permit.
MONTHS_UNTIL_SUPPORT = 3


@dataclass(frozen=True, slots=True)
class Events:
    """(people,) each, days datetime64[D].

    work, education  the first day of the first that counts, NEVER for none. With self-sufficiency,
                     work is the first day without support
    under_way        in work or education since before the permit: no waiting to measure. Work of
                     any length, so that a longer minimum never lets somebody in
    is_counted       belongs to the population; all do, but with self-sufficiency
    joined           rows of work or education that were joined with another of the person
    too_short        stretches of work after the permit that did not last the minimum
    too_late         stretches that began too late to be sure to see whether they last
    """

    work: np.ndarray
    education: np.ndarray
    under_way: np.ndarray
    is_counted: np.ndarray
    joined: int
    too_short: int
    too_late: int


def events_of(
    register: Register, success: Success, *, leaves: np.ndarray, last_day: np.datetime64
) -> Events:
    """The first events after the permit, by the rules of `success`.

    leaves    (people,) the last day on which the person is known to live in the country
    last_day  on which success can be seen
    """
    permit = register.persons.permit
    rows = register.activities.of(ORDINARY_EDUCATION)
    education = stretches_of(rows)
    joined = len(rows.person) - len(education.person)
    if success is Success.SELF_SUFFICIENT:
        support = stretches_of(register.activities.of(SUPPORT, SUBSIDISED), days_between=0)
        stretches = _without_support(support, permit, leaves, register.data_end)
        under_way = _under_way(education, permit)
        is_counted = _on_support(support, permit)
    else:
        rows = register.activities.of(ORDINARY_WORK)
        stretches = stretches_of(rows)
        joined += len(rows.person) - len(stretches.person)
        under_way = _under_way(education, permit) | _under_way(stretches, permit)
        is_counted = np.ones(len(permit), dtype=bool)
    after = stretches.begin >= permit[stretches.person]
    is_late = stretches.begin > last_day
    lasts = MINIMA[success].is_reached(stretches.begin, stretches.end)
    return Events(
        work=_first_begin(stretches.where(after & lasts), len(permit)),
        education=_first_begin(
            education.where(education.begin >= permit[education.person]), len(permit)
        ),
        under_way=under_way,
        is_counted=is_counted,
        joined=joined,
        too_short=int((after & ~is_late & ~lasts).sum()),
        too_late=int((after & is_late).sum()),
    )


def _first_begin(stretches: Stretches, people: int) -> np.ndarray:
    return first_day(people, stretches.person, stretches.begin)


def _under_way(stretches: Stretches, permit: np.ndarray) -> np.ndarray:
    """(people,) whether a stretch that began before the permit lasted until its day or longer."""
    at_permit = permit[stretches.person]
    return _whose(stretches, (stretches.begin < at_permit) & (stretches.end >= at_permit), permit)


def _on_support(support: Stretches, permit: np.ndarray) -> np.ndarray:
    """(people,) whether support was given on some day of the first months after the permit."""
    at_permit = permit[support.person]
    soon = whole_months(at_permit, support.begin) < MONTHS_UNTIL_SUPPORT
    return _whose(support, soon & (support.end >= at_permit), permit)


def _whose(stretches: Stretches, chosen: np.ndarray, permit: np.ndarray) -> np.ndarray:
    """(people,) who has one of the chosen stretches."""
    found = np.zeros(len(permit), dtype=bool)
    found[stretches.person[chosen]] = True
    return found


def _without_support(
    support: Stretches, permit: np.ndarray, leaves: np.ndarray, data_end: np.datetime64
) -> Stretches:
    """From the end of support to the next, to the end of data, or until the person leaves.

    Support that ended before the permit begins nothing: the person did not wait then.
    """
    person = support.person
    until = np.full(len(person), data_end)
    same = person[1:] == person[:-1]
    until[:-1] = np.where(same, support.begin[1:] - ONE_DAY, until[:-1])
    pauses = Stretches(person, support.end + ONE_DAY, np.minimum(until, leaves[person]))
    return pauses.where((support.end >= permit[person]) & (pauses.end >= pauses.begin))
