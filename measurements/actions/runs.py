"""Asking for a computation, stopping it, and ringing again for what waits too long."""

from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from measurements import doorbell
from measurements.actions.refusals import (
    NotPossible,
    check_has_no_live_run,
    check_is_draft,
    someone_was_faster,
)
from measurements.actions.trace import record
from measurements.models import InputFile, Round, Run, RunState
from measurements.models.run import LIVE
from measurements.permissions import check_can_manage_rounds

RING_AGAIN_AFTER = timedelta(seconds=10)
DRAWS = 1000  # random draws behind rank ranges and the gap of pure chance
SEED = 1  # the same for every run, so that the same files give the same figures


@transaction.atomic
def request_run(
    *,
    measured: Round,
    spells: InputFile,
    labour_market: InputFile | None,
    by: AbstractBaseUser,
    now: datetime,
) -> Run:
    """Put a computation in the queue. The rules it computes by are frozen in the row."""
    check_can_manage_rounds(by)
    check_is_draft(measured)
    check_has_no_live_run(measured)
    try:
        with transaction.atomic():
            run = Run.objects.create(
                round=measured,
                spells=spells,
                labour_market=labour_market,
                settings=_settings(measured, has_labour_market=labour_market is not None),
                requested_at=now,
                rung_at=now,
            )
    except IntegrityError as problem:
        # Someone asked in the same moment; the constraint let one of us through.
        raise NotPossible(_("En beregning af målingen er allerede sat i gang.")) from problem
    record(action="run.requested", of=measured, by=by, at=now, run=run.pk)
    doorbell.ring_after_commit(doorbell.EXECUTE_RUN, run.pk)
    return run


@transaction.atomic
def stop_run(*, run: Run, by: AbstractBaseUser, now: datetime) -> None:
    """Take a live run out of the queue. Its worker loses the fence and cannot save."""
    check_can_manage_rounds(by)
    stopped = Run.objects.filter(pk=run.pk, state__in=LIVE, fence=run.fence).update(
        state=RunState.FAILED,
        fence=run.fence + 1,
        lease_until=None,
        finished_at=now,
        failure={"code": "stopped"},
    )
    if not stopped:
        raise someone_was_faster()
    record(action="run.stopped", of=run.round, by=by, at=now, run=run.pk)


def sweep(*, now: datetime) -> int:
    """Ring for runs that nobody has taken up, and for those whose worker went silent.

    Returns how many were rung for. May run as often as one likes, also twice at once.
    """
    _give_up_on_the_hopeless(now)
    quiet = Run.objects.filter(
        Q(state=RunState.WAITING) | Q(state=RunState.RUNNING, lease_until__lt=now),
        Q(rung_at__isnull=True) | Q(rung_at__lte=now - RING_AGAIN_AFTER),
    )
    waiting = list(quiet.values_list("pk", flat=True))
    for run_id in waiting:
        Run.objects.filter(pk=run_id).update(rung_at=now)
        doorbell.ring(doorbell.EXECUTE_RUN, run_id)
    return len(waiting)


@transaction.atomic
def _give_up_on_the_hopeless(now: datetime) -> None:
    """A run whose worker died at every attempt is stopped, not tried for ever."""
    hopeless = Run.objects.select_related("round").filter(
        state=RunState.RUNNING, lease_until__lt=now, attempt__gte=settings.RUN_ATTEMPTS
    )
    for run in hopeless:
        stopped = Run.objects.filter(pk=run.pk, state=RunState.RUNNING, fence=run.fence).update(
            state=RunState.FAILED,
            fence=run.fence + 1,
            lease_until=None,
            finished_at=now,
            failure={"code": "worker_died"},
        )
        if stopped:
            record(action="run.failed", of=run.round, by=None, at=now, run=run.pk)


def _settings(measured: Round, *, has_labour_market: bool) -> dict[str, object]:
    return {
        "horizon": measured.horizon,
        "minimum_people": measured.minimum_people,
        "adjust": "within" if has_labour_market else "none",
        "draws": DRAWS,
        "seed": SEED,
    }
