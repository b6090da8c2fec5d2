"""Several at once, with real threads and real transactions."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from uuid import uuid4

import pytest
from django.db import connection

from submissions.actions import reviewing, sharing
from submissions.lifecycle import MoveRefused, State
from submissions.models import Kind, Submission

pytestmark = pytest.mark.django_db(transaction=True)
AT_ONCE = 5


def all_at_once(what):
    """Call `what(number)` in threads that start together; what each returned or was refused with."""
    start = Barrier(AT_ONCE)

    def one(number):
        try:
            start.wait()
            return what(number)
        except MoveRefused as refusal:
            return refusal
        finally:
            connection.close()

    with ThreadPoolExecutor(AT_ONCE) as pool:
        return list(pool.map(one, range(AT_ONCE)))


@pytest.fixture
def people(transactional_db, municipalities, karen, mads, anna):
    """Committed before anybody starts."""
    return karen, mads, anna


def test_five_clicks_at_once_make_one_submission(people, content, now):
    karen, _mads, _anna = people
    form = {"kind": Kind.METHOD, "key": uuid4(), "content": content(), "by": karen, "now": now}

    made = all_at_once(lambda number: sharing.submit_new(**form).pk)

    assert len(set(made)) == 1
    assert Submission.objects.count() == 1


def decide(submission, number, *, people, now):
    """Even numbers publish, odd ones reject: all from the page they all have open."""
    _karen, mads, anna = people
    mine = Submission.objects.get(pk=submission.pk)
    seen = {"submission": mine, "version": submission.version, "now": now}
    if number % 2:
        reviewing.reject(**seen, by=mads, comment=f"Nej {number}")
    else:
        reviewing.publish(**seen, by=anna)
    return number


def test_of_several_moderators_one_decides_and_the_others_are_told(people, submission_in, now):
    submission = submission_in(State.SUBMITTED)

    outcomes = all_at_once(lambda number: decide(submission, number, people=people, now=now))

    winners = [each for each in outcomes if isinstance(each, int)]
    assert len(winners) == 1
    assert submission.moves.filter(action__in=["publish", "reject"]).count() == 1
    submission.refresh_from_db()
    assert submission.state == (State.REJECTED if winners[0] % 2 else State.PUBLISHED)


def test_without_the_comparison_all_would_have_decided(people, submission_in):
    """The control: without version and state in the update, the same race has five winners."""
    submission = submission_in(State.SUBMITTED)
    everybody_has_read = Barrier(AT_ONCE)

    def blind(number):
        mine = Submission.objects.get(pk=submission.pk)
        everybody_has_read.wait()
        return Submission.objects.filter(pk=mine.pk).update(version=mine.version + 1)

    assert sum(all_at_once(blind)) == AT_ONCE


def test_whoever_was_first_is_told_by_name_or_role_and_never_by_address(
    submission_in, make_user, mads, now
):
    nameless = make_user("uden-navn@example.com", "moderator")
    submission = submission_in(State.SUBMITTED)
    seen = {"submission": submission, "version": submission.version, "now": now}
    reviewing.reject(**seen, by=nameless, comment="Nej.")
    stale = Submission.objects.get(pk=submission.pk)
    stale.state = State.SUBMITTED

    with pytest.raises(MoveRefused) as refusal:
        reviewing.reject(**{**seen, "submission": stale}, by=mads, comment="Nej.")

    assert "Redaktør" in str(refusal.value)
    assert "uden-navn" not in str(refusal.value)
