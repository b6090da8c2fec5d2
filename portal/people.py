"""Logging in and out, and the page that a person lands on."""

from django.contrib.auth.decorators import login_required
from django.contrib.auth.forms import AuthenticationForm
from django.contrib.auth.views import LoginView, LogoutView
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _


class LogInForm(AuthenticationForm):
    """Django's own, with words that say which address is meant."""

    error_messages = {
        **AuthenticationForm.error_messages,
        "invalid_login": _("E-mailadresse og adgangskode passer ikke sammen. Prøv igen."),
    }


class LogIn(LoginView):
    authentication_form = LogInForm
    template_name = "pages/log_in.html"
    redirect_authenticated_user = True


class LogOut(LogoutView):
    http_method_names = ("post", "options")


@login_required
def my_page(request: HttpRequest) -> HttpResponse:
    return render(request, "pages/my_page.html")
