"""The page of the search. It works without a script, and faster with one."""

from collections.abc import Mapping

from django.core.paginator import Page, Paginator
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.cache import patch_vary_headers

from measurements import published as measured
from submissions import searching, subject_words
from submissions.models import Sort, Stage
from submissions.narrowing import Filters
from submissions.presenters import search_page
from submissions.searching import DEPTH, Answer

PER_PAGE = 10
FRAGMENT = "X-Fragment"  # the header by which the script asks for what changes alone


def search(request: HttpRequest) -> HttpResponse:
    """Results for what was typed, narrowed as the address says."""
    asked = request.GET
    typed = asked.get("q", "")
    filters = _filters(asked)
    number = _page_number(asked.get("side", ""))
    answer = searching.search(
        typed,
        filters=filters,
        mend="praecis" not in asked,
        limit=PER_PAGE,
        offset=(number - 1) * PER_PAGE,
    )
    page = _page(answer, number)
    if page.number != number:  # there are fewer now than when the link was made
        return redirect(f"{request.path}?{_query(asked, side=str(page.number))}")
    places = measured.municipalities()
    template = "_search_parts" if FRAGMENT in request.headers else "search"
    response = render(
        request,
        f"submissions/{template}.html",
        {
            "question": answer.question,
            "answer": answer,
            "total": search_page.total(answer),
            "lines": search_page.lines(answer.results, places),
            "choices": search_page.choices(answer, filters, places),
            "like": search_page.like_choice(filters, places),
            "like_count": search_page.like_count(answer, filters),
            "faster": filters.faster,
            "faster_count": search_page.faster_count(answer, filters),
            "is_narrowed": bool(filters),
            "unfiltered": _query(QueryDict(), q=answer.question.typed),
            "precise": _query(asked, praecis="1", side=None),
            "page": page,
            "query": _query(asked, side=None),
        },
    )
    patch_vary_headers(response, [FRAGMENT])
    return response


def _filters(asked: QueryDict) -> Filters:
    """Only what can be chosen counts; anything else in the address is passed over."""
    sort, year = asked.get("slags", ""), asked.get("aar", "")
    stage = asked.get("afproevning", "")
    return Filters(
        sort=sort if sort in Sort.values else "",
        topic=_one_of(subject_words.TOPICS, asked.get("emne", "")),
        target_group=_one_of(subject_words.TARGET_GROUPS, asked.get("maalgruppe", "")),
        municipality=_code(asked.get("kommune", "")),
        like=_code(asked.get("ligesom", "")),
        faster=asked.get("hurtigere") == "1",
        stage=stage if stage in Stage.values else "",
        year=int(year) if len(year) == 4 and year.isascii() and year.isdigit() else None,
    )


def _one_of(table: Mapping[str, object], value: str) -> str:
    return value if value in table else ""


def _code(slug: str) -> str:
    place = measured.municipality(slug=slug.replace("\0", "")) if slug else None
    return place.code if place else ""


def _page_number(text: str) -> int:
    number = int(text) if text.isascii() and text.isdigit() and len(text) < 5 else 1
    return min(max(1, number), DEPTH // PER_PAGE)


def _page(answer: Answer, number: int) -> Page[int]:
    """The links to the pages before and after; of results, only how many there are is known."""
    return Paginator(range(answer.total), PER_PAGE).get_page(number)


def _query(asked: QueryDict, **changes: str | None) -> str:
    """The address's question with some of it changed; None leaves a part out."""
    query = asked.copy()
    for name, value in changes.items():
        query.pop(name, None)
        if value is not None:
            query[name] = value
    return query.urlencode()
