"""Receiving the files of a round: what can be kept is kept, whatever is wrong with the rest."""

from dataclasses import replace

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from measurements.actions import inputs, rounds, runs
from measurements.actions.refusals import NotPossible
from measurements.lifecycle import RoundAction, RoundState
from measurements.manage.access import administrators_only, attempt, not_there_yet, the_round
from measurements.manage.forms import FilesForm
from measurements.manage.presenters.delivery import delivery_of
from measurements.manage.ways import Way, way_of
from measurements.models import Round
from measurements.permissions import may

BY_SCRIPT = "application/json"


@require_http_methods(["GET", "POST"])
@administrators_only
def upload(request: HttpRequest, slug: str) -> HttpResponse:
    """The forms of the three ways of delivery, one at a time, and what has come by them."""
    measured = the_round(slug)
    if not may(request.user, measured, RoundAction.UPLOAD):
        return not_there_yet(request, measured)
    way = way_of(measured, asked=request.GET.get("maade", ""))
    form = _form(request, measured, way)
    if request.method == "GET":
        return _page(request, measured, form)
    form.is_valid()
    _keep(request, measured, form)
    if form.errors:
        return _page(request, measured, form, status=422)
    _validate(request, measured)
    return _leave(request, reverse("manage-round", args=[slug]))


def _form(request: HttpRequest, measured: Round, way: Way) -> FilesForm:
    sent = (request.POST, request.FILES) if request.method == "POST" else ()
    here = {file.kind for file in measured.current_inputs}
    return FilesForm(way, *sent, here=here, data_end=measured.data_end)


def _keep(request: HttpRequest, measured: Round, form: FilesForm) -> None:
    """Everything that can be kept; what cannot is told at its field."""
    now = timezone.now()
    data_end = form.cleaned_data.get("data_end")
    if data_end and data_end != measured.data_end:
        description = replace(rounds.description_of(measured), data_end=data_end)
        try:
            rounds.describe_round(
                measured=measured, description=description, by=request.user, now=now
            )
        except NotPossible as reason:
            form.add_error("data_end", str(reason))
    for kind, file in form.chosen.items():
        try:
            inputs.store_input(measured=measured, kind=kind, file=file, by=request.user, now=now)
        except NotPossible as reason:
            form.add_error(kind.value, str(reason))


def _validate(request: HttpRequest, measured: Round) -> None:
    """Nobody uploads files but to have them checked."""
    if measured.state != RoundState.UPLOADED:
        messages.info(request, _("Filerne er de samme som før, så intet er ændret."))
    elif attempt(
        request,
        lambda: runs.request_validation(measured=measured, by=request.user, now=timezone.now()),
    ):
        messages.success(request, _("Filerne er gemt, og kontrollen er sat i kø."))


def _page(
    request: HttpRequest, measured: Round, form: FilesForm, status: int = 200
) -> HttpResponse:
    return render(
        request,
        "measurements/manage/files.html",
        {
            "measured": measured,
            "form": form,
            "delivery": delivery_of(measured, form.way),
            "kept": status != 200 and form.chosen,
        },
        status=status,
    )


def _leave(request: HttpRequest, url: str) -> HttpResponse:
    """To the page of the round; a script that showed the progress goes there itself."""
    if request.headers.get("Accept") == BY_SCRIPT:
        return JsonResponse({"url": url})
    return redirect(url)
