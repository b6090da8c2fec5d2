"""One's own account: address, where one is logged in, and out everywhere."""

from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from measurements import kept_text
from measurements.signed_links import BadLink
from portal import factors, log_ins
from portal.accounts import devices
from portal.accounts.forms import NewEmailForm
from portal.accounts.known import KnownRequest
from portal.actions import emails, leaving
from portal.actions.refusing import Refused


@require_GET
@login_required
def overview(request: KnownRequest) -> HttpResponse:
    now = timezone.now()
    rows = request.user.log_ins.filter(ended_at=None)
    return render(
        request,
        "accounts/security.html",
        {
            "has_password": request.user.has_usable_password(),
            "has_factor": factors.has_one(request.user),
            "is_required": factors.is_required(request.user),
            "codes_left": factors.recovery_codes_left(request.user),
            "log_ins": [
                (row, devices.name_of(row.device))
                for row in rows
                if not log_ins.is_over(row, request.user, now=now)
            ],
            "here": log_ins.number_of(request),
        },
    )


@require_http_methods(["GET", "POST"])
@login_required
def change_email(request: KnownRequest) -> HttpResponse:
    form = NewEmailForm(request.POST or None, initial=kept_text.take(request))
    if form.is_valid():
        try:
            emails.ask_to_change(
                person=request.user, email=form.cleaned_data["email"], now=timezone.now()
            )
        except Refused as refusal:
            form.add_error("email", str(refusal))
        else:
            messages.success(
                request,
                _("Vi har skrevet til den nye adresse. Åbn linket i mailen inden for et døgn."),
            )
            return redirect("security")
    status = 422 if form.errors else 200
    return render(request, "accounts/change_email.html", {"form": form}, status=status)


@require_http_methods(["GET", "POST"])
@login_required
def confirm_email(request: KnownRequest, token: str) -> HttpResponse:
    """The link from the new address shows a button; the button changes the address."""
    if request.method == "GET":
        return render(request, "accounts/confirm_email.html")
    try:
        email = emails.confirm_change(token=token, person=request.user, now=timezone.now())
    except BadLink:
        return render(request, "accounts/bad_link.html", status=410)
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Din adresse er nu %(email)s.") % {"email": email})
    return redirect("security")


@require_POST
@login_required
def log_out_everywhere(request: KnownRequest) -> HttpResponse:
    """Here too: whoever doubts a browser wants to begin afresh."""
    leaving.everywhere(person=request.user, now=timezone.now())
    logout(request)
    messages.success(request, _("Du er logget ud alle steder."))
    return redirect("log-in")


@require_POST
@login_required
def log_out_there(request: KnownRequest, pk: int) -> HttpResponse:
    """One of the browsers in the list."""
    if not leaving.one(person=request.user, log_in=pk, now=timezone.now()):
        raise Http404
    messages.success(request, _("Du er logget ud dér."))
    return redirect("security")
