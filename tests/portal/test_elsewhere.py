"""A municipality's result where others show it: on one sheet, and in a frame on another's page."""

import io

import pytest
from django.core.cache import cache
from django.urls import reverse
from pypdf import PdfReader

from measurements import paper, sentences, strangers
from measurements import published as results
from portal import one_page
from tests.measurements.pages.conftest import (  # noqa: F401
    bells,
    correct,
    figures,
    make_round,
    nothing_read_yet,
)
from tests.submissions.matching.conftest import (  # noqa: F401
    FREDERICIA,
    HEDENSTED,
    publish_country,
    share,
)

pytestmark = pytest.mark.django_db
SLUG = "maaling-1999-2007"


@pytest.fixture(autouse=True)
def nothing_kept(settings):
    settings.BASE_URL = "https://viden.example"
    cache.clear()


@pytest.fixture
def public(make_round, figures):  # noqa: F811
    """A country in which every verdict comes up."""
    return make_round(figures(), slug=SLUG, publisher="Prøveudgiver")


@pytest.fixture
def with_verdict(public):
    """The first municipality of which the round says this."""

    def find(verdict):
        measured = results.newest_computed_round()
        if verdict == "withheld":
            return next(each for each in measured.results if each.difference is None)
        return next(each for each in measured.results if each.verdict == verdict)

    return find


def sheet_of(client, slug, language=""):
    return client.get(f"{language}/kommuner/{slug}/resultat.pdf")


def pages_of(answer):
    return PdfReader(io.BytesIO(answer.content)).pages


def text_of(answer):
    return " ".join(pages_of(answer)[0].extract_text().split())


def embedded(client, slug, language=""):
    return client.get(f"{language}/kommuner/{slug}/indlejret/")


@pytest.mark.parametrize("verdict", ["faster", "slower", "as_expected", "too_few", "withheld"])
def test_the_sheet_is_one_page_with_every_sentence_of_the_result(client, with_verdict, verdict):
    result = with_verdict(verdict)

    answer = sheet_of(client, result.municipality.slug)

    assert answer["Content-Type"] == "application/pdf"
    assert result.municipality.slug in answer["Content-Disposition"]
    assert len(pages_of(answer)) == 1
    text = text_of(answer)
    for sentence in sentences.of_municipality(result):
        assert sentence in text
    for words in (
        result.municipality.name,
        "Simulerede data.",
        "Prøveudgiver",
        "2. november 2026",
        "Spørg forvaltningen",
        "lære af?",
        f"https://viden.example/kommuner/{result.municipality.slug}/",
    ):
        assert words in text


def test_a_sheet_with_the_longest_words_is_still_one_page(client, make_round, figures):  # noqa: F811
    make_round(figures(), title="Målingen " * 20, publisher="Ministeriet for alt " * 8)

    assert len(pages_of(sheet_of(client, "hedensted"))) == 1


def test_a_sheet_that_is_set_in_one_size_only_may_run_over(client, public, monkeypatch):
    """The negative control: what fits does so because smaller type was tried."""
    monkeypatch.setattr(one_page, "SIZES", (16,))

    assert len(pages_of(sheet_of(client, "hedensted"))) > 1

    cache.clear()
    monkeypatch.setattr(one_page, "SIZES", (16, 8))

    assert len(pages_of(sheet_of(client, "hedensted"))) == 1


def test_the_sheet_names_whom_to_learn_from_and_still_is_one_page(
    client,
    publish_country,  # noqa: F811
    share,  # noqa: F811
):
    faster = ("0101", "0147", "0151", "0153", "0155", FREDERICIA)
    publish_country(
        {HEDENSTED: (2.0, 1.0, 400, 3.0, 1.0)} | dict.fromkeys(faster, (2.0, 1.0, 800, -6.0, 1.0)),
        title="Målingen " * 20,
    )
    for code in faster:
        share(title=f"{code}: {'en lang titel ' * 12}", municipality=code)

    answer = sheet_of(client, "hedensted")

    assert len(pages_of(answer)) == 1
    text = text_of(answer)
    assert "6 kommuner opfylder alle fire krav" in text
    assert text.count("en lang titel") > 4


def test_a_sheet_of_real_figures_does_not_call_them_simulated(client, make_round, figures):  # noqa: F811
    make_round(figures(), simulated=False)

    assert "imulere" not in text_of(sheet_of(client, "hedensted"))


def test_the_sheet_speaks_english_below_its_address(client, public):
    answer = sheet_of(client, "hedensted", "/en")

    assert len(pages_of(answer)) == 1
    assert "Nyankomne i kommunen" not in text_of(answer)


