"""Figures as a reader writes them: decimal comma, a real minus, a share as per cent."""

import math
from collections.abc import Sequence

from django.utils.formats import number_format
from django.utils.translation import gettext as _

SMALLEST_TOLD = 0.0001  # of p-values


def months(value: float | None) -> str:
    """A number of months with one decimal, no sign unless negative (with a real minus)."""
    if value is None:
        return ""
    rounded = round(value, 1) + 0.0  # nothing is "−0,0"
    return number_format(rounded, 1).replace("-", "−")


def signed_months(value: float | None) -> str:
    """A difference in months, always with its sign: +1,5 or −2,0."""
    if value is None:
        return ""
    sign = "+" if round(value, 1) > 0 else ""
    return sign + months(value)


def percent(value: float | None) -> str:
    """A share between 0 and 1 as whole per cent."""
    return "" if value is None else f"{number_format(round(100 * value), 0)} %"


def probability(value: float) -> str:
    """A p-value with the two digits that count: 0,25 or 0,0083; the smallest are not told apart."""
    if value < SMALLEST_TOLD:
        return _("under %(smallest)s") % {"smallest": number_format(SMALLEST_TOLD, 4)}
    digits = 2 if value >= 0.1 else 1 - math.floor(math.log10(value))
    return number_format(round(value, digits), digits)


def whole(value: int | None) -> str:
    """A count with its thousands apart: 30.000. Years are not counts and need no filter."""
    return "" if value is None else number_format(value, 0, force_grouping=True)


def listing(names: Sequence[object]) -> str:
    """Names as a sentence has them: A, B og C."""
    texts = [str(name) for name in names]
    if len(texts) < 2:
        return "".join(texts)
    return _("%(first)s og %(last)s") % {"first": ", ".join(texts[:-1]), "last": texts[-1]}
