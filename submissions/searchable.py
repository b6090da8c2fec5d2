"""What is searched: everything that the public can read, as documents of the index."""

from collections.abc import Iterable, Iterator
from hashlib import sha256

from django.db.models import F, Q
from django.utils import translation

from measurements import published as measured
from submissions import published, texts
from submissions.lexicon import normaliser
from submissions.lifecycle import State
from submissions.models import Attachment, FilePage, SearchDocument, Sort, Submission
from submissions.search import subjects, weights

_TEXTS = (
    *("summary", "problem", "practice", "who_and_time", "preconditions", "results"),
    *("what_failed", "advice_smaller", "advice_larger"),
)

# A document of a submission is public while the submission is, in the version it was made from.
IS_PUBLIC = Q(submission=None) | Q(
    submission__state=State.PUBLISHED, submission__version=F("submission_version")
)


def of_submission(row: Submission) -> Iterator[SearchDocument]:
    """The submission itself, then each page of its files. A contact is nobody's search result."""
    body = " ".join(filter(None, (texts.as_plain(getattr(row, name)) for name in _TEXTS)))
    names = [str(place) for place in published.places(row)]
    owner = [] if row.publisher in names else [row.publisher]
    known = _known_of(row, title=row.title, body=body)
    yield SearchDocument(
        key=f"bidrag/{row.code}",
        text=body,
        also=_joined([row.target_group, _type(row), *names, *owner]),
        **known,
    )
    for attachment, page in _pages(row):
        yield SearchDocument(
            key=f"bidrag/{row.code}/{attachment.pk}/{page.number:05}",
            text=page.text,
            file_name=attachment.name,
            page=page.number,
            **known,
        )


def of_round(found: measured.PublishedRound) -> SearchDocument:
    """Its title and what it covers. No figures: those have a place where they can be understood."""
    years = " ".join(str(year) for year in range(found.period_from, found.period_to + 1))
    return SearchDocument(
        key=f"maaling/{found.slug}",
        subject=f"maaling/{found.slug}",
        stamp=stamp_of_round(found),
        sort=Sort.ROUND,
        code=found.slug,
        slug=found.slug,
        title=found.title,
        text=found.publisher,
        also=_joined(["Måling", "effektmåling", years]),
        year=found.published_on.year,
    )


def of_municipality(place: measured.MunicipalityName) -> SearchDocument:
    """Its name, and the names of those it was made of."""
    names = [name for name in measured.predecessors_of(place.code) if name != place.name]
    return SearchDocument(
        key=f"kommune/{place.code}",
        subject=f"kommune/{place.code}",
        stamp=stamp_of_municipality(place),
        sort=Sort.MUNICIPALITY,
        code=place.code,
        slug=place.slug,
        title=place.name,
        text=", ".join(names),
        also=_joined(["kommune", f"Region {place.region}"]),
        municipalities=between_strokes([place.code]),
    )


def stamp_of_round(found: measured.PublishedRound) -> str:
    return f"{found.version}/{found.seal or _digest(found.title)}"


def stamp_of_municipality(place: measured.MunicipalityName) -> str:
    return _digest(f"{place.name}/{place.slug}/{place.region}")


def between_strokes(values: Iterable[str]) -> str:
    """Values in one column so that each can be looked for: |0101|0147|."""
    return "".join(f"|{value}" for value in values) + "|"


def _known_of(row: Submission, *, title: str, body: str) -> dict[str, object]:
    """What the documents of a submission have in common."""
    reads = normaliser()
    codes = [place.pk for place in published.places(row)]
    read = weights.read(reads, title=title, text=body)
    groups = dict.fromkeys(
        [
            *subjects.named_in(subjects.TARGET_GROUPS, reads, row.target_group),
            *subjects.about(subjects.TARGET_GROUPS, reads, read),
        ]
    )
    topics = dict.fromkeys([*row.topics, *subjects.about(subjects.TOPICS, reads, read)])
    return {
        "subject": f"bidrag/{row.code}",
        "stamp": f"{row.pk}.{row.version}",
        "submission": row,
        "submission_version": row.version,
        "sort": row.kind,
        "code": row.code,
        "slug": row.slug,
        "title": title,
        "municipalities": between_strokes(codes),
        "target_groups": between_strokes(groups),
        "topics": between_strokes(topics),
        "year": row.year,
    }


def _pages(row: Submission) -> Iterator[tuple[Attachment, FilePage]]:
    """What could be read of its files, in their order."""
    attachments = [each for each in row.attachments.all() if each.is_clean]
    pages = FilePage.objects.filter(reading__in=[each.sha256 for each in attachments])
    by_file: dict[str, list[FilePage]] = {}
    for page in pages:
        by_file.setdefault(page.reading_id, []).append(page)
    for attachment in attachments:
        for page in by_file.get(attachment.sha256, []):
            yield attachment, page


def _type(row: Submission) -> str:
    """Håndbog, evaluering …, in Danish whoever asks; nothing for a method."""
    with translation.override("da"):
        return str(row.get_report_type_display())


def _joined(parts: Iterable[str]) -> str:
    return ". ".join(part for part in parts if part.strip())


def _digest(text: str) -> str:
    return sha256(text.encode()).hexdigest()[:16]
