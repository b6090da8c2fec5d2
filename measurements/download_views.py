"""Files of a round, all drawn from the frozen payload of the version that was found once."""

from collections.abc import Callable
from functools import partial

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response
from django.utils.http import quote_etag
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from measurements import exports, exports_changes, exports_xlsx, published
from measurements.asked import asked_round
from measurements.published import PublishedRound

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# The address of the current version always asks whether there is a newer one, and is told at once.
ASK_FIRST = "public, no-cache"
# A version never changes, but it may be retracted: a reader's own machine may keep it for a day,
# and nothing on the way may keep it for others.
KEPT_BY_THE_READER = "private, max-age=86400, immutable"


@require_safe
def results_csv(request: HttpRequest, slug: str, number: int | None = None) -> HttpResponse:
    """Every municipality as a file for a Danish spreadsheet, or plainly."""
    found = _computed(slug, number)
    dialect = exports.dialect_of(request.GET.get("dialect", ""))
    return _file(
        request,
        found,
        name=f"{_name(found)}.csv",
        mark=f"{dialect.name}-{get_language()}",
        content_type="text/csv; charset=utf-8",
        is_pinned=number is not None,
        content=partial(exports.results_csv, found, dialect=dialect),
    )


@require_safe
def results_xlsx(request: HttpRequest, slug: str, number: int | None = None) -> HttpResponse:
    """Every municipality as an Excel workbook."""
    found = _computed(slug, number)
    return _file(
        request,
        found,
        name=f"{_name(found)}.xlsx",
        mark=f"xlsx-{get_language()}",
        content_type=XLSX,
        is_pinned=number is not None,
        content=partial(exports_xlsx.results_xlsx, found),
    )


@require_safe
def payload_json(request: HttpRequest, slug: str, number: int | None = None) -> HttpResponse:
    """The frozen payload byte for byte: the SHA-256 of the file is the seal."""
    found = _computed(slug, number)
    return _file(
        request,
        found,
        name=f"{_name(found)}.json",
        mark="",
        content_type="application/json",
        is_pinned=number is not None,
        content=partial(published.payload_text, found),
    )


@require_safe
def changes_csv(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Every figure that this version changed."""
    found = _computed(slug, number)
    dialect = exports.dialect_of(request.GET.get("dialect", ""))
    return _file(
        request,
        found,
        name=f"{_name(found)}-rettelser.csv",
        mark=f"changes-{dialect.name}-{get_language()}",
        content_type="text/csv; charset=utf-8",
        is_pinned=True,
        content=partial(exports_changes.changes_csv, found, dialect=dialect),
    )


def _computed(slug: str, number: int | None) -> PublishedRound:
    found = asked_round(slug, number)
    if not found.is_computed:
        raise Http404
    return found


def _name(found: PublishedRound) -> str:
    return f"{found.slug}-udgave-{found.version}"


def _file(
    request: HttpRequest,
    found: PublishedRound,
    *,
    name: str,
    mark: str,
    content_type: str,
    is_pinned: bool,
    content: Callable[[], str | bytes],
) -> HttpResponse:
    """The file, or 304 for a reader who has it.

    mark       what tells forms of the same version apart; the JSON is the payload itself, and its
               ETag is the seal
    is_pinned  whether the address names the version
    content    made only when it is sent
    """
    etag = quote_etag(f"{found.seal}-{mark}" if mark else found.seal)
    response = get_conditional_response(request, etag=etag)
    if response is None:
        response = HttpResponse(content(), content_type=content_type)
        response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["ETag"] = etag
    response["Cache-Control"] = KEPT_BY_THE_READER if is_pinned else ASK_FIRST
    return response
