"""A forgotten password, and another one."""

from typing import Any

from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import PasswordResetConfirmView
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse_lazy
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from portal import log_ins
from portal.accounts.forms import ChangePasswordForm, ForgottenForm, NewPasswordForm
from portal.accounts.known import KnownRequest
from portal.actions import passwords
from portal.actions.refusing import Refused
from portal.models import User


@require_http_methods(["GET", "POST"])
def forgotten(request: HttpRequest) -> HttpResponse:
    """The same answer for every address."""
    form = ForgottenForm(request.POST or None)
    if form.is_valid():
        passwords.ask_for_new(email=form.cleaned_data["email"], now=timezone.now())
        return render(request, "accounts/forgotten_asked.html")
    status = 422 if form.errors else 200
    return render(request, "accounts/forgotten.html", {"form": form}, status=status)


class NewPassword(PasswordResetConfirmView):
    """By the link of a mail. Django keeps the token out of the address that the page is shown at."""

    template_name = "accounts/new_password.html"
    success_url = reverse_lazy("log-in")
    reset_url_token = "ny"  # noqa: S105

    def get_form(self, form_class: object = None) -> Any:
        """Ours, with its words and rules."""
        posted = self.request.POST if self.request.method == "POST" else None
        # Asked for also where the link holds for nobody; then it is not shown.
        return NewPasswordForm(self.user or User(), posted)

    def form_valid(self, form: Any) -> HttpResponse:
        try:
            passwords.set_new(person=form.person, password=form.password(), now=timezone.now())
        except Refused as refusal:
            form.add_error(None, str(refusal))
            return self.form_invalid(form)
        self.request.session.pop("_password_reset_token", None)
        messages.success(self.request, _("Adgangskoden er ændret. Log ind med den nye."))
        return redirect(self.get_success_url())


new = sensitive_post_parameters()(NewPassword.as_view())


@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
@login_required
def change(request: KnownRequest) -> HttpResponse:
    """By whoever knows the old one; every other browser is logged out."""
    form = ChangePasswordForm(request, request.POST or None)
    if form.is_valid():
        try:
            passwords.change(
                person=request.user,
                password=form.password(),
                log_in=log_ins.number_of(request),
                now=timezone.now(),
            )
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            request.user.refresh_from_db()
            update_session_auth_hash(request, request.user)
            messages.success(
                request, _("Adgangskoden er ændret. Du er logget ud alle andre steder.")
            )
            return redirect("security")
    status = 422 if form.errors else 200
    return render(request, "accounts/change_password.html", {"form": form}, status=status)
