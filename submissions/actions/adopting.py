"""A municipality takes up another's method, and may tell how it went. Shown on both pages."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.db.models import F
from django.urls import reverse
from django.utils.translation import gettext as _

from submissions import contacts, permissions
from submissions.actions import mailing
from submissions.lifecycle import MoveRefused, StaleVersion
from submissions.models import Adoption, AdoptionAction, AdoptionMove, AdoptionState, Submission
from submissions.permissions import Person

EARLIEST_YEAR = 1999  # of the law on integration
MOST_YEARS_AHEAD = 2
_HALF_A_YEAR = timedelta(days=182)  # whoever tells of an old one has just been here


@dataclass(frozen=True, slots=True)
class Month:
    year: int
    month: int

    def __str__(self) -> str:
        return f"{self.year}-{self.month:02d}"


@transaction.atomic
def declare(*, submission: Submission, since: Month, by: Person, now: datetime) -> Adoption:
    """Say that the person's municipality takes this up from a month. Said twice, it stands once."""
    _check_may_adopt(by, submission)
    _check_month(since, now)
    if not submission.is_published:
        raise MoveRefused(_("Bidraget er ikke længere offentligt."))
    home = permissions.home_of(by)
    assert submission.code and home, "a check constraint, and the permission, say so"  # noqa: PT018
    try:
        with transaction.atomic():
            adoption = Adoption.objects.create(
                code=submission.code,
                municipality_id=home,
                from_year=since.year,
                from_month=since.month,
                declared_by_id=by.pk,
                declared_at=now,
                changed_at=now,
            )
    except IntegrityError as problem:
        earlier = of_municipality(submission, home)
        if earlier is None:
            raise problem
        return earlier
    _trace(adoption, AdoptionAction.DECLARE, by, now)
    _tell_owner(submission, adoption, now)
    return adoption


def of_municipality(submission: Submission, code: str | None) -> Adoption | None:
    """The municipality's own adoption of this subject, if it has one."""
    standing = Adoption.objects.exclude(state=AdoptionState.WITHDRAWN)
    return standing.filter(code=submission.code, municipality=code).first()


@transaction.atomic
def change_month(
    *, adoption: Adoption, version: int, since: Month, by: Person, now: datetime
) -> None:
    _check_is_ours(by, adoption)
    _check_month(since, now)
    _swap(adoption, version, now, from_year=since.year, from_month=since.month)
    _trace(adoption, AdoptionAction.DATE, by, now)


@transaction.atomic
def tell(
    *, adoption: Adoption, version: int, experience: str, story: str, by: Person, now: datetime
) -> None:
    """How it went, in public and at once. Empty takes back what was told."""
    _check_is_ours(by, adoption)
    told = now if story.strip() or experience else None
    _swap(adoption, version, now, experience=experience, story=story.strip(), told_at=told,
          hidden_at=None)  # fmt: skip
    _trace(adoption, AdoptionAction.TELL, by, now)


@transaction.atomic
def end(*, adoption: Adoption, version: int, by: Person, now: datetime) -> None:
    """The municipality no longer does it. What it told stays."""
    _check_is_ours(by, adoption)
    _check_state(adoption, AdoptionState.ACTIVE)
    _swap(adoption, version, now, state=AdoptionState.ENDED)
    _trace(adoption, AdoptionAction.END, by, now)


@transaction.atomic
def withdraw(*, adoption: Adoption, version: int, by: Person, now: datetime) -> None:
    """It was declared by mistake: shown nowhere from now on."""
    _check_is_ours(by, adoption)
    _swap(adoption, version, now, state=AdoptionState.WITHDRAWN)
    _trace(adoption, AdoptionAction.WITHDRAW, by, now)


@transaction.atomic
def hide_story(*, adoption: Adoption, version: int, by: Person, now: datetime) -> None:
    """A moderator takes a text down, for instance one that names somebody."""
    if not getattr(by, "is_moderator", False):
        raise PermissionDenied(_("Du har ikke adgang til at gøre dette."))
    _swap(adoption, version, now, hidden_at=now)
    _trace(adoption, AdoptionAction.HIDE, by, now)


