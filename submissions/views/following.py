"""Following a municipality by mail: asking, confirming, choosing how often, stopping."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt

from measurements import published as measured
from measurements import strangers
from measurements.signed_links import BadLink
from submissions.actions import following
from submissions.actions.following import Asked
from submissions.forms.follow_forms import FollowMunicipalityForm, PaceForm
from submissions.models import MunicipalityFollower


def follow(request: HttpRequest, slug: str) -> HttpResponse:
    """Ask to be told. The answer is the same whether or not the address follows already.

    Whoever is logged in has shown whose address theirs is, and follows at once.
    """
    place = measured.municipality(slug=slug)
    if place is None:
        raise Http404
    if request.method != "POST":
        form = FollowMunicipalityForm(initial={"email": getattr(request.user, "email", "")})
        return _page(request, "follow_municipality", municipality=place, form=form)
    form = FollowMunicipalityForm(request.POST)
    if not form.is_valid():
        return _page(request, "follow_municipality", 422, municipality=place, form=form)
    asked = Asked(place, form.cleaned_data["email"], form.cleaned_data["pace"])
    if _is_own(request, asked.email):
        following.confirm(asked=asked, now=timezone.now())
        return _page(request, "follow_municipality_confirm", asked=asked, done=True)
    if not strangers.may(request, strangers.Act.MAIL, now=timezone.now()):
        form.add_error(None, _("Der er bedt om for mange mails herfra. Prøv igen om en time."))
        return _page(request, "follow_municipality", 429, municipality=place, form=form)
    following.ask_for_confirmation(asked=asked, now=timezone.now())
    return _page(request, "follow_municipality_asked", asked=asked)


def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """Opening the link shows a page; only its button confirms."""
    try:
        asked = following.asked_for(token)
    except BadLink:
        return _bad_link(request)
    done = request.method == "POST"
    if done:
        following.confirm(asked=asked, now=timezone.now())
    return _page(request, "follow_municipality_confirm", asked=asked, done=done)


@csrf_exempt  # mail programs post here when their own button is pressed; the token is the proof
def followed(request: HttpRequest, token: str) -> HttpResponse:
    """Opening the link shows the choices. A POST that chooses none of them stops the mails."""
    try:
        follower = following.follower_of(token)
    except BadLink:
        return _bad_link(request)
    if follower is None or request.method != "POST":
        return _choices(request, follower)
    form = PaceForm(request.POST)
    if form.is_valid():
        following.choose_pace(follower=follower, pace=form.cleaned_data["pace"])
        follower.refresh_from_db()
        return _choices(request, follower, is_saved=True)
    following.stop(follower=follower)
    return _choices(request, None)


def _choices(
    request: HttpRequest, follower: MunicipalityFollower | None, *, is_saved: bool = False
) -> HttpResponse:
    """No follower: they have stopped, now or earlier."""
    form = PaceForm(initial={"pace": follower.pace}) if follower else None
    return _page(request, "followed_municipality", follower=follower, form=form, is_saved=is_saved)


def _is_own(request: HttpRequest, email: str) -> bool:
    return bool(request.user.is_authenticated and request.user.email.lower() == email)


def _bad_link(request: HttpRequest) -> HttpResponse:
    return _page(request, "follow_bad_link", 404)


def _page(request: HttpRequest, name: str, status: int = 200, **shown: object) -> HttpResponse:
    return render(request, f"submissions/{name}.html", shown, status=status)
