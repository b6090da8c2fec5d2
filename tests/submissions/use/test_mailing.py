"""Mail as its reader wants it: at once, once a day, or not at all."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse

from measurements import outbox
from measurements.models import Message
from submissions import mail_links
from submissions.actions import mailing, reviewing
from submissions.lifecycle import State
from submissions.models import DigestLine, How, MailChoice

KAREN = "karen@example.com"
NOON = datetime(2026, 11, 2, 11, 0, tzinfo=UTC)
NEXT_MORNING = datetime(2026, 11, 3, 6, 0, tzinfo=UTC)  # seven o'clock in Denmark
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def site(settings):
    settings.BASE_URL = "https://viden.example"
    settings.CONTACT_EMAIL = "redaktion@viden.example"


def tell(number=1, *, to=KAREN, now=NOON):
    mailing.tell(
        to=to,
        template="to_editors",
        context={"submission": {"title": f"Metode {number}"}, "url": "https://viden.example/x/"},
        line=f"Metode {number}: Venter",
        path=f"/x/{number}/",
        now=now,
        key=f"test/{number}/{to}",
    )


def mails(to=KAREN):
    return list(Message.objects.filter(to=to).order_by("pk"))


def test_what_happens_is_mailed_at_once_to_who_has_chosen_nothing():
    tell()

    (mail,) = mails()
    assert mail.subject == "Nyt bidrag venter: Metode 1"
    assert mail.headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


def test_the_same_event_is_told_once_whatever_was_chosen():
    for how in (How.AT_ONCE, How.DAILY):
        mailing.choose(address=KAREN, how=how, now=NOON)
        for _twice in range(2):
            tell(how)

    assert len(mails()) == 1
    assert DigestLine.objects.count() == 1


def test_whoever_wants_no_mail_gets_none():
    mailing.choose(address="Karen@Example.com", how=How.NEVER, now=NOON)

    tell()

    assert mails() == []
    assert not DigestLine.objects.exists()


def test_a_storm_becomes_one_mail_the_next_morning():
    for number in range(40):
        tell(number)

    assert len(mails()) == mailing.STORM
    mailing.send_digests(now=NEXT_MORNING)
    digest = mails()[-1]
    assert len(mails()) == mailing.STORM + 1
    assert digest.subject == "Nyt siden sidst: 37 beskeder"
    assert "Metode 39: Venter\nhttps://viden.example/x/39/" in digest.body


def test_without_the_brake_a_storm_would_be_forty_mails(monkeypatch):
    monkeypatch.setattr(mailing, "STORM", 1000)

    for number in range(40):
        tell(number)

    assert len(mails()) == 40


@pytest.mark.parametrize(
    ("at", "sent"),
    [
        (datetime(2026, 11, 3, 5, 59, tzinfo=UTC), 0),
        (NEXT_MORNING, 1),
        (datetime(2026, 11, 3, 22, 0, tzinfo=UTC), 1),  # the morning was missed
    ],
)
def test_the_day_s_mail_goes_out_after_seven(at, sent):
    mailing.choose(address=KAREN, how=How.DAILY, now=NOON)
    tell()

    assert mailing.send_digests(now=at) == sent
    assert len(mails()) == sent


def test_a_line_from_after_seven_waits_for_the_next_day():
    mailing.choose(address=KAREN, how=How.DAILY, now=NOON)
    tell(1)
    mailing.send_digests(now=NEXT_MORNING)
    tell(2, now=NEXT_MORNING + timedelta(hours=2))

    assert mailing.send_digests(now=NEXT_MORNING + timedelta(hours=3)) == 0
    assert mailing.send_digests(now=NEXT_MORNING + timedelta(days=1)) == 1


def test_two_sweeps_send_the_day_s_mail_once():
    mailing.choose(address=KAREN, how=How.DAILY, now=NOON)
    tell()
    waiting = DigestLine.objects.filter(sent_at=None)
    seen_by_both = list(waiting)

    class Snapshot:
        """What the second worker had read before the first one was done."""

        def __iter__(self):
            return iter(seen_by_both)

    assert mailing._send_digest(waiting, NEXT_MORNING, NEXT_MORNING)
    assert not mailing._send_digest(Snapshot(), NEXT_MORNING, NEXT_MORNING)
    assert len(mails()) == 1


def test_a_crash_before_the_commit_leaves_the_lines_waiting(monkeypatch):
    mailing.choose(address=KAREN, how=How.DAILY, now=NOON)
    tell()

    def crash(**_words):
        raise RuntimeError

    with monkeypatch.context() as patched:
        patched.setattr(outbox, "write", crash)
        with pytest.raises(RuntimeError), transaction.atomic():
            mailing.send_digests(now=NEXT_MORNING)

    assert mailing.send_digests(now=NEXT_MORNING) == 1
    assert "Metode 1" in mails()[0].body


def test_five_hundred_submissions_are_one_mail_a_day_to_each_editor(submission_in, mads, now):
    for _each in range(5):
        submission_in(State.SUBMITTED)
    for number in range(495):
        tell(number, to=mads.email, now=now)  # as if sent in
    Message.objects.filter(to=mads.email).delete()

    mailing.send_digests(now=now + timedelta(days=1))

    assert len(mails(mads.email)) == 1
    assert len(mails("redaktion@viden.example")) == 1


def test_the_link_of_a_mail_opens_the_choices_and_changes_nothing(client):
    tell()
    (path,) = re.findall(r"https://viden.example(/mails/\S+)", mails()[0].body)

    page = client.get(path)

    assert "karen@example.com" in page.content.decode()
    assert not MailChoice.objects.exists()


def test_one_click_of_a_mail_program_stops_the_mails_without_a_cookie():
    tell()
    link = mails()[0].headers["List-Unsubscribe"].strip("<>").removeprefix("https://viden.example")

    answer = Client(enforce_csrf_checks=True).post(link, {"List-Unsubscribe": "One-Click"})
    tell(2)

    assert answer.status_code == 302
    assert len(mails()) == 1


def test_a_link_that_was_changed_changes_nothing(client):
    changed = mail_links.token(KAREN).swapcase()

    answer = client.post(reverse("mail-choices", args=[changed]), {"how": "never"})

    assert answer.status_code == 404
    assert not MailChoice.objects.exists()


def test_a_link_for_one_address_speaks_for_no_other(client):
    client.post(reverse("mail-choices", args=[mail_links.token(KAREN)]), {"how": "never"})

    assert mailing.chosen("oluf@example.com") == How.AT_ONCE


def test_people_who_are_logged_in_choose_on_their_own_page(client, karen):
    client.force_login(karen)

    client.post(reverse("mail-settings"), {"how": "daily"})

    assert mailing.chosen(karen.email) == How.DAILY


def test_to_choose_nothing_is_said_and_changes_nothing(client, karen):
    client.force_login(karen)

    page = client.post(reverse("mail-settings"), {"how": "sometimes"}, follow=True)

    assert "Vælg, hvordan du vil have besked." in page.content.decode()
    assert not MailChoice.objects.exists()


def test_the_author_s_mail_says_how_to_have_fewer(submission_in, mads, now):
    submission = submission_in(State.SUBMITTED)
    reviewing.publish(submission=submission, version=submission.version, by=mads, now=now)

    assert all("/mails/" in mail.body for mail in mails())
