"""The door to what has been shared: frozen objects, published submissions only."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery, Window
from django.db.models.functions import RowNumber
from django.urls import reverse
from django.utils import timezone

from submissions import running, texts
from submissions.lifecycle import State
from submissions.link_rules import Evidence, Timing
from submissions.matching import Shared
from submissions.models import (
    Adoption,
    AdoptionState,
    Experience,
    Kind,
    PracticeLink,
    ReportType,
    Running,
    Submission,
)
from submissions.running import Label

__all__ = [
    "ApplicableMethod",
    "Kind",
    "Link",
    "PublishedAdoption",
    "PublishedSubmission",
    "Sharing",
    "adoptions_by",
    "adoptions_of",
    "applicable_of",
    "as_published",
    "by_code",
    "by_municipality",
    "counts_by_municipality",
    "fast_links_of_round",
    "is_withdrawn",
    "links_of",
    "links_of_submission",
    "listed",
    "newest",
    "shared_with_others_than",
    "sharing_among",
]

# Somebody can be asked about it, be the contact shown or not.
_HAS_CONTACT = Q(contact__gt="") | Q(contact_email__gt="")


@dataclass(frozen=True, slots=True)
class PublishedSubmission:
    """A submission that everybody may see, as lists and other rooms need it."""

    code: str
    edition: int
    slug: str
    kind: Kind
    kind_label: str  # "Håndbog", "Metode eller erfaring"
    title: str
    publisher: str
    municipality_codes: tuple[str, ...]  # the owner first
    municipality_names: tuple[str, ...]
    published_on: date | None  # None: the year is not known
    published_precision: str  # "month" or "year"
    summary: str  # plain text; empty where only the title is known
    only_title: bool
    running: Label | None  # whether a method is still in use; None: nothing has been said
    url: str


@dataclass(frozen=True, slots=True)
class ApplicableMethod:
    """A method that others may take up: described, still in use, and not told as a failure."""

    code: str
    slug: str
    title: str
    contact: str  # as everybody may read it; empty: none, or one that is never shown

    @property
    def url(self) -> str:
        return reverse("submission", args=[self.slug])


@dataclass(frozen=True, slots=True)
class Link:
    """A published practice joined to a result of its municipality, with the evidence seen then."""

    submission_code: str
    submission_url: str
    submission_title: str
    municipality: str  # code
    round_slug: str
    version: int  # of the round
    is_current: bool
    as_name: str
    rule_version: str
    timing: Timing
    evidence: Evidence


@dataclass(frozen=True, slots=True)
class PublishedAdoption:
    """A municipality has taken up another's method."""

    pk: int
    version: int
    submission_code: str
    submission_title: str
    submission_url: str  # empty where the method is not public any longer
    municipality: object  # with a code, a name and an address
    since: date  # the first day of the month
    is_active: bool
    experience: str  # "worked", "partly", "failed" or "" for not told
    experience_label: str
    story: str  # Markdown as typed; empty where nothing was told, or the editors hid it


@dataclass(frozen=True, slots=True)
class Sharing:
    """Which of some municipalities have shared something, and which have not. Codes, order kept."""

    shared: tuple[str, ...]
    not_shared: tuple[str, ...]


def newest(limit: int) -> list[PublishedSubmission]:
    """The latest published here. Bare titles come last: they tell the least."""
    return [_published(s) for s in _rows().order_by("only_title", "-published_at", "-pk")[:limit]]


def listed(*, kind: str = "", municipality: str = "") -> QuerySet[Submission]:
    """Rows of this kind and this municipality (code), the newest first.

    A query set, so that pages can be cut from it; `as_published` makes frozen objects of a page.
    """
    found = _rows()
    if kind:
        found = found.filter(kind=kind)
    if municipality:
        found = found.filter(pk__in=_of_place(municipality))
    return found


def as_published(rows: Iterable[Submission]) -> list[PublishedSubmission]:
    return [_published(row) for row in rows]


def by_code(code: str) -> PublishedSubmission | None:
    found = _rows().filter(code=code).first()
    return _published(found) if found else None


def is_withdrawn(code: str) -> bool:
    """Whether a submission was public once and is not any longer."""
    editions = Submission.objects.filter(code=code)
    was_public = editions.filter(state=State.WITHDRAWN, published_at__isnull=False).exists()
    return was_public and not editions.filter(state=State.PUBLISHED).exists()


def by_municipality(code: str, *, most: int) -> list[PublishedSubmission]:
    """The newest that a municipality has shared, alone or with others."""
    return [_published(row) for row in listed(municipality=code)[:most]]


