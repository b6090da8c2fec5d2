"""A bell that nobody hears costs time, nothing else."""

import time

import pytest
from kombu.exceptions import OperationalError

from measurements import doorbell


@pytest.mark.parametrize("problem", [OperationalError("away"), ConnectionRefusedError("away")])
def test_a_lost_redis_is_no_error_to_the_person(problem, monkeypatch, caplog):
    def away(*arguments, **options):
        raise problem

    monkeypatch.setattr(doorbell.current_app, "send_task", away)

    assert doorbell.ring(doorbell.SWEEP_LINKS) is False
    assert "could not ring submissions.sweep" in caplog.text


def test_a_page_is_not_kept_waiting_by_a_redis_that_is_not_there(monkeypatch):
    monkeypatch.setattr(doorbell.current_app.conf, "broker_url", "redis://127.0.0.1:1/0")

    began = time.monotonic()
    heard = doorbell.ring(doorbell.EXECUTE_RUN, 1)

    assert heard is False
    assert time.monotonic() - began < 3
