"""Computing: asking for it, following it, stopping it."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from measurements.actions import runs
from measurements.manage.access import administrators_only, attempt, back_to, the_round
from measurements.manage.presenters.progress import progress_of


@require_POST
@administrators_only
def compute(request: HttpRequest, slug: str) -> HttpResponse:
    """A computation of the files that have been checked."""
    measured = the_round(slug)
    if attempt(
        request, lambda: runs.request_run(measured=measured, by=request.user, now=timezone.now())
    ):
        messages.success(request, _("Beregningen er sat i kø."))
    return back_to(measured)


@require_POST
@administrators_only
def stop(request: HttpRequest, slug: str) -> HttpResponse:
    measured = the_round(slug)
    run = measured.live_run
    if run is None:
        messages.info(request, _("Der var intet at stoppe."))
    elif attempt(request, lambda: runs.stop_run(run=run, by=request.user, now=timezone.now())):
        messages.success(request, _("Arbejdet er stoppet."))
    return back_to(measured)


@require_GET
@administrators_only
def progress(request: HttpRequest, slug: str) -> HttpResponse:
    """The fragment that the page fetches each second while a run is live."""
    run = the_round(slug).newest_run
    if run is None:
        return HttpResponse(status=204)
    shown = progress_of(run, now=timezone.now())
    response = render(request, "measurements/manage/_progress.html", {"progress": shown})
    response["Cache-Control"] = "no-store"
    response["Run-Is-Live"] = "yes" if shown.is_live else "no"
    return response
