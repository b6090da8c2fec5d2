"""Every place where a run can break, and every way in which it can: it ends once, or says why.

The whole matrix takes minutes and is run by `make test-long`; a sample is in test_killing.py.
"""

import time

import pytest
from django.utils import timezone

from measurements.actions import runs
from measurements.models import Event, Run, RunKind, RunState

from .invariants import broken_invariants
from .services import wait_until
from .watching import stage_of, state_of, sweep_until

pytestmark = [
    pytest.mark.services,
    pytest.mark.long,
    pytest.mark.django_db(transaction=True),
]

PLACES = {
    "mid_validate": RunKind.VALIDATION,
    "after_validate_commit": RunKind.VALIDATION,
    "mid_fit": RunKind.COMPUTATION,
    "before_result_commit": RunKind.COMPUTATION,
    "after_result_commit": RunKind.COMPUTATION,
}
IN_THE_CHILD = {"mid_validate", "mid_fit"}
AFTER_THE_COMMIT = {"after_validate_commit", "after_result_commit"}


@pytest.fixture
def request_kind(request_validation, request_run):
    ask = {RunKind.VALIDATION: request_validation, RunKind.COMPUTATION: request_run}
    return lambda kind: ask[kind]()


@pytest.fixture
def break_at(request_kind, start_worker):
    """Has a run reach a place where its worker breaks; the worker is gone afterwards."""

    def break_at(place, way):
        is_killed_from_outside = way in {"term", "group"}
        worker = start_worker(failpoint=f"{place}:{'hang' if is_killed_from_outside else way}")
        run = request_kind(PLACES[place])
        if is_killed_from_outside:
            wait_until_there(place, run, worker)
        else:
            wait_until(lambda: has_broken(place, run, worker), f"broken at {place}")
        worker.terminate() if way == "term" else worker.kill()
        return run

    return break_at


def wait_until_there(place, run, worker):
    """In the child: when it has told how far it is. In the worker: when the child has come and gone."""
    wait_until(lambda: worker.computing is not None, "the child is at work")
    if place in IN_THE_CHILD:
        stage = "fitting" if place == "mid_fit" else "files"
        wait_until(lambda: (stage_of(run), fraction_of(run) > 0) == (stage, True), "it is there")
    else:
        wait_until(lambda: worker.computing is None, "the child has answered")
        time.sleep(0.5)


def fraction_of(run):
    return Run.objects.values_list("fraction", flat=True).get(pk=run.pk)


def has_broken(place, run, worker):
    """Told of in the row, or in the log; after the commit there is nothing left to break."""
    run.refresh_from_db()
    if place in AFTER_THE_COMMIT:
        return run.state == RunState.FINISHED
    return bool(run.failure) or "WorkerLostError" in worker.log


@pytest.mark.parametrize("way", ["kill", "raise", "enospc", "term", "group"])
@pytest.mark.parametrize("place", PLACES)
def test_c01_whatever_breaks_wherever_the_run_ends_once(break_at, start_worker, place, way):
    run = break_at(place, way)
    start_worker()

    sweep_until(lambda: state_of(run) == RunState.FINISHED, "finished")
    run.refresh_from_db()
    ended = "validation.finished" if run.kind == RunKind.VALIDATION else "run.finished"
    own = [event for event in Event.objects.filter(action=ended) if event.details["run"] == run.pk]
    assert len(own) == 1
    assert run.attempt <= 2
    runs.sweep(now=timezone.now())
    assert broken_invariants() == []
