"""No page asks the database more often because there is ten times as much to show."""

from datetime import UTC, datetime
from functools import lru_cache

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from measurements import payload, published
from measurements.models import Municipality
from portal.models import User
from submissions.actions import adopting, indexing, linking
from submissions.actions.adopting import Month
from submissions.lifecycle import State
from submissions.models import Submission, Synonym
from tests.measurements.pages.conftest import figures, make_round, nothing_read_yet  # noqa: F401
from tests.submissions.conftest import bells, content, submission_in  # noqa: F401
from tests.submissions.factories import publish_methods

NEWEST, BEFORE = "maaling-2000-2008", "maaling-1999-2007"
OPEN = (
    "/",
    "/en/",
    "/maalinger/",
    f"/maalinger/{NEWEST}/",
    f"/maalinger/{NEWEST}/?sorter=-forskel",
    f"/maalinger/{NEWEST}/udgaver/",
    f"/maalinger/{NEWEST}/metoder/",
    f"/maalinger/{NEWEST}/sammenlign/{BEFORE}/",
    "/kommuner/",
    "/kommuner/hedensted/",
    "/kommuner/lemvig/laer-af/",
    "/bidrag/",
    "/bidrag/?kommune=hedensted&slags=method",
    "/bidrag/metode-0/",
    "/bidrag/metode-0/udgaver/",
    "/soeg/?q=metode",
    "/soeg/?q=metode&kommune=hedensted",
    "/del-din-integrationsviden/metode/",
    "/metode/",
    "/api/v1/rounds/",
    f"/api/v1/rounds/{NEWEST}/",
    f"/api/v1/rounds/{NEWEST}/results/",
    "/api/v1/municipalities/",
    "/api/v1/municipalities/0766/",
    "/api/v1/municipalities/0665/learn-from/",
    "/api/v1/submissions/",
    "/api/v1/search?q=metode",
)
OWN = {
    "karen@example.com": ("/min-side/", "/mine-bidrag/", "/hoering/"),
    "ellen@example.com": ("/min-kommune/",),
    "mads@example.com": ("/redaktion/", "/redaktion/ordliste/"),
    "anna@example.com": ("/administration/brugere/", "/administration/maalinger/"),
}
WRITTEN = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)


@pytest.fixture
def grow_to(anna, mads, karen, make_user, make_round, figures, submission_in):  # noqa: F811
    """So many of everything, each time on top of what is there."""
    make_user("ellen@example.com", "municipal_editor", "0766", name="Ellen")

    def grow(count):
        for number in range(Submission.objects.filter(state=State.SUBMITTED).count(), count):
            make_user(f"nr{number}@example.com", "municipal", "0766", name=f"Nr {number}")
            submission_in(State.SUBMITTED)
            Synonym.objects.create(danish=f"ord{number}, andet{number}")
            make_round(
                figures(),
                slug=f"maaling-{2000 - number}-{2008 - number}",
                published_at=WRITTEN.replace(year=2026 - number),
            )
        publish_methods(count)
        take_up(count)
        linking.rebuild(now=WRITTEN)
        indexing.rebuild(now=WRITTEN)

    def take_up(count):
        """One method by many, and many methods by one."""
        one, *others = Submission.objects.filter(title__startswith="Metode").order_by("pk")
        homes = Municipality.objects.exclude(code="0766").order_by("code")[:count]
        for home in homes:
            person, _made = User.objects.get_or_create(
                email=f"{home.slug}@example.com", role="municipal", home_municipality=home
            )
            adopting.declare(submission=one, since=Month(2024, 1), by=person, now=WRITTEN)
        for other in others:
            adopting.declare(submission=other, since=Month(2024, 1), by=person, now=WRITTEN)

    return grow


def test_every_page_asks_as_often_for_ten_times_as_much(grow_to):
    grow_to(2)
    few = queries_of_every_page()
    grow_to(20)

    assert queries_of_every_page() == few


def queries_of_every_page():
    """Address → queries of a process that has shown the page before."""
    asked = [(Client(), address) for address in OPEN]
    for email, addresses in OWN.items():
        client = Client()
        client.force_login(User.objects.get(email=email))
        asked += [(client, address) for address in addresses]
    return {address: queries(client, address) for client, address in asked}


def queries(client, address):
    assert client.get(address).status_code == 200, address
    with CaptureQueriesContext(connection) as caught:
        client.get(address)
    return len(caught)


def test_an_n_plus_one_would_be_noticed(grow_to, monkeypatch):
    """A process that remembers fewer rounds than it shows reads one more for each."""
    forgetful = lru_cache(maxsize=2)(payload.sealed.__wrapped__)
    monkeypatch.setattr(published, "sealed", forgetful)
    grow_to(2)
    few = queries(Client(), "/kommuner/hedensted/")
    grow_to(4)

    assert queries(Client(), "/kommuner/hedensted/") > few
