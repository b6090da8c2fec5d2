"""Links that carry their own proof: signed, for one purpose, and most of them with an end.

Opening one only shows a page; acting takes a POST from it, because mail scanners open links too.
"""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from django.core import signing


class BadLink(Exception):
    """The link was changed, is too old, or was made for something else."""


def token(values: Sequence[object], *, purpose: str) -> str:
    """The values, signed: anybody may read them, nobody can change them."""
    return signing.dumps(list(values), salt=purpose)


def read(value: str, *, purpose: str, valid_for: timedelta | None) -> list[Any]:
    """The values that a token of this purpose was made with. No end: `valid_for` is None."""
    try:
        return signing.loads(value, salt=purpose, max_age=valid_for)
    except (signing.BadSignature, ValueError) as problem:
        raise BadLink from problem
