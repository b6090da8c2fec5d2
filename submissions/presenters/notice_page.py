"""What is left where a submission was public: a notice."""

from dataclasses import dataclass
from datetime import datetime

from submissions import published
from submissions.models import Submission


@dataclass(frozen=True, slots=True)
class Notice:
    """That something was here, whose it was, and since when it is not."""

    pk: int
    title: str  # empty: it is itself what was complained of
    kind_label: str
    code: str
    municipalities: tuple[object, ...]  # each with a name and an address
    withdrawn_at: datetime
    reason: str  # the owner's, for everybody; empty: none was given


def of(submission: Submission) -> Notice:
    return Notice(
        pk=submission.pk,
        title="" if submission.title_hidden else submission.title,
        kind_label=published.kind_label(submission),
        code=submission.code or "",
        municipalities=tuple(published.places(submission)),
        # What was withdrawn before notices were kept has only its last change.
        withdrawn_at=submission.withdrawn_at or submission.changed_at,
        reason=submission.withdrawn_reason,
    )
