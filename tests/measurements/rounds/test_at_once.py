"""The same thing done by many in the same moment has its effect once, on either database."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from measurements.actions import leases, publication, runs
from measurements.actions.refusals import NotPossible
from measurements.models import Event, Publication, Round, Run, RunKind

from .conftest import DIGEST

pytestmark = pytest.mark.django_db(transaction=True)
PEOPLE = 8


def test_c09_of_many_who_ask_for_a_run_one_gets_it(anna, validated, now):
    answers = at_once(
        lambda: runs.request_run(measured=Round.objects.get(pk=validated.pk), by=anna, now=now)
    )

    assert Run.objects.filter(kind=RunKind.COMPUTATION).count() == 1
    assert [isinstance(answer, NotPossible) for answer in answers].count(True) == PEOPLE - 1


def test_of_many_workers_that_hear_the_bell_one_gets_the_run(waiting, now):
    claims = at_once(lambda: leases.claim(run_id=waiting.pk, now=now))

    assert claims.count(None) == PEOPLE - 1
    assert Run.objects.get(pk=waiting.pk).attempt == 1


def test_without_comparing_every_worker_would_take_the_run(waiting, now):
    """The control of the test above: looking first and writing then is not enough."""
    looked = threading.Barrier(PEOPLE)

    def claim_without_comparing():
        free = Run.objects.get(pk=waiting.pk).state == "waiting"
        looked.wait()
        if free:
            Run.objects.filter(pk=waiting.pk).update(state="running", lease_until=now)
        return free

    assert at_once(claim_without_comparing) == [True] * PEOPLE


def test_P02_of_many_who_publish_one_does(anna, draft, finished, make_user, now):
    publication.approve_round(
        measured=draft,
        run=finished,
        previewed_sha256=DIGEST,
        no_hearing_reason="Prøve",
        by=anna,
        now=now,
    )
    seal = Publication.objects.get().sha256
    second = make_user("astrid@example.com", "administrator", name="Astrid")

    answers = at_once(
        lambda: publication.publish_round(
            measured=Round.objects.get(pk=draft.pk), approved_sha256=seal, by=second, now=now
        )
    )

    assert [isinstance(answer, NotPossible) for answer in answers].count(True) == PEOPLE - 1
    assert Event.objects.filter(action="round.published").count() == 1


def at_once(do):
    """What each of many threads got, or why it could not; all begin in the same moment."""
    ready = threading.Barrier(PEOPLE)

    def one(_number):
        try:
            ready.wait()
            return do()
        except NotPossible as reason:
            return reason
        finally:
            connection.close()

    with ThreadPoolExecutor(PEOPLE) as threads:
        return list(threads.map(one, range(PEOPLE)))
