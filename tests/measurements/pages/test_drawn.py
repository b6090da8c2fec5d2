"""What is drawn of a frozen round is kept, until anything that it was drawn from is another."""

import pytest

from measurements import drawn
from measurements.models import Municipality

ROUND = "/maalinger/maaling-1999-2007/"


@pytest.fixture
def drawings(monkeypatch):
    """Every time a round is drawn: what for."""
    seen = []
    draw = drawn.round_page

    def watched(measured, **asked):
        seen.append(asked)
        return draw(measured, **asked)

    monkeypatch.setattr(drawn, "round_page", watched)
    return seen


def test_a_round_is_drawn_once_however_many_read_it(client, make_round, figures, karen, drawings):
    make_round(figures())
    first = client.get(ROUND).text
    client.force_login(karen)

    second = client.get(ROUND).text

    assert len(drawings) == 1
    assert "Log ud" in second
    assert "Log ud" not in first


def test_what_is_kept_knows_no_reader(client, make_round, figures, karen):
    make_round(figures())
    client.force_login(karen)
    client.get(ROUND)
    client.logout()

    page = client.get(ROUND).text

    assert "Karen" not in page
    assert "karen@example.com" not in page


@pytest.mark.parametrize("other", [f"{ROUND}?sorter=-forskel", f"/en{ROUND}"])
def test_another_order_or_language_is_another_drawing(client, make_round, figures, other, drawings):
    make_round(figures())
    client.get(ROUND)

    client.get(other)

    assert len(drawings) == 2


def test_an_order_that_there_is_not_is_the_usual_one(client, make_round, figures, drawings):
    make_round(figures())
    client.get(ROUND)

    client.get(f"{ROUND}?sorter=findes-ikke")

    assert len(drawings) == 1


def test_a_correction_is_seen_at_once(client, make_round, correct, figures):
    first = make_round(figures(20))
    before = client.get(ROUND).text

    correct(first, figures(30))

    after = client.get(ROUND).text
    assert before.count("<tr>") < after.count("<tr>")


def test_a_new_name_is_seen_at_once(client, make_round, figures):
    make_round(figures())
    client.get(ROUND)

    Municipality.objects.filter(code="0766").update(name="Nyby")

    assert "Nyby" in client.get(ROUND).text
