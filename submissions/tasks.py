"""Doorbells. Each may ring twice, late, or not at all: the rows tell what is to be done."""

from celery import shared_task
from django.utils import timezone

from measurements import doorbell
from submissions.actions import checking, indexing, linking, reading, sweeping, tending


@shared_task(name="submissions.relink", ignore_result=True)
def relink(round_slug: str) -> None:
    """A round was published: link it to what its municipalities have shared."""
    linking.relink_round(round_slug=round_slug, now=timezone.now())
    indexing.ring()


@shared_task(name=doorbell.INDEX_SEARCH, ignore_result=True)
def index_search() -> None:
    """Something public has changed: the search finds it as it is now."""
    indexing.catch_up(now=timezone.now())
    reading.read_waiting(now=timezone.now())


@shared_task(name=doorbell.CHECK_FILES, ignore_result=True)
def check_files() -> None:
    """A file came: take it apart, have it scanned, and let it out of quarantine or refuse it."""
    checking.check_waiting(now=timezone.now())


@shared_task(name="submissions.sweep", ignore_result=True)
def sweep() -> None:
    sweeping.sweep(now=timezone.now())


@shared_task(name="submissions.tend", ignore_result=True)
def tend() -> None:
    """What is asked and told of its own accord, now and then."""
    tending.tend(now=timezone.now())
