"""The only door to results for other code: frozen objects, published rounds only.

Nothing here can show a draft, a preview or a run that is not the public one of its round.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from measurements import danish
from measurements.lifecycle import PUBLIC
from measurements.models import (
    CorrectionKind,
    FormerMunicipality,
    Municipality,
    Position,
    Publication,
    Round,
    RoundKind,
    RoundState,
    SealCheck,
    Series,
    Verdict,
)
from measurements.payload import LIST_LENGTH, Payload, sealed

__all__ = [
    "LIST_LENGTH",
    "Conditions",
    "Corrections",
    "HearingAnswer",
    "MunicipalityName",
    "MunicipalityResult",
    "NamedPlace",
    "PublishedRound",
    "Release",
    "Retraction",
    "StatedPlace",
    "TakenBack",
    "Verdict",
    "VersionNote",
    "corrections",
    "divided_parts",
    "former_municipality",
    "municipalities",
    "municipalities_like",
    "municipalities_near",
    "municipality",
    "newest_computed_round",
    "newest_round",
    "payload_text",
    "places_named",
    "predecessors_of",
    "previous_of",
    "readable_versions",
    "releases",
    "results_of",
    "retraction_of",
    "retractions",
    "round_by_slug",
    "rounds",
    "seals_hold",
    "stated_lists_with",
    "versions_of",
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


@dataclass(frozen=True, slots=True)
class HearingAnswer:
    """What a municipality said to its figures before they were public, and what it was told."""

    municipality: MunicipalityName
    position: Position
    comment: str
    file_name: str  # empty: no file
    file_sha256: str
    answered_on: date
    response: str  # empty: the publisher has not responded
    responded_on: date | None


@dataclass(frozen=True)
class PublishedRound:
    """A version of a round that the public can see: the current one, unless another was asked for.

    A stated round has `facts`; a computed one has a payload, and everything is drawn from that.
    """

    slug: str
    version: int
    title: str
    kind: RoundKind
    publisher: str
    contact: str
    published_on: date  # of the first version
    published_precision: str
    version_published_on: date
    is_current: bool
    period_from: int
    period_to: int
    horizon: int
    minimum_people: int
    simulated: bool
    facts: dict = field(hash=False)
    run_id: int | None
    seal: str  # SHA-256 of the frozen payload; empty for a stated round and in a preview
    # Of a preview: assembled, but not frozen.
    unsealed: Payload | None = field(default=None, hash=False)

    @property
    def is_computed(self) -> bool:
        return self.kind == RoundKind.COMPUTED

    @cached_property
    def payload(self) -> Payload:
        """Everything that was frozen; empty for a stated round."""
        if self.unsealed is not None:
            return self.unsealed
        return sealed(self.seal) if self.seal else {}

    @property
    def outcome(self) -> dict[str, Any]:
        """The engine's released outcome; empty for a stated round."""
        return self.payload.get("outcome", {})

    @property
    def outcome_sha256(self) -> str:
        return self.payload.get("outcome_sha256", "")

    @cached_property
    def results(self) -> tuple["MunicipalityResult", ...]:
        """Every municipality of the round in Danish alphabetical order; empty for a stated round."""
        if not self.is_computed:
            return ()
        rows = {row["code"]: row for row in self.outcome["municipalities"]}
        return tuple(_result(rows[m.code], m, self) for m in municipalities() if m.code in rows)

    @cached_property
    def fast_codes(self) -> frozenset[str]:
        """The municipalities of which a result says that it is fast; none of a stated round."""
        if not self.is_computed:
            return frozenset()
        rows, listed = self.outcome["municipalities"], self.payload["lists"]["fastest"]
        return frozenset(row["code"] for row in rows if row["verdict"] == Verdict.FASTER) | {
            *listed
        }

    @cached_property
    def hearing_answers(self) -> tuple[HearingAnswer, ...]:
        """In Danish alphabetical order; none where no municipality answered or was heard."""
        told = self.payload.get("hearing", {}).get("answers", [])
        answers = {answer["code"]: answer for answer in told}
        if not answers:
            return ()
        return tuple(_answer(answers[m.code], m) for m in municipalities() if m.code in answers)

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
class VersionNote:
    """One public version of a round: which it is, since when, and why it came."""

    number: int
    is_current: bool
    is_retracted: bool
    is_readable: bool  # neither it nor a later version has been retracted
    published_on: date
    seal: str
    kind: CorrectionKind | None  # None: the first version
    reason: str
    replaces: int | None
    retracted_on: date | None
    retraction_reason: str


