"""The queue: what needs attention first, why, and what was decided lately."""

from datetime import timedelta

import pytest

from submissions.actions import reviewing, sharing
from submissions.lifecycle import State
from submissions.models import Attachment, FileState, Submission
from submissions.permissions import Sender
from submissions.presenters import queue_page
from submissions.presenters.queue_page import Reason


@pytest.fixture
def known_sender(submission_in):
    """Karen has had something published, so that she is no new sender."""
    return submission_in(State.PUBLISHED, title="En helt anden slags titel")


def reasons_of(submission, now):
    (row,) = (each for each in queue_page.queue(now=now).rows if each.pk == submission.pk)
    return row.reasons


def test_nothing_stands_out_in_a_known_senders_plain_text(submission_in, known_sender, now):
    assert reasons_of(submission_in(State.SUBMITTED), now) == ()


def test_more_than_a_week_is_too_long_and_a_week_is_not(submission_in, known_sender, now):
    submission = submission_in(State.SUBMITTED)

    week = now + timedelta(days=7)
    assert reasons_of(submission, week) == ()
    assert reasons_of(submission, week + timedelta(seconds=1)) == (Reason.OVERDUE,)


def test_personal_data_is_seen_from_the_queue(submission_in, known_sender, now):
    submission = submission_in(State.SUBMITTED, practice="Ring på 23456789.")

    assert reasons_of(submission, now) == (Reason.PERSONAL,)


def test_what_came_again_after_a_comment_is_told_apart(
    submission_in, known_sender, karen, content, now
):
    submission = submission_in(State.RETURNED)

    sharing.submit(
        submission=submission, version=submission.version, content=content(), by=karen, now=now
    )

    assert reasons_of(submission, now) == (Reason.AGAIN,)


def test_a_sender_is_new_until_something_of_theirs_was_public(submission_in, confirmed, mads, now):
    assert reasons_of(confirmed, now) == (Reason.NEW_SENDER,)

    reviewing.publish(submission=confirmed, version=confirmed.version, by=mads, now=now)
    again = submission_in(State.UNCONFIRMED, email="Sanne@example.com", title="Noget helt andet")
    sharing.confirm_email(submission=again, by=Sender(again.pk), now=now)

    assert reasons_of(again, now) == ()


@pytest.mark.parametrize(
    ("title", "is_twin"),
    [
        ("Praktik i butikker", True),
        ("I butik: praktik", True),
        ("Praktik i køkken", False),
        ("Mentor fra første dag", False),
    ],
)
def test_nearly_the_same_title_is_a_likely_twin(title, is_twin, submission_in, now):
    submission_in(State.PUBLISHED, title="Praktik i butik")

    reasons = reasons_of(submission_in(State.SUBMITTED, title=title), now)

    assert (Reason.TWIN in reasons) is is_twin


def test_a_new_edition_is_no_twin_of_the_old_one(submission_in, now):
    public = submission_in(State.PUBLISHED)

    newer = submission_in(State.SUBMITTED, replaces=public)

    assert Reason.TWIN not in reasons_of(newer, now)


def test_the_same_file_makes_a_likely_twin_and_waits_for_its_check(
    submission_in, known_sender, now
):
    submission = submission_in(State.SUBMITTED)
    for each in (submission, known_sender):
        Attachment.objects.create(
            submission=each, sha256="a" * 64, name="x.pdf", content_type="", size=1, uploaded_at=now
        )

    assert reasons_of(submission, now) == (Reason.TWIN, Reason.QUARANTINE)
    Attachment.objects.update(state=FileState.CLEAN)
    assert reasons_of(submission, now) == (Reason.TWIN,)


def test_the_most_pressing_stands_first_then_what_has_waited_longest(
    submission_in, known_sender, now
):
    titles = ("Ringer", "Nyest", "Ældst", "For længe")
    numbers = {title: number for number, title in enumerate(titles)}
    for title in titles:
        practice = "Ring på 23456789." if title == "Ringer" else "Først en samtale."
        made = submission_in(State.SUBMITTED, title=title, practice=practice)
        waited = {"For længe": 9, "Ældst": 3}.get(title, 1)
        when = now - timedelta(days=waited, minutes=-numbers[title])
        Submission.objects.filter(pk=made.pk).update(submitted_at=when)

    rows = queue_page.queue(now=now).rows

    assert [row.title for row in rows] == ["For længe", "Ringer", "Ældst", "Nyest"]


def test_the_queue_is_narrowed_by_a_reason_and_counts_them_all(
    submission_in, known_sender, client, mads
):
    submission_in(State.SUBMITTED, title="Med nummer", practice="Ring på 23456789.")
    submission_in(State.SUBMITTED, title="Uden noget")
    client.force_login(mads)

    narrowed = client.get("/redaktion/?vis=personoplysninger").text
    unknown = client.get("/redaktion/?vis=findes-ikke").text

    assert "Med nummer" in narrowed
    assert "Uden noget" not in narrowed
    assert "Mulige personoplysninger (1)" in narrowed
    assert "Alle (2)" in narrowed
    assert "Uden noget" in unknown


def test_the_next_in_the_queue_is_the_most_pressing_other_one(
    submission_in, known_sender, client, mads
):
    first = submission_in(State.SUBMITTED, title="Først")
    second = submission_in(State.SUBMITTED, title="Dernæst")
    client.force_login(mads)

    assert client.get(f"/redaktion/{first.pk}/naeste/").url == f"/redaktion/{second.pk}/"
    Submission.objects.filter(pk=second.pk).update(state=State.RETURNED)
    assert client.get(f"/redaktion/{first.pk}/naeste/").url == "/redaktion/"


def test_decisions_are_listed_with_who_made_them_and_owners_own_moves_are_not(
    submission_in, client, mads
):
    submission_in(State.REJECTED, title="Den afviste")
    submission_in(State.WITHDRAWN, title="Den fortrudte")
    client.force_login(mads)

    text = client.get("/redaktion/").text

    assert "Den afviste" in text
    assert "Afvist, Mads, 2. november 2026" in text
    assert "Den fortrudte" not in text
