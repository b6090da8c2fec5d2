"""What every page of the administration begins with: who may come in, and which round it is."""

from collections.abc import Callable
from functools import wraps

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Prefetch, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone

from measurements.actions.refusals import NotPossible, someone_was_faster
from measurements.manage.presenters.standing import next_of
from measurements.models import Round, RoundKind, Run
from measurements.permissions import check_can_manage_rounds

View = Callable[..., HttpResponse]


def administrators_only(view: View) -> View:
    """Whoever is not logged in may log in; whoever is, and may not, is told so."""

    @login_required
    @wraps(view)
    def guarded(request: HttpRequest, *arguments: object, **named: object) -> HttpResponse:
        check_can_manage_rounds(request.user)
        return view(request, *arguments, **named)

    return guarded


def rounds_made_here() -> QuerySet[Round]:
    """Every version of every round that is computed here, not only told of."""
    return Round.objects.filter(kind=RoundKind.COMPUTED)


def the_round(slug: str) -> Round:
    """With all that its pages look at, but for the figures, which are large."""
    lean_runs = Prefetch("runs", queryset=Run.objects.defer("outcome"))
    found = (
        rounds_made_here()
        .select_related("series", "approved_by", "publication")
        .prefetch_related(lean_runs, "inputs", "hearings", "series__versions")
    )
    return get_object_or_404(found, slug=slug)


def attempt(request: HttpRequest, verb: Callable[[], object]) -> bool:
    """Do it, or say why it cannot be done now."""
    try:
        verb()
    except NotPossible as reason:
        messages.error(request, str(reason))
        return False
    return True


def check_is_as_shown(request: HttpRequest, measured: Round) -> None:
    """Whoever freezes a round has seen it as it is: a page that was open while a municipality
    answered, or a colleague mended the title, is sent back to be looked at again.
    """
    if request.POST.get("version") != str(measured.version):
        raise someone_was_faster()


def back_to(measured: Round) -> HttpResponse:
    return redirect("manage-round", slug=measured.slug)


def not_there_yet(request: HttpRequest, measured: Round) -> HttpResponse:
    """Back to the round's page, with where it stands and what comes first."""
    following = next_of(measured, by=request.user, now=timezone.now())
    messages.info(request, f"{following.standing} {following.text}")
    return back_to(measured)
