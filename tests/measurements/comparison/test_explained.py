"""How one figure was made: on a page and in the terminal, adding up as printed."""

from decimal import Decimal
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse
from django.utils import translation

from measurements import published
from measurements.presenters import explained_page
from measurements.wording import probability
from tests.measurements.comparison.conftest import LATER, changed, codes, row_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def measured(publish, country):
    return publish(LATER, country[1])


@pytest.fixture
def page_of(measured):
    def get(code):
        return explained_page(measured, published.municipality(code=code))

    return get


def address(code, slug=LATER):
    return reverse("explained", args=[slug, published.municipality(code=code).slug])


def as_text(page):
    return " ".join(sentence for step in page.steps for sentence in step.sentences)


def test_the_printed_sum_adds_up_for_every_municipality(page_of, country):
    """What is printed, not what is meant: every total is the sum of the lines above it."""
    tables = 0
    for row in country[1]["municipalities"]:
        for step in page_of(row["code"]).steps:
            total = Decimal(0)
            for line in step.rows:
                total += Decimal(0) if line.is_total and total else line.months
                if line.is_total:
                    assert total == line.months
            tables += bool(step.rows)

    assert tables == sum(row["difference"] is not None for row in country[1]["municipalities"])


def test_rounding_never_hides_more_than_itself(page_of, country):
    for code in codes(country[1], reason=None):
        rounding = [
            line.months
            for step in page_of(code).steps
            for line in step.rows
            if line.name == "Afrunding"
        ]

        assert all(abs(months) <= Decimal("0.02") for months in rounding)


def test_the_printed_figures_are_the_published_ones(page_of, measured):
    result = measured.results[0]
    page = page_of(result.municipality.code)
    totals = [line.months for step in page.steps for line in step.rows if line.is_total]

    assert [float(months) for months in totals[1:]] == [result.expected, result.actual]


def test_the_steps_stand_in_the_order_of_the_calculation(page_of, country):
    page = page_of(codes(country[1], reason=None)[0])

    assert [step.title for step in page.steps] == [
        "Personerne",
        "Den faktiske tid",
        "Den forventede tid",
        "Forskellen",
        "Hvor sikker forskellen er",
        "Vurderingen",
        "Placeringen",
        "Hvor meget af tallet der er signal",
        "Regnet efter",
    ]


def test_the_verdict_follows_from_the_p_value_and_its_line(publish, country):
    code = codes(country[1], reason=None)[0]
    outcome = changed(country[1], code, -30)
    row_of(outcome, code)["verdict"] = "faster"
    page = explained_page(publish(LATER, outcome), published.municipality(code=code))

    text = as_text(page)

    assert "under 0,0001 (p-værdien)" in text
    assert "P-værdien er under grænsen. Vurderingen er: hurtigere end forventet." in text


def test_a_municipality_as_expected_is_above_the_line(page_of, country):
    code = next(
        row["code"] for row in country[1]["municipalities"] if row["verdict"] == "as_expected"
    )

    assert "P-værdien er over grænsen. Vurderingen er: som forventet." in as_text(page_of(code))


def test_everything_is_computed_again_and_holds(page_of, country):
    for row in country[1]["municipalities"]:
        if row["difference"] is not None:
            assert "Alle stemmer." in as_text(page_of(row["code"]))


def test_a_figure_that_does_not_follow_is_named(publish, country):
    code = codes(country[1], reason=None)[0]
    outcome = changed(country[1], code, 0)
    row_of(outcome, code)["shrunken"] += 1
    page = explained_page(publish(LATER, outcome), published.municipality(code=code))

    text = as_text(page)

    assert "stemmer ikke med de offentliggjorte: det bedste bud" in text
    assert "Alle stemmer" not in text


def test_where_one_of_those_compared_is_withheld_the_line_is_not_drawn_without_it(publish, country):
    first, code = codes(country[1], reason=None)[:2]
    outcome = changed(country[1], code, 0)
    gone = dict.fromkeys(("actual", "difference", "ci_low", "ci_high", "rank_low", "rank_high"))
    row_of(outcome, first).update(gone | {"reason": "few_outcomes", "verdict": "too_few"})
    page = explained_page(publish(LATER, outcome), published.municipality(code=code))

    text = as_text(page)

    assert "så den kan ikke regnes efter her" in text
    assert "Benjamini" not in text
    assert "Alle stemmer." in text


