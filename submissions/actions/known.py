"""Titles of what was shared before this portal: published at once, by nobody here."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from submissions.actions import importing
from submissions.models import Kind
from submissions.transfer.judging import Moved

SOURCE = "known"


@dataclass(frozen=True, slots=True)
class KnownSubmission:
    """A title shared elsewhere and what is known of it. Without texts, only the title is known."""

    kind: Kind
    report_type: str  # empty for a method
    title: str
    municipality: str  # code
    publisher: str
    year: int | None
    texts: Mapping[str, str] = field(default_factory=dict)  # by column: practice, results …
    contact: str = ""


def bring_in(*, known: KnownSubmission, source: str, now: datetime) -> bool:
    """Publish a known title once. What editors or authors have done with it since stays."""
    moved = Moved(
        external_id=f"{known.municipality}/{known.title}"[:120],
        kind=known.kind,
        status="published",
        author_email="",
        further_municipalities=(),
        fields={
            "title": known.title,
            "municipality_id": known.municipality,
            "publisher": known.publisher,
            "report_type": known.report_type,
            "year": known.year,
            "contact": known.contact,
            **known.texts,
        },
    )
    return importing.take_in(moved=moved, source=SOURCE, note=source, now=now) is not None
