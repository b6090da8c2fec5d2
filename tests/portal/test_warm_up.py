"""What a web process has at hand when its first reader comes."""

import gc

import pytest

from measurements import drawn
from portal import warm_up
from tests.measurements.pages.conftest import (  # noqa: F401
    bells,
    figures,
    make_round,
    nothing_read_yet,
)

pytestmark = pytest.mark.django_db
ROUND = "/maalinger/maaling-2010-2014/"


@pytest.fixture(autouse=True)
def new_process(nothing_read_yet, make_round, figures, monkeypatch):  # noqa: F811
    monkeypatch.setattr(warm_up.connections, "close_all", lambda: None)  # the test's own is in use
    make_round(figures(), slug="maaling-2010-2014")
    yield
    gc.unfreeze()


@pytest.fixture
def rounds_drawn_for(client, monkeypatch):
    """Asks for pages, and counts the rounds that had to be drawn meanwhile."""
    counted = []
    draw = drawn.round_page

    def draw_and_count(*args, **kwargs):
        counted.append(args)
        return draw(*args, **kwargs)

    def ask(*addresses):
        monkeypatch.setattr(drawn, "round_page", draw_and_count)
        assert {client.get(address).status_code for address in addresses} == {200}
        return len(counted)

    return ask


def test_the_newest_round_is_drawn_in_both_languages(rounds_drawn_for):
    warm_up.read_in_advance()

    assert rounds_drawn_for(ROUND, f"/en{ROUND}") == 0


def test_a_cold_process_would_draw_it_while_somebody_waits(rounds_drawn_for):
    """Negative control of the test above."""
    assert rounds_drawn_for(ROUND, f"/en{ROUND}") == 2


def test_what_was_read_is_not_looked_through_again():
    assert gc.get_freeze_count() == 0

    warm_up.read_in_advance()

    assert gc.get_freeze_count() > 10_000
