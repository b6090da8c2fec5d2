"""Looking at a run from outside, as the timer and the page do."""

from django.db import transaction
from django.utils import timezone

from measurements.actions import runs
from measurements.actions.moving import make_move
from measurements.lifecycle import RoundAction
from measurements.models import Run, RunState

from .services import wait_until


def end_validation(checked):
    """As a worker does when it has found nothing wrong."""
    now = timezone.now()
    with transaction.atomic():
        Run.objects.filter(pk=checked.pk).update(state=RunState.FINISHED, finished_at=now)
        make_move(
            measured=checked.round,
            action=RoundAction.FIND_VALID,
            by=None,
            now=now,
            details={"run": checked.pk},
        )


def state_of(run):
    return RunState(Run.objects.values_list("state", flat=True).get(pk=run.pk))


def stage_of(run):
    return Run.objects.values_list("stage", flat=True).get(pk=run.pk)


def sweep_until(holds, what, *, seconds=90):
    """Wait as the timer would: it sweeps again and again."""

    def swept():
        runs.sweep(now=timezone.now())
        return holds()

    wait_until(swept, what, seconds=seconds, every=0.2)
