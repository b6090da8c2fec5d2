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


@pytest.fixture
def poisoned(db, now, mailoutbox):
    """An address that ends its own sending in an error, and after it an honest mail."""
    context = {"url": "https://viden.example/"}
    for to in ("p@\u200d.com", "sanne@example.com"):
        outbox.write(to=to, template="draft_link", context=context, now=now, at_once=False)
    return mailoutbox


def test_one_mail_that_cannot_be_sent_holds_no_other_back(poisoned, now):
    sweeping.sweep(now=now)

    assert [mail.to for mail in poisoned] == [["sanne@example.com"]]


def test_nor_does_one_that_fails_in_a_way_nobody_thought_of(poisoned, now, monkeypatch):
    real = EmailMessage.send

    def send(self, *args, **named):
        if "\u200d" in self.to[0]:
            raise RuntimeError("not thought of")
        return real(self, *args, **named)

    monkeypatch.setattr(EmailMessage, "send", send)

    sweeping.sweep(now=now)

    assert [mail.to for mail in poisoned] == [["sanne@example.com"]]


def test_sent_one_after_the_other_without_that_care_the_rest_would_wait(poisoned, now, monkeypatch):
    """The negative control."""
    monkeypatch.setattr(outbox, "_deliver_quietly", lambda pk, now: _sent_carelessly(pk))

    with pytest.raises(UnicodeError):
        sweeping.sweep(now=now)

    assert poisoned == []


def _sent_carelessly(pk):
    message = Message.objects.get(pk=pk)
    EmailMessage(message.subject, message.body, to=[message.to]).send()
