"""Passwords tried on many accounts, or from many places at one: slowed, seen, and nobody locked out."""

import logging
from datetime import timedelta

import pytest
from django.test import RequestFactory
from django.utils import timezone

from portal import attempts
from portal.models import Guess, LogIn
from tests.conftest import PASSWORD

ACCOUNTS, GUESSES = 1_000, 3


def asked_from(address):
    return RequestFactory().post("/log-ind/", REMOTE_ADDR=address)


def wrong(account, *, address):
    """One wrong password, as the backend counts it."""
    guess = attempts.begin(asked_from(address), account, now=timezone.now())
    attempts.watch_for_spraying(now=guess.at)


@pytest.fixture
def sprayed(db, caplog):
    """A thousand accounts, three guesses at each, from as many places as it takes."""
    with caplog.at_level(logging.WARNING, logger="portal.attempts"):
        for number in range(ACCOUNTS):
            for _time in range(GUESSES):
                address = f"192.0.{number // 25}.1"  # fewer than each place is allowed
                wrong(f"nummer{number}@example.com", address=address)
    return [record.getMessage() for record in caplog.records]


def test_a_thousand_accounts_tried_three_times_are_seen(sprayed):
    assert len(sprayed) == ACCOUNTS // attempts.SPRAYED_ACCOUNTS
    assert sprayed[0].startswith(f"wrong passwords at {attempts.SPRAYED_ACCOUNTS} accounts")


def test_and_every_owner_still_comes_in(sprayed, client, make_user):
    make_user("nummer7@example.com", "moderator")

    page = client.post("/log-ind/", {"username": "nummer7@example.com", "password": PASSWORD})

    assert page["Location"] == "/min-side/"


def test_people_who_forget_are_no_spraying(db, caplog):
    """The control: as many guesses, at few accounts."""
    for number in range(200):
        wrong(f"nummer{number % 40}@example.com", address=f"192.0.2.{number // 10}")

    assert caplog.records == []


@pytest.fixture
def from_everywhere(karen):
    """So many wrong passwords for Karen, each from somewhere else."""
    for number in range(attempts.MOST_FROM_ANYWHERE):
        wrong(karen.email, address=f"198.51.100.{number}")


def log_in(client, person, *, address):
    form = {"username": person.email, "password": PASSWORD}
    return client.post("/log-ind/", form, REMOTE_ADDR=address)


def test_guesses_from_everywhere_make_unknown_places_wait(client, karen, from_everywhere):
    assert "forsøgt for mange gange" in log_in(client, karen, address="203.0.113.1").text


def test_but_the_owner_comes_in_from_where_they_have_been(client, karen):
    log_in(client, karen, address="203.0.113.1")
    for number in range(attempts.MOST_FROM_ANYWHERE):
        wrong(karen.email, address=f"198.51.100.{number}")

    assert log_in(client, karen, address="203.0.113.1")["Location"] == "/min-side/"


def test_guesses_are_forgotten_in_time(client, karen, from_everywhere):
    Guess.objects.update(at=timezone.now() - attempts.WINDOW - timedelta(seconds=1))

    assert log_in(client, karen, address="203.0.113.1")["Location"] == "/min-side/"
    assert not Guess.objects.exists()


def test_no_address_or_account_can_be_read_from_what_is_kept(client, karen, from_everywhere):
    log_in(client, karen, address="203.0.113.1")

    kept = str(list(Guess.objects.values()) + list(LogIn.objects.values()))

    assert "198.51" not in kept
    assert "karen" not in kept
