"""Rows that follow upon each other → the stretches they make together."""

from dataclasses import dataclass

import numpy as np

from measurements.ingest.extract.register import Activities

# A job that ends on a Friday and one that begins on the Monday after make one stretch of work.
# Any longer pause is a pause: two short jobs are not a lasting one.
MOST_DAYS_BETWEEN = 2


@dataclass(frozen=True, slots=True)
class Stretches:
    """(stretches,) each, in order of person and time, never overlapping: first and last day."""

    person: np.ndarray
    begin: np.ndarray
    end: np.ndarray

    def where(self, chosen: np.ndarray) -> "Stretches":
        return Stretches(self.person[chosen], self.begin[chosen], self.end[chosen])


def stretches_of(rows: Activities, *, days_between: int = MOST_DAYS_BETWEEN) -> Stretches:
    """Rows that overlap, follow each other, or lie at most so many days apart, joined."""
    if not len(rows.person):
        return Stretches(rows.person, rows.begin, rows.end)
    order = np.lexsort((rows.begin, rows.person))
    person, begin, end = rows.person[order], rows.begin[order], rows.end[order]
    latest = _latest_so_far(person, end)
    new = np.ones(len(person), dtype=bool)
    new[1:] = (person[1:] != person[:-1]) | (
        begin[1:] > latest[:-1] + np.timedelta64(days_between + 1, "D")
    )
    firsts = np.flatnonzero(new)
    lasts = np.append(firsts[1:], len(person)) - 1
    return Stretches(person[firsts], begin[firsts], latest[lasts])


def _latest_so_far(person: np.ndarray, end: np.ndarray) -> np.ndarray:
    """(rows,) the latest end among the person's rows so far; rows in order of person."""
    days = end.astype("datetime64[D]").astype(np.int64)
    step = days.max() - days.min() + 1  # so that each person's days lie above the one's before
    running = np.maximum.accumulate(days + person * step) - person * step
    return running.astype("datetime64[D]")
