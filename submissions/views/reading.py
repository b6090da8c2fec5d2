"""What everybody can read: the list, one submission, its files."""

from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode

from measurements import published as measured
from submissions import addresses, notice_page, permissions, presenters, published, use_page
from submissions.actions import counting
from submissions.actions.files import path_of
from submissions.models import Attachment, Kind, Submission, Use
from submissions.search.question import LONGEST

PER_PAGE = 24


def submissions(request: HttpRequest) -> HttpResponse:
    """All that is published, narrowed by kind and municipality. Words lead to the search."""
    if words := request.GET.get("q", "").strip():
        return _to_search(request, words)
    kind = request.GET.get("slags", "")
    place = measured.municipality(slug=request.GET.get("kommune", ""))
    found = published.listed(
        kind=kind if kind in Kind.values else "",
        municipality=place.code if place else "",
    )
    cut = Paginator(found, PER_PAGE).get_page(request.GET.get("side"))
    return render(
        request,
        "submissions/list.html",
        {
            "kind": kind,
            "kinds": Kind.choices,
            "place": place,
            "municipalities": measured.municipalities(),
            "page": cut,
            "found": published.as_published(cut.object_list),
            "is_narrowed": bool(kind or place),
            "query": _query_without_page(request),
        },
    )


def _to_search(request: HttpRequest, words: str) -> HttpResponse:
    """The search with the same filters: the list has none of its own."""
    narrowed = {name: value for name in ("slags", "kommune") if (value := request.GET.get(name))}
    return redirect(f"{reverse('search')}?{urlencode({'q': words[:LONGEST], **narrowed})}")


def submission(request: HttpRequest, slug: str) -> HttpResponse:
    """One published submission, with its owner's results before and after it began.

    A code is an address too: it leads to the edition that is current.
    """
    found = addresses.at(slug)
    if found is None:
        raise Http404
    if slug != (address := addresses.of(found)):
        return redirect("submission", address, permanent=found.code != slug.upper())
    if not found.is_published:
        return _notice(request, found)
    by = request.user if request.user.is_authenticated else None
    _count(request, found, Use.READ)
    return render(
        request,
        "submissions/submission.html",
        {
            "submission": found,
            "page": presenters.page(found),
            "groups": presenters.results(published.links_of_submission(found.code)),
            "can_replace": permissions.can_replace(by, found),
            "adoptions": use_page.adoptions(found.code),
            "may_adopt": permissions.can_adopt(by, found),
            "may_ask": permissions.can_ask(by, found),
        },
    )


def _notice(request: HttpRequest, found: Submission) -> HttpResponse:
    """What was withdrawn is gone, and says so at its address."""
    return render(request, "submissions/notice.html", {"notice": notice_page.of(found)}, status=410)


def attachment(request: HttpRequest, pk: int) -> FileResponse:
    """A file, always for download: never opened as a page of ours, whatever is in it."""
    found = get_object_or_404(
        Attachment.objects.select_related("submission").exclude(submission=None), pk=pk
    )
    if not found.submission.is_published and not _can_see(request, found.submission):
        raise Http404
    if found.submission.is_published:
        _count(request, found.submission, Use.DOWNLOADED)
    response = FileResponse(
        path_of(found.sha256).open("rb"),
        as_attachment=True,
        filename=found.name,
        content_type=found.content_type,
    )
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["X-Content-Type-Options"] = "nosniff"
    return response


def _can_see(request: HttpRequest, found: Submission) -> bool:
    return request.user.is_authenticated and permissions.can_see(request.user, found)


def _query_without_page(request: HttpRequest) -> str:
    query = request.GET.copy()
    query.pop("side", None)
    return query.urlencode()


def _count(request: HttpRequest, found: Submission, use: Use) -> None:
    if request.method == "GET":
        counting.count(
            submission=found,
            use=use,
            by=request.user if request.user.is_authenticated else None,
            agent=request.headers.get("User-Agent", ""),
            is_prefetch="prefetch" in request.headers.get("Sec-Purpose", ""),
            now=timezone.now(),
        )
