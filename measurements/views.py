"""What the public sees of rounds: asked for, answered by the door, set by a template."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from measurements import exports, published
from measurements.presenters import method_note, method_notes, round_page, stated_page
from measurements.presenters.table import BY_NAME


@require_safe
def rounds(request: HttpRequest) -> HttpResponse:
    """All published rounds, the newest first."""
    return render(request, "measurements/rounds.html", {"rounds": published.rounds()})


@require_safe
def round_(request: HttpRequest, slug: str) -> HttpResponse:
    """One published round; the table sorted by `sorter`."""
    found = _published_round(slug)
    if not found.is_computed:
        return render(request, "measurements/stated_round.html", {"page": stated_page(found)})
    page = round_page(found, sort=request.GET.get("sorter", BY_NAME))
    return render(request, "measurements/round.html", {"page": page})


@require_safe
def round_csv(request: HttpRequest, slug: str) -> HttpResponse:
    """The results of one published computed round as a file for a spreadsheet, or plainly."""
    found = _published_round(slug)
    if not found.is_computed:
        raise Http404
    dialect = exports.DIALECTS.get(request.GET.get("dialect", ""), exports.DANISH)
    return HttpResponse(
        exports.results_csv(found, dialect=dialect),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{found.slug}.csv"'},
    )


@require_safe
def method_notes_(request: HttpRequest) -> HttpResponse:
    """Every version of the method."""
    return render(request, "measurements/method_notes.html", {"notes": method_notes()})


@require_safe
def method_note_(request: HttpRequest, slug: str) -> HttpResponse:
    """How one version of the method measures."""
    note = method_note(slug)
    if note is None:
        raise Http404
    return render(request, "measurements/method_note.html", {"note": note})


def _published_round(slug: str) -> published.PublishedRound:
    found = published.round_by_slug(slug)
    if found is None:
        raise Http404
    return found
