"""Following a round by mail: asking, confirming and stopping, without an account."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt

from measurements import strangers
from measurements.actions import following
from measurements.asked import asked_round
from measurements.follow_forms import FollowForm
from measurements.signed_links import BadLink
from measurements.strangers import Act


def follow(request: HttpRequest, slug: str) -> HttpResponse:
    """Ask to be told. The answer is the same whether or not the address follows already."""
    found = asked_round(slug)
    if not found.is_computed:
        raise Http404  # what was published elsewhere is not corrected here
    if request.method != "POST":
        shown = {"round": found, "form": FollowForm()}
        return render(request, "measurements/follow.html", shown)
    form = FollowForm(request.POST)
    now = timezone.now()
    if form.is_valid() and not strangers.may(request, Act.MAIL, now=now):
        form.add_error(None, _("Der er bedt om for mange mails herfra. Prøv igen om en time."))
        return render(
            request, "measurements/follow.html", {"round": found, "form": form}, status=429
        )
    if not form.is_valid():
        return render(
            request, "measurements/follow.html", {"round": found, "form": form}, status=422
        )
    email = form.cleaned_data["email"]
    following.ask_for_confirmation(measured=found, email=email, now=now)
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
