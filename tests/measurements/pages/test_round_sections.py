"""The parts of the round's long page: each says what its figures say, and the sentences stand there."""

import re
from datetime import UTC, datetime
from html import unescape

import pytest
from django.urls import reverse

from measurements import published
from measurements.presenters import robustness, round_page

pytestmark = pytest.mark.django_db

SLUG, BEFORE = "maaling-1999-2007", "maaling-1999-2006"
EARLIER = datetime(2026, 10, 1, tzinfo=UTC)


@pytest.fixture
def text(client):
    def get(slug=SLUG):
        response = client.get(reverse("round", args=[slug]))
        assert response.status_code == 200
        return unescape(" ".join(response.content.decode().split()))

    return get


def section(text, name):
    return text.split(f'<section aria-labelledby="{name}">')[1].split("</section>")[0]


# --- the sentences that every round carries (method.md 5.8), each where it belongs


@pytest.mark.parametrize(
    ("where", "sentence"),
    [
        (
            "findings",
            "Den beviser ikke, at kommunens indsats er årsagen: helbred, sprog og netværk",
        ),
        ("findings", "Selv om alle kommuner var lige gode, ville tilfældet alene give omkring 9,4"),
        (
            "findings",
            "Det tæller som succes: Ordinært arbejde i mindst 2 måneder, eller uddannelse.",
        ),
        ("findings", '<a href="#robustness">Se, hvad andre valg ville ændre</a>'),
        ("lists", "Listerne er alfabetiske, ikke en rangorden."),
        ("all", "Små tal vises ikke, så ingen kan genkendes."),
        ("all", "»For få til at sige« er også et svar"),
        ("all", "data er forenelige med enhver plads fra 12 til 41"),
    ],
)
def test_the_sentence_stands_where_it_belongs(text, make_round, figures, where, sentence):
    make_round(figures())

    assert sentence in section(text(), where)


def test_every_line_of_the_contents_leads_to_a_part_of_the_page(text, make_round, figures):
    make_round(figures(), slug=BEFORE, published_at=EARLIER)
    make_round(figures())

    page = text()

    contents = page.split('<nav class="contents"')[1].split("</nav>")[0]
    targets = re.findall(r'href="#([^"]+)"', contents)
    assert {"findings", "lists", "map", "all", "funnel", "moved", "robustness"} <= set(targets)
    assert [each for each in targets if f'id="{each}"' not in page] == []


# --- bands


def test_every_band_is_a_field_of_the_drawing(make_round, figures):
    make_round(figures())

    bands = round_page(published.round_by_slug(SLUG)).chart.bands

    assert [each.text for each in bands] == ["gruppe 1", "gruppe 2"]
    first, second = bands
    assert int(first.y) + int(first.height) == int(second.y)


def test_the_bands_cover_every_line_of_the_drawing(make_round, figures):
    make_round(figures())

    chart = round_page(published.round_by_slug(SLUG)).chart

    assert sum(int(each.height) for each in chart.bands) == 20 * len(chart.lines)


# --- the funnel


def test_the_funnel_draws_the_municipalities_of_its_table_and_no_others(make_round, figures):
    rows = figures()
    make_round(rows)

    part = round_page(published.round_by_slug(SLUG)).funnel

    ranked = [row for row in rows if row.rank_low]
    assert len(part.rows) == len(part.chart.marks) == len(ranked)
    for mark, row in zip(part.chart.marks, part.rows, strict=True):
        assert mark.told == (
            f"{row.municipality.name}: {row.ratio} gange det ventede ({row.interval}), "
            f"{row.verdict.label}"
        )


def test_a_mark_lies_higher_the_more_came_into_work(make_round, figures):
    make_round(figures())
    shown = published.round_by_slug(SLUG)

    marks = round_page(shown).funnel.chart.marks

    ranked = [each for each in shown.results if each.rank_low]
    by_ratio = sorted(zip(ranked, marks, strict=True), key=lambda both: both[0].figures["ratio"])
    heights = [float(mark.y) for _result, mark in by_ratio]
    assert heights == sorted(heights, reverse=True)


def test_the_funnel_counts_those_that_chance_alone_would_not_have_there(make_round, figures):
    make_round(figures())

    told, unusual = round_page(published.round_by_slug(SLUG)).funnel.sentences

    assert re.match(r"\d+ af 96 kommuner ligger uden for det felt", told)
    assert "Var alle kommuner lige gode, ville det være omkring 5." in told
    assert "Ingen ligger så langt fra de andre" in unusual


def test_without_ranked_municipalities_there_is_no_funnel(text, make_round, figures):
    make_round(figures(), funnel=None)

    assert 'id="funnel"' not in text()


# --- who moved


def test_the_page_draws_the_way_from_the_round_before_and_leads_to_its_figures(
    text, make_round, figures
):
    make_round(figures(), slug=BEFORE, published_at=EARLIER)
    make_round(figures())

    part = section(text(), "moved")

    assert "Siden målingen for 1999–2006" in part
    assert 'class="slope"' in part
    assert reverse("comparison", args=[SLUG, BEFORE]) in part


def test_rounds_that_cannot_be_compared_say_why_instead(text, make_round, figures, correct):
    measured = make_round(figures(), slug=BEFORE, published_at=EARLIER)
    correct(
        measured, figures(), spec={**published.round_by_slug(BEFORE).outcome["spec"], "horizon": 36}
    )
    make_round(figures())

    part = section(text(), "moved")

    assert "De tæller tiden inden for hver sit antal måneder." in part
    assert 'class="slope"' not in part


def test_simulated_and_real_rounds_are_never_drawn_together(text, make_round, figures):
    make_round(figures(), slug=BEFORE, published_at=EARLIER, simulated=False)
    make_round(figures(), simulated=True)

    assert 'id="moved"' not in text()


# --- other choices


def test_a_verdict_that_turns_under_another_choice_is_told_by_name(make_round, figures):
    measured = make_round(figures())
    shown = published.round_by_slug(SLUG)
    fast = next(each for each in shown.results if each.verdict == "faster")
    fast.figures["direct_difference"] = 0.4

    part = robustness.of(shown)

    assert f"Det gør ikke: {fast.municipality.name}." in part.sentences[0]
    judged = sum(each.verdict in robustness.SIDES for each in shown.results)
    direct = next(row for row in part.rows if "landets sammensætning" in row.name)
    assert direct.same_side == f"{judged - 1} af {judged}"
    assert measured.slug == SLUG


def test_the_table_says_how_many_of_the_fastest_stay(make_round, figures):
    make_round(figures())
    shown = published.round_by_slug(SLUG)
    for each in [r for r in shown.results if r.listed == "fastest"][:3]:
        each.figures["other_horizons"] = [{"horizon": 36, "difference": 30.0}]

    part = robustness.of(shown)

    assert part.rows[0].name == "Tiden tælles inden for 36 måneder"
    assert part.rows[0].in_ten == "7 af 10"
    assert "mellem 7 og 10 stadig blandt de 10" in part.sentences[1]
