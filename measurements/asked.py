"""The round that an address asks for: found, not there, or taken back with a notice in its place."""

from collections.abc import Callable

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from measurements import published
from measurements.published import PublishedRound, Retraction


class RoundRetracted(Exception):
    """What was asked for was public and has been retracted."""

    def __init__(self, retraction: Retraction) -> None:
        super().__init__(retraction.slug)
        self.retraction = retraction


def asked_round(slug: str, version: int | None = None) -> PublishedRound:
    """The current version, or the one asked for."""
    found = published.round_by_slug(slug, version)
    if found is not None:
        return found
    retraction = published.retraction_of(slug, version)
    if retraction is not None:
        raise RoundRetracted(retraction)
    raise Http404


class RetractionNotices:
    """Middleware: wherever a retracted round is asked for, its notice answers.

    With 410 Gone: the page is there to be read, but a search engine forgets the address, and a
    program that fetches a file learns that it will not come back.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, problem: Exception) -> HttpResponse | None:
        if not isinstance(problem, RoundRetracted):
            return None
        notice = {"retraction": problem.retraction}
        return render(request, "measurements/retracted.html", notice, status=410)
