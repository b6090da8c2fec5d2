"""The second factor: at every door, once for each code, and no staff page before it."""

import time
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.db import connection
from django.urls import reverse

from portal import attempts, factors
from portal.models import PersonEvent, User
from tests.conftest import PASSWORD

STAFF_PAGES = ["review", "manage-rounds", "people"]


@pytest.fixture(autouse=True)
def staff_must(settings):
    settings.STAFF_SECOND_FACTOR = True


@pytest.fixture
def clock(monkeypatch):
    """A clock that the codes go by."""

    class Clock:
        now = 1_800_000_000

        def time(self):
            return self.now

    clock = Clock()
    monkeypatch.setattr(time, "time", clock.time)
    return clock


def code(secret, clock):
    return format_hotp_value(hotp_value(secret, clock.now // factors.STEP_SECONDS))


@pytest.fixture
def secret(anna):
    secret = factors.generate_totp_secret()
    factors.keep(anna, secret)
    return secret


def show_password(client, person):
    return client.post(reverse("log-in"), {"username": person.email, "password": PASSWORD})


def show_code(client, typed):
    return client.post(reverse("second-factor"), {"code": typed})


@pytest.mark.parametrize("name", [*STAFF_PAGES, "my-page", "security"])
def test_the_password_alone_opens_no_page(client, anna, secret, name):
    show_password(client, anna)

    assert client.get(reverse(name))["Location"].startswith(reverse("second-factor"))


def test_the_password_alone_puts_no_other_factor_in_the_place_of_the_one_that_is_there(
    client, anna, secret, clock
):
    show_password(client, anna)
    mine = factors.generate_totp_secret()
    session = client.session
    session["second_factor_secret"] = mine
    session.save()

    page = client.post(reverse("second-factor-set-up"), {"code": code(mine, clock)})

    assert page["Location"].startswith(reverse("second-factor"))
    assert client.get(reverse("people")).status_code == 302
    assert factors.accepts(anna, code(secret, clock))


@pytest.mark.parametrize("name", ["second-factor-set-up", "prove-again"])
def test_the_pages_for_whoever_has_no_factor_are_closed_to_whoever_has_one(
    client, anna, secret, name
):
    show_password(client, anna)

    assert client.get(reverse(name))["Location"].startswith(reverse("second-factor"))


def test_password_and_code_do_and_the_key_of_the_session_is_new(client, anna, secret, clock):
    show_password(client, anna)
    before = client.session.session_key

    show_code(client, code(secret, clock))

    assert client.get(reverse("manage-rounds")).status_code == 200
    assert client.session.session_key != before


def test_the_page_that_was_asked_for_comes_after_the_code(client, anna, secret, clock):
    show_password(client, anna)
    asked = client.get(reverse("people") + "?q=anna")["Location"]

    page = client.post(asked, {"code": code(secret, clock)})

    assert page["Location"] == reverse("people") + "?q=anna"


def test_a_code_holds_once(client, anna, secret, clock):
    typed = code(secret, clock)

    assert factors.accepts(anna, typed)
    assert not factors.accepts(anna, typed)
    clock.now += factors.STEP_SECONDS
    assert factors.accepts(anna, code(secret, clock))


def test_without_the_row_that_remembers_it_would_hold_twice(anna, secret, clock):
    """The control: the code itself is still right."""
    typed = code(secret, clock)
    factors.accepts(anna, typed)

    Authenticator.objects.update(last_used_at=None)

    assert factors.accepts(anna, typed)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("kind", ["app", "paper"])
def test_of_five_who_show_the_same_code_at_once_one_is_let_in(anna, clock, kind):
    secret = factors.generate_totp_secret()
    on_paper = factors.keep(anna, secret)[0]
    typed = on_paper if kind == "paper" else code(secret, clock)
    start = Barrier(5)

    def one(number):
        try:
            start.wait()
            return factors.accepts(anna, typed)
        finally:
            connection.close()

    with ThreadPoolExecutor(5) as pool:
        assert sum(pool.map(one, range(5))) == 1


def test_a_code_for_paper_lets_in_once_and_is_counted(client, anna, clock):
    codes = factors.keep(anna, factors.generate_totp_secret())
    show_password(client, anna)

    show_code(client, codes[3])

    assert client.get(reverse("people")).status_code == 200
    assert factors.recovery_codes_left(anna) == len(codes) - 1
    assert not factors.accepts(anna, codes[3])


def test_codes_cannot_be_guessed_for_long(client, anna, secret, clock):
    show_password(client, anna)
    for number in range(attempts.MOST_PER_ACCOUNT):
        show_code(client, f"{number:06}")

    page = show_code(client, code(secret, clock))

    assert page.status_code == 422
    assert "forsøgt for mange gange" in page.text


@pytest.mark.parametrize("name", STAFF_PAGES)
def test_staff_without_one_are_sent_to_set_it_up(client, anna, name):
    show_password(client, anna)

    assert client.get(reverse(name))["Location"].startswith(reverse("second-factor-set-up"))


def test_where_the_site_does_not_ask_for_it_they_are_not(client, anna, settings):
    """The control: the setting is what asks."""
    settings.STAFF_SECOND_FACTOR = False
    show_password(client, anna)

    assert client.get(reverse("people")).status_code == 200


def test_setting_it_up_shows_codes_for_paper_once_and_opens_the_pages(client, anna, clock):
    show_password(client, anna)
    page = client.get(reverse("second-factor-set-up"))
    secret = client.session["second_factor_secret"]
    assert secret in page.text

    shown = client.post(reverse("second-factor-set-up"), {"code": code(secret, clock)})

    on_paper = RecoveryCodes(anna.authenticator_set.get(type="recovery_codes"))
    assert all(each in shown.text for each in on_paper.get_unused_codes())
    assert client.get(reverse("people")).status_code == 200
    assert PersonEvent.objects.filter(person=anna, action="factor_set_up").exists()


def test_a_wrong_first_code_sets_up_nothing(client, anna, clock):
    show_password(client, anna)
    client.get(reverse("second-factor-set-up"))

    page = client.post(reverse("second-factor-set-up"), {"code": "000000"})

    assert page.status_code == 422
    assert not factors.has_one(anna)


def test_others_need_none_but_may_have_one(client, karen, clock):
    show_password(client, karen)
    assert client.get(reverse("my-page")).status_code == 200

    factors.keep(karen, factors.generate_totp_secret())
    client.post(reverse("log-out"))
    show_password(client, karen)

    assert client.get(reverse("my-page"))["Location"].startswith(reverse("second-factor"))


def test_staff_cannot_take_it_off_others_can(client, anna, karen, secret, clock, settings):
    show_password(client, anna)
    show_code(client, code(secret, clock))

    client.post(reverse("second-factor-remove"))
    assert factors.has_one(anna)

    settings.STAFF_SECOND_FACTOR = False
    client.post(reverse("second-factor-remove"))
    assert not factors.has_one(anna)


def test_an_administrator_removes_it_for_somebody_who_lost_everything(client, anna, astrid):
    factors.keep(astrid, factors.generate_totp_secret())
    factors.keep(anna, factors.generate_totp_secret())
    client.force_login(anna)
    session = client.session
    session["second_factor"] = "shown"
    session.save()

    client.post(reverse("remove-factor", args=[astrid.pk]))

    assert not factors.has_one(astrid)
    line = PersonEvent.objects.get(person=astrid)
    assert (line.action, line.by) == ("factor_removed", anna)


def test_djangos_admin_is_behind_it_too(client, secret, anna):
    User.objects.filter(pk=anna.pk).update(is_superuser=True, is_staff=True)
    show_password(client, anna)

    assert client.get(reverse("admin:index"))["Location"].startswith(reverse("second-factor"))
