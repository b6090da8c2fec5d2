"""The door of the matcher: whom a municipality can learn from, for the page, the API and the mail."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from measurements import published as measured
from submissions import job_centres, matching, published
from submissions.matching import (
    AS_THE_MODEL_SAYS,
    Answer,
    Caution,
    Compared,
    Conditions,
    Measured,
    Weights,
)

DIVISION = 2007  # the year of the present municipalities
MOST_MISSES = 5


@dataclass(frozen=True, slots=True)
class Place:
    """A municipality of the round: as pages show it, as the matcher sees it, and what to mind.

    parts_of     names of divided municipalities that it got a part of, where the round counts them
    shares_with  name of the municipality that it shared a job centre with; empty: none
    """

    result: measured.MunicipalityResult
    seen: Measured
    cautions: tuple[Caution, ...]
    parts_of: tuple[str, ...]
    shares_with: str


@dataclass(frozen=True, slots=True)
class Found:
    """The answer, with what its codes stand for.

    round    the newest that was computed here; None: there is none
    places   the municipalities of the round, by code
    told     the matches; where there is none, those that came nearest
    methods  of those, by municipality: what can be taken up with somebody to ask
    """

    municipality: measured.MunicipalityName
    weights: Weights
    round: measured.PublishedRound | None
    answer: Answer
    places: Mapping[str, Place]
    told: tuple[Compared, ...]
    methods: Mapping[str, Sequence[published.ApplicableMethod]]

    @property
    def own(self) -> Place | None:
        """None where the municipality is not in the round."""
        return self.places.get(self.municipality.code)


def learn_from(
    municipality: measured.MunicipalityName,
    *,
    weights: Weights = AS_THE_MODEL_SAYS,
    among: Sequence[measured.PublishedRound] | None = None,
) -> Found:
    """By the newest round and by what is published now.

    among  all rounds, where they have been read already
    """
    newest = measured.newest_computed_round(among)
    places = _places(newest) if newest else {}
    answer = matching.learn_from(
        municipality.code,
        measured=[place.seen for place in places.values()],
        shared=published.shared_with_others_than(municipality.code) if newest else {},
        weights=weights,
    )
    told = answer.matches or answer.nearest(MOST_MISSES)
    methods = published.applicable_of([each.code for each in told], asking=municipality.code)
    return Found(municipality, weights, newest, answer, places, told, methods)


def similar_to(code: str, *, newest: measured.PublishedRound) -> frozenset[str] | None:
    """Codes of those that work under similar conditions; None where the round cannot tell."""
    return matching.similar_to(code, measured=[each.seen for each in _places(newest).values()])


def _places(newest: measured.PublishedRound) -> dict[str, Place]:
    """In Danish alphabetical order, which decides among equals."""
    names = {result.municipality.code: result.municipality.name for result in newest.results}
    parts = measured.divided_parts() if newest.period_from < DIVISION else {}
    partners = job_centres.partners(year_from=newest.period_from, year_to=newest.period_to)
    return {
        result.municipality.code: _place(
            result,
            parts_of=tuple(parts.get(result.municipality.code, ())),
            shares_with=names.get(partners.get(result.municipality.code, ""), ""),
        )
        for result in newest.results
    }


def _place(
    result: measured.MunicipalityResult, *, parts_of: tuple[str, ...], shares_with: str
) -> Place:
    seen = Measured(
        code=result.municipality.code,
        conditions=_conditions(result),
        difference=result.difference,
        se=result.se,
        is_judged=result.verdict != measured.Verdict.TOO_FEW,
        is_divided=bool(parts_of),
        shares_job_centre=bool(shares_with),
    )
    told = matching.cautions(seen, minimum_people=result.round.minimum_people)
    return Place(result, seen, told, parts_of, shares_with)


def _conditions(result: measured.MunicipalityResult) -> Conditions | None:
    if result.conditions is None or result.people is None:
        return None
    return Conditions(
        who_arrived=result.conditions.who_arrived,
        labour_market=result.conditions.labour_market,
        people=result.people,
    )
