"""The queue: one live run a round, stopping, and ringing again."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from measurements.actions import leases, runs
from measurements.actions.refusals import NotPossible
from measurements.models import Event, InputKind, Round, RoundState, Run, RunKind, RunState

SOON = timedelta(seconds=5)
LATER = timedelta(seconds=11)


def test_asking_puts_a_run_in_the_queue_and_rings_after_the_commit(
    anna, validated, rings, now, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks() as waiting_for_commit:
        run = runs.request_run(measured=validated, by=anna, now=now)
    assert rings == []
    for callback in waiting_for_commit:
        callback()

    assert (run.state, run.kind) == (RunState.WAITING, RunKind.COMPUTATION)
    assert rings == [("measurements.execute_run", [run.pk])]


def test_the_rules_of_the_round_are_frozen_in_the_run(waiting):
    assert waiting.settings == {
        "reading": {"success": "work_2_months", "data_end": None},
        "spec": {
            "horizon": 72,
            "minimum_people": 80,
            "adjust": "none",
            "draws": 1000,
            "seed": 1,
        },
        "history": [],
    }


def test_with_a_labour_market_file_it_is_adjusted_for(anna, draft, upload, now):
    upload()
    upload(b"0101;2004;5,1", kind=InputKind.LABOUR_MARKET)

    run = runs.request_validation(measured=draft, by=anna, now=now)

    assert run.settings["spec"]["adjust"] == "within"


@pytest.mark.parametrize("name", ["mads", "karen", "oluf"])
def test_others_can_neither_ask_nor_stop(request, name, draft, waiting, now):
    person = request.getfixturevalue(name)

    with pytest.raises(PermissionDenied):
        runs.request_run(measured=draft, by=person, now=now)
    with pytest.raises(PermissionDenied):
        runs.stop_run(run=waiting, by=person, now=now)

    waiting.refresh_from_db()
    assert waiting.state == RunState.WAITING


def test_c09_a_second_run_has_to_wait_for_the_first(anna, draft, waiting, now):
    draft.refresh_from_db()

    with pytest.raises(NotPossible, match="Beregnes"):
        runs.request_run(measured=draft, by=anna, now=now)


def test_c09_the_database_lets_one_of_two_through_even_when_neither_saw_the_other(
    anna, draft, waiting, now
):
    """The round's state is put back by hand: only the constraint is left."""
    Round.objects.filter(pk=draft.pk).update(state=RoundState.VALIDATED)

    with pytest.raises(NotPossible, match="i gang"):
        runs.request_run(measured=Round.objects.get(pk=draft.pk), by=anna, now=now)

    assert Run.objects.filter(kind=RunKind.COMPUTATION).count() == 1


def test_c09_without_the_constraint_there_would_be_two(waiting):
    """The control of the test above: only the state stands between one and two."""
    second = Run.objects.get(pk=waiting.pk)
    second.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        second.save()

    second.state = RunState.FAILED
    second.save()

    assert Run.objects.filter(kind=RunKind.COMPUTATION).count() == 2


def test_after_a_stop_another_run_can_be_asked_for(anna, draft, waiting, now):
    runs.stop_run(run=waiting, by=anna, now=now)
    draft.refresh_from_db()

    again = runs.request_run(measured=draft, by=anna, now=now)

    waiting.refresh_from_db()
    assert again.state == RunState.WAITING
    assert (waiting.state, waiting.failure["code"]) == (RunState.FAILED, "stopped")
    assert Event.objects.filter(action="run.stopped", by=anna).exists()


def test_a_finished_run_cannot_be_stopped(anna, finished, now):
    with pytest.raises(NotPossible):
        runs.stop_run(run=finished, by=anna, now=now)

    finished.refresh_from_db()
    assert finished.state == RunState.FINISHED


def test_c23_the_sweep_leaves_a_fresh_ring_alone(waiting, rings, now):
    assert runs.sweep(now=now + SOON) == 0
    assert rings == []


def test_c23_the_sweep_rings_again_for_what_nobody_took(waiting, rings, now):
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


def test_c08_a_run_that_all_limits_should_have_ended_is_told_of_in_the_log(waiting, now, caplog):
    runs.sweep(now=now + timedelta(minutes=59))
    assert "still not done" not in caplog.text

    runs.sweep(now=now + timedelta(minutes=61))
    assert f"run {waiting.pk} is still not done" in caplog.text


def test_folders_of_workers_that_were_killed_are_removed_and_those_in_use_stay(
    waiting, now, settings, tmp_path
):
    settings.COMPUTING_ROOT = tmp_path / "computing"
    claim = leases.claim(run_id=waiting.pk, now=now)
    used, left = (settings.COMPUTING_ROOT / name for name in (str(claim), "7-1"))
    for folder in (used, left):
        folder.mkdir(parents=True)
        (folder / "personer.csv").touch()

    runs.sweep(now=now + SOON)

    assert (used / "personer.csv").exists()
    assert not left.exists()


def running(run, *, attempt, lease_until):
    Run.objects.filter(pk=run.pk).update(
        state=RunState.RUNNING, attempt=attempt, fence=attempt, lease_until=lease_until
    )
