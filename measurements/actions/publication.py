"""Making a round public: what was seen is frozen, a second person moves the pointer.

Nothing public ever changes: a correction is a new version, a retraction leaves a notice.
"""

from datetime import date, datetime

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from measurements import doorbell, failpoints
from measurements.actions import following
from measurements.actions.moving import make_move
from measurements.actions.refusals import NotPossible, someone_was_faster
from measurements.actions.runs import check_is_ready, is_up_to_date
from measurements.audit_chain import one_at_a_time
from measurements.lifecycle import RoundAction, RoundState, move
from measurements.models import NoticeEvent, Publication, Round, Run, Series
from measurements.payload import assemble, canonical, digest
from measurements.permissions import approved_it, check_may


@transaction.atomic
def approve_round(
    *,
    measured: Round,
    run: Run,
    previewed_sha256: str,
    no_hearing_reason: str = "",
    hearing_reason: str = "",
    by: AbstractBaseUser,
    now: datetime,
) -> None:
    """Freeze everything that publication will make public.

    previewed_sha256   which figures were looked at
    no_hearing_reason  why the municipalities were not heard; needed when they were not
    hearing_reason     why objections stand unanswered, or the hearing is cut short; needed when so
    """
    check_may(by, measured, RoundAction.APPROVE)
    check_is_ready(measured, run)
    if previewed_sha256 != run.outcome_sha256:
        raise NotPossible(_("Tallene er ikke dem, du så. Se forhåndsvisningen igen."))
    was_heard = measured.state == RoundState.HEARING
    if not was_heard and not no_hearing_reason.strip():
        raise NotPossible(
            _("Kommunerne er ikke hørt. Skriv hvorfor; det kommer til at stå på siden.")
        )
    if not hearing_reason.strip() and (against := what_hearing_is_against(measured, now=now)):
        raise NotPossible(against)
    make_move(
        measured=measured,
        action=RoundAction.APPROVE,
        by=by,
        now=now,
        reason=hearing_reason if was_heard else no_hearing_reason,
        details={"run": run.pk, "sha256": run.outcome_sha256},
        changes={
            "approved_run": run,
            "approved_by_id": by.pk,
            "approved_at": now,
            "no_hearing_reason": "" if was_heard else no_hearing_reason.strip(),
            "hearing_until": _last_day_of_hearing(measured, now=now),
        },
    )
    text = canonical(assemble(measured=measured, run=run))
    Publication.objects.create(round=measured, payload=text, sha256=digest(text), frozen_at=now)


@transaction.atomic
def reopen_round(*, measured: Round, reason: str, by: AbstractBaseUser, now: datetime) -> None:
    """Take a hearing or an approval back, before anything is public."""
    make_move(
        measured=measured,
        action=RoundAction.REOPEN,
        by=by,
        now=now,
        reason=reason,
        changes={
            "approved_run": None,
            "approved_by": None,
            "approved_at": None,
            "no_hearing_reason": "",
            "hearing_until": None,
        },
    )
    Publication.objects.filter(round=measured).delete()


@transaction.atomic
def publish_round(
    *,
    measured: Round,
    approved_sha256: str,
    alone_reason: str = "",
    by: AbstractBaseUser,
    now: datetime,
) -> None:
    """Move the pointer to what was approved.

    approved_sha256  the seal that was looked at
    alone_reason     why the one who approved publishes as well; needed when it is the same person
    """
    check_may(by, measured, RoundAction.PUBLISH)
    move(measured.state, RoundAction.PUBLISH)
    one_at_a_time()
    _check_is_as_seen(measured)
    alone = approved_it(by, measured)
    if alone and not alone_reason.strip():
        raise NotPossible(_("Du har selv godkendt målingen. Skriv, hvorfor du er alene om det."))
    if _seal_of_what_is_frozen(measured) != approved_sha256:
        raise NotPossible(_("Målingen er ikke den, du så. Se forhåndsvisningen igen."))
    if measured.approved_run and not is_up_to_date(measured, measured.approved_run):
        raise NotPossible(
            _(
                "Siden beregningen er der offentliggjort en anden måling. Tag godkendelsen tilbage, "
                "og beregn igen, så det kan ses efter, at de to tilsammen ikke røber noget."
            )
        )
    _check_would_be_frozen_alike(measured, approved_sha256)
    make_move(
        measured=measured,
        action=RoundAction.PUBLISH,
        by=by,
        now=now,
        reason=alone_reason if alone else "",
        details={"seal": approved_sha256},
        changes={
            "published_by_id": by.pk,
            "published_at": now,
            "alone_reason": alone_reason.strip() if alone else "",
        },
    )
    failpoints.reach("mid_publish_tx")
    _swap_pointer(measured, now=now)
    following.note(measured=measured, event=NoticeEvent.PUBLISHED, now=now)
    doorbell.ring_after_commit(doorbell.RELINK, measured.series.slug)
    transaction.on_commit(lambda: failpoints.reach("after_publish_commit"))


