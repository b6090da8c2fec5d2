"""The second factor: a code from an app, or one of the recovery codes on paper.

What django-allauth keeps (a secret for each person) and computes (RFC 6238) is used as it is. That a
code holds once is kept in the row, as web processes share no memory.
"""

import base64
from datetime import UTC, datetime

from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    generate_totp_secret,
    hotp_value,
    validate_totp_code,
    yield_hotp_counters_from_time,
)
from allauth.mfa.utils import decrypt
from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils.crypto import constant_time_compare

from portal.models import User

STEP_SECONDS = 30

__all__ = ["generate_totp_secret", "validate_totp_code"]


def has_one(person: User) -> bool:
    return _authenticator(person) is not None


def is_required(person: User) -> bool:
    """Of staff, where the site asks it of them."""
    return settings.STAFF_SECOND_FACTOR and person.is_staff_here


def picture(person: User, secret: str) -> str:
    """The QR code that an app reads: an SVG in base64, for a data: address."""
    adapter = get_adapter()
    drawn: str = adapter.build_totp_svg(adapter.build_totp_url(person, secret))
    return base64.b64encode(drawn.encode()).decode()


@transaction.atomic
def keep(person: User, secret: str) -> list[str]:
    """From now on this secret's codes are asked for. Gives the recovery codes, to be shown once."""
    remove(person)
    TOTP.activate(person, secret)
    return RecoveryCodes.activate(person).generate_codes()


def remove(person: User) -> None:
    Authenticator.objects.filter(user=person).delete()


def accepts(person: User, code: str) -> bool:
    """Whether this is a code of the person's that has not been used before. It is used then."""
    typed = "".join(code.split())
    return _accepts_from_app(person, typed) or _accepts_from_paper(person, typed)


def recovery_codes_left(person: User) -> int:
    kept = _authenticator(person, Authenticator.Type.RECOVERY_CODES)
    return len(RecoveryCodes(kept).get_unused_codes()) if kept else 0


def _accepts_from_app(person: User, code: str) -> bool:
    kept = _authenticator(person)
    if kept is None:
        return False
    secret = decrypt(kept.data["secret"])
    for counter in yield_hotp_counters_from_time():
        if constant_time_compare(format_hotp_value(hotp_value(secret, counter)), code):
            return _is_first_use(kept, counter)
    return False


def _is_first_use(kept: Authenticator, counter: int) -> bool:
    """Whether no code of this half minute or a later one was used: compare and swap."""
    begins = datetime.fromtimestamp(counter * STEP_SECONDS, UTC)
    earlier = Q(last_used_at=None) | Q(last_used_at__lt=begins)
    return bool(Authenticator.objects.filter(earlier, pk=kept.pk).update(last_used_at=begins))


def _accepts_from_paper(person: User, code: str) -> bool:
    kept = _authenticator(person, Authenticator.Type.RECOVERY_CODES)
    if kept is None:
        return False
    left = kept.data
    codes = RecoveryCodes(kept)
    for number, each in enumerate(codes.generate_codes()):
        bit = 1 << number
        if not left["used_mask"] & bit and constant_time_compare(each, code):
            used = {**left, "used_mask": left["used_mask"] | bit}
            unchanged = Authenticator.objects.filter(pk=kept.pk, data=left)
            return bool(unchanged.update(data=used))
    return False


def _authenticator(person: User, kind: str = Authenticator.Type.TOTP) -> Authenticator | None:
    return Authenticator.objects.filter(user=person, type=kind).first()
