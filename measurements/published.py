"""The only door to results for other code: frozen objects, published rounds only.

Nothing here can show a draft, a preview or a run that is not the public one of its round.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from django.db.models import QuerySet

from measurements import danish
from measurements.models import (
    FormerMunicipality,
    Municipality,
    Result,
    Round,
    RoundKind,
    RoundState,
    Verdict,
)

LIST_LENGTH = 10

__all__ = [
    "MunicipalityName",
    "MunicipalityResult",
    "NamedPlace",
    "PublishedRound",
    "StatedPlace",
    "Verdict",
    "former_municipality",
    "municipalities",
    "municipalities_like",
    "municipality",
    "newest_computed_round",
    "newest_round",
    "places_named",
    "predecessors_of",
    "previous_of",
    "results_of",
    "round_by_slug",
    "rounds",
    "stated_lists_with",
]


@dataclass(frozen=True, slots=True)
class MunicipalityName:
    """A municipality as other rooms know it."""

    code: str
    name: str
    slug: str
    region: str

    def __str__(self) -> str:
        return self.name


@dataclass(frozen=True)
class PublishedRound:
    """A round that the public can see. `facts` of a stated round, `outcome` of a computed one."""

    slug: str
    title: str
    kind: RoundKind
    publisher: str
    contact: str
    published_on: date
    published_precision: str
    period_from: int
    period_to: int
    horizon: int
    minimum_people: int
    simulated: bool
    facts: dict
    run_id: int | None
    outcome: dict
    outcome_sha256: str

    @property
    def is_computed(self) -> bool:
        return self.kind == RoundKind.COMPUTED

    @cached_property
    def results(self) -> tuple["MunicipalityResult", ...]:
        """Every municipality of the round in Danish alphabetical order; empty for a stated round."""
        rows = Result.objects.filter(run=self.run_id).select_related("municipality")
        return tuple(_result(row, self) for row in rows) if self.run_id else ()

    @cached_property
    def fastest(self) -> tuple[str, ...]:
        """Names of the ten fastest, alphabetically; the names as stated for a stated round."""
        return self._listed("fastest")

    @cached_property
    def slowest(self) -> tuple[str, ...]:
        return self._listed("slowest")

    def _listed(self, end: str) -> tuple[str, ...]:
        if not self.is_computed:
            return tuple(sorted(self.facts[end]["names"], key=danish.sort_key))
        return tuple(r.municipality.name for r in self.results if r.listed == end)


@dataclass(frozen=True, slots=True)
class MunicipalityResult:
    """One municipality in one published round. Months; None where too few, with the reason."""

    municipality: MunicipalityName
    round: PublishedRound
    verdict: Verdict
    reason: str
    people: int | None
    events: int | None
    actual: float | None
    expected: float | None
    difference: float | None
    low: float | None
    high: float | None
    rank_low: int | None
    rank_high: int | None
    listed: str  # "fastest", "slowest" or "": in one of the two lists of ten
    figures: dict

    @property
    def is_fast(self) -> bool:
        """Among the ten fastest, or faster than expected beyond chance."""
        return self.listed == "fastest" or self.verdict == Verdict.FASTER


@dataclass(frozen=True, slots=True)
class StatedPlace:
    """A municipality, or one that became part of it, named in a list of a stated round."""

    round: PublishedRound
    listed: str  # "fastest" or "slowest"
    as_name: str  # the name in the list


@dataclass(frozen=True, slots=True)
class NamedPlace:
    """A name in a list, old or new, and the municipalities of today that it leads to."""

    name: str
    municipalities: tuple[MunicipalityName, ...]  # the main part first; empty: not known
    in_use_until: date | None = None  # of a municipality that is no more

    @property
    def main(self) -> MunicipalityName | None:
        return next(iter(self.municipalities), None)

    @property
    def is_renamed(self) -> bool:
        return self.main is not None and self.main.name != self.name


def rounds() -> list[PublishedRound]:
    """Every published round, the newest first."""
    return [_published(r) for r in _published_rounds()]


def newest_round() -> PublishedRound | None:
    return next(iter(rounds()), None)


def newest_computed_round() -> PublishedRound | None:
    found = _published_rounds().filter(kind=RoundKind.COMPUTED).first()
    return _published(found) if found else None


def round_by_slug(slug: str) -> PublishedRound | None:
    found = _published_rounds().filter(slug=slug).first()
    return _published(found) if found else None


def previous_of(measured: PublishedRound) -> PublishedRound | None:
    """The published round before this one that it may be compared with; of a preview, the newest.

    Stated, computed and simulated rounds are each compared with their own sort only.
    """
    alike = [r for r in rounds() if (r.kind, r.simulated) == (measured.kind, measured.simulated)]
    slugs = [r.slug for r in alike]
    older = alike[slugs.index(measured.slug) + 1 :] if measured.slug in slugs else alike
    return next(iter(older), None)


def results_of(code: str) -> list[MunicipalityResult]:
    """A municipality's results in all published computed rounds, the newest first."""
    found = {r.published_run_id: _published(r) for r in _published_rounds() if r.published_run_id}
    rows = Result.objects.filter(run__in=found, municipality=code).select_related("municipality")
    by_run = {row.run_id: row for row in rows}
    return [_result(by_run[run], of) for run, of in found.items() if run in by_run]


