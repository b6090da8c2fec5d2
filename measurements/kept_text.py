"""Text of a form that was sent too late after the last proof of who one is: kept until it is back."""

from django.contrib import messages
from django.http import HttpRequest
from django.utils.translation import gettext as _

MOST_LETTERS = 20_000  # of a form in all; none that asks for proof takes more
_KEY = "kept_text"
_NEVER = frozenset({"csrfmiddlewaretoken", "next", "code", "proof"})
_IN_NAMES_OF_SECRETS = "password"  # whatever form it is posted to


def keep(request: HttpRequest) -> None:
    """The words that were posted to this address. The newest form only; no secrets, no files."""
    words = {name: text for name, text in request.POST.items() if _may_be_kept(name)}
    if words and sum(map(len, words.values())) <= MOST_LETTERS:
        request.session[_KEY] = {"path": request.path, "words": words}


def _may_be_kept(name: str) -> bool:
    return name not in _NEVER and _IN_NAMES_OF_SECRETS not in name.lower()


def take(request: HttpRequest) -> dict[str, str]:
    """What was kept for this page, once, as the `initial` of its form: shown, and not yet sent."""
    kept = request.session.get(_KEY)
    if request.method != "GET" or kept is None or kept["path"] != request.path:
        return {}
    del request.session[_KEY]
    messages.info(request, _("Det, du skrev, står her endnu. Se det efter, og send det igen."))
    words: dict[str, str] = kept["words"]
    return words
