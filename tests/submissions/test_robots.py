"""Robots: what they send is never seen, and the mails they cause are few."""

import re
from datetime import timedelta

import pytest

from measurements import strangers
from measurements.models import Message
from submissions import published
from submissions.actions import sharing
from submissions.forms import haste
from submissions.forms.steps import CHECK
from submissions.lifecycle import State
from submissions.models import Submission
from submissions.presenters import draft_page

METHOD = "/del-din-integrationsviden/metode/"


@pytest.fixture(autouse=True)
def a_person_s_pace(monkeypatch):
    monkeypatch.setattr(haste, "LEAST", timedelta(hours=1))  # however slow the machine is


@pytest.fixture
def read_long_ago(monkeypatch):
    """A robot that waits as long as a person."""
    monkeypatch.setattr(haste, "LEAST", timedelta(0))


def test_a_form_that_comes_back_at_once_is_asked_to_wait_and_keeps_its_text(client, posted):
    answer = client.post(METHOD, posted(email="x@example.com", title="Sprogmakkere"))

    assert answer.status_code == 422
    assert "Det gik meget hurtigt" in answer.text
    assert "Sprogmakkere" in answer.text
    assert not Submission.objects.exists()


@pytest.mark.parametrize("stamp", ["", "made up", "abc:def:ghi"])
def test_a_form_whose_page_nobody_opened_is_asked_to_wait(stamp, client, posted):
    answer = client.post(METHOD, posted(email="x@example.com", opened=stamp))

    assert answer.status_code == 422
    assert not Submission.objects.exists()


def test_a_person_s_form_arrives(client, posted, read_long_ago):
    answer = client.post(METHOD, posted(email="x@example.com"))

    assert answer.status_code == 302
    assert Submission.objects.count() == 1


def test_whoever_is_logged_in_may_be_as_quick_as_they_like(client, posted, karen):
    client.force_login(karen)

    client.post(METHOD, posted())

    assert Submission.objects.count() == 1


def test_a_draft_sent_in_as_soon_as_it_was_begun_is_asked_to_wait(client, posted):
    client.post(METHOD, {**posted(email="x@example.com"), "step": "metoden", "do": "next"})
    draft = Submission.objects.get()
    address = draft_page.place_of(draft).step(CHECK)
    sent = {"key": str(draft.key), "version": str(draft.version), "step": CHECK.slug, "do": "send"}

    answer = client.post(address, sent)

    assert "Det gik meget hurtigt" in answer.text
    assert Submission.objects.get().state == State.DRAFT


@pytest.mark.parametrize(
    "trap",
    [{"website": "https://spam.example"}, {"opened": ""}, {}],
    ids=["honeypot", "hasty", "patient"],
)
def test_five_hundred_posts_of_robots_are_never_seen_and_mail_little(
    trap, client, posted, monkeypatch
):
    if not trap:
        monkeypatch.setattr(haste, "LEAST", timedelta(0))
    for number in range(500):
        client.post(
            METHOD,
            posted(email=f"robot{number}@spam.example", title=f"Billige ure {number}", **trap),
            REMOTE_ADDR=f"203.0.113.{number % 250}",
        )

    assert published.newest(9) == []
    assert "Billige ure" not in client.get("/bidrag/").text
    assert Message.objects.count() <= (0 if trap else sharing.UNCONFIRMED_IN_ALL)
    assert Submission.objects.count() == Message.objects.count()


def test_without_the_brake_five_hundred_mails_would_be_written(
    client, posted, monkeypatch, read_long_ago
):
    monkeypatch.setattr(sharing, "UNCONFIRMED_IN_ALL", 10_000)
    monkeypatch.setitem(strangers.MOST, strangers.Act.MAIL, 10_000)

    for number in range(sharing.UNCONFIRMED_PER_ADDRESS * 50):
        client.post(METHOD, posted(email=f"robot{number}@spam.example"))

    assert Message.objects.count() == sharing.UNCONFIRMED_PER_ADDRESS * 50


def test_one_address_is_not_flooded(client, posted, read_long_ago):
    for _each in range(20):
        client.post(METHOD, posted(email="offer@example.com"))

    assert Message.objects.filter(to="offer@example.com").count() == sharing.UNCONFIRMED_PER_ADDRESS


def test_one_place_cannot_use_up_the_room_of_all(client, posted, read_long_ago, monkeypatch):
    monkeypatch.setitem(strangers.MOST, strangers.Act.MAIL, 5)
    monkeypatch.setattr(sharing, "UNCONFIRMED_IN_ALL", 10)
    for number in range(10):
        client.post(METHOD, posted(email=f"robot{number}@spam.example"))

    honest = client.post(
        METHOD, posted(email="sanne@example.com"), REMOTE_ADDR="198.51.100.7", follow=True
    )

    assert "Tak" in honest.text
    assert Message.objects.filter(to__startswith="robot").count() == 5
    assert Message.objects.filter(to="sanne@example.com").exists()


def test_the_mail_that_asks_for_confirmation_says_nothing_that_a_stranger_wrote(
    client, posted, read_long_ago
):
    client.post(METHOD, posted(email="offer@example.com", title="Køb billige ure nu"))

    body = Message.objects.get(to="offer@example.com").body
    assert "Køb billige" not in body
    assert "ure" not in re.sub(r"http\S+", "", body)  # the letters of a link are drawn by lot
