"""The portal's own pages: what they say when there is much, little and nothing."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.conftest import PASSWORD
from tests.submissions.factories import publish_methods

STANDING = ["about", "contact", "privacy", "accessibility", "log-in", "municipalities", "home"]


@pytest.mark.parametrize("name", STANDING)
@pytest.mark.django_db
def test_standing_pages_answer_with_nothing_in_the_database(client, name):
    assert client.get(reverse(name)).status_code == 200


@pytest.mark.django_db
def test_home_says_that_nothing_is_shared_or_measured_yet(client):
    page = client.get("/").text

    assert "Ingen har delt noget endnu" in page
    assert "Del din integrationsviden" in page


def test_home_leads_to_the_newest_stated_round_before_one_is_computed(client, stated_rounds):
    page = client.get("/").text

    assert "/maalinger/effektmaaling-2009/" in page


@pytest.mark.parametrize(
    ("wanted", "slug"),
    [("Århus", "aarhus"), ("hedensted", "hedensted"), ("Grindsted", "billund"), ("Rani", None)],
)
def test_a_municipality_is_found_by_any_of_its_names(client, municipalities, wanted, slug):
    page = client.get("/kommuner/", {"navn": wanted})

    if slug:
        assert page["Location"] == f"/kommuner/{slug}/"
    else:
        assert "Ingen kommune hedder »Rani«" in page.text


def test_several_matches_are_offered(client, municipalities):
    page = client.get("/kommuner/", {"navn": "Aa"}).text

    assert "Flere kommuner passer" in page
    assert "Aabenraa" in page


def test_a_municipality_page_tells_which_stated_lists_it_is_on(client, stated_rounds):
    page = " ".join(client.get("/kommuner/billund/").text.split())

    assert "1999–2007</a>: på listen over de hurtigste" in page
    assert "1999–2005</a>: på listen over de hurtigste (som Grindsted)" in page


def test_an_unknown_municipality_is_a_page_that_says_so(client, municipalities):
    page = client.get("/kommuner/atlantis/")

    assert page.status_code == 404
    assert "Siden findes ikke" in page.text


def test_the_policy_allows_only_our_own_origin(client, municipalities):
    policy = client.get("/")["Content-Security-Policy"]

    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "http" not in policy


@pytest.mark.parametrize(
    ("person", "sees", "never_sees"),
    [
        ("anna", ["Administration", "Redaktion"], []),
        ("mads", ["Redaktion"], ["Administration"]),
        ("karen", [], ["Administration", "Redaktion"]),
    ],
)
def test_the_menu_shows_what_a_role_may_do(client, request, person, sees, never_sees):
    client.force_login(request.getfixturevalue(person))

    menu = client.get("/").text.split("<main")[0]

    assert all(entry in menu for entry in sees)
    assert not any(entry in menu for entry in never_sees)


def test_log_in_by_e_mail_however_it_is_written(client, karen):
    page = client.post("/log-ind/", {"username": "KAREN@example.com", "password": PASSWORD})

    assert page["Location"] == "/min-side/"
    assert "Hedensted" in client.get("/min-side/").text


def test_a_wrong_password_says_the_same_as_an_unknown_address(client, karen):
    wrong = client.post("/log-ind/", {"username": "karen@example.com", "password": "x"})
    unknown = client.post("/log-ind/", {"username": "ingen@example.com", "password": "x"})

    assert "passer ikke sammen" in wrong.text
    assert "passer ikke sammen" in unknown.text


def test_logging_out_takes_a_post(client, karen):
    client.force_login(karen)

    assert client.get("/log-ud/").status_code == 405
    assert client.post("/log-ud/").status_code == 302
    assert client.get("/min-side/")["Location"].startswith("/log-ind/")


@pytest.mark.parametrize("path", ["/", "/kommuner/", "/kommuner/hedensted/"])
def test_a_page_asks_the_database_no_more_when_there_is_more(client, stated_rounds, path):
    publish_methods(1)
    client.get(path)
    with CaptureQueriesContext(connection) as with_one:
        client.get(path)
    publish_methods(9)

    with CaptureQueriesContext(connection) as with_ten:
        client.get(path)

    assert len(with_ten) == len(with_one)


@pytest.mark.django_db
def test_health_says_ok_and_when_the_database_is_gone(client, monkeypatch):
    from django.db import DatabaseError, connection

    assert client.get("/health/").status_code == 200

    def gone():
        raise DatabaseError

    monkeypatch.setattr(connection, "cursor", gone)
    assert client.get("/health/").status_code == 503