@transaction.atomic
def retract_round(*, measured: Round, reason: str, by: AbstractBaseUser, now: datetime) -> None:
    """Take a public round away. A notice with the reason stays where it was."""
    make_move(
        measured=measured,
        action=RoundAction.RETRACT,
        by=by,
        now=now,
        reason=reason,
        changes={"retracted_at": now, "retraction_reason": reason.strip()},
    )
    following.note(measured=measured, event=NoticeEvent.RETRACTED, now=now)
    doorbell.ring_after_commit(doorbell.RELINK, measured.series.slug)


def what_hearing_is_against(measured: Round, *, now: datetime) -> str:
    """Why a round in hearing is approved only with a reason; empty when nothing is in the way."""
    if unanswered := len(measured.unanswered_objections):
        return ngettext(
            "%(count)d indvending er ikke besvaret. Besvar den, eller skriv, hvorfor målingen "
            "godkendes alligevel.",
            "%(count)d indvendinger er ikke besvaret. Besvar dem, eller skriv, hvorfor målingen "
            "godkendes alligevel.",
            unanswered,
        ) % {"count": unanswered}
    if measured.is_awaiting_answers(timezone.localdate(now)):
        return _(
            "Høringsfristen er ikke gået, og ikke alle kommuner har svaret. Vent, eller skriv, "
            "hvorfor målingen godkendes før tiden."
        )
    return ""


def _check_is_as_seen(measured: Round) -> None:
    """Said before anything else is: what follows would be about another version."""
    if not Round.objects.filter(pk=measured.pk, version=measured.version).exists():
        raise someone_was_faster()


def _seal_of_what_is_frozen(measured: Round) -> str:
    """Of the text itself, not of the column beside it: until now it could be exchanged."""
    frozen = Publication.objects.filter(round=measured).first()
    return digest(frozen.payload) if frozen else ""


def _last_day_of_hearing(measured: Round, *, now: datetime) -> date | None:
    """The deadline, or today when the hearing is cut short: the public is told how long it was."""
    until = measured.hearing_until
    return None if until is None else min(until, timezone.localdate(now))


def _check_would_be_frozen_alike(measured: Round, seal: str) -> None:
    """What the payload tells of the version before may have changed since: that was retracted."""
    fresh = Round.objects.select_related("series", "replaces", "approved_run").get(pk=measured.pk)
    run = fresh.approved_run
    if run and digest(canonical(assemble(measured=fresh, run=run))) != seal:
        raise NotPossible(
            _(
                "Noget af det, der blev godkendt, gælder ikke længere, for eksempel fordi udgaven "
                "før er trukket tilbage. Tag godkendelsen tilbage, og godkend igen."
            )
        )


def _swap_pointer(measured: Round, *, now: datetime) -> None:
    """The series now shows this version; the one it showed before is superseded."""
    series = measured.series
    before = series.current
    published_on = series.published_on or timezone.localdate(now)
    swapped = Series.objects.filter(pk=series.pk, current=before).update(
        current=measured, published_on=published_on
    )
    if not swapped:
        raise someone_was_faster()
    if before is not None and before.state == RoundState.PUBLISHED:
        make_move(measured=before, action=RoundAction.SUPERSEDE, by=None, now=now)
    series.refresh_from_db()
