"""Creating, describing and discarding rounds that are still drafts."""

from dataclasses import asdict, dataclass
from datetime import datetime
from itertools import count

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction

from measurements import danish
from measurements.actions import inputs
from measurements.actions.refusals import check_is_draft, someone_was_faster
from measurements.actions.trace import record
from measurements.models import Round, RoundState
from measurements.permissions import check_can_manage_rounds

# These words are addresses of their own beside the rounds'.
RESERVED_SLUGS = {"opret"}


@dataclass(frozen=True, slots=True, kw_only=True)
class RoundDescription:
    """What an administrator says about a round before there are figures."""

    title: str
    period_from: int  # years, both included
    period_to: int
    publisher: str
    contact: str = ""
    horizon: int = 72  # months
    minimum_people: int = 80  # in a municipality that is ranked
    simulated: bool = False


@transaction.atomic
def create_round(*, description: RoundDescription, by: AbstractBaseUser, now: datetime) -> Round:
    check_can_manage_rounds(by)
    created = Round.objects.create(
        **asdict(description),
        slug=_free_slug(description.title),
        created_by_id=by.pk,
        created_at=now,
    )
    record(action="round.created", of=created, by=by, at=now)
    return created


@transaction.atomic
def describe_round(
    *, measured: Round, description: RoundDescription, by: AbstractBaseUser, now: datetime
) -> None:
    """Change what is said about a draft. Its address stays, so that links to it keep working."""
    check_can_manage_rounds(by)
    check_is_draft(measured)
    _move(measured, **asdict(description))
    record(action="round.described", of=measured, by=by, at=now)


@transaction.atomic
def discard_round(*, measured: Round, by: AbstractBaseUser, now: datetime) -> None:
    """Delete a draft with its runs and files. A worker at work on it finds its run gone."""
    check_can_manage_rounds(by)
    check_is_draft(measured)
    _move(measured)
    record(action="round.discarded", of=measured, by=by, at=now)
    digests = set(measured.inputs.values_list("sha256", flat=True))
    measured.runs.all().delete()
    measured.delete()
    transaction.on_commit(lambda: inputs.remove_unused(digests))


def _move(measured: Round, **changes: object) -> None:
    """Compare and swap: only the version that was looked at, and only while it is a draft."""
    moved = Round.objects.filter(
        pk=measured.pk, state=RoundState.DRAFT, version=measured.version
    ).update(version=measured.version + 1, **changes)
    if not moved:
        raise someone_was_faster()
    measured.refresh_from_db()


def _free_slug(title: str) -> str:
    """The title as an address; numbered when another round has it."""
    wanted = danish.slug(title)[:70] or "maaling"
    taken = RESERVED_SLUGS | set(
        Round.objects.filter(slug__startswith=wanted).values_list("slug", flat=True)
    )
    numbered = (f"{wanted}-{number}" for number in count(2))
    return wanted if wanted not in taken else next(s for s in numbered if s not in taken)
