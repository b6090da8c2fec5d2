"""What a person who is logged in must pass: time limits, the second factor, and proof anew.

Here, not in the views: no page can forget it. The table below is the whole of what is asked twice.
"""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from measurements import kept_text
from portal import factors, log_ins
from portal.models import User

Answer = Callable[[HttpRequest], HttpResponse]

# Acts that nobody undoes or that give power, and files that are not public: the password or code
# again when the last is older.
ASKED_AGAIN = frozenset(
    {
        "manage-round-publish",
        "manage-round-retract",
        "manage-round-discard",
        "manage-hearing-file",
        "hearing-file",
        "invite-person",
        "person",
        "remove-factor",
        "close-account",
        "domains",
        "remove-domain",
        "change-email",
        "second-factor-set-up",
        "second-factor-remove",
    }
)
# The page is a list to look at; only what is sent from it gives power.
ASKED_WHEN_SENT = frozenset({"my-municipality"})
# Buttons and downloads are no page to come back to: the page that they stand on, and what of their
# own address its address takes.
STANDS_ON: dict[str, tuple[str, tuple[str, ...]]] = {
    "remove-factor": ("person", ("pk",)),
    "remove-domain": ("domains", ()),
    "hearing-file": ("hearing", ("slug",)),
    "manage-hearing-file": ("manage-hearing-answer", ("slug", "municipality")),
}
PROOF_HOLDS = timedelta(minutes=15)
# A form that was opened in time may be sent until then. Later its text waits in the session.
FORM_HOLDS = timedelta(minutes=60)
# What is open meanwhile to whoever has not shown the factor, by the page that they are sent to.
# Who has one shows it: another would otherwise be set up in its place with the password alone.
BEFORE_THE_SECOND_FACTOR = {
    "second-factor": frozenset({"second-factor", "log-out", "health"}),
    "second-factor-set-up": frozenset({"second-factor-set-up", "prove-again", "log-out", "health"}),
}


class LogInLimits:
    """Logs out whoever has been away, or here, for too long."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        has_session = settings.SESSION_COOKIE_NAME in request.COOKIES
        if (
            has_session
            and request.user.is_authenticated
            and not log_ins.keep_or_end(request, now=timezone.now())
        ):
            messages.info(request, _("Du er logget ud, fordi der er gået for lang tid."))
        return self.get_response(request)


class Proofs:
    """Sends people to where they show a code or their password, and back."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: object, args: Any, named: Any
    ) -> HttpResponse | None:
        name = request.resolver_match.view_name if request.resolver_match else None
        has_session = settings.SESSION_COOKIE_NAME in request.COOKIES
        if not has_session or not request.user.is_authenticated:
            return None
        missing = _missing_factor(request)
        if missing is not None and name not in BEFORE_THE_SECOND_FACTOR[missing]:
            return _to(missing, request)
        if _is_asked_again(name, request) and not _has_proof(request):
            if request.method == "POST":
                kept_text.keep(request)
            return _to("prove-again", request)
        return None


def _is_asked_again(name: str | None, request: HttpRequest) -> bool:
    return name in ASKED_AGAIN or (name in ASKED_WHEN_SENT and request.method == "POST")


def _missing_factor(request: HttpRequest) -> str | None:
    """The page where the second factor is shown or set up, for whoever must and has not."""
    state = request.session.get(log_ins.FACTOR)
    if state == log_ins.NOT_SHOWN:
        return "second-factor"
    assert isinstance(request.user, User), "somebody is logged in"
    if state != log_ins.SHOWN and factors.is_required(request.user):
        return "second-factor-set-up"
    return None


def _has_proof(request: HttpRequest) -> bool:
    span = PROOF_HOLDS if request.method in {"GET", "HEAD"} else FORM_HOLDS
    return log_ins.was_proved_within(request, span, now=timezone.now())


def _to(name: str, request: HttpRequest) -> HttpResponse:
    """There and back: to this page when it was asked for, else to the page that leads to it."""
    back = request.get_full_path() if request.method in {"GET", "HEAD"} else request.path
    asked = request.resolver_match
    if asked and asked.view_name in STANDS_ON:
        page, takes = STANDS_ON[asked.view_name]
        back = reverse(page, kwargs={each: asked.kwargs[each] for each in takes})
    return redirect(f"{reverse(name)}?{urlencode({'next': back})}")
