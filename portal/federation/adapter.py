"""What django-allauth asks of us on the way: whom to log in, and what to say when nobody is."""

import logging
from datetime import UTC, datetime
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialApp, SocialLogin
from allauth.socialaccount.providers.base import AuthError, Provider
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from portal import log_ins
from portal.actions import welcoming
from portal.federation import brokers
from portal.federation.claims import Claims
from portal.federation.refusals import Reason, Refused
from portal.models import User

logger = logging.getLogger(__name__)


class Accounts(DefaultAccountAdapter):
    """Nobody signs up by themselves, and a log-in needs no message: the page shows it."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def get_login_stages(self) -> list[str]:
        """None here: the second factor is asked for behind every door, not only a broker's."""
        return []

    def post_login(
        self, request: HttpRequest, user: User, *, signal_kwargs: dict[str, Any], **named: Any
    ) -> HttpResponse:
        """Coming back from a broker proves no more than when the person last logged in there."""
        response = super().post_login(request, user, signal_kwargs=signal_kwargs, **named)
        said = signal_kwargs["sociallogin"].account.extra_data["authenticated_at"] or 0
        now = timezone.now()
        log_ins.mark_proved(request, min(now, datetime.fromtimestamp(said, UTC)))
        return response

    def add_message(self, *args: Any, **named: Any) -> None:
        pass


class Brokers(DefaultSocialAccountAdapter):
    def list_apps(
        self, request: HttpRequest, provider: str | None = None, client_id: str | None = None
    ) -> list[SocialApp]:
        """Those of the settings: a broker written into the database would be a way in for ever."""
        return [
            app
            for app in brokers.all_of_them()
            if provider in {None, app.provider, app.provider_id}
            and client_id in {None, app.client_id}
        ]

    def authenticate_by_email(self, sociallogin: SocialLogin) -> None:
        """Never: `welcoming` looks at more than the address."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: SocialLogin) -> bool:
        return False

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        """Everything the protocol can prove has been proved; now who is this here?"""
        account = welcoming.welcome(
            claims=Claims.from_kept(sociallogin.account.extra_data),
            broker=sociallogin.account.provider,
            now=timezone.now(),
        )
        sociallogin.account, sociallogin.user = account, account.user

    def on_authentication_error(
        self,
        request: HttpRequest,
        provider: Provider,
        error: str | None = None,
        exception: Exception | None = None,
        extra_context: dict[str, Any] | None = None,
    ) -> None:
        why = exception or (extra_context or {}).get("saml_last_error_reason") or error
        logger.warning("no log-in by %s: %s", provider.sub_id, why)
        raise Refused(Reason.CANCELLED if error == AuthError.CANCELLED else Reason.UNTRUSTED)
