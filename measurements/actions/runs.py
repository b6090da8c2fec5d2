"""Asking for a computation, stopping it, and ringing again for what waits too long."""

import logging
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from measurements import doorbell
from measurements.actions import leases
from measurements.actions.moving import make_move
from measurements.actions.refusals import NotPossible, check_has_no_live_run, someone_was_faster
from measurements.actions.trace import record
from measurements.computing import folders
from measurements.lifecycle import RoundAction, move
from measurements.models import InputKind, Round, Run, RunKind, RunState
from measurements.models.run import LIVE
from measurements.payload import public_seals
from measurements.permissions import check_can_manage_rounds, check_may

logger = logging.getLogger(__name__)

RING_AGAIN_AFTER = timedelta(seconds=10)
DRAWS = 1000  # random draws behind rank ranges and the gap of pure chance
SEED = 1  # the same for every run, so that the same files give the same figures

Settings = dict[str, Any]


@transaction.atomic
def request_validation(*, measured: Round, by: AbstractBaseUser, now: datetime) -> Run:
    """Have the files read and checked."""
    check_may(by, measured, RoundAction.VALIDATE)
    if not measured.current_inputs:
        raise NotPossible(_("Upload filerne først."))
    return _request(measured, RunKind.VALIDATION, RoundAction.VALIDATE, by=by, now=now)


@transaction.atomic
def request_run(*, measured: Round, by: AbstractBaseUser, now: datetime) -> Run:
    """Have the round computed from files that have been checked, their warnings accepted."""
    check_may(by, measured, RoundAction.COMPUTE)
    move(measured.state, RoundAction.COMPUTE)
    checked = measured.newest_of(RunKind.VALIDATION)
    if (
        checked is None
        or checked.state != RunState.FINISHED
        or not is_up_to_date(measured, checked)
    ):
        raise NotPossible(_("Filerne skal kontrolleres, før der kan beregnes."))
    if checked.open_warnings:
        raise NotPossible(_("Kontrollen har advarsler. Tag stilling til dem, før der beregnes."))
    return _request(measured, RunKind.COMPUTATION, RoundAction.COMPUTE, by=by, now=now)


@transaction.atomic
def accept_warning(*, run: Run, code: str, by: AbstractBaseUser, now: datetime) -> None:
    """Somebody has looked at a warning and answers for going on in spite of it."""
    check_can_manage_rounds(by)
    warning = next((each for each in run.open_warnings if each["code"] == code), None)
    if warning is None:
        raise NotPossible(_("Der er ikke længere nogen advarsel at tage stilling til."))
    accepted = {**run.accepted, code: {"by": by.pk, "at": now.isoformat()}}
    Run.objects.filter(pk=run.pk).update(accepted=accepted)
    run.accepted = accepted
    record(
        action="warning.accepted",
        of=run.round,
        by=by,
        at=now,
        details={"run": run.pk, **warning},
    )


def is_up_to_date(measured: Round, run: Run) -> bool:
    """Whether the run used the files and the rules that hold for the round now."""
    used = {file.pk for file in run.inputs.all()}
    now = {file.pk for file in measured.current_inputs}
    rules = settings_of(measured)
    if run.kind == RunKind.VALIDATION:
        return used == now and run.settings["reading"] == rules["reading"]
    return used == now and run.settings == rules


def check_is_ready(measured: Round, run: Run | None) -> None:
    """Only a finished computation of this round, on the files and rules that it has now."""
    is_finished = (
        run is not None and run.kind == RunKind.COMPUTATION and run.state == RunState.FINISHED
    )
    if run is None or run.round_id != measured.pk or not is_finished:
        raise NotPossible(_("Kun en færdig beregning af denne måling kan godkendes."))
    if not is_up_to_date(measured, run):
        raise NotPossible(
            _("Der er kommet nye filer eller regler siden beregningen. Beregn målingen igen.")
        )
    if run.open_warnings:
        raise NotPossible(_("Beregningen har advarsler. Tag stilling til dem først."))


