"""What is drawn from frozen figures alone: once by each process, then kept.

It is rendered without the request, so that nothing of one reader can be kept for another. All that
it is drawn from is its key: another version, another round or a municipality's new name draws it
anew.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from measurements import sentences
from measurements.municipality_page import municipality_figures
from measurements.presenters import comparison_page, round_page
from measurements.presenters.table import sort_of
from measurements.published import (
    MunicipalityName,
    PublishedRound,
    municipalities,
    previous_of,
    results_of,
    rounds,
    stated_lists_with,
)

KEPT = 32  # of half a megabyte each: ten rounds in both languages, and some sorted otherwise
KEPT_MUNICIPALITIES = 200  # of some forty kilobytes each: all of them in both languages


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


@dataclass(frozen=True, slots=True)
class OneMunicipality:
    """What decides how the results of a municipality look. `all` are the rounds, newest first."""

    municipality: MunicipalityName
    predecessors: tuple[str, ...]
    all: tuple[PublishedRound, ...]
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


def municipality_body(
    place: MunicipalityName,
    *,
    predecessors: Sequence[str],
    among: Sequence[PublishedRound],
) -> SafeString:
    """What the rounds say of a municipality: its result in words and drawn, and its earlier ones."""
    return _drawn_of_one(
        OneMunicipality(
            municipality=place,
            predecessors=tuple(predecessors),
            all=tuple(among),
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


@lru_cache(maxsize=KEPT_MUNICIPALITIES)
def _drawn_of_one(drawing: OneMunicipality) -> SafeString:
    place = drawing.municipality
    results = results_of(place.code, among=drawing.all)
    newest = results[0] if results else None
    shown = {
        "municipality": place,
        "newest": newest,
        "sentences": sentences.of_municipality(newest) if newest else [],
        "figures": municipality_figures(results),
        "results": results,
        "listed": stated_lists_with(place, among=drawing.all),
    }
    return render_to_string("measurements/_municipality.html", shown)


def forget() -> None:
    """As in a new process. For tests."""
    _drawn.cache_clear()
    _drawn_together.cache_clear()
    _drawn_of_one.cache_clear()
