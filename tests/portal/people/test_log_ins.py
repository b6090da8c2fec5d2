"""How a log-in begins and ends: a new key, a place in the list, time limits, and for good."""

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from portal import log_ins
from portal.models import LogIn
from tests.conftest import PASSWORD

COOKIE = settings.SESSION_COOKIE_NAME


def is_in(client):
    return client.get(reverse("my-page")).status_code == 200


def log_in(client, person):
    return client.post(reverse("log-in"), {"username": person.email, "password": PASSWORD})


def test_a_session_planted_before_the_log_in_is_not_the_one_after_it(client, karen):
    client.get(reverse("log-in"))
    session = client.session
    session["planted"] = True
    session.save()
    client.cookies[COOKIE] = planted = session.session_key

    log_in(client, karen)

    assert client.cookies[COOKIE].value != planted
    thief = Client()
    thief.cookies[COOKIE] = planted
    assert not is_in(thief)


def test_a_cookie_kept_from_before_the_log_out_is_worth_nothing(client, karen):
    log_in(client, karen)
    kept = client.cookies[COOKIE].value

    client.post(reverse("log-out"))

    thief = Client()
    thief.cookies[COOKIE] = kept
    assert not is_in(thief)
    assert LogIn.objects.get().ended_at


@pytest.mark.parametrize(
    ("person", "hours", "stays"),
    [("karen", 7.9, True), ("karen", 8.1, False), ("mads", 0.9, True), ("mads", 1.1, False)],
)
def test_whoever_is_away_is_logged_out_staff_sooner(request, client, later, person, hours, stays):
    client.force_login(request.getfixturevalue(person))

    later(client, hours=hours)

    assert is_in(client) is stays


def test_nobody_is_logged_in_for_more_than_twelve_hours_however_busy(client, karen, later):
    client.force_login(karen)
    for _hour in range(11):
        later(client, hours=1)
        assert is_in(client)

    later(client, hours=1)

    page = client.get(reverse("my-page"))
    assert page.status_code == 302
    assert "for lang tid" in client.get(page["Location"]).text


def test_without_the_row_in_the_table_a_session_is_nothing(client, karen):
    """The control of the limits: it is the row that they look at."""
    client.force_login(karen)
    assert is_in(client)

    LogIn.objects.all().delete()

    assert not is_in(client)


def test_the_list_shows_each_browser_and_one_can_be_ended(client, karen):
    client.force_login(karen)
    other = Client(headers={"User-Agent": "Mozilla/5.0 (Windows NT 10.0) Firefox/140.0"})
    log_in(other, karen)
    row = LogIn.objects.get(pk=other.session[log_ins.NUMBER])

    assert "Firefox, Windows" in client.get(reverse("security")).text
    client.post(reverse("log-out-there", args=[row.pk]))

    assert is_in(client)
    assert not is_in(other)


def test_nobody_ends_a_strangers_log_in(client, karen, oluf):
    stranger = Client()
    stranger.force_login(oluf)
    client.force_login(karen)

    answer = client.post(reverse("log-out-there", args=[stranger.session[log_ins.NUMBER]]))

    assert answer.status_code == 404
    assert is_in(stranger)


def test_out_everywhere_is_everywhere(client, karen):
    others = [Client(), Client()]
    for each in (client, *others):
        each.force_login(karen)

    client.post(reverse("log-out-everywhere"))

    assert not any(is_in(each) for each in (client, *others))
