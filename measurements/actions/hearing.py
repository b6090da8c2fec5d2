"""The hearing: each municipality sees its own figures and answers before anything is public.

An answer and a response to it make the round newer: whoever approves must have seen them.
"""

from datetime import date, datetime, timedelta

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from measurements.actions import hearing_mail
from measurements.actions.hearing_files import KeptFile
from measurements.actions.moving import make_move
from measurements.actions.refusals import NotPossible, check_names_nobody, someone_was_faster
from measurements.actions.runs import check_is_ready
from measurements.actions.trace import record
from measurements.lifecycle import (
    HEARING_RULES,
    HearingAct,
    RoundAction,
    RoundState,
    check_hearing_allows,
    move,
)
from measurements.models import Hearing, Position, Round, RunKind
from measurements.permissions import check_may, check_may_in_hearing

SHORTEST = timedelta(days=5)  # less needs a reason
LONGEST = timedelta(days=365)  # more is a slip of the pen
LAST_DAYS = timedelta(days=3)  # when the timer reminds those who have not looked
LONGEST_TEXT = 10_000  # letters; some four printed pages


class ChangedMeanwhile(NotPossible):
    """A colleague has answered, or the publisher has responded, since the page was shown."""


@transaction.atomic
def open_hearing(
    *, measured: Round, until: date, short_reason: str = "", by: AbstractBaseUser, now: datetime
) -> None:
    """Show every municipality its own figures, and ask for an answer.

    until         the last day; the whole of it counts, in Denmark
    short_reason  why the municipalities get less time than is decent; needed when they do
    """
    check_may(by, measured, RoundAction.OPEN_HEARING)
    move(measured.state, RoundAction.OPEN_HEARING)
    run = measured.newest_of(RunKind.COMPUTATION)
    check_is_ready(measured, run)
    assert run is not None, "a run that is ready is there"
    _check_deadline(until, now=now, short_reason=short_reason)
    codes = [row["code"] for row in run.outcome["municipalities"]]
    make_move(
        measured=measured,
        action=RoundAction.OPEN_HEARING,
        by=by,
        now=now,
        reason=short_reason,
        details={"until": until.isoformat(), "asked": len(codes), "sha256": run.outcome_sha256},
        changes={"hearing_until": until, "sitting": measured.sitting + 1},
    )
    Hearing.objects.bulk_create(
        Hearing(round=measured, sitting=measured.sitting, municipality_id=code) for code in codes
    )
    hearing_mail.tell_opened(measured, now=now)


@transaction.atomic
def extend_hearing(*, measured: Round, until: date, by: AbstractBaseUser, now: datetime) -> None:
    """Give every municipality until a later day."""
    check_may(by, measured, RoundAction.EXTEND_HEARING)
    move(measured.state, RoundAction.EXTEND_HEARING)
    before = measured.hearing_until
    if before is not None and until <= before:
        raise NotPossible(
            _("Den nye frist skal ligge efter den, kommunerne har nu: %(before)s.")
            % {"before": date_format(before)}
        )
    _check_is_a_day_to_come(until, now=now)
    make_move(
        measured=measured,
        action=RoundAction.EXTEND_HEARING,
        by=by,
        now=now,
        details={"before": before.isoformat() if before else None, "until": until.isoformat()},
        changes={"hearing_until": until},
    )
    hearing_mail.tell_extended(measured, now=now)


def record_look(*, hearing: Hearing, by: AbstractBaseUser, now: datetime) -> None:
    """The first look of a municipality at its figures. Later ones leave no trace."""
    check_may_in_hearing(by, HearingAct.LOOK, of=hearing.municipality_id)
    is_over = hearing.round.state != RoundState.HEARING or hearing.sitting != hearing.round.sitting
    if hearing.first_seen_at is not None or is_over:
        return
    with transaction.atomic():
        _record(hearing, HearingAct.LOOK, by=by, now=now)
        looked = _hold(hearing.round) and Hearing.objects.filter(
            pk=hearing.pk, first_seen_at=None
        ).update(first_seen_at=now, first_seen_by_id=by.pk)
        if not looked:  # a colleague looked in the same moment, or the hearing has just ended
            transaction.set_rollback(True)


@transaction.atomic
def answer(
    *,
    hearing: Hearing,
    version: int,
    position: Position,
    comment: str,
    file: KeptFile | None,
    by: AbstractBaseUser,
    now: datetime,
) -> None:
    """What the municipality says to its figures. Until the deadline it may say something else.

    version  of the answer that the person had before them
    file     kept by `hearing_files.keep_file`; None: the answer has none
    """
    check_may_in_hearing(by, HearingAct.ANSWER, of=hearing.municipality_id)
    _check_is_current(hearing)
    _check_allowed(hearing.round, HearingAct.ANSWER, now=now)
    comment = comment.strip()
    if position == Position.OBJECTS and not comment:
        raise NotPossible(_("Skriv, hvad I indvender mod tallene."))
    _check_text(comment)
    _record(hearing, HearingAct.ANSWER, by=by, now=now, position=position, file=bool(file))
    _change(
        hearing,
        version=version,
        position=position,
        comment=comment,
        file_sha256=file.sha256 if file else "",
        file_name=file.name if file else "",
        answered_at=now,
        answered_by_id=by.pk,
    )


