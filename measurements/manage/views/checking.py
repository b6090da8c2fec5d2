"""The validation report: what was read, what is wrong, and what somebody must have seen."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from measurements.actions import runs
from measurements.manage.access import (
    administrators_only,
    attempt,
    back_to,
    not_there_yet,
    the_round,
)
from measurements.manage.presenters.faults import faults_csv, faults_of
from measurements.manage.presenters.progress import progress_of
from measurements.manage.presenters.readings import readings_of
from measurements.manage.presenters.standing import next_from_report
from measurements.manage.presenters.warnings import warnings_of
from measurements.models import Round, Run, RunKind, RunState


@require_GET
@administrators_only
def report(request: HttpRequest, slug: str) -> HttpResponse:
    """What was found in the files, on a page that can be printed and kept."""
    measured = the_round(slug)
    run = _reported(measured)
    if run is None:
        return not_there_yet(request, measured)
    now = timezone.now()
    return render(
        request,
        "measurements/manage/report.html",
        {
            "measured": measured,
            "run": run,
            "progress": progress_of(run, now=now),
            "faults": faults_of(run, page=request.GET.get("side", "")),
            "readings": readings_of(run),
            "warnings": warnings_of(measured),
            "choice": next_from_report(measured, by=request.user, now=now),
            "printed_at": now,
        },
    )


@require_GET
@administrators_only
def faults(request: HttpRequest, slug: str) -> HttpResponse:
    """The list of faults for whoever draws the file: where each is, not what stands there."""
    run = _reported(the_round(slug))
    if run is None or run.state != RunState.REFUSED:
        raise Http404
    return HttpResponse(
        faults_csv(run),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{slug}-fejl.csv"'},
    )


@require_POST
@administrators_only
def validate(request: HttpRequest, slug: str) -> HttpResponse:
    """Have the files that are there checked."""
    measured = the_round(slug)
    if attempt(
        request,
        lambda: runs.request_validation(measured=measured, by=request.user, now=timezone.now()),
    ):
        messages.success(request, _("Kontrollen er sat i kø."))
    return back_to(measured)


@require_POST
@administrators_only
def accept(request: HttpRequest, slug: str, run: int) -> HttpResponse:
    """Somebody has seen a warning and answers for going on."""
    measured = the_round(slug)
    found = get_object_or_404(Run, pk=run, round=measured)
    if attempt(
        request,
        lambda: runs.accept_warning(
            run=found, code=request.POST.get("code", ""), by=request.user, now=timezone.now()
        ),
    ):
        messages.success(request, _("Det er noteret, at du har set advarslen."))
    return redirect(reverse("manage-round-report", args=[slug]) + "#advarsler")


def _reported(measured: Round) -> Run | None:
    """The newest run that says something of the files, or works on it: a computation only when
    it refused them.
    """
    newest = measured.newest_run
    if newest is not None and newest.state == RunState.REFUSED:
        return newest
    return measured.newest_of(RunKind.VALIDATION)