@dataclass(frozen=True, slots=True)
class Retraction:
    """What stands where a retracted round stood."""

    slug: str
    version: int  # the one that was retracted
    title: str
    publisher: str
    contact: str
    published_on: date
    retracted_on: date
    reason: str


@dataclass(frozen=True, slots=True)
class Release:
    """A computed version of a round, and the moment from which everybody could see it."""

    at: datetime
    round: PublishedRound


@dataclass(frozen=True, slots=True)
class TakenBack:
    """A retraction, and its moment."""

    at: datetime
    notice: Retraction


@dataclass(frozen=True, slots=True)
class Corrections:
    """How often an error was found in what was public."""

    rounds: int  # computed here
    corrected: int


@dataclass(frozen=True, slots=True)
class Conditions:
    """What a municipality had to work with, in months that it adds to the country's mean time."""

    who_arrived: float
    labour_market: float | None  # None: the round does not adjust for it


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

    @property
    def se(self) -> float | None:
        """Standard error of the difference, months."""
        return _rounded(self.figures.get("se"))

    @property
    def conditions(self) -> Conditions | None:
        """None where too few."""
        steps = self.figures.get("waterfall")
        if steps is None:
            return None
        who_arrived, market = steps["who_arrived"], steps["labour_market"]
        return Conditions(
            who_arrived=round(who_arrived["months"], 2),
            labour_market=_rounded(market["months"]) if market else None,
        )

    @property
    def hearing_answer(self) -> HearingAnswer | None:
        """What the municipality itself said to the figure."""
        own = (a for a in self.round.hearing_answers if a.municipality == self.municipality)
        return next(own, None)


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
    """Every published round in its current version, the newest first."""
    return [_current(series) for series in _published_series()]


def newest_round() -> PublishedRound | None:
    return next(iter(rounds()), None)


def newest_computed_round(
    among: Sequence[PublishedRound] | None = None,
) -> PublishedRound | None:
    """among: all rounds, where they have been read already."""
    if among is not None:
        return next((each for each in among if each.is_computed), None)
    found = _published_series().filter(current__kind=RoundKind.COMPUTED).first()
    return _current(found) if found else None


def round_by_slug(slug: str, version: int | None = None) -> PublishedRound | None:
    """The current version, or another one that can still be read."""
    if version is None:
        found = _published_series().filter(slug=slug).first()
        return _current(found) if found else None
    asked = _readable().filter(series__slug=slug, number=version).first()
    return _published(asked, asked.series) if asked else None


def readable_versions(slug: str | None = None) -> list[PublishedRound]:
    """Every version of one round, or of all rounds, that can be read; the newest first."""
    found = _readable().order_by("series", "-number")
    if slug is not None:
        found = found.filter(series__slug=slug)
    return [_published(each, each.series) for each in found]


def versions_of(slug: str) -> list[VersionNote]:
    """Every version that has ever been public, the newest first."""
    public = Round.objects.filter(series__slug=slug, state__in=PUBLIC)
    notes: list[VersionNote] = []
    is_readable = True
    for each in _with_seal(public).select_related("replaces").order_by("-number"):
        is_readable = is_readable and each.state != RoundState.RETRACTED
        notes.append(_note(each, is_readable=is_readable))
    return notes


def retraction_of(slug: str, version: int | None = None) -> Retraction | None:
    """The notice, when the current version or the one asked for has been retracted.

    A version before a retracted one is gone with it: it holds the same error, or an older one.
    """
    if version is None:
        series = Series.objects.filter(slug=slug, current__state=RoundState.RETRACTED).first()
        return _retraction(series.current) if series and series.current else None
    asked = Round.objects.filter(series__slug=slug, number=version, state__in=PUBLIC).first()
    if asked is None:
        return None
    retracted = _retracted_from(asked.series_id, asked.number).order_by("number").first()
    return _retraction(retracted) if retracted else None


def releases(*, after: datetime, until: datetime) -> list[Release]:
    """Current versions of computed rounds that came out after the first moment and by the last."""
    came = _published_series().filter(
        current__kind=RoundKind.COMPUTED,
        current__published_at__gt=after,
        current__published_at__lte=until,
    )
    return [
        Release(at=at, round=_current(each))
        for each in came
        if each.current and (at := each.current.published_at)
    ]


