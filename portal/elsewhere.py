"""A municipality's result where others show it: on a sheet of paper, and in a frame on their page."""

from csp.constants import NONE
from csp.decorators import csp_replace
from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.http import require_safe

from measurements import published as results
from measurements import sentences, strangers
from measurements.municipality_page import municipality_figures
from measurements.paper import NoPdf
from portal.one_page import Sheet


@require_safe
def municipality_sheet(request: HttpRequest, slug: str) -> HttpResponse:
    """One page for a committee. Drawing takes a second, so a stranger gets only so many drawn."""
    found = _municipality(slug)
    measured = results.results_of(found.code)
    if not measured:
        raise Http404
    drawing = Sheet(measured[0], measured).drawing
    if not drawing.is_kept and not strangers.may(request, strangers.Act.DRAW, now=timezone.now()):
        messages.error(request, _("Der er hentet mange PDF-filer herfra. Prøv igen om en time."))
        return redirect("municipality", slug=slug)
    try:
        content = drawing.pdf()
    except NoPdf:
        messages.error(
            request,
            _("Serveren kan ikke lave PDF. Udskriv siden i stedet, og vælg »Gem som PDF«."),
        )
        return redirect("municipality", slug=slug)
    name = f'attachment; filename="{found.slug}-resultat.pdf"'
    return HttpResponse(
        content, content_type="application/pdf", headers={"Content-Disposition": name}
    )


# The only page that others may show in a frame. It runs no script and sets no cookie.
@require_safe
@xframe_options_exempt
@csp_replace(  # type: ignore[arg-type]  # its types know no view that takes more than the request
    {"frame-ancestors": ["*"], "script-src": [NONE], "form-action": [NONE]}
)
@cache_control(public=True, max_age=600)
def municipality_embedded(request: HttpRequest, slug: str) -> HttpResponse:
    found = _municipality(slug)
    measured = results.results_of(found.code)
    newest = measured[0] if measured else None
    figures = municipality_figures(measured)
    return render(
        request,
        "pages/municipality_embedded.html",
        {
            "municipality": found,
            "result": newest,
            "sentences": sentences.of_municipality(newest) if newest else [],
            "places": figures.places if figures else None,
            "url": settings.BASE_URL + reverse("municipality", args=[slug]),
        },
    )


def _municipality(slug: str) -> results.MunicipalityName:
    found = results.municipality(slug=slug)
    if found is None:
        raise Http404
    return found
