"""Following a round by mail: asking, confirming and stopping, without an account."""

from typing import cast

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from rest_framework.request import Request
from rest_framework.throttling import SimpleRateThrottle
from rest_framework.views import APIView

from measurements.actions import following
from measurements.asked import asked_round
from measurements.follow_forms import FollowForm
from measurements.signed_links import BadLink


class FollowBrake(SimpleRateThrottle):
    """A town hall may stand behind one address; a robot that mails strangers is stopped soon."""

    scope = "follow"
    rate = "20/hour"

    def get_cache_key(self, request: Request, view: APIView) -> str:
        return self.cache_format % {"scope": self.scope, "ident": self.get_ident(request)}


def follow(request: HttpRequest, slug: str) -> HttpResponse:
    """Ask to be told. The answer is the same whether or not the address follows already."""
    found = asked_round(slug)
    if not found.is_computed:
        raise Http404  # what was published elsewhere is not corrected here
    if request.method != "POST":
        shown = {"round": found, "form": FollowForm()}
        return render(request, "measurements/follow.html", shown)
    form = FollowForm(request.POST)
    if form.is_valid() and not _may_ask(request):
        form.add_error(None, _("Der er bedt om for mange mails herfra. Prøv igen om en time."))
        return render(
            request, "measurements/follow.html", {"round": found, "form": form}, status=429
        )
    if not form.is_valid():
        return render(
            request, "measurements/follow.html", {"round": found, "form": form}, status=422
        )
    email = form.cleaned_data["email"]
    following.ask_for_confirmation(measured=found, email=email, now=timezone.now())
    return render(request, "measurements/follow_asked.html", {"round": found, "email": email})


def confirm_following(request: HttpRequest, token: str) -> HttpResponse:
    """Opening the link shows a page; only its button confirms."""
    try:
        asked = following.asked_for(token)
        if request.method == "POST":
            following.confirm(token=token, now=timezone.now())
    except BadLink:
        return render(request, "measurements/bad_link.html", status=404)
    shown = {
        "round": asked_round(asked.series.slug),
        "email": asked.email,
        "done": request.method == "POST",
    }
    return render(request, "measurements/follow_confirm.html", shown)


@csrf_exempt  # mail programs post here when their own button is pressed; the token is the proof
def stop_following(request: HttpRequest, token: str) -> HttpResponse:
    """Opening the link shows a page; its button, or that of a mail program, deletes the address."""
    try:
        following.check_stop_link(token)
        if request.method == "POST":
            following.stop(token=token)
    except BadLink:
        return render(request, "measurements/bad_link.html", status=404)
    return render(request, "measurements/follow_stop.html", {"done": request.method == "POST"})


def _may_ask(request: HttpRequest) -> bool:
    # The brake reads where a request comes from, which Django's own knows as well.
    return FollowBrake().allow_request(cast(Request, request), APIView())
