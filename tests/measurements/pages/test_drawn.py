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


MUNICIPALITY = "/kommuner/hedensted/"


@pytest.fixture
def drawn_of_one(monkeypatch):
    """Every time the results of a municipality are drawn: of how many rounds."""
    seen = []
    draw = drawn.municipality_figures

    def watched(results):
        seen.append(len(results))
        return draw(results)

    monkeypatch.setattr(drawn, "municipality_figures", watched)
    return seen


def test_the_results_of_a_municipality_are_drawn_once_for_all_readers(
    client, make_round, figures, karen, drawn_of_one
):
    make_round(figures())
    client.force_login(karen)
    client.get(MUNICIPALITY)
    client.logout()

    page = client.get(MUNICIPALITY).text

    assert drawn_of_one == [1]
    assert "Udviklingen fra måling til måling" in page
    assert "Karen" not in page
    assert "karen@example.com" not in page


def test_another_round_draws_them_anew(client, make_round, figures, drawn_of_one):
    make_round(figures())
    client.get(MUNICIPALITY)
    make_round(figures(), slug="maaling-2000-2008")

    page = client.get(MUNICIPALITY).text

    assert drawn_of_one == [1, 2]
    assert "2000–2008" in page


def test_so_do_another_language_and_another_name(client, make_round, figures, drawn_of_one):
    make_round(figures())
    client.get(MUNICIPALITY)

    client.get(f"/en{MUNICIPALITY}")
    Municipality.objects.filter(slug="hedensted").update(name="Hedensted Ny")
    renamed = client.get(MUNICIPALITY).text

    assert drawn_of_one == [1, 1, 1]
    assert "Hedensted Ny i målingerne" in renamed


def test_each_municipality_is_shown_its_own(client, make_round, figures):
    make_round(figures())
    client.get(MUNICIPALITY)

    other = client.get("/kommuner/lemvig/").text

    assert "Lemvig i målingerne" in other
    assert "Hedensted i målingerne" not in other
