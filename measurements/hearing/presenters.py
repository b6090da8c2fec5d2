"""A hearing in words for the municipality that is heard."""

from dataclasses import dataclass
from datetime import date, datetime

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from measurements.lifecycle import PUBLIC, RoundState
from measurements.models import Hearing, Position, Round, Run, RunKind, RunState
from measurements.presenters.own_result import OwnResult, own_result
from measurements.preview import own_result_of


@dataclass(frozen=True, slots=True)
class HearingRow:
    """One line of the list of hearings."""

    title: str
    url: str
    period: str
    simulated: bool
    state: str
    is_open: bool


@dataclass(frozen=True, slots=True)
class Answer:
    """What the municipality has said, and what it was told."""

    position: Position
    comment: str
    file_name: str
    at: datetime
    by: str
    response: str
    responded_at: datetime | None


@dataclass(frozen=True, slots=True)
class HearingPage:
    measured: Round
    municipality: str
    own: OwnResult | None  # None: nothing was measured of the municipality
    answer: Answer | None
    is_open: bool
    time_left: str


def is_shown(hearing: Hearing) -> bool:
    """Whether the figures may be seen here: in hearing and while they wait for publication."""
    return hearing.round.hearing_until is not None and hearing.round.state in {
        RoundState.HEARING,
        RoundState.APPROVED,
    }


def hearing_rows(hearings: list[Hearing], *, now: datetime) -> list[HearingRow]:
    return [_row(each, now=now) for each in hearings]


def hearing_page(hearing: Hearing, *, now: datetime) -> HearingPage:
    measured = hearing.round
    found = own_result_of(
        measured=measured, run=_run_of(measured), code=hearing.municipality_id, now=now
    )
    return HearingPage(
        measured=measured,
        municipality=hearing.municipality.name,
        own=own_result(found) if found else None,
        answer=answer_of(hearing),
        is_open=measured.takes_answers(timezone.localdate(now)),
        time_left=_time_left(measured, now=now),
    )


def answer_of(hearing: Hearing) -> Answer | None:
    if not hearing.position or hearing.answered_at is None:
        return None
    return Answer(
        position=Position(hearing.position),
        comment=hearing.comment,
        file_name=hearing.file_name,
        at=hearing.answered_at,
        by=str(hearing.answered_by),
        response=hearing.current_response,
        responded_at=hearing.responded_at if hearing.current_response else None,
    )


def _run_of(measured: Round) -> Run:
    """The computation that is heard; nothing else can be computed meanwhile."""
    run = measured.runs.filter(kind=RunKind.COMPUTATION, state=RunState.FINISHED).first()
    assert run is not None, "only a computed round is heard"
    return run


def _row(hearing: Hearing, *, now: datetime) -> HearingRow:
    measured = hearing.round
    return HearingRow(
        title=measured.title,
        url=reverse("hearing", args=[measured.slug]),
        period=f"{measured.period_from}–{measured.period_to}",
        simulated=measured.simulated,
        state=_state(hearing, now=now),
        is_open=measured.takes_answers(timezone.localdate(now)),
    )


def _state(hearing: Hearing, *, now: datetime) -> str:
    measured = hearing.round
    if measured.state == RoundState.RETRACTED:
        return _("Målingen er trukket tilbage.")
    if measured.state in PUBLIC:
        return _("Målingen er offentlig.")
    if not is_shown(hearing):
        return _("Høringen er taget tilbage. I får en mail, hvis målingen sendes i høring igen.")
    if not measured.takes_answers(timezone.localdate(now)):
        return _("Høringen er slut. Målingen er endnu ikke offentlig.")
    until = {"until": date_format(_until(measured))}
    if hearing.position:
        return _("I har svaret. Svaret kan ændres til og med den %(until)s.") % until
    return _("I har ikke svaret endnu. Fristen er den %(until)s.") % until


def _time_left(measured: Round, *, now: datetime) -> str:
    if not measured.takes_answers(timezone.localdate(now)):
        return ""
    until = _until(measured)
    days = (until - timezone.localdate(now)).days
    if days == 0:
        return _("Sidste dag er i dag.")
    return ngettext("Der er %(days)d dag tilbage.", "Der er %(days)d dage tilbage.", days) % {
        "days": days
    }


def _until(measured: Round) -> date:
    assert measured.hearing_until is not None, "an open hearing has a deadline"
    return measured.hearing_until
