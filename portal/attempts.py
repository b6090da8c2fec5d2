"""Log-in with a brake: whoever guesses passwords or codes is soon told to wait.

Counted in the database, for every web process together. Nobody is locked out for good, and nobody
by strangers: many guesses from everywhere at one account make only unknown places wait.
"""

import logging
from datetime import datetime, timedelta
from typing import Any

from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.base_user import AbstractBaseUser
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from measurements.strangers import place_of
from portal.models import Guess, LogIn

logger = logging.getLogger(__name__)

WINDOW = timedelta(minutes=15)
MOST_PER_ACCOUNT = 10  # wrong passwords for one account from one address
MOST_PER_ADDRESS = 100  # a town hall may stand behind one address
MOST_FROM_ANYWHERE = 100  # for one account, from addresses where it was never logged in
WAIT = _("Der er forsøgt for mange gange herfra. Vent et kvarter, og prøv igen.")
SPRAYED_ACCOUNTS = 50  # so many accounts guessed at within the window: somebody tries them all


class TooMany(PermissionDenied):
    """This place has to wait before its next guess."""


class BrakedBackend(ModelBackend):
    """Django's own, for every door that asks for a password."""

    def authenticate(  # type: ignore[override]  # as Django's own ModelBackend has it
        self,
        request: HttpRequest | None,
        username: str | None = None,
        password: str | None = None,
        **named: Any,
    ) -> AbstractBaseUser | None:
        if request is None:
            return super().authenticate(request, username, password, **named)
        guess = begin(request, username or named.get("email") or "", now=timezone.now())
        user = super().authenticate(request, username, password, **named)
        if user is None:
            watch_for_spraying(now=guess.at)
        else:
            guess.delete()
        return user


def begin(request: HttpRequest, account: str, *, now: datetime) -> Guess:
    """Count a guess before it is looked at, so that many at once are counted too.

    account   what is guessed at: an e-mail address, or a name for whose code it is
    Whoever guessed right deletes it. Raises TooMany.
    """
    Guess.objects.filter(at__lt=now - WINDOW).delete()
    guess = Guess.objects.create(at=now, account=_account(account), address=place_of(request))
    if _is_beyond(guess.account, guess.address, most_more=1):
        guess.delete()
        raise TooMany
    return guess


def are_too_many(request: HttpRequest, account: str) -> bool:
    """Whether this place has to wait before its next guess."""
    return _is_beyond(_account(account), place_of(request), most_more=0)


def watch_for_spraying(*, now: datetime) -> None:
    """Log, once for each full number, that somebody tries a few passwords on many accounts."""
    accounts = _lately(now).values("account").distinct().count()
    newest = _lately(now).order_by("-pk").values_list("account", flat=True).first()
    is_first_at_it = _lately(now).filter(account=newest).count() == 1
    if is_first_at_it and accounts % SPRAYED_ACCOUNTS == 0:
        logger.warning("wrong passwords at %s accounts within %s", accounts, WINDOW)


def _is_beyond(account: str, address: str, *, most_more: int) -> bool:
    """most_more   1 when the guess in question is counted already"""
    lately = _lately(timezone.now())
    here = lately.filter(address=address)
    return (
        here.filter(account=account).count() >= MOST_PER_ACCOUNT + most_more
        or here.count() >= MOST_PER_ADDRESS + most_more
        or (
            lately.filter(account=account).count() >= MOST_FROM_ANYWHERE + most_more
            and not _is_known_place(account, address)
        )
    )


def _lately(now: datetime) -> QuerySet[Guess]:
    return Guess.objects.filter(at__gte=now - WINDOW)


def _is_known_place(account: str, address: str) -> bool:
    """Whether the account was ever logged in from there."""
    emails = LogIn.objects.filter(address=address).values_list("person__email", flat=True)
    return account in {_account(email) for email in emails.distinct()}


def _account(typed: str) -> str:
    typed = typed.strip().lower()
    return salted_hmac("portal.attempts", typed, algorithm="sha256").hexdigest()
