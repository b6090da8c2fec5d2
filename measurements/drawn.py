"""The part of a round's page that is drawn from frozen figures alone: once by each process, then kept.

It is rendered without the request, so that nothing of one reader can be kept for another. All that
it is drawn from is its key: another version, the round before it or a municipality's new name draws
it anew.
"""

from dataclasses import dataclass
from functools import lru_cache

from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from measurements.presenters import round_page
from measurements.presenters.table import sort_of
from measurements.published import MunicipalityName, PublishedRound, municipalities, previous_of

KEPT = 32  # of half a megabyte each: ten rounds in both languages, and some sorted otherwise


@dataclass(frozen=True, slots=True)
class Drawing:
    """What decides how a round looks."""

    round: PublishedRound
    previous: PublishedRound | None
    municipalities: tuple[MunicipalityName, ...]
    sort: str
    language: str | None


def round_body(measured: PublishedRound, *, sort: str) -> SafeString:
    """Everything below the title of a published computed round."""
    return _drawn(
        Drawing(
            round=measured,
            previous=previous_of(measured),
            municipalities=tuple(municipalities()),
            sort=sort_of(sort),
            language=get_language(),
        )
    )


@lru_cache(maxsize=KEPT)
def _drawn(drawing: Drawing) -> SafeString:
    page = round_page(drawing.round, sort=drawing.sort)
    return render_to_string("measurements/_round.html", {"page": page, "published": True})


forget = _drawn.cache_clear
