"""What is drawn from frozen figures alone: once by each process, then kept.

It is rendered without the request, so that nothing of one reader can be kept for another. All that
it is drawn from is its key: another version, another round or a municipality's new name draws it
anew.
"""

from dataclasses import dataclass
from functools import lru_cache

from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from measurements.presenters import comparison_page, round_page
from measurements.presenters.table import sort_of
from measurements.published import (
    MunicipalityName,
    PublishedRound,
    municipalities,
    previous_of,
    rounds,
)

KEPT = 32  # of half a megabyte each: ten rounds in both languages, and some sorted otherwise


@dataclass(frozen=True, slots=True)
class OneRound:
    """What decides how a round looks."""

    round: PublishedRound
    previous: PublishedRound | None
    municipalities: tuple[MunicipalityName, ...]
    sort: str
    language: str | None


@dataclass(frozen=True, slots=True)
class TwoRounds:
    """What decides how a comparison looks. `all` are the rounds to choose among."""

    earlier: PublishedRound
    later: PublishedRound
    all: tuple[PublishedRound, ...]
    municipalities: tuple[MunicipalityName, ...]
    chosen: str
    language: str | None


def round_body(measured: PublishedRound, *, sort: str) -> SafeString:
    """Everything below the title of a published computed round."""
    return _drawn(
        OneRound(
            round=measured,
            previous=previous_of(measured),
            municipalities=tuple(municipalities()),
            sort=sort_of(sort),
            language=get_language(),
        )
    )


def comparison_body(*, earlier: PublishedRound, later: PublishedRound, chosen: str) -> SafeString:
    """All of the page of two rounds; `chosen` is the slug of a municipality to point out."""
    known = tuple(municipalities())
    return _drawn_together(
        TwoRounds(
            earlier=earlier,
            later=later,
            all=tuple(rounds()),
            municipalities=known,
            chosen=chosen if chosen in {each.slug for each in known} else "",
            language=get_language(),
        )
    )


@lru_cache(maxsize=KEPT)
def _drawn(drawing: OneRound) -> SafeString:
    page = round_page(drawing.round, sort=drawing.sort)
    return render_to_string("measurements/_round.html", {"page": page, "published": True})


@lru_cache(maxsize=KEPT)
def _drawn_together(drawing: TwoRounds) -> SafeString:
    page = comparison_page(earlier=drawing.earlier, later=drawing.later, chosen=drawing.chosen)
    return render_to_string("measurements/_comparison.html", {"page": page})


def forget() -> None:
    """As in a new process. For tests."""
    _drawn.cache_clear()
    _drawn_together.cache_clear()
