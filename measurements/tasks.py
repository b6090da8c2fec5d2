"""Doorbells: a task gets an id and calls a verb that may be called twice without harm."""

from celery import shared_task
from celery.signals import worker_shutting_down
from django.utils import timezone

from measurements import closing
from measurements.actions import (
    execution,
    following,
    hearing,
    hearing_files,
    retaining,
    runs,
    sealing,
)


@worker_shutting_down.connect
def hand_back_what_is_under_way(**_told: object) -> None:
    """A deployment or a Ctrl-C: nothing is lost, and no attempt is used up."""
    closing.ask()


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


@shared_task(name="measurements.tell_followers")
def tell_followers() -> None:
    """Every half minute: mails about versions that came or went."""
    following.sweep(now=timezone.now())


@shared_task(name="measurements.check_seals")
def check_seals() -> None:
    """Each night: whether everything public is still what was published."""
    sealing.check_seals(now=timezone.now())


@shared_task(name="measurements.tend_hearings")
def tend_hearings() -> None:
    """Each hour: reminders in the last days, and files that no answer speaks of."""
    now = timezone.now()
    hearing.remind_before_deadline(now=now)
    hearing_files.sweep_files(now=now)
