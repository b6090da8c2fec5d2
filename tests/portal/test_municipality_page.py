"""The municipality's page: what it draws together, and what it asks the database for."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from measurements import municipality_page
from measurements import published as results
from tests.measurements.pages.conftest import (  # noqa: F401
    bells,
    figures,
    make_round,
    nothing_read_yet,
)
from tests.submissions.factories import publish_methods

pytestmark = pytest.mark.django_db
PAGES = ["/kommuner/hedensted/", "/kommuner/hedensted/indlejret/", "/en/kommuner/hedensted/"]


@pytest.fixture
def mixed_rounds(make_round, figures):  # noqa: F811
    """Two real rounds and two simulated ones, the newest simulated."""
    for slug, simulated in [
        ("maaling-2010-2014", False),
        ("maaling-2011-2015", False),
        ("maaling-2012-2016", True),
        ("maaling-2013-2017", True),
    ]:
        make_round(figures(), slug=slug, simulated=simulated)


def drawn_periods():
    drawn = municipality_page.municipality_figures(results.results_of("0766"))
    return [line.name for line in drawn.history.lines]


def test_simulated_and_real_rounds_are_never_one_development(mixed_rounds):
    newest = results.results_of("0766")[0].round
    alike = {r.slug[-9:] for r in results.rounds() if r.simulated == newest.simulated}

    assert {period.replace("–", "-") for period in drawn_periods()} == alike
    assert len(alike) == 2


def test_without_the_guard_all_rounds_would_be_drawn_together(mixed_rounds, monkeypatch):
    """The negative control."""
    monkeypatch.setattr(municipality_page, "_are_alike", lambda one, other: True)

    assert len(drawn_periods()) == 4


@pytest.mark.parametrize("path", PAGES)
def test_the_page_asks_the_database_no_more_when_there_is_ten_times_as_much(
    client,
    make_round,  # noqa: F811
    figures,  # noqa: F811
    path,
):
    make_round(figures(), slug="maaling-2008-2012")
    publish_methods(1)
    first = _queries(client, path)

    for year in range(1, 10):
        make_round(figures(), slug=f"maaling-{2008 + year}-{2012 + year}")
    publish_methods(9)

    assert _queries(client, path) == first


def _queries(client, path):
    """Of a page that was shown before, as by a process that has run for a while."""
    client.get(path)
    with CaptureQueriesContext(connection) as asked:
        assert client.get(path).status_code == 200
    return len(asked)
