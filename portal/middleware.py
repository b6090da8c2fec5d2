"""What every request passes beside Django's own guards."""

import unicodedata
from collections.abc import Callable
from urllib.parse import unquote

from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.utils.cache import add_never_cache_headers

Answer = Callable[[HttpRequest], HttpResponse]


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
