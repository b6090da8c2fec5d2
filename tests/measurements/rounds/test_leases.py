"""One worker at a time: claims, fences, and what a worker that lost its run may write."""

from datetime import timedelta

import pytest
from django.db import OperationalError

from measurements.actions import leases, runs
from measurements.models import Run, RunState

LEASE = timedelta(seconds=60)


@pytest.fixture(autouse=True)
def minute(settings):
    settings.RUN_LEASE_SECONDS = 60


def test_a_claim_takes_the_run_for_the_time_of_a_lease(waiting, now):
    claim = leases.claim(run_id=waiting.pk, now=now)

    waiting.refresh_from_db()
    assert (claim.fence, claim.attempt) == (1, 1)
    assert (waiting.state, waiting.lease_until) == (RunState.RUNNING, now + LEASE)


def test_of_two_claims_one_gets_the_run(waiting, now):
    claims = [leases.claim(run_id=waiting.pk, now=now) for _bell in range(2)]

    assert [claim is not None for claim in claims] == [True, False]
    assert Run.objects.get(pk=waiting.pk).attempt == 1


def test_of_two_claims_that_read_the_same_row_one_gets_the_run(waiting, now, monkeypatch):
    """Both look before either writes: only the comparison in the update tells them apart."""
    first = leases.claim(run_id=waiting.pk, now=now)
    Run.objects.filter(pk=waiting.pk).update(state=RunState.WAITING)
    monkeypatch.setattr(leases, "_found", lambda run_id: waiting)

    second = leases.claim(run_id=waiting.pk, now=now)

    assert first is not None
    assert second is None


def test_a_lapsed_lease_can_be_claimed_and_a_lasting_one_cannot(waiting, now):
    leases.claim(run_id=waiting.pk, now=now)

    assert leases.claim(run_id=waiting.pk, now=now + LEASE) is None
    second = leases.claim(run_id=waiting.pk, now=now + LEASE + timedelta(seconds=1))
    assert (second.fence, second.attempt) == (2, 2)


def test_there_is_no_fourth_attempt(waiting, now):
    for attempt in range(3):
        assert leases.claim(run_id=waiting.pk, now=now + attempt * 2 * LEASE) is not None

    assert leases.claim(run_id=waiting.pk, now=now + 10 * LEASE) is None


def test_c14_without_counting_there_would_be_no_end(waiting, now, settings):
    """The control of the test above: nothing else stops a run that breaks every time."""
    settings.RUN_ATTEMPTS = 1000

    claims = [leases.claim(run_id=waiting.pk, now=now + n * 2 * LEASE) for n in range(25)]

    assert None not in claims


def test_without_the_lease_two_workers_would_have_the_run(waiting, now, settings):
    """The control of `a_lapsed_lease_can_be_claimed`: a lease of no length protects nobody."""
    settings.RUN_LEASE_SECONDS = 0
    soon = now + timedelta(milliseconds=1)

    assert leases.claim(run_id=waiting.pk, now=now) is not None
    assert leases.claim(run_id=waiting.pk, now=soon) is not None


@pytest.mark.parametrize("name", ["finished", "refused"])
def test_what_has_ended_cannot_be_claimed(request, name, now):
    run = request.getfixturevalue(name)

    assert leases.claim(run_id=run.pk, now=now) is None


def test_a_run_that_is_gone_cannot_be_claimed(db, now):
    assert leases.claim(run_id=12345, now=now) is None


def test_a_worker_that_slept_past_its_lease_can_write_nothing(waiting, now):
    zombie = leases.claim(run_id=waiting.pk, now=now)
    leases.claim(run_id=waiting.pk, now=now + 2 * LEASE)

    with pytest.raises(leases.LeaseLost):
        leases.write(zombie, state=RunState.FINISHED, lease_until=None)

    assert Run.objects.get(pk=waiting.pk).state == RunState.RUNNING


def test_a_worker_that_slept_while_nobody_took_over_can_still_write(waiting, now):
    claim = leases.claim(run_id=waiting.pk, now=now)

    leases.write(claim, stage="fitting")

    assert Run.objects.get(pk=waiting.pk).stage == "fitting"


def test_a_stopped_run_takes_nothing_from_its_worker(anna, waiting, now):
    claim = leases.claim(run_id=waiting.pk, now=now)
    waiting.refresh_from_db()
    runs.stop_run(run=waiting, by=anna, now=now)

    with pytest.raises(leases.LeaseLost):
        leases.write(claim, stage="fitting")


def test_c05_without_the_fence_a_zombie_would_write_over_the_other(waiting, now, monkeypatch):
    """The control of `a_worker_that_slept_past_its_lease`."""
    zombie = leases.claim(run_id=waiting.pk, now=now)
    leases.claim(run_id=waiting.pk, now=now + 2 * LEASE)
    monkeypatch.setattr(leases, "_held", lambda held: Run.objects.filter(pk=held.run_id))

    leases.write(zombie, state=RunState.FAILED, lease_until=None)

    assert Run.objects.get(pk=waiting.pk).state == RunState.FAILED


def test_c03_what_is_handed_back_counts_as_never_taken(waiting, now):
    claim = leases.claim(run_id=waiting.pk, now=now)

    leases.hand_back(claim)

    again = leases.claim(run_id=waiting.pk, now=now)
    assert (again.attempt, again.fence) == (1, 2)


def test_c03_a_run_that_is_no_longer_ours_cannot_be_handed_back(waiting, now):
    zombie = leases.claim(run_id=waiting.pk, now=now)
    leases.claim(run_id=waiting.pk, now=now + 2 * LEASE)

    with pytest.raises(leases.LeaseLost):
        leases.hand_back(zombie)


@pytest.fixture
def pulse(waiting, now, settings):
    """A pulse, and the clock that it goes by."""
    settings.RUN_HEARTBEAT_SECONDS = 15
    clock = [now]
    claim = leases.claim(run_id=waiting.pk, now=now)
    return leases.Pulse(claim, clock=lambda: clock[0]), clock


def test_a_beat_renews_the_lease_when_a_heartbeat_is_due(waiting, now, pulse):
    beating, clock = pulse
    beating.beat("fitting", 0.2)
    clock[0] = now + timedelta(seconds=1)
    beating.beat("fitting", 0.2)
    clock[0] = now + timedelta(seconds=16)

    beating.beat("fitting", 0.2)

    waiting.refresh_from_db()
    assert (waiting.stage, waiting.fraction) == ("fitting", 0.2)
    assert waiting.lease_until == now + timedelta(seconds=16) + LEASE


def test_a_silent_computation_hears_within_a_second_that_it_was_stopped(anna, waiting, now, pulse):
    beating, clock = pulse
    waiting.refresh_from_db()
    runs.stop_run(run=waiting, by=anna, now=now)
    clock[0] = now + timedelta(seconds=0.6)

    with pytest.raises(leases.LeaseLost):
        beating.beat("", 0.0)


def test_c19_a_busy_database_does_not_end_a_computation(now, pulse, monkeypatch):
    beating, clock = pulse
    clock[0] = now + timedelta(seconds=20)

    def busy(*claim, **changes):
        raise OperationalError("database is locked")

    monkeypatch.setattr(leases, "write", busy)

    beating.beat("fitting", 0.2)
