"""A file that turns out to be bad after it was sent in: its author hears of it, once."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from measurements.filecheck.reasons import Reason
from measurements.models import Message
from submissions.actions import checking, files, messages
from submissions.lifecycle import State
from tests.submissions.files.samples import pdf


@pytest.fixture
def file_of(submission_in, now):
    """A file that waits for its check, of a submission in a state."""

    def make(state):
        made = submission_in(state)
        kept = files.keep_file(file=SimpleUploadedFile("Rapport.pdf", pdf()), now=now)
        files.set_attachments(submission=made, keep=[kept])
        kept.refresh_from_db()
        Message.objects.all().delete()
        return kept

    return make


def refuse(file, now):
    checking.refuse(file, Reason.VIRUS, now=now, detail="Test.EICAR")


@pytest.mark.parametrize("state", [State.SUBMITTED, State.RETURNED, State.PUBLISHED])
def test_the_author_is_told_which_file_and_why(state, file_of, now, karen):
    refuse(file_of(state), now)

    told = Message.objects.get()
    assert told.to == karen.email
    assert "Rapport.pdf blev stoppet af viruskontrollen" in told.body
    assert "Test.EICAR" not in told.body


def test_it_leaves_after_the_commit(file_of, now, mailoutbox, django_capture_on_commit_callbacks):
    file = file_of(State.SUBMITTED)

    with django_capture_on_commit_callbacks(execute=True):
        refuse(file, now)
        assert mailoutbox == []

    assert len(mailoutbox) == 1


def test_refused_by_two_workers_it_is_told_once(file_of, now):
    file = file_of(State.SUBMITTED)

    refuse(file, now)
    refuse(file, now)

    assert Message.objects.count() == 1


@pytest.mark.parametrize("state", [State.DRAFT, State.REJECTED, State.WITHDRAWN])
def test_nobody_is_told_of_a_form_on_the_screen_or_of_what_was_dropped(state, file_of, now):
    refuse(file_of(state), now)

    assert not Message.objects.exists()


def test_without_the_message_the_author_would_never_hear(file_of, now, monkeypatch):
    monkeypatch.setattr(messages, "tell_of_refused_file", lambda **_told: None)

    refuse(file_of(State.SUBMITTED), now)

    assert not Message.objects.exists()
