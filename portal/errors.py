"""Error pages that say what happened and what to do, in the site's own dress."""

from collections.abc import Iterator

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "pages/error_400.html", status=400)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "pages/error_403.html", status=403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "pages/error_404.html", status=404)


def server_error(request: HttpRequest) -> HttpResponse:
    return render(request, "pages/error_500.html", status=500)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The form's key is missing or too old: what was typed is shown, and may be sent again.

    Only what came from a page of ours may be sent again from here: another site could have somebody
    press the button for it.
    """
    if request.headers.get("Accept") == "application/json":
        return JsonResponse({"problem": _("Skemaet var åbent for længe.")}, status=403)
    is_ours = reason.startswith("CSRF")  # else another site asked, by its Origin or Referer
    return render(
        request,
        "pages/error_csrf.html",
        {
            "texts": [text for name, text in _typed(request) if name not in _NOT_TYPED],
            "again": list(_typed(request)) if is_ours and _is_written_at_length(request) else [],
        },
        status=403,
    )


_NOT_TYPED = {"key", "version", "step", "do", "next", "website", "replaces", "kept", "topics"}


def _typed(request: HttpRequest) -> Iterator[tuple[str, str]]:
    """What was posted, without what should not be seen over a shoulder."""
    for name, texts in request.POST.lists():
        if "password" not in name and "token" not in name:
            yield from ((name, text) for text in texts if text)


def _is_written_at_length(request: HttpRequest) -> bool:
    """The forms in which people write at length; of the others, the page itself is quickly back."""
    match = request.resolver_match
    return match is not None and str(match.url_name).startswith(("share-", "draft-", "edit-"))
