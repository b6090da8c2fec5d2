"""A bell that nobody hears costs time, nothing else."""

import pytest
from kombu.exceptions import OperationalError

from submissions import tasks
from submissions.actions import doorbell, linking
from submissions.lifecycle import State
from submissions.models import PracticeLink


@pytest.mark.parametrize("problem", [OperationalError("away"), ConnectionRefusedError("away")])
def test_a_lost_redis_is_no_error_to_the_person(problem, monkeypatch, caplog):
    def away(name):
        raise problem

    monkeypatch.undo()  # the real bell
    monkeypatch.setattr(doorbell.current_app, "send_task", away)

    doorbell._ring(doorbell.SWEEP)

    assert "could not ring for submissions.sweep" in caplog.text


def test_the_tasks_have_the_names_that_others_ring():
    assert (tasks.relink.name, tasks.sweep.name) == ("submissions.relink", "submissions.sweep")


def test_the_tasks_call_their_verbs(submission_in, publish_round, now):
    submission_in(State.PUBLISHED)
    publish_round("maaling", {"0766": -5.0})

    tasks.relink("maaling")
    after_the_ring = PracticeLink.objects.count()
    linking.rebuild(now=now)
    tasks.sweep()

    assert after_the_ring == PracticeLink.objects.count() == 1
