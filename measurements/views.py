"""What the public sees of rounds: asked for, answered by the door, set by a template."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from measurements import comparison_export, exports, published
from measurements.asked import asked_round
from measurements.drawn import comparison_body, round_body
from measurements.presenters import (
    explained_page,
    in_order,
    method_note,
    method_notes,
    stated_page,
)
from measurements.presenters.changes import period
from measurements.presenters.table import BY_NAME
from measurements.presenters.versions import standing_of


@require_safe
def rounds(request: HttpRequest) -> HttpResponse:
    """All published rounds, the newest first."""
    shown = {"rounds": published.rounds(), "corrections": published.corrections()}
    return render(request, "measurements/rounds.html", shown)


@require_safe
def round_(request: HttpRequest, slug: str, number: int | None = None) -> HttpResponse:
    """The current version of a round or another one; the table sorted by `sorter`."""
    found = asked_round(slug, number)
    if not found.is_computed:
        return render(request, "measurements/stated_round.html", {"page": stated_page(found)})
    body = round_body(found, sort=request.GET.get("sorter", BY_NAME))
    shown = {"round": found, "body": body, "standing": standing_of(found)}
    return render(request, "measurements/round.html", shown)


@require_safe
def compare(request: HttpRequest, slug: str) -> HttpResponse:
    """To the comparison with the round `med`, or with the one before this."""
    found = asked_round(slug)
    wanted = request.GET.get("med", "")
    other = asked_round(wanted) if wanted else published.previous_of(found)
    if other is None:
        return render(request, "measurements/nothing_to_compare.html", {"round": found})
    return _to_comparison(found, other, chosen=_chosen(request))


@require_safe
def comparison(request: HttpRequest, slug: str, other: str) -> HttpResponse:
    """Two published rounds side by side, the later first in the address; `kommune` is pointed out."""
    asked, against = asked_round(slug), asked_round(other)
    earlier, later = in_order(asked, against)
    if later != asked:
        return _to_comparison(earlier, later, chosen=_chosen(request))
    shown = {
        "later": later,
        "before": period(earlier),
        "after": period(later),
        "body": comparison_body(earlier=earlier, later=later, chosen=_chosen(request)),
    }
    return render(request, "measurements/comparison.html", shown)


@require_safe
def comparison_csv(request: HttpRequest, slug: str, other: str) -> HttpResponse:
    """The changes of every municipality as a file; none where the rounds cannot be compared."""
    earlier, later = in_order(asked_round(slug), asked_round(other))
    dialect = exports.dialect_of(request.GET.get("dialect", ""))
    text = comparison_export.changes_csv(earlier=earlier, later=later, dialect=dialect)
    if text is None:
        raise Http404
    return HttpResponse(
        text,
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{later.slug}-{earlier.slug}.csv"'},
    )


@require_safe
def explained(request: HttpRequest, slug: str, municipality: str) -> HttpResponse:
    """How one municipality's figure was made, step by step."""
    place = published.municipality(slug=municipality)
    if place is None:
        raise Http404
    page = explained_page(asked_round(slug), place)
    return render(request, "measurements/explained.html", {"page": page})


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


def _to_comparison(
    one: published.PublishedRound, other: published.PublishedRound, *, chosen: str
) -> HttpResponse:
    """The one address of two rounds, whichever was asked for first."""
    earlier, later = in_order(one, other)
    address = reverse("comparison", args=[later.slug, earlier.slug])
    return redirect(f"{address}?{urlencode({'kommune': chosen})}" if chosen else address)


def _chosen(request: HttpRequest) -> str:
    """Slug of the municipality to point out."""
    return request.GET.get("kommune", "")
