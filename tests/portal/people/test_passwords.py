"""Passwords: forgotten, set by a link, changed; and what a stranger can learn of who has an account."""

from concurrent.futures import ThreadPoolExecutor
from statistics import median
from threading import Barrier
from time import perf_counter

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from portal import log_ins
from portal import settings as as_shipped
from portal.actions import passwords
from portal.actions.refusing import Refused
from portal.models import ResetRequest, User
from tests.conftest import PASSWORD
from tests.portal.people.conftest import NEW_PASSWORD, link_in

TWICE = {"password1": NEW_PASSWORD, "password2": NEW_PASSWORD}
PAIRS = 200


def ask(client, email):
    return client.post(reverse("forgotten-password"), {"email": email})


@pytest.fixture
def reset_link(client, karen, sent, right_now):
    """As Karen finds it in her mail."""
    ask(client, karen.email)
    [message] = sent(lambda: passwords.answer_asked(now=right_now))
    assert message.to == [karen.email]
    return link_in(message)


def follow(client, link):
    """Open the link as a browser does, and give the address where the form stands."""
    return client.get(link, follow=True).redirect_chain[-1][0]


@pytest.fixture
def elsewhere(karen):
    """A browser where Karen is logged in."""
    browser = Client()
    browser.force_login(karen)
    return browser


def test_a_forgotten_password_is_replaced_by_the_link(client, karen, elsewhere, reset_link):
    page = client.post(follow(client, reset_link), TWICE)

    assert page["Location"] == reverse("log-in")
    assert User.objects.get(pk=karen.pk).check_password(NEW_PASSWORD)
    assert elsewhere.get(reverse("my-page")).status_code == 302


def test_the_link_works_once(client, karen, reset_link):
    client.post(follow(client, reset_link), TWICE)

    assert "brugt eller for gammelt" in Client().get(reset_link).text


@pytest.mark.parametrize("number", ["MQ", "OTk5OTk5", "ingen", "-"])
def test_a_link_that_holds_for_nobody_says_what_to_do(client, db, number):
    page = client.get(reverse("new-password", args=[number, "forfalsket"]))

    assert page.status_code == 200
    assert "Bed om et nyt" in page.text


def test_the_token_is_not_in_the_address_of_the_form(client, reset_link):
    token = reset_link.strip("/").split("/")[-1]

    assert token not in follow(client, reset_link)


@pytest.mark.django_db(transaction=True)
def test_of_five_who_use_a_link_at_once_one_sets_the_password(karen, right_now):
    start = Barrier(5)

    def one(number):
        mine = User.objects.get(pk=karen.pk)
        try:
            start.wait()
            passwords.set_new(person=mine, password=f"{NEW_PASSWORD}-{number}", now=right_now)
            return number
        except Refused:
            return None
        finally:
            connection.close()

    with ThreadPoolExecutor(5) as pool:
        done = [number for number in pool.map(one, range(5)) if number is not None]

    assert len(done) == 1
    assert User.objects.get(pk=karen.pk).check_password(f"{NEW_PASSWORD}-{done[0]}")


@pytest.mark.parametrize("email", ["karen@example.com", "ingen@example.com"])
def test_the_page_says_the_same_whoever_is_asked_for(client, karen, email):
    assert "Hvis der er en konto" in ask(client, email).text


def test_a_stranger_and_a_closed_account_get_no_mail(client, karen, sent, right_now):
    User.objects.filter(pk=karen.pk).update(is_active=False)
    ask(client, karen.email)
    ask(client, "ingen@example.com")

    assert sent(lambda: passwords.answer_asked(now=right_now)) == []
    assert not ResetRequest.objects.exists()


def test_nobody_is_flooded_with_links(client, karen, sent, right_now):
    for _time in range(10):
        ask(client, karen.email)

    assert len(sent(lambda: passwords.answer_asked(now=right_now))) == passwords.MOST_IN_AN_HOUR


@pytest.mark.parametrize("name", ["forgotten-password", "log-in"])
def test_how_long_it_takes_tells_nothing_of_who_has_an_account(client, karen, monkeypatch, name):
    """Two hundred pairs; the medians are less than ten milliseconds apart."""
    monkeypatch.setattr("portal.attempts.MOST_PER_ADDRESS", 10_000)
    monkeypatch.setattr("portal.attempts.MOST_PER_ACCOUNT", 10_000)
    monkeypatch.setattr("portal.attempts.MOST_FROM_ANYWHERE", 10_000)
    took = {"karen@example.com": [], "ingen@example.com": []}

    for pair in range(PAIRS):
        order = sorted(took, reverse=bool(pair % 2))
        for email in order:
            form = {"email": email, "username": email, "password": "forkert"}
            began = perf_counter()
            client.post(reverse(name), form)
            took[email].append(perf_counter() - began)

    known, unknown = (median(times) for times in took.values())
    assert abs(known - unknown) < 0.010


def change(client, old=PASSWORD, **more):
    return client.post(reverse("change-password"), {"old_password": old, **TWICE, **more})


def test_a_changed_password_ends_every_other_log_in_and_keeps_this_one(client, karen, sent):
    other = Client()
    for each in (client, other):
        each.force_login(karen)

    [told] = sent(lambda: change(client))

    assert client.get(reverse("my-page")).status_code == 200
    assert other.get(reverse("my-page")).status_code == 302
    assert told.to == [karen.email]


def test_it_takes_the_old_one(client, karen):
    client.force_login(karen)

    page = change(client, old="gæt")

    assert page.status_code == 422
    assert "Adgangskoden passer ikke" in page.text
    assert User.objects.get(pk=karen.pk).check_password(PASSWORD)


def test_the_current_log_in_is_the_one_that_is_kept(client, karen):
    client.force_login(karen)
    number = client.session[log_ins.NUMBER]

    change(client)

    assert list(karen.log_ins.filter(ended_at=None).values_list("pk", flat=True)) == [number]


def test_passwords_are_kept_by_argon2():
    assert as_shipped.PASSWORD_HASHERS[0].endswith("Argon2PasswordHasher")
