"""The front page: the newest round, the way to one's own municipality, and who has shared."""

from dataclasses import replace
from datetime import UTC, datetime
from html import unescape

import pytest
from django.urls import reverse

from measurements import payload

pytestmark = pytest.mark.django_db


@pytest.fixture
def text(client):
    def get(address="/", **asked):
        response = client.get(address, asked)
        assert response.status_code == 200
        return unescape(" ".join(response.content.decode().split()))

    return get


def test_the_newest_round_is_told_in_three_sentences(text, make_round, figures):
    make_round(figures())

    page = text()

    panel = page.split('aria-labelledby="newest-round"')[1].split("</section>")[0]
    assert "Prøvemåling 1999 til 2007" in panel
    assert "96 kommuner har personer nok til at blive sammenlignet." in panel
    assert "kan ikke skelnes fra det, man måtte vente." in panel
    assert "tilfældet alene ville give omkring 9,4 måneder" in panel


def test_it_says_who_of_the_fastest_has_shared(text, make_round, figures):
    make_round(figures())

    page = text()

    assert "0 af de 10 hurtigste har delt, hvad de gør" in page
    assert "Listerne er alfabetiske." in page


def test_who_stands_among_the_fastest_by_chance_is_counted(text, make_round, figures):
    rows = figures()
    fastest = [row.code for row in rows if row.listed == "fastest"]
    wide = [replace(r, verdict="as_expected") if r.code in fastest[:3] else r for r in rows]
    slug = make_round(wide).slug

    said = "3 af de 10 er »som forventet«: Forskellene kan skyldes tilfældet."

    assert said in text()
    assert said in text(reverse("round", args=[slug]))


def test_nothing_is_said_of_chance_where_all_ten_are_beyond_it(text, make_round, figures):
    make_round(figures())

    assert "er »som forventet«: Forskel" not in text()


def test_simulated_figures_are_called_so(text, make_round, figures):
    make_round(figures(), simulated=True)

    assert 'class="simulated-notice"' in text()


def test_the_search_for_a_municipality_works_without_script(client, municipalities):
    page = client.get("/").content.decode()

    assert f'action="{reverse("municipalities")}"' in page
    answer = client.get(reverse("municipalities"), {"navn": "hedensted"})
    assert answer.url == reverse("municipality", args=["hedensted"])


@pytest.mark.parametrize(
    ("wanted", "meant"),
    [("Hedenstet", "Hedensted"), ("Ålborgh", "Aalborg"), ("Kopenhavn", "København")],
)
def test_an_unknown_name_is_answered_with_the_names_like_it(text, municipalities, wanted, meant):
    page = text(reverse("municipalities"), navn=wanted)

    assert f"Ingen kommune hedder »{wanted}«" in page
    assert "Mente du en af disse?" in page
    panel = page.split('role="status"')[1].split("</div>")[0]
    assert f">{meant}</a>" in panel
    assert f'value="{wanted}"' in page


def test_a_name_like_no_other_is_proposed_nothing(text, municipalities):
    page = text(reverse("municipalities"), navn="Xyzxyz")

    assert "Mente du" not in page
    assert "Se efter stavemåden" in page


def test_ten_times_the_municipalities_take_no_query_more(
    client,
    make_round,
    figures,
    django_assert_max_num_queries,
):
    make_round(figures(9), slug="maaling-1999-2006", published_at=datetime(2026, 10, 1, tzinfo=UTC))
    payload.sealed.cache_clear()
    with django_assert_max_num_queries(20) as few:
        client.get("/")
    most = len(few)

    make_round(figures(90))
    payload.sealed.cache_clear()
    with django_assert_max_num_queries(most):
        client.get("/")
