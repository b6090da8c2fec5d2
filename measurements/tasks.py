"""Doorbells: a task gets an id and calls a verb that may be called twice without harm."""

from celery import shared_task
from django.utils import timezone

from measurements.actions import execution, retaining, runs


@shared_task(name="measurements.execute_run")
def execute_run(run_id: int) -> None:
    """No retries here: the row counts the attempts, and the sweep rings again."""
    execution.execute(run_id=run_id)


@shared_task(name="measurements.sweep_runs")
def sweep_runs() -> None:
    """Every ten seconds, by the timer."""
    runs.sweep(now=timezone.now())


@shared_task(name="measurements.sweep_files")
def sweep_files() -> None:
    """Each hour: files about people whose time is over."""
    retaining.sweep(now=timezone.now())
