"""Versions of a round and their seals: older ones stay readable, and say what came after them."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from measurements import published
from measurements.asked import asked_round
from measurements.presenters.seal import seal_page
from measurements.presenters.versions import versions_page
from measurements.verification import verify


@require_safe
def versions(request: HttpRequest, slug: str) -> HttpResponse:
    """Every version, why it came, and every figure that it changed."""
    current = asked_round(slug)
    page = versions_page(current, published.readable_versions(slug))
    return render(request, "measurements/versions.html", {"page": page})


@require_safe
@never_cache
def seal(request: HttpRequest, slug: str, number: int | None = None) -> HttpResponse:
    """The seal of the current version or of another one, computed again now."""
    found = asked_round(slug, number)
    verification = verify(slug, found.version)
    if verification is None:
        raise Http404  # of a round that was published elsewhere nothing is sealed here
    return render(request, "measurements/seal.html", {"page": seal_page(found, verification)})
