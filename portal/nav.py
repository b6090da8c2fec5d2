"""The navigation as a table: what stands in it, and who sees it."""

from collections.abc import Callable
from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse, translate_url
from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, slots=True)
class Entry:
    name: str  # of the URL
    text: Promise
    seen_by: Callable[[object], bool] = lambda user: True
    sections: tuple[
        str, ...
    ] = ()  # first parts of addresses for which the entry is the current one


def _is_administrator(user: object) -> bool:
    return getattr(user, "is_administrator", False)


def _is_moderator(user: object) -> bool:
    return getattr(user, "is_moderator", False)


def _is_municipal(user: object) -> bool:
    return getattr(user, "is_municipal", False)


ENTRIES = (
    Entry("rounds", _("Målinger"), sections=("maalinger",)),
    Entry("municipalities", _("Kommuner"), sections=("kommuner",)),
    Entry("submissions", _("Metoder og rapporter"), sections=("bidrag",)),
    Entry("share", _("Del din viden"), sections=("del-din-integrationsviden",)),
    Entry("hearings", _("Høringer"), _is_municipal, sections=("hoering",)),
    Entry("review", _("Redaktion"), _is_moderator, sections=("redaktion",)),
    Entry("manage-rounds", _("Administration"), _is_administrator, sections=("administration",)),
)


def navigation(request: HttpRequest) -> dict[str, object]:
    """Context of every page: the entries this person sees, and the page in the other language."""
    user = getattr(request, "user", None)
    section = _section(request.path)
    other = "en" if get_language() == "da" else "da"
    return {
        "navigation": [
            {
                "href": reverse(entry.name),
                "text": entry.text,
                "current": section in entry.sections,
            }
            for entry in ENTRIES
            if entry.seen_by(user)
        ],
        "other_language": other,
        "other_language_url": _in_other_language(request.path, other),
        "portal_name": settings.SITE_NAME,
        "base_url": settings.BASE_URL,
    }


def _in_other_language(path: str, other: str) -> str:
    """The same page there; empty for an address that has no language of its own."""
    found = translate_url(path, other)
    return found if found != path else ""


def _section(path: str) -> str:
    parts = path.strip("/").split("/")
    return next(iter(parts[1:] if parts[0] == "en" else parts), "")
