"""Whether a method is still in use, as its owner last said, and when it is time to ask again."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from submissions.models import Running, Submission

ASK_AFTER = timedelta(days=365)  # since it was published, or since the last answer
REMIND_AFTER = timedelta(days=30)  # since it was asked
SILENT_AFTER = ASK_AFTER + 2 * REMIND_AFTER  # the reminder has had its month too


class Tone(StrEnum):
    """What the words are about, for colours and icons beside them."""

    USED = "used"
    SILENT = "silent"
    STOPPED = "stopped"


@dataclass(frozen=True, slots=True)
class Label:
    tone: Tone
    text: str  # "Stadig i brug, bekræftet november 2026"


def label(submission: Submission, *, now: datetime) -> Label | None:
    """What readers are told of a published submission; None where nothing has been said yet."""
    if not _can_run(submission):
        return None
    if submission.is_stopped:
        return Label(Tone.STOPPED, _stopped(submission.ended_year))
    if last_said(submission) <= now - SILENT_AFTER:
        year = timezone.localtime(last_said(submission)).year
        return Label(Tone.SILENT, _("Ikke bekræftet siden %(year)s") % {"year": year})
    if not submission.running or submission.running_said_at is None:
        return None
    month = date_format(timezone.localtime(submission.running_said_at), "F Y")
    said = (
        _("I brug, men ændret, oplyst %(month)s")
        if submission.running == Running.CHANGED
        else _("Stadig i brug, bekræftet %(month)s")
    )
    return Label(Tone.USED, said % {"month": month})


def last_said(submission: Submission) -> datetime:
    """When it was last known to be in use: the publication says so too."""
    said = submission.running_said_at or submission.published_at
    assert said is not None, "a check constraint ties it to the state"
    return said


def _can_run(submission: Submission) -> bool:
    """A report is not in use or stopped, and of a bare title nobody can say."""
    return submission.is_method and submission.is_published and not submission.only_title


def _stopped(year: int | None) -> str:
    return _("Stoppet i %(year)s") % {"year": year} if year else _("Stoppet")
