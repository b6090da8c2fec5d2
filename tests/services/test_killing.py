"""A round is computed once, whoever is killed on the way. Real workers, real kills."""

import time

import pytest
from django.utils import timezone

from measurements.actions import runs
from measurements.models import Event, Run, RunState

from .conftest import LEASE_SECONDS
from .invariants import broken_invariants
from .services import wait_until
from .watching import stage_of, state_of, sweep_until

pytestmark = [pytest.mark.services, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def hanging(request_run, start_worker):
    """A run in the middle of measuring, and the worker that will not get any further."""
    worker = start_worker(failpoint="mid_fit:hang")
    run = request_run()
    wait_until(lambda: stage_of(run) == "fitting", "measuring")
    return run, worker


def finishes(run):
    sweep_until(lambda: state_of(run) == RunState.FINISHED, "finished by the next")
    assert Event.objects.filter(action="run.finished").count() == 1
    runs.sweep(now=timezone.now())
    assert broken_invariants() == []
    return Run.objects.get(pk=run.pk)


def test_c01_a_run_whose_child_was_killed_is_tried_again(hanging, start_worker):
    run, worker = hanging

    worker.computing.kill()
    wait_until(lambda: state_of(run) == RunState.WAITING, "back in the queue", seconds=3)
    assert Run.objects.get(pk=run.pk).failure["exception"] == "SIGKILL"
    worker.kill()
    start_worker()

    assert finishes(run).attempt == 2


def test_c02_a_run_whose_worker_was_killed_is_taken_up_again(hanging, start_worker):
    run, worker = hanging
    computing = worker.computing

    worker.kill()
    assert state_of(run) == RunState.RUNNING
    computing.wait(timeout=2)
    start_worker()

    assert finishes(run).attempt == 2


def test_c02_without_a_sweep_it_would_stay_where_it_was(hanging, start_worker):
    """The control of the test above: the broker alone does not bring it back in time."""
    run, worker = hanging

    worker.kill()
    start_worker()
    time.sleep(LEASE_SECONDS + 2)

    assert state_of(run) == RunState.RUNNING
    assert "live past its lease" in broken_invariants()[0]


def test_c03_a_worker_that_is_asked_to_stop_hands_its_run_back(hanging, start_worker):
    run, worker = hanging

    began = time.monotonic()
    worker.terminate()

    assert time.monotonic() - began < 8  # what a deployment waits
    run.refresh_from_db()
    assert (run.state, run.attempt) == (RunState.WAITING, 0)
    start_worker()
    assert finishes(run).attempt == 1


def test_c05_a_worker_that_was_frozen_past_its_lease_saves_nothing(request_run, start_worker):
    zombie = start_worker()
    run = request_run()
    wait_until(lambda: stage_of(run) != "", "reading")
    zombie.freeze()
    time.sleep(LEASE_SECONDS)

    start_worker()
    finished = finishes(run)
    zombie.thaw()
    wait_until(lambda: "left to others" in zombie.log, "the zombie finds its fence gone")

    assert finished.attempt == 2
    after = Run.objects.get(pk=run.pk)
    assert (after.finished_at, after.outcome_sha256) == (
        finished.finished_at,
        finished.outcome_sha256,
    )
    assert Event.objects.filter(action="run.finished").count() == 1
