"""Log-in with a brake: whoever guesses passwords is soon told to wait.

Counted in the memory of each web process: with three of them a patient guesser gets three times
the number, which is still far too few. Nobody is locked out for good, and nobody by a stranger at
another address.
"""

from hashlib import sha256
from typing import Any

from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.base_user import AbstractBaseUser
from django.core.cache import cache
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from rest_framework.throttling import BaseThrottle

WINDOW_SECONDS = 15 * 60
MOST_PER_ACCOUNT = 10  # wrong passwords for one account from one address
MOST_PER_ADDRESS = 100  # a town hall may stand behind one address


class BrakedBackend(ModelBackend):
    """Django's own, for every door that asks for a password: the site's and the admin's."""

    def authenticate(  # type: ignore[override]  # as Django's own ModelBackend has it
        self,
        request: HttpRequest | None,
        username: str | None = None,
        password: str | None = None,
        **named: Any,
    ) -> AbstractBaseUser | None:
        account = username or named.get("email") or ""
        if request is not None and are_too_many(request, account):
            raise PermissionDenied
        user = super().authenticate(request, username, password, **named)
        if request is not None and user is None:
            _count(request, account)
        return user


def are_too_many(request: HttpRequest, account: str) -> bool:
    """Whether this address has to wait before its next guess."""
    return any(cache.get(key, 0) >= most for key, most in _limits(request, account).items())


def _count(request: HttpRequest, account: str) -> None:
    for key in _limits(request, account):
        cache.add(key, 0, WINDOW_SECONDS)
        cache.incr(key)


def _limits(request: HttpRequest, account: str) -> dict[str, int]:
    """How many wrong guesses each key of the cache allows; digests, as keys have to be plain."""
    address = BaseThrottle().get_ident(request)  # type: ignore[arg-type]  # reads META only
    return {
        _key(address, account.strip().lower()): MOST_PER_ACCOUNT,
        _key(address): MOST_PER_ADDRESS,
    }


def _key(*parts: str) -> str:
    return f"log-in:{sha256(repr(parts).encode()).hexdigest()}"
