"""Where an invitation leads: a name, a password, and in."""

from django.contrib import messages
from django.contrib.auth import login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from measurements.signed_links import BadLink
from portal.accounts.forms import AcceptForm
from portal.actions import inviting
from portal.actions.refusing import Refused
from portal.models import Role, User

BACKEND = "portal.attempts.BrakedBackend"


@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def accept(request: HttpRequest, token: str) -> HttpResponse:
    """Opening the link changes nothing, as mail scanners open links too; the button does."""
    try:
        invitation = inviting.invitation_of(token, now=timezone.now())
    except BadLink:
        return render(request, "accounts/bad_link.html", status=410)
    form = AcceptForm(User(email=invitation.email), request.POST or None)
    if form.is_valid():
        try:
            person = inviting.accept(
                invitation=invitation,
                first_name=form.cleaned_data["first_name"],
                last_name=form.cleaned_data["last_name"],
                password=form.password(),
                now=timezone.now(),
            )
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            login(request, person, backend=BACKEND)
            messages.success(request, _("Velkommen. Din konto er klar."))
            return redirect("my-page")
    return render(
        request,
        "accounts/accept.html",
        {"form": form, "invitation": invitation, "role": Role(invitation.role).label},
        status=422 if form.errors else 200,
    )
