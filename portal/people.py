"""Logging in and out, and the page that a person lands on."""

from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.contrib.auth.forms import AuthenticationForm
from django.contrib.auth.views import LoginView, LogoutView
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from measurements import hearings
from portal import attempts
from portal.federation import brokers
from portal.models import User


class LogInForm(AuthenticationForm):
    """Django's own, with words that say which address is meant."""

    error_messages = {
        **AuthenticationForm.error_messages,
        "invalid_login": _("E-mailadresse og adgangskode passer ikke sammen. Prøv igen."),
        "too_many": attempts.WAIT,
        "by_broker": _("Du skal logge ind med %(broker)s. Kun administratorer bruger adgangskode."),
    }

    def get_invalid_login_error(self) -> ValidationError:
        assert self.request is not None, "the view passes the request"
        if attempts.are_too_many(self.request, self.cleaned_data["username"]):
            return ValidationError(self.error_messages["too_many"], code="too_many")
        return super().get_invalid_login_error()

    def confirm_login_allowed(self, user: User) -> None:
        super().confirm_login_allowed(user)
        if not settings.PASSWORD_LOGIN and not user.is_administrator:
            raise ValidationError(
                self.error_messages["by_broker"],
                code="by_broker",
                params={"broker": settings.BROKER_NAME},
            )


class LogIn(LoginView):
    authentication_form = LogInForm
    template_name = "pages/log_in.html"
    redirect_authenticated_user = True

    def get_context_data(self, **more: Any) -> dict[str, Any]:
        return super().get_context_data(
            **more,
            brokers=brokers.ways_in(next_page=self.get_redirect_url()),
            with_password=settings.PASSWORD_LOGIN,
        )


class LogOut(LogoutView):
    http_method_names = ("post", "options")


@login_required
def my_page(request: HttpRequest) -> HttpResponse:
    """What the person can do here, and what waits for them."""
    waiting = hearings.open_hearings_of(request.user, now=timezone.now())
    return render(request, "pages/my_page.html", {"hearings": waiting})
