"""The read-only API, and the page that describes it."""

import pytest
from django.core.management import call_command
from django.urls import reverse

SLUG = "maaling-1999-2007"

pytestmark = pytest.mark.django_db


def test_rounds_stand_with_the_newest_first(client, make_round, figures, stated_rounds):
    make_round(figures())

    rows = client.get(reverse("api-rounds")).json()["results"]

    assert [row["slug"] for row in rows] == [
        SLUG,
        "effektmaaling-2009",
        "effektmaaling-2007",
        "effektmaaling-2006",
    ]
    assert [row["simulated"] for row in rows] == [True, False, False, False]


def test_a_computed_round_has_lists_and_the_countrys_figures(client, make_round, figures):
    make_round(figures())

    found = client.get(reverse("api-round", args=[SLUG])).json()

    assert len(found["fastest"]) == len(found["slowest"]) == 10
    assert found["national"]["chance_gap"] == {"mean": 9.4, "low": 7.7, "high": 11.6}
    assert found["national"]["cohorts"][0]["shares"][0]["low"] is not None
    assert found["method"] == "expected-time@1"


def test_a_stated_round_says_which_lists_are_incomplete_and_has_no_figures(client, stated_rounds):
    whole = client.get(reverse("api-round", args=["effektmaaling-2009"])).json()
    part = client.get(reverse("api-round", args=["effektmaaling-2007"])).json()
    results = client.get(reverse("api-results", args=["effektmaaling-2009"])).json()

    assert (whole["lists_complete"], part["lists_complete"]) == (True, False)
    assert whole["national"] is None
    assert results["results"] == []


def test_a_municipality_has_its_results_and_those_it_was_formed_of(client, make_round, figures):
    make_round(figures())

    found = client.get(reverse("api-municipality", args=["0530"])).json()

    assert found["name"] == "Billund"
    assert "Grindsted" in found["predecessors"]
    assert [result["round"] for result in found["results"]] == [SLUG]


def test_all_municipalities_come_in_one_page_in_danish_order(client, municipalities):
    found = client.get(reverse("api-municipalities")).json()

    assert found["count"] == len(found["results"]) == 98
    assert found["results"][-1]["name"] == "Aarhus"


@pytest.mark.parametrize(
    ("name", "argument"), [("api-round", "findes-ikke"), ("api-municipality", "9999")]
)
def test_what_is_not_there_is_404(client, municipalities, name, argument):
    assert client.get(reverse(name, args=[argument])).status_code == 404


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_nothing_can_be_written(client, stated_rounds, method):
    response = getattr(client, method)(reverse("api-round", args=["effektmaaling-2009"]))

    assert response.status_code == 405


def test_an_unchanged_answer_is_not_sent_twice(client, stated_rounds):
    first = client.get(reverse("api-rounds"))

    second = client.get(reverse("api-rounds"), headers={"If-None-Match": first["ETag"]})

    assert second.status_code == 304


def test_the_description_is_made_without_a_warning(tmp_path):
    call_command("spectacular", file=str(tmp_path / "schema.yml"), fail_on_warn=True, validate=True)

    assert "/api/v1/rounds/{slug}/results/" in (tmp_path / "schema.yml").read_text()


def test_the_page_describes_every_call_and_its_fields(client):
    text = client.get(reverse("api")).content.decode()

    for told in (
        "/api/v1/rounds/{slug}/results/",
        "/api/v1/municipalities/{code}/",
        "/api/v1/submissions/",
        "difference_low",
        "national.chance_gap.mean",
        "Nedre grænse for forskellen, 95 %.",
        "<code>too_few</code>",
    ):
        assert told in text
    assert "<script" not in text.split("<main")[1].split("</main>")[0]


def test_the_page_speaks_english_too(client):
    assert client.get("/en/api/").status_code == 200
