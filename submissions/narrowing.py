"""What results are narrowed to: the same filters for what was weighed and for the database."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from django.db.models import Q

from measurements import published as measured
from submissions import matches


@dataclass(frozen=True, slots=True)
class Filters:
    """What the results are narrowed to. Empty: everything."""

    sort: str = ""
    topic: str = ""
    target_group: str = ""
    municipality: str = ""  # code
    like: str = ""  # code: municipalities that work under similar conditions as this one
    faster: bool = False  # only of municipalities that are faster than expected, or among the ten
    stage: str = ""  # how far a method has been tried
    year: int | None = None

    def __bool__(self) -> bool:
        return self != Filters()


@dataclass(frozen=True, slots=True)
class Hit:
    """A subject that answers, by the best of its documents."""

    document: int
    key: str
    sort: str
    year: int | None
    municipalities: frozenset[str]
    target_groups: frozenset[str]
    topics: frozenset[str]
    stage: str  # empty: not told
    score: float


@dataclass(frozen=True, slots=True)
class Counts:
    """How many results each filter would leave, given the others."""

    sorts: Mapping[str, int] = field(default_factory=dict)
    topics: Mapping[str, int] = field(default_factory=dict)
    target_groups: Mapping[str, int] = field(default_factory=dict)
    municipalities: Mapping[str, int] = field(default_factory=dict)
    stages: Mapping[str, int] = field(default_factory=dict)
    years: Mapping[int, int] = field(default_factory=dict)
    faster: int = 0
    like: int = 0


@dataclass
class Places:
    """Municipalities by what the filters ask of them; looked up only when asked."""

    like: str

    @cached_property
    def newest(self) -> measured.PublishedRound | None:
        return measured.newest_computed_round()

    @cached_property
    def fast(self) -> frozenset[str]:
        if self.newest is None:
            return frozenset()
        return self.newest.fast_codes

    @cached_property
    def alike(self) -> frozenset[str]:
        """Under similar conditions in the newest round; of the same region where it cannot say."""
        return self._of_region if self._similar is None else self._similar

    @property
    def are_of_region(self) -> bool:
        """Whether the region has to stand for the conditions."""
        return bool(self.like) and self._similar is None

    @cached_property
    def _similar(self) -> frozenset[str] | None:
        if not self.like or self.newest is None:
            return None
        return matches.similar_to(self.like, newest=self.newest)

    @cached_property
    def _of_region(self) -> frozenset[str]:
        own = measured.municipality(code=self.like) if self.like else None
        if own is None:
            return frozenset()
        everywhere = measured.municipalities()
        return frozenset(p.code for p in everywhere if p.region == own.region) - {own.code}


def passing(hits: Sequence[Hit], filters: Filters, places: Places, *, but: str = "") -> list[Hit]:
    """Those that pass every filter, or every one but the one named."""
    tests = [test for name, test in _tests(filters, places).items() if name != but]
    if not tests:
        return list(hits)
    return [hit for hit in hits if all(test(hit) for test in tests)]


def counts(hits: Sequence[Hit], filters: Filters, places: Places) -> Counts:
    """Each filter is counted among what the others leave."""

    def left(but: str) -> list[Hit]:
        return passing(hits, filters, places, but=but)

    def count(but: str, values: Callable[[Hit], Iterable[str]]) -> dict[str, int]:
        return dict(Counter(value for hit in left(but) for value in values(hit)))

    return Counts(
        sorts=count("sort", lambda hit: [hit.sort]),
        topics=count("topic", lambda hit: hit.topics),
        target_groups=count("target_group", lambda hit: hit.target_groups),
        municipalities=count("municipality", lambda hit: hit.municipalities),
        stages=count("stage", lambda hit: [hit.stage] if hit.stage else []),
        years=dict(Counter(hit.year for hit in left("year") if hit.year)),
        faster=sum(bool(hit.municipalities & places.fast) for hit in left("faster")),
        like=sum(bool(hit.municipalities & places.alike) for hit in left("like")),
    )


def condition(filters: Filters, places: Places, *, before: str = "") -> Q:
    """The same filters for the database, where there are too many to weigh them all.

    before  what stands in front of the names of a document's fields
    """
    found = Q()
    if filters.sort:
        found &= Q((f"{before}sort", filters.sort))
    if filters.topic:
        found &= Q((f"{before}topics__contains", f"|{filters.topic}|"))
    if filters.target_group:
        found &= Q((f"{before}target_groups__contains", f"|{filters.target_group}|"))
    if filters.municipality:
        found &= _of_any([filters.municipality], before)
    if filters.like:
        found &= _of_any(places.alike, before)
    if filters.faster:
        found &= _of_any(places.fast, before)
    if filters.stage:
        found &= Q((f"{before}submission__stage", filters.stage))
    if filters.year is not None:
        found &= Q((f"{before}year", filters.year))
    return found


def _tests(filters: Filters, places: Places) -> dict[str, Callable[[Hit], bool]]:
    tests: dict[str, Callable[[Hit], bool]] = {}
    if filters.sort:
        tests["sort"] = lambda hit: hit.sort == filters.sort
    if filters.topic:
        tests["topic"] = lambda hit: filters.topic in hit.topics
    if filters.target_group:
        tests["target_group"] = lambda hit: filters.target_group in hit.target_groups
    if filters.municipality:
        tests["municipality"] = lambda hit: filters.municipality in hit.municipalities
    if filters.like:
        tests["like"] = lambda hit: bool(hit.municipalities & places.alike)
    if filters.faster:
        tests["faster"] = lambda hit: bool(hit.municipalities & places.fast)
    if filters.stage:
        tests["stage"] = lambda hit: hit.stage == filters.stage
    if filters.year is not None:
        tests["year"] = lambda hit: hit.year == filters.year
    return tests


def _of_any(codes: Iterable[str], before: str) -> Q:
    found = Q(pk__in=[])
    for code in sorted(codes):
        found |= Q((f"{before}municipalities__contains", f"|{code}|"))
    return found
