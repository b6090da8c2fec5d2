"""Looking at a run from outside, as the timer and the page do."""

from django.utils import timezone

from measurements.actions import execution, leases, runs
from measurements.computing.job import Found
from measurements.models import Run, RunState

from .services import wait_until


def end_validation(checked):
    """As a worker does when it has found nothing wrong."""
    claim = leases.claim(run_id=checked.pk, now=timezone.now())
    run = Run.objects.select_related("round__series").get(pk=checked.pk)
    execution._save(claim, run, Found({}, {}), now=timezone.now())


def state_of(run):
    return RunState(Run.objects.values_list("state", flat=True).get(pk=run.pk))


def stage_of(run):
    return Run.objects.values_list("stage", flat=True).get(pk=run.pk)


def sweep_until(holds, what, *, seconds=30):
    """Wait as the timer would: it sweeps again and again."""

    def swept():
        runs.sweep(now=timezone.now())
        return holds()

    wait_until(swept, what, seconds=seconds, every=0.2)