def settings_of(measured: Round) -> Settings:
    """What besides the files decides the figures: how these are read and measured, and what has
    been published before, beside which nothing more may be revealed.
    """
    has_labour_market = any(
        file.kind in {InputKind.LABOUR_MARKET, InputKind.ARCHIVE}
        for file in measured.current_inputs
    )
    return {
        "reading": {
            "success": measured.success,
            "data_end": measured.data_end.isoformat() if measured.data_end else None,
        },
        "spec": {
            "horizon": measured.horizon,
            "minimum_people": measured.minimum_people,
            "adjust": "within" if has_labour_market else "none",
            "draws": DRAWS,
            "seed": SEED,
        },
        "history": public_seals(simulated=measured.simulated),
    }


def _request(
    measured: Round, kind: RunKind, action: RoundAction, *, by: AbstractBaseUser, now: datetime
) -> Run:
    """Put a run in the queue. The rules that it works by are frozen in the row."""
    check_has_no_live_run(measured)
    make_move(measured=measured, action=action, by=by, now=now)
    try:
        with transaction.atomic():
            run = Run.objects.create(
                round=measured,
                kind=kind,
                settings=settings_of(measured),
                requested_at=now,
                rung_at=now,
            )
    except IntegrityError as problem:
        # Someone asked in the same moment; the constraint let one of us through.
        raise NotPossible(_("En beregning af målingen er allerede sat i gang.")) from problem
    run.inputs.set(measured.current_inputs)
    doorbell.ring_after_commit(doorbell.EXECUTE_RUN, run.pk)
    return run


@transaction.atomic
def stop_run(*, run: Run, by: AbstractBaseUser, now: datetime) -> None:
    """Take a live run out of the queue. Its worker loses the fence and cannot save."""
    make_move(measured=run.round, action=RoundAction.STOP, by=by, now=now, details={"run": run.pk})
    stopped = Run.objects.filter(pk=run.pk, state__in=LIVE, fence=run.fence).update(
        state=RunState.FAILED,
        fence=run.fence + 1,
        lease_until=None,
        finished_at=now,
        failure={"code": "stopped"},
    )
    if not stopped:
        raise someone_was_faster()


def sweep(*, now: datetime) -> int:
    """Ring for runs that nobody has taken up, and for those whose worker went silent.

    Returns how many were rung for. May run as often as one likes, also twice at once.
    """
    _give_up_on_the_hopeless(now)
    _tell_of_the_stuck(now)
    _remove_abandoned_folders()
    quiet = Run.objects.filter(
        Q(state=RunState.WAITING) | Q(state=RunState.RUNNING, lease_until__lt=now),
        Q(rung_at__isnull=True) | Q(rung_at__lte=now - RING_AGAIN_AFTER),
    )
    waiting = list(quiet.values_list("pk", flat=True))
    for run_id in waiting:
        Run.objects.filter(pk=run_id).update(rung_at=now)
        doorbell.ring(doorbell.EXECUTE_RUN, run_id)
    return len(waiting)


def _remove_abandoned_folders() -> None:
    """In this order: a folder that is there now belongs to a claim that the database knows."""
    there = folders.names(settings.COMPUTING_ROOT)
    in_use = {str(held) for held in leases.in_force()}
    folders.remove(settings.COMPUTING_ROOT, there - in_use)


def _tell_of_the_stuck(now: datetime) -> None:
    """Whoever watches the log hears of a run that all the other limits should have ended."""
    since = now - timedelta(seconds=settings.RUN_STUCK_SECONDS)
    stuck = Run.objects.filter(state__in=LIVE, requested_at__lt=since)
    for run_id in stuck.values_list("pk", flat=True):
        logger.error("run %s is still not done after %s s", run_id, settings.RUN_STUCK_SECONDS)


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
            make_move(
                measured=run.round,
                action=RoundAction.BREAK_DOWN,
                by=None,
                now=now,
                details={"run": run.pk, "code": "worker_died"},
            )