def test_a_sheet_is_drawn_once_however_often_it_is_asked_for(client, public, monkeypatch):
    drawn = []
    draw = paper.draw_on_one_page
    monkeypatch.setattr(paper, "draw_on_one_page", lambda t: drawn.append(1) or draw(t))

    answers = [sheet_of(client, "hedensted") for _time in range(3)]

    assert len(drawn) == 1
    assert len({each.content for each in answers}) == 1


def test_a_new_version_is_drawn_anew(client, public, correct, figures):  # noqa: F811
    sheet_of(client, "hedensted")
    correct(public, figures())

    assert "udgave 2" in text_of(sheet_of(client, "hedensted"))


def test_a_stranger_has_only_so_many_sheets_drawn(client, public, monkeypatch):
    monkeypatch.setitem(strangers.MOST, strangers.Act.DRAW, 2)
    monkeypatch.setattr(paper, "draw_on_one_page", lambda texts: b"%PDF")

    answers = [sheet_of(client, slug) for slug in ("hedensted", "lemvig", "vejle", "lemvig")]

    assert [each.status_code for each in answers] == [200, 200, 302, 200]
    assert "Prøv igen om en time" in client.get(answers[2]["Location"]).text


def test_a_server_that_cannot_draw_says_what_to_do(client, public, monkeypatch):
    def refuse(texts):
        raise paper.NoPdf

    monkeypatch.setattr(paper, "draw_on_one_page", refuse)

    page = client.get(sheet_of(client, "hedensted")["Location"])

    assert "Udskriv siden i stedet" in page.text


def test_a_municipality_that_no_round_has_is_no_sheet(client, municipalities):
    assert sheet_of(client, "hedensted").status_code == 404
    assert "resultat.pdf" not in client.get("/kommuner/hedensted/").text


# --- in a frame


@pytest.mark.parametrize("verdict", ["faster", "slower", "as_expected", "too_few", "withheld"])
def test_the_frame_says_what_came_out_of_what_and_when(client, with_verdict, verdict):
    result = with_verdict(verdict)

    page = embedded(client, result.municipality.slug)

    for words in (
        *sentences.of_municipality(result),
        "Simulerede data.",
        "Kilde: Prøveudgiver, »Prøvemåling 1999 til 2007«, 2. november 2026.",
        f'href="https://viden.example/kommuner/{result.municipality.slug}/"',
    ):
        assert words in page.text


def test_the_frame_may_be_shown_by_anybody_and_nothing_else_may(client, public):
    page = embedded(client, "hedensted")
    policy = page["Content-Security-Policy"]

    assert "frame-ancestors *" in policy
    assert "X-Frame-Options" not in page
    assert "script-src 'none'" in policy
    assert "default-src 'none'" in policy


@pytest.mark.parametrize("path", ["", "foelg/", "laer-af/", "resultat.pdf"])
def test_no_other_page_may_be_shown_in_a_frame(client, public, path):
    """The negative control."""
    page = client.get(f"/kommuner/hedensted/{path}")

    assert "frame-ancestors 'none'" in page["Content-Security-Policy"]
    assert page["X-Frame-Options"] == "DENY"


def test_the_frame_sets_no_cookie_and_runs_no_script(client, public):
    page = embedded(client, "hedensted")

    assert not page.cookies
    assert "<script" not in page.text
    assert "<form" not in page.text
    assert "style=" not in page.text
    assert set(page["Cache-Control"].split(", ")) == {"public", "max-age=600"}
    assert len(page.content) < 6_000


def test_the_frame_speaks_english_below_its_address(client, public):
    page = embedded(client, "hedensted", "/en")

    assert '<html lang="en">' in page.text
    assert "Nyankomne i kommunen" not in page.text


def test_a_frame_of_a_municipality_without_a_result_says_so(client, municipalities):
    page = embedded(client, "hedensted")

    assert page.status_code == 200
    assert "endnu ikke med i en måling" in page.text


@pytest.mark.parametrize("name", ["municipality-sheet", "municipality-embedded"])
def test_what_is_no_municipality_is_not_there(client, municipalities, name):
    assert client.get(reverse(name, args=["atlantis"])).status_code == 404


def test_the_page_gives_the_code_of_the_frame_to_copy(client, public):
    page = client.get("/kommuner/hedensted/").text

    assert (
        '&lt;iframe src="https://viden.example/kommuner/hedensted/indlejret/" '
        'title="Resultat for Hedensted"'
    ) in page
