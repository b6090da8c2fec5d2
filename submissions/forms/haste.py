"""Whether a form came back sooner than anybody can read it. Who logs in has nothing to prove."""

from datetime import datetime, timedelta

from django.core import signing
from django.utils import timezone
from django.utils.translation import gettext_lazy

TOO_SOON = gettext_lazy("Det gik meget hurtigt. Læs det igennem, og send igen om et øjeblik.")
LEAST = timedelta(seconds=3)
LONGEST = timedelta(days=2)  # a page that stood open longer is opened anew
_SALT = "submissions.opened"


def stamp() -> str:
    """When the page was made, signed."""
    return signing.dumps("", salt=_SALT)


def is_hasty(stamped: str) -> bool:
    """Nobody has seen the page that was sent back: too soon, or it was never made."""
    try:
        signing.loads(stamped, salt=_SALT, max_age=LONGEST)
    except signing.BadSignature:
        return True
    try:
        signing.loads(stamped, salt=_SALT, max_age=LEAST)
    except signing.SignatureExpired:
        return False
    return timedelta(0) < LEAST


def is_hasty_since(begun: datetime) -> bool:
    """The same of a draft, which knows when it was begun."""
    return timezone.now() - begun < LEAST
