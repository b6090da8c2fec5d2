"""What every request passes beside Django's own guards."""

import unicodedata
from collections.abc import Callable
from urllib.parse import unquote

from django.core.exceptions import BadRequest
from django.http import HttpRequest
from django.http.response import HttpResponse, HttpResponseBase
from django.middleware.gzip import GZipMiddleware
from django.utils.cache import add_never_cache_headers

Answer = Callable[[HttpRequest], HttpResponse]

# Text, which shrinks to a tenth. Files of submissions are compressed already, or keep their length.
COMPRESSED = frozenset(
    {
        "text/html",
        "text/css",
        "text/csv",
        "text/javascript",
        "application/javascript",
        "application/json",
        "image/svg+xml",
    }
)


def plain_addresses(get_response: Answer) -> Answer:
    """Refuse addresses with control characters: no page of ours has one.

    PostgreSQL takes no NUL in a text, and no header takes a line end; each would be a 500 where a
    view passes on what was asked for.
    """

    def refused_or_answered(request: HttpRequest) -> HttpResponse:
        asked = request.path + unquote(request.META.get("QUERY_STRING", ""))
        if any(unicodedata.category(letter) == "Cc" for letter in asked):
            raise BadRequest("control character in the address")
        return get_response(request)

    return refused_or_answered


def private_pages(get_response: Answer) -> Answer:
    """What a person sees when logged in is kept by nobody: no proxy, and not the back button.

    A page that says itself how long it may be kept is left alone. The API knows nobody, not even
    an anonymous user, and tells everyone the same.
    """

    def marked(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        # The API knows no users, and says so by None.
        is_known = request.user is not None and request.user.is_authenticated
        if is_known and not response.has_header("Cache-Control"):
            add_never_cache_headers(response)
        return response

    return marked


class Compression(GZipMiddleware):
    """Pages on their way to whoever takes them compressed, wherever the site runs.

    Django pads each answer with random bytes, so that its length tells nothing of secrets in it.
    """

    def process_request(self, request: HttpRequest) -> None:
        """Give a tag back as it was before we compressed, which made it a weak one: the static files
        know only their own, and for whoever reads weak and strong ones count alike.
        """
        if tags := request.META.get("HTTP_IF_NONE_MATCH"):
            request.META["HTTP_IF_NONE_MATCH"] = tags.replace('W/"', '"')

    def process_response(
        self, request: HttpRequest, response: HttpResponseBase
    ) -> HttpResponseBase:
        kind = response.get("Content-Type", "").partition(";")[0]
        return super().process_response(request, response) if kind in COMPRESSED else response
