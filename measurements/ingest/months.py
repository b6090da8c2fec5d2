"""Days → whole months since the permit, for spells that follow each other.

A spell that ends in the t-th month begun since the permit has exit t, so that every spell lasts a
month at least. A person's first spell enters after the whole months between permit and beginning,
usually 0; a later one enters where the one before it left, so that the spells of a person who moves
follow each other without gap or overlap. A later spell that ends in the very month of the move has
no month of its own: it is left out, unless it ended in work or education, which then counts in the
month after.
"""

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True, slots=True)
class Months:
    """(rows,) each: at risk in months entry+1 .. exit. Spells without a month are not to be used."""

    entry: np.ndarray
    exit: np.ndarray
    has_a_month: np.ndarray


def months_of_spells(
    *,
    permits: np.ndarray,
    begins: np.ndarray,
    ends: np.ndarray,
    events: np.ndarray,
    previous: np.ndarray,
) -> Months:
    """Entry and exit of each spell.

    permits, begins, ends  (rows,) datetime64[D]; ends is the last day, or the first at work
    events                 (rows,) bool, the spell ended in work or education
    previous               (rows,) position of the same person's spell before, -1 for the first
    """
    left = whole_months(permits, ends) + 1
    is_first = previous < 0
    entry = np.where(is_first, whole_months(permits, begins), left[previous])
    none = left <= entry
    return Months(entry, np.where(none & events, entry + 1, left), ~none | events)


def whole_months(since: np.ndarray, days: np.ndarray) -> np.ndarray:
    """(rows,) whole months between two days: from 31 January, one month is over on 1 March."""
    first, last = since.astype("datetime64[M]"), days.astype("datetime64[M]")
    day_reached = (days - last) >= (since - first)
    return (last - first).astype(int) - ~day_reached
