"""The same thing done by many in the same moment has its effect once, on either database."""

import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress

import pytest
from django.db import connection

from measurements.actions import leases, publication, runs
from measurements.actions.refusals import NotPossible
from measurements.models import Event, Publication, Round, RoundState, Run, RunKind
from tests.made_rounds import finished_round, make_approved

from .conftest import DIGEST, OUTCOME

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


def test_of_two_rounds_published_in_the_same_moment_the_second_knows_of_the_first(
    two_approved, astrid, checking_takes_time, now
):
    """Each was looked at beside what was public when it was computed, and not beside the other."""
    answers = published_at_once(two_approved, by=astrid, now=now)

    assert [type(answer) for answer in answers].count(NotPossible) == 1
    assert Round.objects.filter(state=RoundState.PUBLISHED).count() == 1


def test_without_waiting_for_each_other_both_would_be_published(
    two_approved, astrid, checking_takes_time, now, monkeypatch
):
    if connection.vendor == "sqlite":
        pytest.skip("a writing transaction is alone on SQLite")
    monkeypatch.setattr(publication, "one_at_a_time", lambda: None)

    published_at_once(two_approved, by=astrid, now=now)

    assert Round.objects.filter(state=RoundState.PUBLISHED).count() == 2


@pytest.fixture
def two_approved(anna):
    """Two rounds, each computed when nothing was public yet."""
    approved = []
    for slug in ("den-ene", "den-anden"):
        measured, run = finished_round(slug=slug, by=anna, outcome=OUTCOME, title=slug)
        Run.objects.filter(pk=run.pk).update(settings=runs.settings_of(measured))
        run.refresh_from_db()
        make_approved(measured, run, by=anna)
        approved.append(measured)
    return approved


@pytest.fixture
def checking_takes_time(monkeypatch):
    """Whoever has seen what is public waits a second for the other to have seen it too."""
    both = threading.Barrier(2)

    def is_up_to_date(measured, run):
        answer = runs.is_up_to_date(measured, run)
        with suppress(threading.BrokenBarrierError):
            both.wait(timeout=1)
        return answer

    monkeypatch.setattr(publication, "is_up_to_date", is_up_to_date)


def published_at_once(rounds, *, by, now):
    waiting = iter(rounds)
    seals = {each.pk: each.publication.sha256 for each in rounds}

    def publish():
        measured = Round.objects.get(pk=next(waiting).pk)
        publication.publish_round(
            measured=measured, approved_sha256=seals[measured.pk], by=by, now=now
        )

    return at_once(publish, people=len(rounds))


def at_once(do, people=PEOPLE):
    """What each of many threads got, or why it could not; all begin in the same moment."""
    ready = threading.Barrier(people)

    def one(_number):
        try:
            ready.wait()
            return do()
        except NotPossible as reason:
            return reason
        finally:
            connection.close()

    with ThreadPoolExecutor(people) as threads:
        return list(threads.map(one, range(people)))