def retractions(*, after: datetime, until: datetime) -> list[TakenBack]:
    """Rounds that were taken back after the first moment and by the last, and still are."""
    gone = Series.objects.filter(
        current__state=RoundState.RETRACTED,
        current__retracted_at__gt=after,
        current__retracted_at__lte=until,
    ).select_related("current__series")
    return [
        TakenBack(at=at, notice=_retraction(each.current))
        for each in gone
        if each.current and (at := each.current.retracted_at)
    ]


def corrections() -> Corrections:
    """How many of the rounds that were computed here have been corrected, planned revisions apart."""
    computed = _published_series().filter(current__kind=RoundKind.COMPUTED)
    corrected = computed.filter(
        versions__correction_kind=CorrectionKind.CORRECTION, versions__state__in=PUBLIC
    )
    return Corrections(rounds=computed.count(), corrected=corrected.distinct().count())


def seals_hold() -> bool | None:
    """What the last nightly check of every seal found; None before the first."""
    check = SealCheck.objects.first()
    return None if check is None else not check.broken


def payload_text(measured: PublishedRound) -> str:
    """The frozen text itself, letter by letter as it was sealed; not from memory."""
    return Publication.objects.values_list("payload", flat=True).get(sha256=measured.seal)


def previous_of(measured: PublishedRound) -> PublishedRound | None:
    """The published round before this one that it may be compared with; of a preview, the newest.

    Stated, computed and simulated rounds are each compared with their own sort only.
    """
    alike = [r for r in rounds() if (r.kind, r.simulated) == (measured.kind, measured.simulated)]
    slugs = [r.slug for r in alike]
    older = alike[slugs.index(measured.slug) + 1 :] if measured.slug in slugs else alike
    return next(iter(older), None)


def results_of(
    code: str, *, among: Sequence[PublishedRound] | None = None
) -> list[MunicipalityResult]:
    """A municipality's results in all published computed rounds, the newest first.

    among  all rounds, where they have been read already
    """
    place = municipality(code=code)
    if place is None:
        return []
    return [
        _result(row, place, measured)
        for measured in (rounds() if among is None else among)
        if measured.is_computed
        for row in measured.outcome["municipalities"]
        if row["code"] == code
    ]


def municipalities() -> list[MunicipalityName]:
    """All 98, in Danish alphabetical order."""
    rows = Municipality.objects.values_list("code", "name", "slug", "region")
    return [MunicipalityName(*row) for row in rows]  # asked for by most pages


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


def municipalities_near(wanted: str) -> list[NamedPlace]:
    """The places, old or new, whose names are most like this one, the most alike first."""
    present = {m.name: NamedPlace(m.name, (m,)) for m in municipalities()}
    places = {place.name: place for place in _former_places().values() if place.main} | present
    return [places[name] for name in danish.nearest(wanted, places)]


def predecessors_of(code: str) -> list[str]:
    """Names of before 2007 that became this municipality, wholly or in part."""
    rows = FormerMunicipality.objects.filter(successor=code)
    return sorted({row.old_name for row in rows}, key=danish.sort_key)


def divided_parts() -> dict[str, list[str]]:
    """Names of the divided municipalities of before 2007, by the codes that a part of each went to."""
    found: dict[str, list[str]] = {}
    for row in FormerMunicipality.objects.filter(split=True):
        found.setdefault(row.successor_id, []).append(row.old_name)
    return {code: sorted(names, key=danish.sort_key) for code, names in found.items()}


def stated_lists_with(
    place: MunicipalityName, *, among: Sequence[PublishedRound] | None = None
) -> list[StatedPlace]:
    """Where the lists of stated rounds name this municipality or one that became part of it.

    A round from before 2007 names old municipalities, one from after it the present ones.

    among  all rounds, where they have been read already
    """
    names = {place.name, *predecessors_of(place.code)}
    return [
        StatedPlace(round=stated, listed=end, as_name=name)
        for stated in (rounds() if among is None else among)
        if not stated.is_computed
        for end in ("fastest", "slowest")
        for name in stated.facts[end]["names"]
        if name in names
    ]


def _published_series() -> QuerySet[Series]:
    return (
        Series.objects.filter(current__state=RoundState.PUBLISHED)
        .select_related("current", "current__publication")
        .defer("current__publication__payload")
    )


def _readable() -> QuerySet[Round]:
    """Versions that are or were public, without those that a retraction took away."""
    shown = Round.objects.filter(state__in=(RoundState.PUBLISHED, RoundState.SUPERSEDED))
    return _with_seal(shown).exclude(
        Exists(_retracted_from(OuterRef("series_id"), OuterRef("number")))
    )


