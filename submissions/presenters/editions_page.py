"""The editions of a code as pages show them, and what differs between two of them."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from django.utils.dates import MONTHS
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from submissions import differences, published
from submissions.differences import Kind, Piece
from submissions.lifecycle import State
from submissions.models import CONTENT, Submission
from submissions.presenters import submission_page
from submissions.presenters.submission_page import Page
from submissions.subject_words import TOPICS

READABLE = (State.PUBLISHED, State.REPLACED)
# Whom to ask is a matter of today: an earlier edition does not name whoever it was then.
_NOT_COMPARED = {"contact", "contact_email"}
_ONE_BY_ONE = {"topics"}


@dataclass(frozen=True, slots=True)
class EditionLine:
    """One edition that is or was public: its number, since when, whose, and until when."""

    number: int
    published_at: datetime
    municipalities: tuple[object, ...]
    is_current: bool
    withdrawn_at: datetime | None  # taken down by the editors; None: everybody may read it


@dataclass(frozen=True, slots=True)
class Change:
    """A field that differs, with the words that were taken out and those that came."""

    name: str
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class EarlierEdition:
    """An edition as it was, without its contact; its files are named but not given out."""

    pk: int
    page: Page
    file_names: tuple[str, ...]
    published_at: datetime
    is_current: bool


def of_code(code: str) -> list[Submission]:
    """Every edition that was or is public, the newest first; also those that were taken down."""
    ever = (*READABLE, State.WITHDRAWN)
    rows = Submission.objects.filter(code=code, state__in=ever, published_at__isnull=False)
    related = rows.select_related("municipality").prefetch_related("further_municipalities")
    return list(related.prefetch_related("attachments").order_by("-edition"))


def readable(editions: Iterable[Submission]) -> list[Submission]:
    return [each for each in editions if each.state in READABLE]


def lines(editions: Iterable[Submission]) -> list[EditionLine]:
    return [
        EditionLine(
            number=each.edition,
            published_at=each.published_at,
            municipalities=tuple(published.places(each)),
            is_current=each.is_published,
            withdrawn_at=each.withdrawn_at,
        )
        for each in editions
    ]


def earlier(edition: Submission) -> EarlierEdition:
    page = submission_page.page(edition)
    return EarlierEdition(
        pk=edition.pk,
        page=replace(page, contact="", files=()),
        file_names=tuple(each.name for each in edition.attachments.all()),
        published_at=edition.published_at,
        is_current=edition.is_published,
    )


def changes(before: Submission, after: Submission) -> list[Change]:
    """Field by field as the form asks, then what is counted up; what is the same is left out."""
    names = [name for name in CONTENT[after.kind] if name not in _NOT_COMPARED | _ONE_BY_ONE]
    texts = [
        Change(_label(name), tuple(differences.words(_text(before, name), _text(after, name))))
        for name in names
    ]
    lists = [
        Change(label, tuple(_items(of(before), of(after))))
        for label, of in (
            (_("Emner"), _topics),
            (_("Andre kommuner"), _further_municipalities),
            (_("Filer"), _files),
        )
    ]
    return [each for each in texts + lists if any(p.kind is not Kind.SAME for p in each.pieces)]


def _label(name: str) -> str:
    return capfirst(str(Submission._meta.get_field(name).verbose_name))


def _text(submission: Submission, name: str) -> str:
    """A field in words."""
    value = getattr(submission, name)
    if value in (None, ""):
        return ""
    if name == "municipality_id":
        return str(submission.municipality)
    if name in {"month", "began_month"}:
        return str(MONTHS[value])
    shown = getattr(submission, f"get_{name}_display", None)
    return str(shown() if shown else value)


def _items(before: list[str], after: list[str]) -> Iterator[Piece]:
    """Line by line: what went, what came, what stayed."""
    for item in before:
        yield Piece(Kind.SAME if item in after else Kind.REMOVED, f"{item}\n")
    for item in after:
        if item not in before:
            yield Piece(Kind.ADDED, f"{item}\n")


def _topics(submission: Submission) -> list[str]:
    return [str(TOPICS[slug]) for slug in submission.topics if slug in TOPICS]


def _further_municipalities(submission: Submission) -> list[str]:
    return [str(each) for each in submission.further_municipalities.all()]


def _files(submission: Submission) -> list[str]:
    return [each.name for each in submission.attachments.all()]
