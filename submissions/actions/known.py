"""Brings in what was shared before this portal: published at once, by nobody here."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID, uuid5

from django.db import transaction

from submissions.actions import linking
from submissions.actions.reviewing import free_slug
from submissions.lifecycle import Action, State
from submissions.models import Kind, Move, Submission

_NAMESPACE = UUID("5c1f1f0a-6d38-4d0b-9b7e-0d6f2f0f4f11")


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


@transaction.atomic
def bring_in(*, known: KnownSubmission, source: str, now: datetime) -> bool:
    """Publish a known title once. What editors or authors have done with it since stays."""
    key = uuid5(_NAMESPACE, f"{known.municipality}/{known.title}")
    if Submission.objects.filter(key=key).exists():
        return False
    submission = Submission(
        kind=known.kind,
        key=key,
        state=State.DRAFT,  # until it has its number
        only_title=not known.texts,
        created_at=now,
        changed_at=now,
        published_at=now,
        title=known.title,
        municipality_id=known.municipality,
        publisher=known.publisher,
        report_type=known.report_type,
        year=known.year,
        **known.texts,
    )
    submission.save()
    submission.code = f"IV-{submission.pk:04d}"
    submission.slug = free_slug(submission)
    submission.state = State.PUBLISHED
    submission.save()
    Move.objects.create(
        submission=submission,
        action=Action.PUBLISH,
        to_state=State.PUBLISHED,
        version=submission.version,
        by=None,
        at=now,
        comment=source,
    )
    linking.note(submission=submission, now=now)
    return True
