"""Deleting files about people when their time is over. Their digests stay, and so does a trace."""

from collections.abc import Iterable
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.db.models import Q

from measurements import retention
from measurements.actions import inputs
from measurements.actions.trace import record
from measurements.lifecycle import FROZEN, LIVE, PUBLIC, RoundState
from measurements.models import InputFile
from measurements.retention import Rule


def sweep(*, now: datetime) -> int:
    """Delete what the table says is to be deleted by now. Returns how many files went.

    May run as often as one likes. The same bytes in another round that still needs them stay.
    """
    _sweep_without_a_row(now)
    return sum(_delete(file, rule, now=now) for file, rule in list(_due(now)))


def _due(now: datetime) -> Iterable[tuple[InputFile, Rule]]:
    kept = InputFile.objects.filter(deleted_at=None).select_related("round")
    at_work = Q(round__state__in=LIVE)
    approved = Q(round__state__in=FROZEN)
    classes = (
        (retention.REPLACED, ~approved & ~at_work & Q(in_use=False), "uploaded_at"),
        (retention.UNFINISHED, ~approved & ~at_work & Q(in_use=True), "uploaded_at"),
        (retention.UNFINISHED, Q(round__state=RoundState.APPROVED), "uploaded_at"),
        (retention.PUBLISHED, Q(round__state__in=PUBLIC), "round__published_at"),
    )
    for rule, which, since in classes:
        for file in kept.filter(which, **{f"{since}__lte": now - rule.keep}):
            yield file, rule


@transaction.atomic
def _delete(file: InputFile, rule: Rule, *, now: datetime) -> bool:
    """What an approved round was computed of stays in use: its figures can still be published."""
    is_used = file.in_use and file.round.state == RoundState.APPROVED
    deleted = InputFile.objects.filter(pk=file.pk, deleted_at=None).update(
        deleted_at=now, in_use=is_used
    )
    if not deleted:
        return False  # somebody else was at it
    record(
        action="input.deleted",
        of=file.round,
        by=None,
        at=now,
        reason=rule.name,
        details={"kind": file.kind, "sha256": file.sha256},
    )
    transaction.on_commit(partial(inputs.remove_unused, [file.sha256]))
    return True


def _sweep_without_a_row(now: datetime) -> None:
    """What an upload left behind that ended between its bytes and its row, or before."""
    folder = Path(settings.INPUT_ROOT)
    known = set(InputFile.objects.filter(deleted_at=None).values_list("sha256", flat=True))
    for path in folder.iterdir() if folder.is_dir() else ():
        changed = datetime.fromtimestamp(path.stat().st_mtime, UTC)
        if path.name not in known and now - changed >= retention.HALF_RECEIVED.keep:
            path.unlink(missing_ok=True)
