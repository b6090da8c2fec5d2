"""A text that was sent after the log-in had run out: kept in the session until the log-in is back."""

from collections.abc import Mapping

from django.http import HttpRequest

from measurements.actions.hearing import LONGEST_TEXT

_KEY = "unsent_hearing_answer"
_FIELDS = ("position", "comment")


def keep(request: HttpRequest) -> None:
    """Of what was posted, the words; a file must be chosen again. The newest text only."""
    texts = {name: request.POST.get(name, "")[:LONGEST_TEXT] for name in _FIELDS}
    of = request.POST.get("municipality", "")[:4]
    request.session[_KEY] = {"path": request.path, "municipality": of, **texts}


def take(request: HttpRequest, *, municipality: str) -> Mapping[str, str] | None:
    """What was kept for this page, once, and for that municipality (code) alone.

    The address is the same for all of them, and a browser may be shared.
    """
    kept = request.session.get(_KEY)
    if kept is None or kept["path"] != request.path:
        return None
    del request.session[_KEY]
    if kept["municipality"] != municipality:
        return None
    return {name: kept[name] for name in _FIELDS}
