"""What everybody can read: the list, and one submission."""

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode

from measurements import published as measured
from submissions import addresses, permissions, published
from submissions.models import Kind, Use
from submissions.presenters import evidence_page, living_page, submission_page, use_page
from submissions.search.question import LONGEST
from submissions.views import editions
from submissions.views.counted import count

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
        return editions.gone(request, found)
    by = request.user if request.user.is_authenticated else None
    count(request, found, Use.READ)
    links = published.links_of_submission(found.code)
    return render(
        request,
        "submissions/submission.html",
        {
            "submission": found,
            "page": submission_page.page(found),
            "groups": submission_page.results(links),
            "evidence": evidence_page.card(found, links),
            "judged": evidence_page.judged(found),
            "shared_too": evidence_page.shared_too(found),
            "life": living_page.life(found, now=timezone.now()),
            "owner": living_page.owner_paths(found, by),
            "adoptions": use_page.adoptions(found.code),
            "may_adopt": permissions.can_adopt(by, found),
            "may_ask": permissions.can_ask(by, found),
        },
    )


def _query_without_page(request: HttpRequest) -> str:
    query = request.GET.copy()
    query.pop("side", None)
    return query.urlencode()
