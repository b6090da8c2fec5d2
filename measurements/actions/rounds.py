"""Creating, describing, correcting and discarding rounds."""

from dataclasses import asdict, dataclass
from datetime import date, datetime
from itertools import count

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.utils.translation import gettext as _

from measurements import danish
from measurements.actions import inputs
from measurements.actions.moving import make_move
from measurements.actions.refusals import NotPossible, check_names_nobody
from measurements.actions.trace import record
from measurements.lifecycle import RoundAction, RoundState
from measurements.models import CorrectionKind, Round, Series, Success
from measurements.permissions import check_can_manage_rounds

# These words are addresses of their own beside the rounds'.
RESERVED_SLUGS = {"opret", "historik"}


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
    success: str = Success.WORK_2_MONTHS
    data_end: date | None = None  # the last day that a register extract knows of
    simulated: bool = False


# What the files are read and measured by; the rest of the description is words.
RULES = ("horizon", "minimum_people", "success", "data_end")


@transaction.atomic
def create_round(*, description: RoundDescription, by: AbstractBaseUser, now: datetime) -> Round:
    check_can_manage_rounds(by)
    _check_description(description)
    slug = _free_slug(description.title)
    created = Round.objects.create(
        **asdict(description),
        series=Series.objects.create(slug=slug),
        slug=slug,
        created_by_id=by.pk,
        created_at=now,
    )
    record(action="round.created", of=created, by=by, at=now)
    return created


@transaction.atomic
def describe_round(
    *, measured: Round, description: RoundDescription, by: AbstractBaseUser, now: datetime
) -> None:
    """Change what is said about a round that nothing is promised of yet. Its address stays.

    Other rules make the files' validation and the computation out of date.
    """
    _check_description(description)
    told = asdict(description)
    has_new_rules = any(getattr(measured, rule) != told[rule] for rule in RULES)
    make_move(
        measured=measured,
        action=RoundAction.CHANGE_RULES if has_new_rules else RoundAction.DESCRIBE,
        by=by,
        now=now,
        changes=told,
    )


@transaction.atomic
def begin_correction(
    *, measured: Round, kind: CorrectionKind, reason: str, by: AbstractBaseUser, now: datetime
) -> Round:
    """A new version of a public round, as a draft. What is public stays so until it is published."""
    make_move(measured=measured, action=RoundAction.CORRECT, by=by, now=now, reason=reason)
    newest = measured.series.versions.order_by("-number").first()
    assert newest is not None, "the round itself is one of them"
    if newest.state not in {RoundState.PUBLISHED, RoundState.RETRACTED}:
        raise NotPossible(
            _("Der er allerede begyndt en udgave %(number)d. Gør den færdig, eller slet den.")
            % {"number": newest.number}
        )
    number = newest.number + 1
    created = Round.objects.create(
        **asdict(description_of(measured)),
        series=measured.series,
        number=number,
        slug=f"{measured.series.slug}-udgave-{number}",
        replaces=measured,
        correction_kind=kind,
        correction_reason=reason.strip(),
        created_by_id=by.pk,
        created_at=now,
    )
    record(action="round.created", of=created, by=by, at=now, reason=reason.strip())
    return created


def description_of(measured: Round) -> RoundDescription:
    """What is said about the round now."""
    return RoundDescription(
        **{name: getattr(measured, name) for name in RoundDescription.__dataclass_fields__}
    )


@transaction.atomic
def discard_round(*, measured: Round, by: AbstractBaseUser, now: datetime) -> None:
    """Delete a draft with its runs and files. A worker at work on it finds its run gone."""
    make_move(measured=measured, action=RoundAction.DISCARD, by=by, now=now)
    digests = set(measured.inputs.values_list("sha256", flat=True))
    series = measured.series
    measured.runs.all().delete()
    measured.delete()
    if not series.versions.exists():
        series.delete()
    transaction.on_commit(lambda: inputs.remove_unused(digests))


def _check_description(description: RoundDescription) -> None:
    check_names_nobody(description.title, description.publisher, description.contact)


def _free_slug(title: str) -> str:
    """The title as an address; numbered when another round has it."""
    wanted = danish.slug(title)[:70] or "maaling"
    taken = RESERVED_SLUGS | set(
        Round.objects.filter(slug__startswith=wanted).values_list("slug", flat=True)
    )
    numbered = (f"{wanted}-{number}" for number in count(2))
    return wanted if wanted not in taken else next(s for s in numbered if s not in taken)
