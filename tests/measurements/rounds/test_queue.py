"""The health page tells of a queue that nobody serves, though every process is up."""

from datetime import timedelta

from measurements import queue
from measurements.actions import leases

SHORTLY, MINUTES = timedelta(minutes=1), timedelta(minutes=6)


def test_an_empty_queue_is_served(db, now):
    assert queue.is_served(now=now)


def test_c08_a_run_that_waits_for_minutes_is_told_of(waiting, now, client, monkeypatch):
    assert queue.is_served(now=now + SHORTLY)
    assert not queue.is_served(now=now + MINUTES)
    monkeypatch.setattr("portal.health.timezone.now", lambda: now + MINUTES)

    answer = client.get("/health/")

    assert (answer.status_code, answer.json()["runs"]) == (200, "nobody takes them up")


def test_a_queue_is_served_while_a_worker_is_busy(waiting, now):
    leases.claim(run_id=waiting.pk, now=now + MINUTES)

    assert queue.is_served(now=now + MINUTES)
