"""Numbers that look like CPR numbers: counted, never kept.

The check digit tells little: numbers given out since 2007 need not have one that fits. So every
number that begins with a real date counts, and those whose digit fits are counted beside.
"""

from dataclasses import dataclass
from datetime import date

from measurements.ingest.personal_data import cpr_numbers

_WEIGHTS = (4, 3, 2, 7, 6, 5, 4, 3, 2, 1)


@dataclass(frozen=True, slots=True)
class Count:
    numbers: int
    fitting: int  # of them, how many have a check digit that fits


def count(text: str) -> Count:
    found = [
        digits for digits in map(_ten_digits, cpr_numbers(text)) if _begins_with_a_date(digits)
    ]
    return Count(len(found), sum(map(_fits, found)))


def _ten_digits(number: str) -> str:
    """Without the century, where it is written: 01012000-1234 is 0101001234."""
    digits = "".join(c for c in number if c.isdigit())
    return digits[:4] + digits[6:] if len(digits) == 12 else digits


def _begins_with_a_date(digits: str) -> bool:
    """In some century: the 29th of February is one where the year, as 19xx or 20xx, has it."""
    day, month, year = int(digits[:2]), int(digits[2:4]), int(digits[4:6])
    return any(_is_date(century + year, month, day) for century in (1900, 2000))


def _is_date(year: int, month: int, day: int) -> bool:
    try:
        date(year, month, day)
    except ValueError:
        return False
    return True


def _fits(digits: str) -> bool:
    return sum(w * int(d) for w, d in zip(_WEIGHTS, digits, strict=True)) % 11 == 0
