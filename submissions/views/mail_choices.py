"""How somebody wants to be told of what happens: by link from a mail, or when logged in."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt

from measurements.signed_links import BadLink
from submissions import mail_links
from submissions.actions import mailing
from submissions.models import How


# The link is the proof: a mail program that unsubscribes with one click has no cookie of ours.
@csrf_exempt
def by_link(request: HttpRequest, token: str) -> HttpResponse:
    """Opening shows the choices; only a POST changes them: mail scanners open links too."""
    try:
        address = mail_links.address_of(token)
    except BadLink:
        return render(request, "submissions/bad_link.html", status=404)
    return _choices(request, address)


@login_required
def mine(request: HttpRequest) -> HttpResponse:
    return _choices(request, request.user.email)


def _choices(request: HttpRequest, address: str) -> HttpResponse:
    if request.method == "POST":
        how = _asked(request)
        if how is None:
            messages.error(request, _("Vælg, hvordan du vil have besked."))
        else:
            mailing.choose(address=address, how=how, now=timezone.now())
            messages.success(request, _("Dit valg er gemt: %(how)s.") % {"how": how.label.lower()})
        return redirect(request.path)
    return render(
        request,
        "submissions/mail_choices.html",
        {
            "address": address,
            "chosen": mailing.chosen(address, unless=_usual(request)).value,
            "choices": How.choices,
        },
    )


def _asked(request: HttpRequest) -> How | None:
    if request.POST.get("List-Unsubscribe") == "One-Click":
        return How.NEVER
    value = request.POST.get("how", "")
    return How(value) if value in How.values else None


def _usual(request: HttpRequest) -> How:
    """What holds for whoever has chosen nothing: the queue comes once a day."""
    return How.DAILY if getattr(request.user, "is_moderator", False) else How.AT_ONCE
