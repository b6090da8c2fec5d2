"""Drafts that nobody has touched for long: their authors are warned, then they are gone."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet

from measurements import outbox
from submissions import signed
from submissions.lifecycle import State
from submissions.models import Attachment, Submission

KEPT_WITHOUT_AN_ACCOUNT = timedelta(days=30)
KEPT_WITH_AN_ACCOUNT = timedelta(days=365)
WARNED_BEFORE = timedelta(days=14)
_AT_A_TIME = 100


def forget_old_drafts(*, now: datetime) -> int:
    """Warn of what will go, and delete what has been idle too long. How many were deleted."""
    _warn(_idle_since(now - KEPT_WITH_AN_ACCOUNT + WARNED_BEFORE).exclude(author=None), now=now)
    gone = [
        *_idle_since(now - KEPT_WITHOUT_AN_ACCOUNT).filter(author=None)[:_AT_A_TIME],
        *_warned_in_time(now)[:_AT_A_TIME],
    ]
    for draft in gone:
        _delete(draft)
    return len(gone)


def _idle_since(then: datetime) -> QuerySet[Submission]:
    idle = Submission.objects.filter(state=State.DRAFT, changed_at__lt=then)
    return idle.select_related("author")


def _warned_in_time(now: datetime) -> list[Submission]:
    """A site that stood still for a month still gives everybody their two weeks."""
    old = _idle_since(now - KEPT_WITH_AN_ACCOUNT).exclude(author=None)
    return [each for each in old if outbox.was_written_before(now - WARNED_BEFORE, key=_key(each))]


def _warn(drafts: Iterable[Submission], *, now: datetime) -> None:
    for draft in drafts:
        assert draft.author is not None
        outbox.write(
            to=draft.author.email,
            template="draft_old",
            context={"title": str(draft), "url": settings.BASE_URL + signed.status_path(draft)},
            now=now,
            key=_key(draft),
            at_once=False,
        )


def _key(draft: Submission) -> str:
    """Whoever writes on and leaves it for another year is warned anew."""
    return f"draft-old/{draft.pk}/{draft.version}"


@transaction.atomic
def _delete(draft: Submission) -> None:
    """Only if it is still the same draft. Its files go to the sweep, which knows who shares them."""
    Attachment.objects.filter(submission=draft).update(submission=None)
    same = Submission.objects.filter(pk=draft.pk, state=State.DRAFT, version=draft.version)
    if not same.delete()[0]:
        transaction.set_rollback(True)