def _retracted_from(series_id: Any, number: Any) -> QuerySet[Round]:
    """This version and later ones of the same round that have been retracted."""
    return Round.objects.filter(
        series=series_id, number__gte=number, state=RoundState.RETRACTED
    ).select_related("series")


def _with_seal(found: QuerySet[Round]) -> QuerySet[Round]:
    return found.select_related("series", "publication").defer("publication__payload")


def _current(series: Series) -> PublishedRound:
    assert series.current is not None, "only series with a current version are asked for"
    return _published(series.current, series)


def _published(measured: Round, series: Series) -> PublishedRound:
    assert series.published_on is not None, "a check constraint ties the date to the pointer"
    return PublishedRound(
        slug=series.slug,
        version=measured.number,
        title=measured.title,
        kind=RoundKind(measured.kind),
        publisher=measured.publisher,
        contact=measured.contact,
        published_on=series.published_on,
        published_precision=series.published_precision,
        version_published_on=_published_on(measured, series),
        is_current=measured.pk == series.current_id,
        period_from=measured.period_from,
        period_to=measured.period_to,
        horizon=measured.horizon,
        minimum_people=measured.minimum_people,
        simulated=measured.simulated,
        facts=measured.facts,
        run_id=measured.approved_run_id,
        seal=_seal(measured),
    )


def _note(each: Round, *, is_readable: bool) -> VersionNote:
    return VersionNote(
        number=each.number,
        is_current=each.pk == each.series.current_id,
        is_retracted=each.state == RoundState.RETRACTED,
        is_readable=is_readable,
        published_on=_published_on(each, each.series),
        seal=_seal(each),
        kind=CorrectionKind(each.correction_kind) if each.correction_kind else None,
        reason=each.correction_reason,
        replaces=each.replaces.number if each.replaces else None,
        retracted_on=timezone.localdate(each.retracted_at) if each.retracted_at else None,
        retraction_reason=each.retraction_reason,
    )


def _retraction(retracted: Round) -> Retraction:
    assert retracted.retracted_at is not None, "a check constraint ties the date to the state"
    return Retraction(
        slug=retracted.series.slug,
        version=retracted.number,
        title=retracted.title,
        publisher=retracted.publisher,
        contact=retracted.contact,
        published_on=_published_on(retracted, retracted.series),
        retracted_on=timezone.localdate(retracted.retracted_at),
        reason=retracted.retraction_reason,
    )


def _published_on(measured: Round, series: Series) -> date:
    """A stated round was published elsewhere, and only its date is known."""
    if measured.published_at is None:
        assert series.published_on is not None, "a check constraint ties the date to the pointer"
        return series.published_on
    return timezone.localdate(measured.published_at)


def _seal(measured: Round) -> str:
    return measured.publication.sha256 if measured.kind == RoundKind.COMPUTED else ""


def _result(row: dict[str, Any], place: MunicipalityName, of: PublishedRound) -> MunicipalityResult:
    lists = of.payload["lists"]
    listed = next((end for end in ("fastest", "slowest") if row["code"] in lists[end]), "")
    return MunicipalityResult(
        municipality=place,
        round=of,
        verdict=Verdict(row["verdict"]),
        reason=row["reason"] or "",
        people=row["people"],
        events=row["events"],
        actual=_rounded(row["actual"]),
        expected=_rounded(row["expected"]),
        difference=_rounded(row["difference"]),
        low=_rounded(row["ci_low"]),
        high=_rounded(row["ci_high"]),
        rank_low=row["rank_low"],
        rank_high=row["rank_high"],
        listed=listed,
        figures=row,
    )


def _answer(told: dict[str, Any], place: MunicipalityName) -> HearingAnswer:
    responded_on = told["responded_on"]
    return HearingAnswer(
        municipality=place,
        position=Position(told["position"]),
        comment=told["comment"],
        file_name=told["file_name"],
        file_sha256=told["file_sha256"],
        answered_on=date.fromisoformat(told["answered_on"]),
        response=told["response"],
        responded_on=date.fromisoformat(responded_on) if responded_on else None,
    )


def _rounded(months: float | None) -> float | None:
    """Two decimals of a month, once for all, so that page, CSV and API show the same figure."""
    return None if months is None else round(months, 2) + 0.0


def _name(row: Municipality) -> MunicipalityName:
    return MunicipalityName(code=row.code, name=row.name, slug=row.slug, region=row.region)