def shared_with_others_than(asking: str) -> dict[str, Shared]:
    """How many methods each municipality has that this one could take up; without any: absent.

    Counted by the database: there may be thousands, and a page waits.
    """
    found: Counter[str] = Counter()
    answered: Counter[str] = Counter()
    counted = {"count": Count("pk"), "with_contact": Count("pk", filter=_HAS_CONTACT)}
    for uses in _uses(_to_take_up(asking)):
        rows = uses.values("user").annotate(**counted)
        for code, count, with_contact in rows.values_list("user", *counted):
            found[code] += count
            answered[code] += with_contact
    return {code: Shared(count, answered[code]) for code, count in found.items()}


def applicable_of(codes: Iterable[str], *, asking: str) -> dict[str, list[ApplicableMethod]]:
    """The methods of these municipalities that another could take up and ask about, by municipality."""
    wanted = list(codes)
    found: dict[str, list[ApplicableMethod]] = {}
    for uses in _uses(_to_take_up(asking).filter(_HAS_CONTACT)):
        rows = uses.filter(user__in=wanted).values_list("user", "code", "slug", "title", "contact")
        for user, *shown in rows:
            found.setdefault(user, []).append(ApplicableMethod(*shown))
    return found


def _to_take_up(asking: str) -> QuerySet[Submission]:
    """Methods that may be taken up and that the one that asks has no part in."""
    own = Submission.further_municipalities.through.objects.filter(municipality=asking)
    others = Q(municipality__isnull=True) | ~Q(municipality=asking)
    return _applicable().filter(others).exclude(pk__in=own.values("submission")).order_by()


def _uses(methods: QuerySet[Submission]) -> list[Any]:
    """A row for each municipality that uses one of these: first its owner, then the others."""
    further = methods.annotate(user=F("further_municipalities"))
    is_owner = Q(user=F("municipality"), municipality__isnull=False)
    return [
        methods.annotate(user=F("municipality")).filter(user__isnull=False),
        further.filter(user__isnull=False).exclude(is_owner),
    ]


def _applicable() -> QuerySet[Submission]:
    has_stopped = Q(running=Running.STOPPED) | Q(ended_year__isnull=False)
    return Submission.objects.filter(
        kind=Kind.METHOD, state=State.PUBLISHED, only_title=False
    ).exclude(has_stopped | Q(experience=Experience.FAILED))


def counts_by_municipality() -> dict[str, int]:
    """How many published submissions each municipality has a part in; those without are absent."""
    public = Submission.objects.filter(state=State.PUBLISHED, municipality__isnull=False)
    further = Submission.further_municipalities.through.objects.filter(
        submission__state=State.PUBLISHED
    ).exclude(municipality=F("submission__municipality"))  # the owner is counted as such
    found: Counter[str] = Counter()
    for rows in (public, further):
        counted = rows.order_by().values_list("municipality").annotate(Count("pk"))
        found.update(dict(counted))
    return dict(found)


def sharing_among(codes: Iterable[str]) -> Sharing:
    counts = counts_by_municipality()
    wanted = tuple(codes)
    return Sharing(
        shared=tuple(code for code in wanted if counts.get(code)),
        not_shared=tuple(code for code in wanted if not counts.get(code)),
    )


def adoptions_of(code: str) -> list[PublishedAdoption]:
    """Who has taken up a submission, the earliest first."""
    return [_adoption(row) for row in _adoptions().filter(code=code)]


def adoptions_by(municipality: str) -> list[PublishedAdoption]:
    """What a municipality has taken up from others, as far as it is public now."""
    return [_adoption(row) for row in _adoptions().filter(municipality=municipality)]


def links_of(code: str) -> list[Link]:
    """A municipality's practice links to what holds now, by round and submission."""
    rows = _links().filter(municipality=code, is_current=True)
    return [_link(row) for row in rows.order_by("round_slug", "pk")]


def fast_links_of_round(slug: str, *, version: int, most: int) -> dict[str, list[Link]]:
    """Municipality (code) → its first practices by title, where one version of a round shows it as fast.

    At most `most` for each: some have shared hundreds.
    """
    fast = Q(evidence__listed="fastest") | Q(evidence__verdict="faster")  # as Evidence.is_fast
    place = Window(RowNumber(), partition_by="municipality", order_by=["submission__title", "pk"])
    first = (
        PracticeLink.objects.filter(fast, round_slug=slug, version=version)
        .filter(submission__state=State.PUBLISHED)
        .annotate(place=place)
        .filter(place__lte=most)
    )
    chosen = _links_with_subjects().filter(pk__in=list(first.values_list("pk", flat=True)))
    found: dict[str, list[Link]] = {}
    for row in chosen.order_by("submission__title", "pk"):
        found.setdefault(row.municipality_id, []).append(_link(row))
    return found