def ask_how_it_went(*, now: datetime) -> int:
    """Ask each municipality once, a year after it took something up. Returns how many."""
    year_ago = now.year * 12 + now.month - 12
    waiting = Adoption.objects.filter(
        state=AdoptionState.ACTIVE, told_at=None, asked_at=None, declared_by__is_active=True
    ).annotate(began=F("from_year") * 12 + F("from_month"))
    due = waiting.filter(began__lte=year_ago, declared_at__lte=now - _HALF_A_YEAR)
    return sum(_ask(each, now) for each in due.select_related("declared_by"))


@transaction.atomic
def _ask(adoption: Adoption, now: datetime) -> bool:
    if Adoption.objects.filter(pk=adoption.pk, asked_at=None).update(asked_at=now) != 1:
        return False
    submission = Submission.objects.filter(code=adoption.code).latest("edition")
    path = reverse("adoption", args=[adoption.pk])
    mailing.tell(
        to=adoption.declared_by.email,
        template="adopted_a_year",
        context={
            "submission": submission,
            "since": _first_day(adoption),
            "url": settings.BASE_URL + path,
        },
        line=f"{submission.title} ({submission.code})",
        path=path,
        now=now,
        key=f"adoption/{adoption.pk}/a-year",
    )
    return True


def _check_may_adopt(by: Person, submission: Submission) -> None:
    if not permissions.can_adopt(by, submission):
        raise PermissionDenied(
            _("Kun medarbejdere i en anden kommune kan skrive, at de tager metoden i brug.")
        )


def _check_is_ours(by: Person, adoption: Adoption) -> None:
    if not permissions.speaks_for(by, adoption.municipality_id):
        raise PermissionDenied(_("Kun kommunen selv kan rette dette."))


def _first_day(adoption: Adoption) -> date:
    return date(adoption.from_year, adoption.from_month, 1)


def _check_month(since: Month, now: datetime) -> None:
    last = now.year + MOST_YEARS_AHEAD
    if not EARLIEST_YEAR <= since.year <= last:
        raise MoveRefused(
            _("Årstallet skal ligge mellem %(first)s og %(last)s.")
            % {"first": EARLIEST_YEAR, "last": last}
        )


def _check_state(adoption: Adoption, state: AdoptionState) -> None:
    if adoption.state != state:
        raise MoveRefused(
            _("Det kan ikke lade sig gøre nu. Det står som: %(state)s.")
            % {"state": adoption.get_state_display()}
        )


def _swap(adoption: Adoption, version: int, now: datetime, **changes: object) -> None:
    """Compare-and-swap; what was withdrawn is gone for good."""
    swapped = (
        Adoption.objects.exclude(state=AdoptionState.WITHDRAWN)
        .filter(pk=adoption.pk, version=version)
        .update(version=F("version") + 1, changed_at=now, **changes)
    )
    if swapped != 1:
        raise StaleVersion(_("Det er ændret, siden du åbnede siden. Se efter, og prøv igen."))
    adoption.refresh_from_db()


def _trace(adoption: Adoption, action: AdoptionAction, by: Person, now: datetime) -> None:
    AdoptionMove.objects.create(
        adoption=adoption, action=action, version=adoption.version, by_id=by.pk, at=now
    )


def _tell_owner(submission: Submission, adoption: Adoption, now: datetime) -> None:
    address = contacts.owner_address(submission) or submission.contact_email
    if not address:
        return
    path = submission.get_absolute_url()
    name = str(adoption.municipality)
    mailing.tell(
        to=address,
        template="adopted",
        context={
            "submission": submission,
            "municipality": name,
            "since": _first_day(adoption),
            "url": settings.BASE_URL + path,
        },
        line=f"{name}: {submission.title} ({submission.code})",
        path=path,
        now=now,
        key=f"adoption/{adoption.pk}/declared",
    )