def test_the_rank_range_is_counted_from_those_told_apart(page_of, measured, country):
    code = codes(country[1], reason=None)[0]
    row, ranked = row_of(country[1], code), measured.outcome["national"]["ranked"]

    text = as_text(page_of(code))

    assert f"mellem 1 + {row['rank_low'] - 1} = {row['rank_low']}" in text
    assert f"og {ranked} − {ranked - row['rank_high']} = {row['rank_high']}" in text


def test_a_small_municipality_is_explained_but_not_judged(page_of, country):
    page = page_of(codes(country[1], reason="fewer_than_ranked")[0])

    text = as_text(page)

    assert "For få til at sige (under 80 personer: vises, men vurderes ikke)." in text
    assert "Kommunen får ingen placering" in text
    assert "p-værdien" not in text


def test_of_too_few_nothing_is_told_but_why(page_of, country, shown):
    code = codes(country[1], reason="fewer_than_shown")[0]
    page = page_of(code)

    assert [step.title for step in page.steps] == ["Hvorfor der ikke står et tal"]
    assert "under 20 personer: ingen tal vises" in shown(address(code))


def test_without_events_the_expected_time_is_all_there_is(publish, country):
    code = codes(country[1], reason=None)[0]
    outcome = changed(country[1], code, 0)
    nothing = dict.fromkeys(("actual", "difference", "ci_low", "ci_high", "rank_low", "rank_high"))
    row_of(outcome, code).update(nothing | {"reason": "no_events", "verdict": "too_few"})
    page = explained_page(publish(LATER, outcome), published.municipality(code=code))

    text = as_text(page)

    assert "ingen er begyndt i arbejde eller uddannelse" in text
    assert "Den forventede tid for de mennesker, der kom, er" in text


def test_a_municipality_that_is_not_in_the_round_is_told_so(publish, country, shown):
    rows = [row for row in country[1]["municipalities"] if row["code"] != "0101"]
    publish(LATER, country[1] | {"municipalities": rows})

    assert "Ingen personer i målingen begyndte i kommunen" in shown(address("0101"))


def test_a_round_stated_elsewhere_has_nothing_to_explain(stated_rounds, shown):
    text = shown(address("0101", "effektmaaling-2009"))

    assert "Målingen er offentliggjort andetsteds" in text
    assert "segl" not in text


def test_method_and_seal_stand_below(measured, shown):
    text = shown(address("0101"))

    assert measured.seal in text
    assert reverse("method-version", args=["expected-time-1"]) in text
    assert 'class="simulated-notice"' in text


def test_the_municipality_page_leads_here(measured, shown):
    assert address("0101") in shown(reverse("municipality", args=["kobenhavn"]))


@pytest.mark.parametrize("where", [("findes-ikke", "kobenhavn"), (LATER, "atlantis")])
def test_what_does_not_exist_is_not_found(measured, client, where):
    assert client.get(reverse("explained", args=where)).status_code == 404


def test_the_page_asks_little(measured, client, django_assert_max_num_queries):
    client.get(address("0101"))  # the payload is read once for all

    there = address("0101")
    with django_assert_max_num_queries(4):
        assert client.get(there).status_code == 200


def test_the_english_page_stands(measured, client):
    assert client.get(f"/en{address('0101')}").status_code == 200


def test_the_terminal_tells_the_same_as_the_page(measured, page_of):
    out = StringIO()

    call_command("explain_result", LATER, "København", stdout=out)

    told = " ".join(out.getvalue().split())
    page = page_of("0101")
    for step in page.steps:
        for sentence in step.sentences:
            assert sentence in told
        for line in step.rows:
            assert f"{line.name} {line.text}" in told
    assert measured.seal in told
    assert "Simulerede data." in told


@pytest.mark.parametrize("asked", ["0101", "kobenhavn", "København"])
def test_the_terminal_knows_a_municipality_by_any_name(measured, asked):
    out = StringIO()

    call_command("explain_result", LATER, asked, stdout=out)

    assert out.getvalue().startswith("København, ")


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        (("maaling-1899", "København"), "Der er ingen offentliggjort måling »maaling-1899«"),
        ((LATER, "Atlantis"), "Der er ingen kommune »Atlantis«. Skriv navn"),
    ],
)
def test_the_terminal_says_what_it_does_not_know(measured, asked, told):
    with pytest.raises(CommandError, match=told):
        call_command("explain_result", *asked)


def test_a_p_value_has_two_digits_that_count():
    told = [probability(value) for value in (0.2481, 0.05, 0.00821, 0.00074, 0.00002)]

    assert told == ["0,25", "0,050", "0,0082", "0,00074", "under 0,0001"]


def test_english_figures_have_a_point():
    with translation.override("en"):
        assert probability(0.2481) == "0.25"
