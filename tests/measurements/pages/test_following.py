"""Followers: confirmed by their own hand, told once of each version, gone by one click."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from measurements import outbox, signed_links
from measurements.actions import following
from measurements.models import Follower, Message, Notice, Round

SLUG = "maaling-1999-2007"
FOLLOWED_AT = datetime(2026, 11, 3, 9, 0, tzinfo=UTC)
LATER = datetime(2026, 11, 5, 9, 0, tzinfo=UTC)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def rings_nobody(bells):
    """Nothing of this is done by a worker."""


@pytest.fixture
def public(make_round, figures):
    return make_round(figures(9))


@pytest.fixture
def follower(public):
    return Follower.objects.create(
        series=public.series, email="sanne@example.com", confirmed_at=FOLLOWED_AT
    )


@pytest.fixture
def publish_correction(correct, figures):
    """A correction, with the notice that the verb writes."""

    def make(measured):
        newer = correct(measured, figures(9))
        following.note(measured=newer, event="published", now=newer.published_at)
        return newer

    return make


def ask(client, email="Sanne@Example.com "):
    return client.post(reverse("follow", args=[SLUG]), {"email": email})


def link_in(body):
    return re.search(r"https?://[^/]+(/foelg/\S+)", body)[1]


def told():
    return list(Message.objects.order_by("pk"))


def test_nothing_is_kept_before_the_address_is_confirmed(client, public):
    response = ask(client)

    assert response.status_code == 200
    assert "sanne@example.com" in told()[0].to
    assert not Follower.objects.exists()


def test_an_address_that_no_row_can_hold_is_refused_in_the_form(client, public):
    """PostgreSQL keeps no more than 254 letters of it; the form let 320 pass."""
    response = ask(client, email="x" * 243 + "@example.com")

    assert response.status_code == 422
    assert "254" in response.text
    assert told() == []


def test_opening_the_link_shows_a_page_and_only_its_button_confirms(client, public):
    ask(client)
    address = link_in(told()[0].body)

    opened = client.get(address)
    before = Follower.objects.count()
    pressed = client.post(address)
    client.post(address)

    assert "Vil du følge målingen?" in opened.content.decode()
    assert before == 0
    assert "Du følger nu målingen" in pressed.content.decode()
    assert [each.email for each in Follower.objects.all()] == ["sanne@example.com"]


def test_an_address_is_written_to_once_a_day_however_often_it_is_typed(client, public):
    for _time in range(5):
        assert ask(client).status_code == 200

    assert len(told()) == 1


def test_whoever_types_many_addresses_is_told_to_wait(client, public):
    answers = [ask(client, f"nr{number}@example.com").status_code for number in range(22)]

    assert answers == [200] * 20 + [429] * 2
    assert len(told()) == 20


def test_the_answer_does_not_tell_who_follows(client, follower):
    known, unknown = (ask(client, email) for email in ("sanne@example.com", "ole@example.com"))

    texts = [
        re.sub(r"(sanne|ole)@example.com", "", each.content.decode()) for each in (known, unknown)
    ]
    assert texts[0] == texts[1]


@pytest.mark.parametrize(
    "email", ["", "sanne", "a@b\n.dk", "sanne@example.com\nBcc: x@example.com"]
)
def test_what_is_no_address_is_refused_with_a_reason(client, public, email):
    response = ask(client, email)

    assert response.status_code == 422
    assert 'class="form-error-message"' in response.content.decode()
    assert told() == []


@pytest.mark.parametrize("name", ["confirm-following", "stop-following"])
@pytest.mark.parametrize("purpose", [following.CONFIRM, following.STOP, "submissions.confirm"])
def test_a_link_that_was_changed_or_made_for_something_else_says_so(client, public, name, purpose):
    good = {"confirm-following": following.CONFIRM, "stop-following": following.STOP}[name]
    token = signed_links.token([SLUG, "a@example.com"], purpose=purpose)
    changed = token[:-1] + ("A" if token[-1] != "A" else "B")

    for each in [changed] if purpose == good else [token, changed]:
        for response in (
            client.get(reverse(name, args=[each])),
            client.post(reverse(name, args=[each])),
        ):
            assert response.status_code == 404
            assert "Linket virker ikke" in response.content.decode()
    assert not Follower.objects.exists()


def test_a_link_of_confirmation_ends_after_seven_days(client, public, monkeypatch):
    token = signed_links.token([SLUG, "a@example.com"], purpose=following.CONFIRM)
    monkeypatch.setattr(following, "CONFIRM_WITHIN", timedelta(seconds=-1))

    assert client.post(reverse("confirm-following", args=[token])).status_code == 404


def test_a_new_version_is_told_with_its_reason_and_its_links(follower, public, publish_correction):
    publish_correction(public)

    following.sweep(now=LATER)

    (message,) = told()
    assert message.to == "sanne@example.com"
    assert message.subject.startswith("Ny udgave 2: Prøvemåling")
    for text in (
        "Der var en fejl",
        "En fil manglede.",
        reverse("round", args=[SLUG]),
        reverse("versions", args=[SLUG]),
        "/foelg/stop/",
    ):
        assert text in message.body


def test_a_retraction_is_told_by_the_verb_that_makes_it(follower, public, retract):
    retract(public, reason="Filen var en anden.")

    following.sweep(now=LATER)

    (message,) = told()
    assert message.subject.startswith("Trukket tilbage: Prøvemåling")
    assert "Filen var en anden." in message.body


def test_each_person_is_told_once_of_each_version_however_often_the_timer_rings(
    follower, public, publish_correction
):
    publish_correction(public)

    for _time in range(20):
        following.sweep(now=LATER)
        Notice.objects.update(told_at=None)  # as if the worker had died before it was noted

    assert len(told()) == 1


def test_without_the_key_each_ring_would_be_a_mail(
    follower, public, publish_correction, monkeypatch
):
    """The negative control."""
    publish_correction(public)
    write = outbox.write
    monkeypatch.setattr(outbox, "write", lambda **words: write(**{**words, "key": None}))

    for _time in range(3):
        following.sweep(now=LATER)
        Notice.objects.update(told_at=None)

    assert len(told()) == 3


def test_whoever_follows_after_the_version_came_is_not_told_of_it(
    follower, public, publish_correction
):
    publish_correction(public)
    Follower.objects.update(confirmed_at=LATER)

    following.sweep(now=LATER)

    assert told() == []
    assert Notice.objects.get().told_at == LATER


def test_the_mail_is_sent_by_the_timer_with_the_header_of_one_click(
    follower, public, publish_correction
):
    publish_correction(public)
    following.sweep(now=LATER)

    for message_id in outbox.due(LATER):
        outbox.deliver(message_id=message_id, now=LATER)

    (sent,) = mail.outbox
    assert sent.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert link_in(sent.body) in sent.extra_headers["List-Unsubscribe"]


def test_one_click_deletes_the_address_without_a_cookie_or_a_form_key(
    follower, public, publish_correction
):
    publish_correction(public)
    following.sweep(now=LATER)
    address = link_in(told()[0].body)
    strict = Client(enforce_csrf_checks=True)

    opened = strict.get(address)
    kept = Follower.objects.count()
    clicked = strict.post(address, {"List-Unsubscribe": "One-Click"})
    again = strict.post(address)

    assert "Vil du stoppe mails" in opened.content.decode()
    assert kept == 1
    assert [clicked.status_code, again.status_code] == [200, 200]
    assert not Follower.objects.exists()
    assert not Message.objects.filter(to="sanne@example.com").exists()


def test_an_address_that_is_not_confirmed_in_time_is_forgotten(client, public):
    ask(client)
    asked_at = told()[0].written_at

    following.sweep(now=asked_at + timedelta(days=6))
    kept = len(told())
    following.sweep(now=asked_at + timedelta(days=8))

    assert kept == 1
    assert told() == []


def test_a_follower_of_another_round_is_not_told(follower, public, make_round, figures, retract):
    other = make_round(figures(9), slug="maaling-1999-2006")

    retract(other)
    following.sweep(now=LATER)

    assert told() == []


def test_followers_of_a_retracted_round_hear_of_the_version_after_it(
    follower, public, retract, publish_correction
):
    retract(public)
    publish_correction(Round.objects.get(number=1))

    following.sweep(now=LATER)

    assert [each.subject.split(":")[0] for each in told()] == ["Trukket tilbage", "Ny udgave 2"]
