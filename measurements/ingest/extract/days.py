"""Days per person: the first of several, and birthdays."""

import numpy as np

NEVER = np.datetime64("9999-12-31")  # after all other days


def first_day(people: int, person: np.ndarray, day: np.ndarray) -> np.ndarray:
    """(people,) datetime64[D], the earliest of each person's days; NEVER for who has none.

    person, day  (rows,)
    """
    first = np.full(people, NEVER.astype("datetime64[D]").astype(np.int64))
    np.minimum.at(first, person, day.astype("datetime64[D]").astype(np.int64))
    return first.astype("datetime64[D]")


def birthday(birth: np.ndarray, years: int) -> np.ndarray:
    """(people,) the day of so many years. Born on 29 February: 1 March where there is no such day."""
    month = birth.astype("datetime64[M]")
    return (month + 12 * years).astype("datetime64[D]") + (birth - month.astype("datetime64[D]"))
