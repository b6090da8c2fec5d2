"""Residences → where each person stayed from the permit on, until the place is not known."""

from dataclasses import dataclass

import numpy as np

from measurements.ingest.extract.register import Residences
from measurements.ingest.extract.success import ONE_DAY


@dataclass(frozen=True, slots=True)
class Stays:
    """Stays in one municipality after the other, (stays,) each, in order of person and time.

    municipality  position in the residences' meanings; of the stay's first residence
    begin, end    first and last day; a person's later stay begins the day after the one before

    Counts of residences: `shared` their last day with the next, `over` before the permit,
    `under_way` at the permit, `merged` with the one before in the same present municipality,
    `after_gap` not used, because where the person was before them is not known.
    """

    person: np.ndarray
    municipality: np.ndarray
    begin: np.ndarray
    end: np.ndarray
    shared: int
    over: int
    under_way: int
    merged: int
    after_gap: int


def stays_of(residences: Residences, permit: np.ndarray) -> Stays:
    """The stays from the permit on.

    permit  (people,) datetime64[D]

    A day that two residences share belongs to the later. Residences without a day between them and
    in what is now one municipality are one stay. A day without a residence ends what is known:
    whatever happened on it, no municipality can answer for.
    """
    order = np.lexsort((residences.begin, residences.person))
    person, begin = residences.person[order], residences.begin[order]
    end = _without_shared_days(person, begin, residences.end[order])
    shared = int((end < residences.end[order]).sum())
    municipality = residences.municipality[order]

    is_over = end < permit[person]
    person, begin, end, municipality = (a[~is_over] for a in (person, begin, end, municipality))
    under_way = begin < permit[person]
    begin = np.maximum(begin, permit[person])

    is_known = ~_after_gap(person, begin, end)
    person, begin, end, municipality = (a[is_known] for a in (person, begin, end, municipality))
    firsts = np.flatnonzero(_is_new_stay(person, _present(residences)[municipality]))
    lasts = np.append(firsts[1:], len(person)) - 1 if len(firsts) else firsts
    return Stays(
        person=person[firsts],
        municipality=municipality[firsts],
        begin=begin[firsts],
        end=end[lasts],
        shared=shared,
        over=int(is_over.sum()),
        under_way=int(under_way.sum()),
        merged=len(person) - len(firsts),
        after_gap=int((~is_known).sum()),
    )


def _without_shared_days(person: np.ndarray, begin: np.ndarray, end: np.ndarray) -> np.ndarray:
    """(rows,) last days, each before the day on which the person's next residence begins."""
    end = end.copy()
    same = person[1:] == person[:-1]
    end[:-1] = np.where(same, np.minimum(end[:-1], begin[1:] - ONE_DAY), end[:-1])
    return end


def _after_gap(person: np.ndarray, begin: np.ndarray, end: np.ndarray) -> np.ndarray:
    """(rows,) whether a day without residence lies between the person's first row and this."""
    same = person[1:] == person[:-1]
    gaps = np.zeros(len(person), dtype=int)
    gaps[1:] = same & (begin[1:] > end[:-1] + ONE_DAY)
    so_far = np.cumsum(gaps)
    _, first, place = np.unique(person, return_index=True, return_inverse=True)
    return so_far > so_far[first][place]


def _present(residences: Residences) -> np.ndarray:
    """(meanings,) a number per present municipality: a new code is not a move."""
    successors = [meaning.successor for meaning in residences.meanings]
    return np.unique(successors, return_inverse=True)[1]


def _is_new_stay(person: np.ndarray, municipality: np.ndarray) -> np.ndarray:
    new = np.ones(len(person), dtype=bool)
    new[1:] = (person[1:] != person[:-1]) | (municipality[1:] != municipality[:-1])
    return new