@transaction.atomic
def respond(
    *, hearing: Hearing, version: int, response: str, by: AbstractBaseUser, now: datetime
) -> None:
    """The publisher's response to a municipality's answer. It stands beside it in public."""
    check_may_in_hearing(by, HearingAct.RESPOND)
    _check_is_current(hearing)
    _check_allowed(hearing.round, HearingAct.RESPOND, now=now)
    response = response.strip()
    if not hearing.position:
        raise NotPossible(_("Kommunen har ikke svaret endnu."))
    if not response:
        raise NotPossible(_("Skriv et svar til kommunen."))
    _check_text(response)
    _record(hearing, HearingAct.RESPOND, by=by, now=now)
    _change(hearing, version=version, response=response, responded_at=now, responded_by_id=by.pk)
    hearing_mail.tell_responded(hearing, now=now)


@transaction.atomic
def remind(*, measured: Round, by: AbstractBaseUser, now: datetime) -> int:
    """Write to the municipalities that have not looked, at most once a day. Returns how many."""
    check_may_in_hearing(by, HearingAct.REMIND)
    _check_allowed(measured, HearingAct.REMIND, now=now)
    return _remind(measured, not_since=timezone.localdate(now), by=by, now=now)


def remind_before_deadline(*, now: datetime) -> int:
    """For the timer: in the last days, whoever has not looked is reminded once. Returns how many."""
    today = timezone.localdate(now)
    near = Round.objects.filter(
        state=RoundState.HEARING,
        hearing_until__gte=today,
        hearing_until__lte=today + LAST_DAYS,
    )
    return sum(_remind_in_the_last_days(each, now=now) for each in near)


@transaction.atomic
def _remind_in_the_last_days(measured: Round, *, now: datetime) -> int:
    assert measured.hearing_until is not None, "filtered on it"
    return _remind(measured, not_since=measured.hearing_until - LAST_DAYS, by=None, now=now)


def _remind(measured: Round, *, not_since: date, by: AbstractBaseUser | None, now: datetime) -> int:
    """Those with users who have neither looked nor been reminded on or after that day."""
    reachable = hearing_mail.users_by_municipality()
    quiet = [
        each
        for each in measured.hearings.filter(sitting=measured.sitting, first_seen_at=None)
        if each.municipality_id in reachable
        and (each.reminded_at is None or timezone.localdate(each.reminded_at) < not_since)
    ]
    if not quiet:
        return 0
    record(
        action=HEARING_RULES[HearingAct.REMIND].event,
        of=measured,
        by=by,
        at=now,
        details={"municipalities": len(quiet)},
    )
    reminded = [each for each in quiet if _is_first_to_remind(each, now=now)]
    hearing_mail.remind(measured, reminded, now=now)
    return len(reminded)


def _is_first_to_remind(hearing: Hearing, *, now: datetime) -> bool:
    """The timer and a person, or two of either, may be at it in the same moment."""
    untouched = Hearing.objects.filter(
        pk=hearing.pk, first_seen_at=None, reminded_at=hearing.reminded_at
    )
    return bool(untouched.update(reminded_at=now))


def _check_allowed(measured: Round, act: HearingAct, *, now: datetime) -> None:
    check_hearing_allows(
        act,
        state=measured.state,
        until=measured.hearing_until,
        today=timezone.localdate(now),
    )


def _check_is_current(hearing: Hearing) -> None:
    """A round that was taken back and heard again has a newer sitting."""
    if hearing.sitting != hearing.round.sitting:
        raise NotPossible(_("Høringen er taget tilbage, og en ny er begyndt. Åbn den nye."))


def _check_deadline(until: date, *, now: datetime, short_reason: str) -> None:
    _check_is_a_day_to_come(until, now=now)
    if until - timezone.localdate(now) < SHORTEST and not short_reason.strip():
        raise NotPossible(
            _("Kommunerne får mindre end %(days)d dage. Vælg en senere frist, eller skriv hvorfor.")
            % {"days": SHORTEST.days}
        )


def _check_is_a_day_to_come(until: date, *, now: datetime) -> None:
    today = timezone.localdate(now)
    if until < today:
        raise NotPossible(_("Fristen er allerede gået. Vælg en dag, der kommer."))
    if until - today > LONGEST:
        raise NotPossible(_("Fristen ligger mere end et år ude i fremtiden. Se efter årstallet."))


def _check_text(text: str) -> None:
    """What is written here becomes public together with the figure, and stays so."""
    if len(text) > LONGEST_TEXT:
        raise NotPossible(
            _("Teksten må højst fylde %(most)d tegn. Læg resten i en fil.") % {"most": LONGEST_TEXT}
        )
    check_names_nobody(text)


def _record(
    hearing: Hearing,
    act: HearingAct,
    *,
    by: AbstractBaseUser,
    now: datetime,
    **details: object,
) -> None:
    record(
        action=HEARING_RULES[act].event,
        of=hearing.round,
        by=by,
        at=now,
        details={"municipality": hearing.municipality_id, **details},
    )


def _change(hearing: Hearing, *, version: int, **columns: object) -> None:
    """The round first, so that an approval under way either waits or stands in the way."""
    if not _hold(hearing.round, is_news=True):
        raise someone_was_faster()
    seen = Hearing.objects.filter(pk=hearing.pk, version=version)
    if not seen.update(version=F("version") + 1, **columns):
        raise ChangedMeanwhile(
            _("Svaret er blevet ændret, siden du åbnede siden. Læs det nye, før du sender dit.")
        )
    hearing.refresh_from_db()


def _hold(measured: Round, *, is_news: bool = False) -> bool:
    """Take the round's row, if it still is in hearing. News make it newer than any page shows it."""
    in_hearing = Round.objects.filter(pk=measured.pk, state=RoundState.HEARING)
    return bool(in_hearing.update(version=F("version") + int(is_news)))
