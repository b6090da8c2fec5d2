"""The queue: one live run a round, stopping, and ringing again."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from measurements.actions import runs
from measurements.actions.refusals import NotPossible
from measurements.models import Event, InputKind, Run, RunState

SOON = timedelta(seconds=5)
LATER = timedelta(seconds=11)


def test_asking_puts_a_run_in_the_queue_and_rings_after_the_commit(
    request_run, rings, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks() as waiting_for_commit:
        run = request_run()
    assert rings == []
    for callback in waiting_for_commit:
        callback()

    assert run.state == RunState.WAITING
    assert rings == [("measurements.execute_run", [run.pk])]


def test_the_rules_of_the_round_are_frozen_in_the_run(request_run):
    assert request_run().settings == {
        "horizon": 72,
        "minimum_people": 80,
        "adjust": "none",
        "draws": 1000,
        "seed": 1,
    }


def test_with_a_labour_market_file_it_is_adjusted_for(upload, request_run):
    upload(b"0101;2004;5,1", kind=InputKind.LABOUR_MARKET)

    assert request_run().settings["adjust"] == "within"


@pytest.mark.parametrize("name", ["mads", "karen", "oluf"])
def test_others_can_neither_ask_nor_stop(request, name, draft, waiting, now):
    person = request.getfixturevalue(name)

    with pytest.raises(PermissionDenied):
        runs.request_run(
            measured=draft, spells=waiting.spells, labour_market=None, by=person, now=now
        )
    with pytest.raises(PermissionDenied):
        runs.stop_run(run=waiting, by=person, now=now)

    assert Run.objects.get().state == RunState.WAITING


def test_a_second_run_has_to_wait_for_the_first(request_run, waiting):
    with pytest.raises(NotPossible, match="i gang"):
        request_run()


def test_the_database_lets_one_of_two_through_even_when_neither_saw_the_other(
    anna, draft, waiting, now, monkeypatch
):
    monkeypatch.setattr(runs, "check_has_no_live_run", lambda measured: None)

    with pytest.raises(NotPossible, match="allerede"):
        runs.request_run(
            measured=draft, spells=waiting.spells, labour_market=None, by=anna, now=now
        )

    assert Run.objects.count() == 1


def test_without_the_constraint_there_would_be_two(waiting):
    """The control of the test above: only the state stands between one and two."""
    second = Run.objects.get(pk=waiting.pk)
    second.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        second.save()

    second.state = RunState.FAILED
    second.save()

    assert Run.objects.count() == 2


def test_after_a_stop_another_run_can_be_asked_for(anna, waiting, request_run, now):
    runs.stop_run(run=waiting, by=anna, now=now)

    assert request_run().state == RunState.WAITING
    waiting.refresh_from_db()
    assert (waiting.state, waiting.failure["code"]) == (RunState.FAILED, "stopped")
    assert Event.objects.filter(action="run.stopped", by=anna).exists()


def test_a_finished_run_cannot_be_stopped(anna, finished, now):
    with pytest.raises(NotPossible):
        runs.stop_run(run=finished, by=anna, now=now)

    finished.refresh_from_db()
    assert finished.state == RunState.FINISHED


def test_the_sweep_leaves_a_fresh_ring_alone(waiting, rings, now):
    assert runs.sweep(now=now + SOON) == 0
    assert rings == []


def test_the_sweep_rings_again_for_what_nobody_took(waiting, rings, now):
    assert runs.sweep(now=now + LATER) == 1
    assert runs.sweep(now=now + LATER + SOON) == 0
    assert rings == [("measurements.execute_run", [waiting.pk])]


def test_the_sweep_leaves_a_run_with_a_living_worker_alone(waiting, rings, now):
    running(waiting, attempt=1, lease_until=now + timedelta(minutes=2))

    assert runs.sweep(now=now + timedelta(minutes=1)) == 0


def test_the_sweep_rings_for_a_run_whose_worker_went_silent(waiting, rings, now):
    running(waiting, attempt=1, lease_until=now + timedelta(minutes=1))

    assert runs.sweep(now=now + timedelta(minutes=2)) == 1
    assert rings == [("measurements.execute_run", [waiting.pk])]


def test_after_three_dead_workers_the_run_is_stopped_with_a_reason(waiting, rings, now):
    running(waiting, attempt=3, lease_until=now + timedelta(minutes=1))

    assert runs.sweep(now=now + timedelta(minutes=2)) == 0

    waiting.refresh_from_db()
    assert (waiting.state, waiting.failure["code"]) == (RunState.FAILED, "worker_died")
    assert rings == []


@pytest.mark.parametrize("name", ["finished", "refused"])
def test_the_sweep_leaves_what_has_ended(request, name, rings, now):
    request.getfixturevalue(name)

    assert runs.sweep(now=now + timedelta(days=1)) == 0


def running(run, *, attempt, lease_until):
    Run.objects.filter(pk=run.pk).update(
        state=RunState.RUNNING, attempt=attempt, fence=attempt, lease_until=lease_until
    )