def municipalities() -> list[MunicipalityName]:
    """All 98, in Danish alphabetical order."""
    return [_name(m) for m in Municipality.objects.all()]


def municipality(
    *, code: str | None = None, slug: str | None = None, name: str | None = None
) -> MunicipalityName | None:
    """The municipality with this code, slug or name (Århus and Aarhus are one), or None."""
    if name is not None:
        found = Municipality.objects.filter(sort_key=danish.sort_key(name)).first()
    elif slug is not None:
        found = Municipality.objects.filter(slug=slug).first()
    else:
        found = Municipality.objects.filter(code=code).first()
    return _name(found) if found else None


def former_municipality(name: str) -> list[MunicipalityName]:
    """The municipalities of today that a municipality of before 2007 became part of."""
    wanted = danish.sort_key(name)
    rows = FormerMunicipality.objects.select_related("successor").order_by("-main_part")
    return [_name(r.successor) for r in rows if danish.sort_key(r.old_name) == wanted]


def places_named(names: Iterable[str], *, before_2007: bool) -> list[NamedPlace]:
    """The municipalities that these names lead to, in the order of the names.

    In a list from before 2007 a name means the municipality of that time, by the dated key.
    """
    present = {m.sort_key: NamedPlace(m.name, (_name(m),)) for m in Municipality.objects.all()}
    former = _former_places()
    first, second = (former, present) if before_2007 else (present, former)
    keys = {name: danish.sort_key(name) for name in names}
    return [first.get(key) or second.get(key) or NamedPlace(name, ()) for name, key in keys.items()]


def _former_places() -> dict[str, NamedPlace]:
    """Municipalities of before 2007 by sort key."""
    rows = FormerMunicipality.objects.select_related("successor").order_by("-main_part")
    found: dict[str, NamedPlace] = {}
    for row in rows:
        key = danish.sort_key(row.old_name)
        others = found[key].municipalities if key in found else ()
        found[key] = NamedPlace(
            row.old_name, (*others, _name(row.successor)), in_use_until=row.in_use_until
        )
    return found


def municipalities_like(start: str) -> list[MunicipalityName]:
    """Municipalities whose name begins like this, however it is spelt."""
    key = danish.sort_key(start)
    found = Municipality.objects.filter(sort_key__startswith=key) if key else ()
    return [_name(m) for m in found]


def predecessors_of(code: str) -> list[str]:
    """Names of before 2007 that became this municipality, wholly or in part."""
    rows = FormerMunicipality.objects.filter(successor=code)
    return sorted({row.old_name for row in rows}, key=danish.sort_key)


def stated_lists_with(place: MunicipalityName) -> list[StatedPlace]:
    """Where the lists of stated rounds name this municipality or one that became part of it.

    A round from before 2007 names old municipalities, one from after it the present ones.
    """
    names = {place.name, *predecessors_of(place.code)}
    return [
        StatedPlace(round=stated, listed=end, as_name=name)
        for stated in rounds()
        if not stated.is_computed
        for end in ("fastest", "slowest")
        for name in stated.facts[end]["names"]
        if name in names
    ]


def _published_rounds() -> QuerySet[Round]:
    return Round.objects.filter(state=RoundState.PUBLISHED).select_related("published_run")


def _published(measured: Round) -> PublishedRound:
    run = measured.published_run
    assert measured.published_on is not None, "a check constraint ties the date to the state"
    return PublishedRound(
        slug=measured.slug,
        title=measured.title,
        kind=RoundKind(measured.kind),
        publisher=measured.publisher,
        contact=measured.contact,
        published_on=measured.published_on,
        published_precision=measured.published_precision,
        period_from=measured.period_from,
        period_to=measured.period_to,
        horizon=measured.horizon,
        minimum_people=measured.minimum_people,
        simulated=measured.simulated,
        facts=measured.facts,
        run_id=run.pk if run else None,
        outcome=run.outcome if run else {},
        outcome_sha256=run.outcome_sha256 if run else "",
    )


def _result(row: Result, of: PublishedRound) -> MunicipalityResult:
    return MunicipalityResult(
        municipality=_name(row.municipality),
        round=of,
        verdict=Verdict(row.verdict),
        reason=row.reason,
        people=row.people,
        events=row.events,
        actual=_rounded(row.actual),
        expected=_rounded(row.expected),
        difference=_rounded(row.difference),
        low=_rounded(row.low),
        high=_rounded(row.high),
        rank_low=row.rank_low,
        rank_high=row.rank_high,
        listed=row.listed,
        figures=row.figures,
    )


def _rounded(months: float | None) -> float | None:
    """Two decimals of a month, once for all, so that page, CSV and API show the same figure."""
    return None if months is None else round(months, 2) + 0.0


def _name(row: Municipality) -> MunicipalityName:
    return MunicipalityName(code=row.code, name=row.name, slug=row.slug, region=row.region)
