"""Takes in what another portal held: once each, by whoever runs the command."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid5

from django.contrib.auth import get_user_model
from django.db import transaction
from django.utils.translation import gettext as _

from submissions import permissions
from submissions.actions import linking
from submissions.actions.reviewing import free_slug
from submissions.lifecycle import Action, MoveRefused, State
from submissions.models import Move, Submission
from submissions.permissions import Person
from submissions.transfer.judging import Fault, Moved, judged
from submissions.transfer.reading import Row

_NAMESPACE = UUID("5c1f1f0a-6d38-4d0b-9b7e-0d6f2f0f4f11")
_STATES = {
    "published": State.PUBLISHED,
    "submitted": State.SUBMITTED,
    "withdrawn": State.WITHDRAWN,
    "draft": State.DRAFT,
}
_ACTIONS = {
    State.PUBLISHED: Action.PUBLISH,
    State.SUBMITTED: Action.SUBMIT,
    State.WITHDRAWN: Action.WITHDRAW,
    State.DRAFT: Action.SAVE,
}


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a row. Neither taken nor at fault: it was here already."""

    row: Row
    is_taken: bool = False
    faults: tuple[Fault, ...] = ()


def take_in_rows(
    rows: Iterable[Row], *, source: str, note: str, now: datetime, dry_run: bool = False
) -> Iterator[Outcome]:
    """Each row in a transaction of its own: stopped halfway, the next time goes on from there.

    dry_run  judge and try everything, and keep nothing
    """
    first: dict[str, int] = {}
    for row in rows:
        number = first.setdefault(row.cells.get("id", ""), row.number)
        if number != row.number and "id" in row.cells:
            twice = Fault("id", _("Står også i række %(number)s.") % {"number": number})
            yield Outcome(row, faults=(twice,))
        else:
            yield _take_in_row(row, source=source, note=note, now=now, dry_run=dry_run)


def _take_in_row(row: Row, *, source: str, note: str, now: datetime, dry_run: bool) -> Outcome:
    found = judged(row, this_year=now.year)
    if isinstance(found, list):
        return Outcome(row, faults=tuple(found))
    try:
        with transaction.atomic():
            made = take_in(moved=found, source=source, note=note, now=now)
            transaction.set_rollback(dry_run)
    except MoveRefused as refusal:
        return Outcome(row, faults=(Fault("author_email", str(refusal)),))
    return Outcome(row, is_taken=made is not None)


@transaction.atomic
def take_in(*, moved: Moved, source: str, note: str, now: datetime) -> Submission | None:
    """The submission as it stood at the source; None where it was taken in before.

    What editors or authors have done with it since stays.

    source  what the portal is called that held it; with the number there, it is known again
    note    for the trace: where it comes from, in words
    """
    if Submission.objects.filter(external_source=source, external_id=moved.external_id).exists():
        return None
    state = _STATES[moved.status]
    author = _author(moved)
    submission = Submission(
        kind=moved.kind,
        key=uuid5(_NAMESPACE, f"{source}/{moved.external_id}"),
        state=State.DRAFT,  # until it has its number
        only_title=moved.only_title,
        author_id=author.pk if author else None,
        begun_in_id=permissions.home_of(author),
        external_source=source,
        external_id=moved.external_id,
        created_at=now,
        changed_at=now,
        **moved.fields,
    )
    submission.save()
    submission.further_municipalities.set(moved.further_municipalities)  # type: ignore[arg-type]  # keys
    submission.code = f"IV-{submission.pk:04d}"
    _bring_to(state, submission, now)
    submission.save()
    Move.objects.create(
        submission=submission,
        action=_ACTIONS[state],
        to_state=state,
        version=submission.version,
        by=None,
        at=now,
        comment=note,
    )
    if state == State.PUBLISHED:
        linking.note(submission=submission, now=now)
    return submission


def _author(moved: Moved) -> Person | None:
    """Whose a draft becomes."""
    if not moved.author_email:
        return None
    found = get_user_model().objects.filter(email=moved.author_email, is_active=True).first()
    if found is None:
        raise MoveRefused(
            _("Ingen bruger her har adressen %(email)s.") % {"email": moved.author_email}
        )
    return found


def _bring_to(state: State, submission: Submission, now: datetime) -> None:
    submission.state = state
    if state in {State.PUBLISHED, State.WITHDRAWN}:
        submission.published_at = now
        submission.slug = free_slug(submission)
    if state == State.WITHDRAWN:
        submission.withdrawn_at = now
    if state == State.SUBMITTED:
        submission.submitted_at = now
