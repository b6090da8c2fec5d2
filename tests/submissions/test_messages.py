"""Mails: to whom it concerns, after the change, never in its way, and not twice."""

import re
from datetime import timedelta
from smtplib import SMTPServerDisconnected

import pytest
from django.core.mail import EmailMessage

from measurements import outbox
from measurements.models import Message
from submissions.actions import mailing, messages, reviewing, sharing, sweeping
from submissions.lifecycle import MOVES, Action, Event, State
from submissions.models import How, Move, Submission

EDITORS = "redaktion@integrationsviden.example"


@pytest.fixture(autouse=True)
def editors(settings):
    settings.CONTACT_EMAIL = EDITORS
    settings.BASE_URL = "https://viden.example"


@pytest.fixture
def broken_mail(monkeypatch):
    """A server that hangs up; `repair()` brings it back."""

    def refuse(self, *args, **kwargs):
        raise SMTPServerDisconnected("gone")

    with monkeypatch.context() as patched:
        patched.setattr(EmailMessage, "send", refuse)
        yield patched.undo


def written():
    return {(each.to, each.subject) for each in Message.objects.all()}


@pytest.mark.parametrize(
    ("state", "subject"),
    [
        (State.SUBMITTED, "Tak for dit bidrag: Praktik i butik"),
        (State.RETURNED, "En kommentar til dit bidrag: Praktik i butik"),
        (State.PUBLISHED, "Dit bidrag er offentligt: Praktik i butik"),
        (State.REJECTED, "Svar på dit bidrag: Praktik i butik"),
        (State.WITHDRAWN, "Trukket tilbage: Praktik i butik"),
    ],
)
def test_the_author_is_told_of_each_step(state, subject, submission_in):
    submission_in(state)

    assert ("karen@example.com", subject) in written()


def test_editors_who_ask_for_it_are_told_at_once_of_what_waits(submission_in, mads, now):
    mailing.choose(address=mads.email, how=How.AT_ONCE, now=now)

    submission = submission_in(State.SUBMITTED)

    (mail,) = Message.objects.filter(to=mads.email)
    assert f"https://viden.example/redaktion/{submission.pk}/" in mail.body


def test_every_event_of_the_table_has_its_mail(submission_in, now):
    submission = submission_in(State.MERGED)
    Message.objects.all().delete()
    events = {move.event for move in MOVES.values()} - {Event.NOTHING}

    for event in events:
        move = Move.objects.create(
            submission=submission, action=Action.SAVE, to_state=submission.state, version=9, at=now
        )
        messages.tell(move=move, event=event, now=now)
        now += timedelta(hours=1)

    assert events == set(Event) - {Event.NOTHING}
    told = Message.objects.filter(to="karen@example.com").count()
    assert told == len(events - {Event.CONFIRM})  # which goes to senders without an account


def test_the_comment_reaches_the_author_as_it_was_written(submission_in, mads, now):
    submission = submission_in(State.SUBMITTED)

    reviewing.return_with_comment(
        submission=submission,
        version=submission.version,
        by=mads,
        now=now,
        comment="Hvem & hvad?\nSkriv »hvor«.",
    )

    assert "Hvem & hvad?\nSkriv »hvor«." in Message.objects.last().body


def test_the_confirmation_mail_leads_to_a_page_that_confirms(submission_in, client):
    submission = submission_in(State.UNCONFIRMED)
    mail = Message.objects.get()

    (path,) = re.findall(r"https://viden\.example(/bekraeft/\S+)", mail.body)
    client.post(path)

    submission.refresh_from_db()
    assert mail.to == "sanne@example.com"
    assert submission.state == State.SUBMITTED


def test_a_sender_without_account_gets_a_link_to_where_it_stands(confirmed, client):
    mail = Message.objects.filter(to="sanne@example.com").last()

    (path,) = re.findall(r"https://viden\.example(/bidrag-status/\S+)", mail.body)

    assert "Venter på redaktionen" in client.get(path).text


def test_a_title_cannot_carry_a_mail_header(submission_in):
    submission_in(State.SUBMITTED, title="Hej\r\nBcc: alle@example.com")

    assert all("\n" not in each.subject for each in Message.objects.all())


def test_a_mail_leaves_after_the_commit_and_once(
    submission_in, mailoutbox, now, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        submission_in(State.SUBMITTED)
        assert mailoutbox == []
    sweeping.sweep(now=now + timedelta(hours=1))

    assert [mail.to[0] for mail in mailoutbox] == ["karen@example.com"]


def test_a_broken_mail_server_does_not_stop_the_move(
    submission_in, mads, now, broken_mail, django_capture_on_commit_callbacks
):
    submission = submission_in(State.SUBMITTED)

    with django_capture_on_commit_callbacks(execute=True):
        reviewing.publish(submission=submission, version=submission.version, by=mads, now=now)

    assert Submission.objects.get().state == State.PUBLISHED
    assert not Message.objects.exclude(sent_at=None).exists()


def test_what_failed_is_tried_again_later_and_not_for_ever(
    submission_in, now, broken_mail, mailoutbox
):
    submission_in(State.UNCONFIRMED)
    for _time in range(outbox.ATTEMPTS + 5):
        sweeping.sweep(now=now)
        now += timedelta(days=1)
    assert Message.objects.get().attempts == outbox.ATTEMPTS

    Message.objects.update(attempts=1)
    broken_mail()
    sweeping.sweep(now=now)

    assert [mail.to for mail in mailoutbox] == [["sanne@example.com"]]


def test_two_workers_do_not_send_the_same_mail(submission_in, now, mailoutbox, monkeypatch):
    submission_in(State.UNCONFIRMED)
    (waiting,) = outbox.due(now)
    stale = Message.objects.get(pk=waiting)
    outbox.deliver(message_id=waiting, now=now)

    monkeypatch.setattr(Message.objects, "get", lambda pk: stale)
    assert outbox.deliver(message_id=waiting, now=now) is False

    assert len(mailoutbox) == 1


def test_a_known_title_has_nobody_to_write_to(submission_in, mads, now):
    known = submission_in(State.PUBLISHED)
    Submission.objects.update(author=None)
    known.refresh_from_db()
    before = Message.objects.count()

    sharing.withdraw(submission=known, version=known.version, by=mads, now=now)

    assert Message.objects.count() == before
