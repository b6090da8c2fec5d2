"""The page of the search and its answer in the API: the same results, whatever is typed."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from submissions import searching
from submissions.lifecycle import State
from tests.submissions.factories import publish_methods

PAYLOADS = (
    *('"', "'", "\\", "%", "_", "*", "(", ")", "AND", "OR NOT", "NEAR/5", "a:b", "-x", '"a b"'),
    *("' OR 1=1 --", "'; DROP TABLE submissions_submission; --", "1 UNION SELECT 1", "$$", "\x00"),
    *(
        "{{ 7*7 }}",
        "<script>alert(1)</script>",
        "%00",
        "praktik\x00",
        "😀",
        "ﬁ",
        "İ" * 200,
        "ß" * 200,
    ),
    *("x" * 100_000, "praktik " * 12_000, "\ud7ff", "\u202e", "0", "-", " "),
)


CONTROL = {"\x00"}  # no page takes these in an address


@pytest.fixture
def practice(submission_in, index_now):
    submission_in(
        State.PUBLISHED,
        title="Virksomhedspraktik fra første uge",
        practice="Nyankomne kommer i praktik med det samme, og en tolk er med.",
    )
    submission_in(State.PUBLISHED, title="Sprogmakker", practice="Frivillige taler dansk.")
    index_now()


def test_the_page_shows_where_the_words_stand_and_why_they_were_found(practice, client):
    page = client.get("/soeg/", {"q": "interpreters praktikker"}).content.decode()

    assert "<mark>tolk</mark>" in page
    assert "<mark>Virksomhedspraktik</mark>" in page
    assert "»tolk« svarer til det engelske »interpreters«" in page


def test_the_plainest_word_tells_why_also_where_a_looser_one_stands_first(submission_in, index_now):
    submission_in(
        State.PUBLISHED,
        title="Virksomhedsrettet indsats",
        practice="Alle kommer i virksomhedspraktik i den første uge.",
    )
    index_now()

    (found,) = searching.search("virksomhedspraktik").results

    assert {mark.word for mark in found.why} == {"virksomhedspraktik"}
    assert found.why[0].is_same


def test_a_slip_is_mended_and_can_be_insisted_on(practice, client):
    page = client.get("/soeg/", {"q": "virksomhedspratik"}).content.decode()

    assert "Viser resultater for <strong>virksomhedspraktik</strong>" in page
    insisted = client.get("/soeg/?q=virksomhedspratik&praecis=1").content.decode()
    assert "Viser resultater for" not in insisted
    assert "Søg i stedet efter virksomhedspratik" in page


@pytest.mark.parametrize(
    ("narrowed", "titles"),
    [
        ({}, 1),
        ({"slags": "method"}, 1),
        ({"slags": "report"}, 0),
        ({"kommune": "hedensted"}, 1),
        ({"kommune": "lemvig"}, 0),
        ({"emne": "praktik"}, 1),
        ({"aar": "1971"}, 0),
        ({"ligesom": "horsens"}, 1),  # in the same region as Hedensted
        ({"ligesom": "kobenhavn"}, 0),
        ({"hurtigere": "1"}, 0),  # no round says so yet
        ({"slags": "nonsense", "aar": "x", "side": "-1", "emne": "x"}, 1),
    ],
)
def test_filters_narrow_what_is_found(practice, client, narrowed, titles):
    page = client.get("/soeg/", {"q": "praktik", **narrowed}).content.decode()

    assert page.count("<h3><a") == titles


def test_faster_than_expected_is_what_the_newest_round_says(
    practice, client, publish_round, index_now
):
    publish_round("2026", {"0766": -5.0})

    page = client.get("/soeg/", {"q": "praktik", "hurtigere": "1"}).content.decode()

    assert page.count("<h3><a") == 1


def test_filters_tell_how_many_they_leave(practice, client):
    page = client.get("/soeg/", {"q": "praktik dansk"}).content.decode()

    assert "Metode eller erfaring (2)" in page
    assert "Hedensted (2)" in page


def test_nothing_found_is_met_with_help(practice, client):
    page = client.get("/soeg/", {"q": "xyzzyplugh"}).content.decode()

    assert "0 resultater" in page
    assert "se alle metoder og rapporter" in page


def test_results_are_leafed_through_and_none_is_shown_twice(municipalities, client, index_now):
    publish_methods(23)
    index_now()

    def leaf(number):
        asked = {"q": "samtale", "side": number}
        page = client.get("/soeg/", asked, follow=True).content.decode()
        return re.findall(r"<h3><a href=\"([^\"]+)", page), page

    leaves = [leaf(number) for number in (1, 2, 3)]

    assert [len(shown) for shown, _page in leaves] == [10, 10, 3]
    assert len({address for shown, _page in leaves for address in shown}) == 23
    assert 'start="11"' in leaves[1][1]
    assert "Forrige side" not in leaves[0][1]
    assert "Næste side" not in leaves[2][1]
    beyond, page = leaf(9)
    assert beyond == leaves[2][0]
    assert "Side 3 af 3" in page


def test_the_script_is_given_the_results_alone(practice, client):
    part = client.get("/soeg/", {"q": "praktik"}, headers={"X-Fragment": "results"})

    assert "<html" not in part.content.decode()
    assert "X-Fragment" in part["Vary"]


def test_the_list_leaves_words_to_the_search(practice, client):
    response = client.get("/bidrag/", {"q": "praktik", "slags": "method"})

    assert response.url == "/soeg/?q=praktik&slags=method"


def test_every_page_has_the_box(practice, client):
    assert 'action="/soeg/"' in client.get("/").content.decode()
    assert 'action="/en/soeg/"' in client.get("/en/om/").content.decode()


@pytest.mark.parametrize("address", ["/api/v1/search", "/api/v1/search/"])
def test_the_api_answers_as_it_is_described(practice, client, address):
    answer = client.get(address, {"q": "virksomhedspratik", "limit": "5"}).json()

    assert answer["query"] == "virksomhedspratik"
    assert answer["corrected"] == "virksomhedspraktik"
    first = answer["results"][0]
    assert first.keys() == {"code", "title", "kind", "url", "score", "snippet"}
    assert first["title"] == "Virksomhedspraktik fra første uge"
    assert first["kind"] == "method"
    assert client.get(first["url"]).status_code == 200


def test_what_needs_no_mending_is_not_mended(practice, client):
    assert client.get("/api/v1/search", {"q": "praktik"}).json()["corrected"] is None
    assert client.get("/api/v1/search").json() == {"query": "", "corrected": None, "results": []}


@pytest.mark.parametrize(
    ("limit", "status"),
    [
        ("1", 200),
        ("50", 200),
        ("10000000000", 200),
        ("0", 400),
        ("-1", 400),
        ("x", 400),
        ("٣", 400),
    ],
)
def test_the_limit_is_a_number_and_capped(practice, client, limit, status):
    response = client.get("/api/v1/search", {"q": "kommune", "limit": limit})

    assert response.status_code == status
    assert len(response.json().get("results", ())) <= 50


@pytest.mark.parametrize("typed", PAYLOADS, ids=range(len(PAYLOADS)))
def test_q01_whatever_is_typed_is_only_words(practice, client, typed):
    for address in ("/api/v1/search", "/soeg/"):
        response = client.get(address, {"q": typed})
        assert response.status_code == (400 if set(typed) & CONTROL else 200)
    assert b"<script>alert" not in response.content


@settings(
    max_examples=500,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(typed=st.text(max_size=200))
def test_q01_no_text_breaks_the_search(practice, client, typed):
    assert client.get("/api/v1/search", {"q": typed}).status_code in {200, 400}


def test_the_number_of_queries_does_not_grow_with_the_results(practice, index_now, client):
    def queries():
        with CaptureQueriesContext(
            connection,
        ) as captured:
            client.get("/soeg/", {"q": "metode samtale"})
        return len(captured)

    publish_methods(2)
    index_now()
    few = queries()
    publish_methods(20)
    index_now()

    assert queries() == few
    assert few <= 25
