"""Colleagues, publishers and the timer in the same moment, on either database."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from measurements.actions import hearing as verbs
from measurements.actions import publication
from measurements.actions.refusals import NotPossible
from measurements.models import Event, Hearing, Message, Position, Publication, Round, Run
from measurements.payload import sealed

from .conftest import HEDENSTED, hearing_of

pytestmark = pytest.mark.django_db(transaction=True)
PEOPLE = 6


def test_of_many_colleagues_who_answer_one_is_heard(heard, karen, now):
    def one(number):
        verbs.answer(
            hearing=hearing_of(heard, HEDENSTED),
            version=0,
            position=Position.OBJECTS,
            comment=f"Nummer {number}",
            file=None,
            by=karen,
            now=now,
        )

    refused = at_once(one)

    assert sum(isinstance(each, verbs.ChangedMeanwhile) for each in refused) == PEOPLE - 1
    assert Hearing.objects.get(municipality=HEDENSTED).version == 1
    assert Event.objects.filter(action="hearing.answered").count() == 1


def test_many_first_looks_leave_one_trace(heard, karen, now):
    at_once(lambda _n: verbs.record_look(hearing=hearing_of(heard, HEDENSTED), by=karen, now=now))

    assert Event.objects.filter(action="hearing.seen").count() == 1


def test_a_person_and_the_timer_remind_once_together(heard, anna, now):
    at_once(lambda _n: verbs.remind(measured=Round.objects.get(pk=heard.pk), by=anna, now=now))

    assert Message.objects.filter(key__startswith="hearing_reminder").count() == 2


def test_what_is_frozen_is_what_stands_whoever_comes_first(heard, karen, anna, now):
    """An approval and an answer at once: both, in that order of events, or the answer is refused."""
    run = Run.objects.defer("outcome").get()

    def one(number):
        if number % 2:
            return publication.approve_round(
                measured=Round.objects.get(pk=heard.pk),
                run=Run.objects.get(pk=run.pk),
                previewed_sha256=run.outcome_sha256,
                hearing_reason="Prøve",
                by=anna,
                now=now,
            )
        found = hearing_of(heard, HEDENSTED)
        return verbs.answer(
            hearing=found,
            version=found.version,
            position=Position.AGREES,
            comment=f"Nummer {number}",
            file=None,
            by=karen,
            now=now,
        )

    at_once(one)

    stands = Hearing.objects.get(municipality=HEDENSTED).comment
    frozen = Publication.objects.first()
    if frozen is not None:
        answers = sealed(frozen.sha256)["hearing"]["answers"]
        assert [each["comment"] for each in answers] == ([stands] if stands else [])


def at_once(do):
    """What stood in the way of each of many; all begin in the same moment."""
    ready = threading.Barrier(PEOPLE)

    def one(number):
        try:
            ready.wait()
            return do(number)
        except NotPossible as reason:
            return reason
        finally:
            connection.close()

    with ThreadPoolExecutor(PEOPLE) as threads:
        return list(threads.map(one, range(PEOPLE)))