def links_of_submission(code: str) -> list[Link]:
    """A published submission's links to what holds now, the latest measured period first."""
    links = [_link(row) for row in _links().filter(submission__code=code, is_current=True)]
    return sorted(links, key=lambda each: each.evidence.period_to, reverse=True)


def _adoptions() -> QuerySet[Adoption]:
    standing = Adoption.objects.exclude(state=AdoptionState.WITHDRAWN)
    return standing.select_related("municipality").annotate(
        title=_of_subject("title"), slug=_of_subject("slug")
    )


def _of_subject(field: str) -> Subquery:
    """Of the edition that is public now; without one, the adoption stands alone."""
    public = Submission.objects.filter(code=OuterRef("code"), state=State.PUBLISHED)
    return Subquery(public.values(field)[:1])


def _adoption(row: Any) -> PublishedAdoption:
    """From a row of `_adoptions`, which knows the title and the address of its subject too."""
    told = row.hidden_at is None
    return PublishedAdoption(
        pk=row.pk,
        version=row.version,
        submission_code=row.code,
        submission_title=row.title or "",
        submission_url=reverse("submission", args=[row.slug]) if row.slug else "",
        municipality=row.municipality,
        since=date(row.from_year, row.from_month, 1),
        is_active=row.state == AdoptionState.ACTIVE,
        experience=row.experience if told else "",
        experience_label=str(row.get_experience_display()) if told else "",
        story=row.story if told else "",
    )


def _links() -> QuerySet[PracticeLink]:
    return _links_with_subjects().filter(submission__state=State.PUBLISHED)


def _links_with_subjects() -> QuerySet[PracticeLink]:
    """Of the submission only what a link shows: its texts are long, and links are many."""
    own = [field.name for field in PracticeLink._meta.concrete_fields]
    return PracticeLink.objects.select_related("submission").only(
        *own, "submission__code", "submission__slug", "submission__title"
    )


def _rows() -> QuerySet[Submission]:
    return (
        Submission.objects.filter(state=State.PUBLISHED)
        .select_related("municipality")
        .prefetch_related("further_municipalities")
    )


def _of_place(code: str) -> QuerySet:
    """Keys of submissions that a municipality owns or takes part in.

    Two small sets, not one join: a database would join all that is published to find a few.
    """
    takes_part = Submission.further_municipalities.through.objects.filter(municipality=code)
    owned = Submission.objects.filter(municipality=code).order_by()
    return owned.values("pk").union(takes_part.values("submission"))


def _published(row: Submission) -> PublishedSubmission:
    assert row.code, "a check constraint ties it to the state"
    assert row.slug, "and the address too"
    municipalities = places(row)
    return PublishedSubmission(
        code=row.code,
        edition=row.edition,
        slug=row.slug,
        kind=Kind(row.kind),
        kind_label=kind_label(row),
        title=row.title,
        publisher=publisher(row),
        municipality_codes=tuple(each.pk for each in municipalities),
        municipality_names=tuple(str(each) for each in municipalities),
        published_on=date_of(row),
        published_precision=precision_of(row),
        summary=texts.as_plain(row.summary or row.practice or row.problem),
        only_title=row.only_title,
        running=running.label(row, now=timezone.now()),
        url=row.get_absolute_url(),
    )


def kind_label(row: Submission) -> str:
    """In the reader's language. Not by Django's display, which hashes every choice each time."""
    named = ReportType(row.report_type) if row.report_type else Kind(row.kind)
    return str(named.label)


def publisher(row: Submission) -> str:
    """Who stands behind it: the publisher of a report, the municipality of a method."""
    return row.publisher or str(row.municipality or "")


def date_of(row: Submission) -> date | None:
    """When it came out, here or elsewhere; the first day stands for what is not known."""
    return date(row.year, row.month or 1, 1) if row.year else None


def precision_of(row: Submission) -> str:
    return "month" if row.month else "year"


def places(row: Submission) -> list:
    """The municipalities of a submission, the owner first."""
    owner = [row.municipality] if row.municipality else []
    return owner + [each for each in row.further_municipalities.all() if each not in owner]


def _link(row: PracticeLink) -> Link:
    assert row.submission.code, "a check constraint ties it to the state"
    return Link(
        submission_code=row.submission.code,
        submission_url=row.submission.get_absolute_url(),
        submission_title=row.submission.title,
        municipality=row.municipality_id,
        round_slug=row.round_slug,
        version=row.version,
        is_current=row.is_current,
        as_name=row.as_name,
        rule_version=row.rule_version,
        timing=Timing(row.timing),
        evidence=Evidence(**row.evidence),
    )
