"""A question reaches the contact; neither side sees the other's address."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse

from measurements.models import Message
from submissions import signed
from submissions.actions import asking, sharing
from submissions.lifecycle import MoveRefused, StaleVersion, State
from submissions.models import Question

CONTACT = "kontakt@hedensted.example"
TEXT = "Hvor mange timer tager det?"


@pytest.fixture(autouse=True)
def site(settings):
    settings.BASE_URL = "https://viden.example"


@pytest.fixture
def method(submission_in):
    return submission_in(State.PUBLISHED, contact_email=CONTACT)


@pytest.fixture
def asked(method, oluf, now):
    return asking.ask(submission=method, text=TEXT, by=oluf, now=now)


def mail_to(address):
    return Message.objects.filter(to=address).latest("pk")


def test_the_contact_gets_the_question_without_the_asker_s_address(asked, oluf):
    mail = mail_to(CONTACT)

    assert TEXT in mail.body
    assert "En kollega fra Lemvig spørger" in mail.body
    assert oluf.email not in str(mail.headers) + mail.body + mail.subject


def test_the_asker_gets_the_answer_without_the_contact_s_address(asked, oluf, now):
    asking.answer(question=asked, text="To timer om ugen.", now=now)

    mail = mail_to(oluf.email)
    assert "To timer om ugen." in mail.body
    assert CONTACT not in str(mail.headers) + mail.body + mail.subject


def test_the_page_shows_nobody_s_address(asked, method, client, oluf):
    client.force_login(oluf)
    pages = [client.get(method.get_absolute_url()), client.get(reverse("ask", args=[method.slug]))]

    assert all(CONTACT not in page.content.decode() for page in pages)


def test_the_link_of_the_mail_leads_to_the_answer(asked, client):
    (path,) = re.findall(r"https://viden.example(/svar/\S+)", mail_to(CONTACT).body)

    opened = client.get(path)
    sent = client.post(path, {"text": "To timer."}, follow=True)

    asked.refresh_from_db()
    assert TEXT in opened.content.decode()
    assert "Svaret er sendt" in sent.content.decode()
    assert asked.answer == "To timer."


def test_opening_the_link_answers_nothing(asked, client):
    client.get(signed.answer_path(asked, CONTACT))

    asked.refresh_from_db()
    assert asked.answered_at is None


def test_the_first_answer_counts(asked, now):
    asking.answer(question=asked, text="Ja.", now=now)

    with pytest.raises(StaleVersion, match="allerede besvaret"):
        asking.answer(question=Question.objects.get(), text="Nej.", now=now)
    assert Question.objects.get().answer == "Ja."


@pytest.mark.parametrize("address", ["oluf@example.com", "", "kontakt@hedensted.example\n"])
def test_a_link_made_for_another_address_does_not_answer(address, asked, client):
    assert client.get(signed.answer_path(asked, address)).status_code == 404


def test_a_link_for_something_else_does_not_answer(asked, method, client):
    token = signed.token(method, purpose=signed.STATUS)

    assert client.get(reverse("answer", args=[token])).status_code == 404


def test_the_link_ends_after_sixty_days(asked, client, monkeypatch):
    monkeypatch.setitem(signed.VALID_FOR, signed.ANSWER, timedelta(seconds=-1))

    assert client.get(signed.answer_path(asked, CONTACT)).status_code == 404


def test_one_person_asks_five_times_a_day(method, oluf, now):
    for _each in range(asking.MOST_A_DAY_OF_ONE):
        asking.ask(submission=method, text=TEXT, by=oluf, now=now)

    with pytest.raises(MoveRefused, match="i morgen"):
        asking.ask(submission=method, text=TEXT, by=oluf, now=now)
    asking.ask(submission=method, text=TEXT, by=oluf, now=now + timedelta(days=1, seconds=1))


def test_a_contact_is_not_flooded_by_many(method, make_user, now):
    askers = [make_user(f"p{n}@example.com", "municipal", "0665") for n in range(5)]
    for number in range(asking.MOST_A_DAY_TO_ONE):
        asking.ask(submission=method, text=TEXT, by=askers[number % 5], now=now)

    with pytest.raises(MoveRefused, match="mange spørgsmål"):
        asking.ask(
            submission=method,
            text=TEXT,
            by=make_user("q@example.com", "municipal", "0665"),
            now=now,
        )


@pytest.mark.parametrize("text", ["", "  \n ", "x" * (asking.LONGEST + 1)])
def test_nothing_and_too_much_are_refused(text, method, oluf, now):
    with pytest.raises(MoveRefused):
        asking.ask(submission=method, text=text, by=oluf, now=now)


def test_without_a_contact_the_author_is_asked(submission_in, karen, oluf, now):
    method = submission_in(State.PUBLISHED)

    asking.ask(submission=method, text=TEXT, by=oluf, now=now)

    assert TEXT in mail_to(karen.email).body


def test_when_the_author_has_left_the_editors_are_asked(
    submission_in, karen, oluf, now, settings, client
):
    settings.CONTACT_EMAIL = "redaktion@viden.example"
    method = submission_in(State.PUBLISHED)
    karen.is_active = False
    karen.save()
    method.refresh_from_db()

    client.force_login(oluf)
    said = client.get(reverse("ask", args=[method.slug])).content.decode()
    asking.ask(submission=method, text=TEXT, by=oluf, now=now)

    assert "Ingen e-mailadresse er opgivet" in said
    assert TEXT in mail_to("redaktion@viden.example").body


def test_a_title_with_line_ends_writes_no_headers(submission_in, oluf, now):
    method = submission_in(State.PUBLISHED, title="Praktik\nBcc: alle")

    asking.ask(submission=method, text="x\nBcc: y", by=oluf, now=now)

    mail = mail_to("karen@example.com")
    assert "\n" not in mail.subject
    assert "Bcc" not in mail.headers


def test_whoever_is_not_logged_in_is_asked_to(method, client):
    assert client.get(reverse("ask", args=[method.slug])).status_code == 302


def test_what_is_no_longer_public_is_not_asked_about(method, karen, oluf, client, now):
    sharing.withdraw(submission=method, version=method.version, by=karen, now=now)
    client.force_login(oluf)

    assert client.get(f"/bidrag/{method.slug or 'x'}/spoerg/").status_code == 404
