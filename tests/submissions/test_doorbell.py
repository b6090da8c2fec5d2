"""What the bells of this room do."""

from measurements import doorbell
from submissions import tasks
from submissions.actions import linking
from submissions.lifecycle import State
from submissions.models import PracticeLink


def test_the_tasks_have_the_names_that_others_ring():
    assert (tasks.relink.name, tasks.sweep.name) == (doorbell.RELINK, doorbell.SWEEP_LINKS)


def test_the_tasks_call_their_verbs(submission_in, publish_round, now):
    submission_in(State.PUBLISHED)
    publish_round("maaling", {"0766": -5.0})

    tasks.relink("maaling")
    after_the_ring = PracticeLink.objects.count()
    linking.rebuild(now=now)
    tasks.sweep()

    assert after_the_ring == PracticeLink.objects.count() == 1
