"""The page of a computed round: what it says is made from its figures."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from measurements import drawn, guards, payload, published
from measurements.models import InputFile, Publication, Round, Run, Series
from measurements.presenters import round_page

pytestmark = pytest.mark.django_db


@pytest.fixture
def page_of(client):
    def get(slug="maaling-1999-2007", **asked):
        response = client.get(reverse("round", args=[slug]), asked)
        assert response.status_code == 200
        return " ".join(response.content.decode().split())

    return get


def named(rows, code, **changes):
    return [replace(row, **changes) if row.code == code else row for row in rows]


def test_the_verdicts_are_counted_in_words(page_of, make_round, figures):
    rows = figures()
    verdicts = [row.verdict for row in rows]
    make_round(rows)

    text = page_of()

    assert (
        f"{verdicts.count('faster')} af kommunerne er hurtigere end forventet, "
        f"{verdicts.count('slower')} er langsommere, og {verdicts.count('as_expected')} kan ikke"
    ) in text
    assert "96 kommuner har personer nok til at blive sammenlignet (mindst 80); om 2" in text


def test_one_changed_verdict_changes_the_sentence(page_of, make_round, figures):
    rows = figures()
    one = next(row for row in rows if row.verdict == "as_expected")
    before = [row.verdict for row in rows].count("faster")
    make_round(named(rows, one.code, verdict="faster"))

    assert f"{before + 1} af kommunerne er hurtigere end forventet" in page_of()


def test_the_gap_stands_beside_what_chance_alone_would_give(page_of, make_round, figures):
    make_round(
        figures(),
        gap={"observed": 16.5, "shrunken": 9.8},
        chance_gap={"mean": 9.44, "low": 7.7, "high": 11.6},
    )

    text = page_of()

    assert "Der er 16,5 måneders forskel" in text
    assert "ville tilfældet alene give omkring 9,4 måneder (mellem 7,7 og 11,6)" in text
    assert "er forskellen omkring 9,8 måneder" in text


def test_without_a_gap_nothing_is_said_of_it(page_of, make_round, figures):
    make_round(
        figures(),
        gap={"observed": None, "shrunken": None},
        chance_gap={"mean": None, "low": None, "high": None},
        explained_share={"raw": None, "denoised": None},
    )

    text = page_of()

    assert "måneders forskel mellem" not in text
    assert "None" not in text


def test_the_one_year_share_is_told_with_its_interval(page_of, make_round, figures):
    make_round(figures())

    assert (
        "Af dem, der kom i 2007, var 22 % i arbejde eller uddannelse inden for et år "
        "(95 % interval 21 % til 23 %), mod 10 % af dem, der kom i 1999 (9 % til 11 %)."
    ) in page_of()


def test_the_lists_are_alphabetical_and_say_how_little_they_settle(page_of, make_round, figures):
    make_round(figures())

    page = round_page(published.round_by_slug("maaling-1999-2007"))
    text = page_of()

    names = [place.name for place in page.fastest.places]
    everyone = [m.name for m in published.municipalities()]
    assert len(names) == 10
    assert names == sorted(names, key=everyone.index)
    assert "kan 61 af de 96 kommuner være blandt de 10 hurtigste" in text


def test_repeats_from_the_previous_computed_round_are_found(page_of, make_round, figures):
    rows = figures()
    fastest = [row for row in rows if row.listed == "fastest"]
    spare = next(row for row in rows if not row.listed and row.rank_low)
    earlier = named(
        named(rows, fastest[0].code, difference=spare.difference),
        spare.code,
        difference=fastest[0].difference,
    )
    make_round(earlier, slug="maaling-1999-2006", published_at=datetime(2026, 10, 1, tzinfo=UTC))
    make_round(rows)

    text = page_of()

    assert "9 af de 10 kommuner stod også på listen i den forrige måling for 1999-2006:" in text
    assert "10 af de 10 kommuner stod også på listen i den forrige måling for 1999-2006:" in text
    assert "ville omkring 1,0 navne gå igen" in text


def test_the_first_computed_round_has_nothing_to_repeat(
    page_of, make_round, figures, stated_rounds
):
    make_round(figures())

    assert "forrige måling" not in page_of()


def test_simulated_data_are_called_so(page_of, make_round, figures):
    make_round(figures(), simulated=True)

    assert 'class="simulated-notice"' in page_of()


def test_real_data_are_not_called_simulated(page_of, make_round, figures):
    make_round(figures(), simulated=False)

    assert "imulerede data" not in page_of()


def test_every_difference_stands_with_people_interval_verdict_and_rank_range(
    page_of, make_round, figures
):
    rows = named(
        figures(), "0101", difference=-3.21, half_width=1.5, people=1234, verdict="faster",
        rank_low=2, rank_high=41,
    )  # fmt: skip
    make_round(rows)

    row = next(part for part in page_of().split("<tr>") if ">København</a>" in part)

    for told in ("1.234", "35,0", "38,2", "−3,2", "(−4,7 til −1,7)", "hurtigere end", "2 og 41"):
        assert told in row


def test_too_few_people_give_no_figure_but_the_reason(page_of, make_round, figures):
    rows = figures()
    make_round(rows)
    page = round_page(published.round_by_slug("maaling-1999-2007"))

    row = next(r for r in page.table.rows if r.municipality.code == rows[-1].code)

    assert (row.people, row.difference, row.interval, row.rank_range) == ("–", "–", "", "–")
    assert row.reason == "under 20 personer: ingen tal vises"


def test_a_small_municipality_is_shown_but_not_ranked(make_round, figures):
    rows = figures()
    make_round(rows)
    page = round_page(published.round_by_slug("maaling-1999-2007"))

    row = next(r for r in page.table.rows if r.municipality.code == rows[-2].code)

    assert row.difference == "−1,5"
    assert row.interval == "−7,0 til +4,0"
    assert row.rank_range == "–"
    assert row.reason == "under 80 personer: vises, men vurderes ikke"


def test_the_table_is_alphabetical_in_danish_by_default(make_round, figures):
    make_round(figures())

    page = round_page(published.round_by_slug("maaling-1999-2007"))

    names = [row.municipality.name for row in page.table.rows]
    assert names == [m.name for m in published.municipalities()]
    assert names[-3:] == ["Aabenraa", "Aalborg", "Aarhus"]


@pytest.mark.parametrize("key", ["personer", "faktisk", "forventet", "forskel", "placering"])
@pytest.mark.parametrize("sign", ["", "-"])
def test_the_table_sorts_by_a_link_with_the_absent_last(make_round, figures, key, sign):
    make_round(figures())

    page = round_page(published.round_by_slug("maaling-1999-2007"), sort=sign + key)

    assert page.table.rows[-1].rank_range == "–"
    heading = next(column for column in page.table.columns if column.key == key)
    assert heading.order == ("descending" if sign else "ascending")
    assert heading.next_sort == (key if sign else f"-{key}")


def test_sorting_by_difference_puts_the_smallest_first(page_of, make_round, figures):
    make_round(figures())

    page = round_page(published.round_by_slug("maaling-1999-2007"), sort="forskel")

    shown = [row.difference for row in page.table.rows if row.difference != "–"]
    values = [float(text.replace("−", "-").replace(",", ".")) for text in shown]
    assert values == sorted(values)
    assert 'aria-sort="ascending"' in page_of(sorter="forskel")


def test_a_sort_nobody_offers_is_the_alphabetical_one(page_of, make_round, figures):
    make_round(figures())

    assert "sorteret efter kommune" in page_of(sorter="'; drop table")


def test_the_calculation_can_be_read_and_checked(page_of, make_round, figures):
    measured = make_round(figures())

    text = page_of()

    digest = measured.approved_run.outcome_sha256
    for told in ("expected-time@1", "inden for 72 måneder", "frø 7", digest, "log-log"):
        assert told in text
    assert reverse("method-version", args=["expected-time-1"]) in text
    assert "Ledigheden er ført frem fra 2007." in text
    assert "Farten ændrer sig for København." in text


def test_a_share_not_yet_known_says_why(page_of, make_round, figures):
    make_round(figures())

    assert "endnu ikke fulgt så længe" in page_of()


def test_the_page_says_that_it_is_association(page_of, make_round, figures):
    make_round(figures())

    assert "beviser ikke, at kommunens indsats er årsagen" in page_of()


def test_the_english_page_stands(client, make_round, figures):
    make_round(figures())

    assert client.get("/en/maalinger/maaling-1999-2007/").status_code == 200
    assert (
        "Unemployment is carried forward from 2007."
        in client.get("/en/maalinger/maaling-1999-2007/").content.decode()
    )


@pytest.mark.parametrize("name", ["round", "round-csv", "api-round", "api-results"])
def test_a_draft_is_nowhere_to_be_found(client, make_round, figures, name):
    make_round(figures(), published=False)

    response = client.get(reverse(name, args=["maaling-1999-2007"]))

    assert response.status_code == 404
    for listing in ("rounds", "api-rounds"):
        assert b"1999-2007" not in client.get(reverse(listing)).content
    assert (
        b"maaling-1999-2007" not in client.get(reverse("api-municipality", args=["0101"])).content
    )


@pytest.mark.parametrize(
    "address",
    [
        "/maalinger/",
        "/maalinger/maaling-1999-2007/",
        "/maalinger/maaling-1999-2007/resultater.csv",
        "/api/v1/rounds/",
        "/api/v1/rounds/maaling-1999-2007/",
        "/api/v1/rounds/maaling-1999-2007/results/",
    ],
)
@pytest.mark.parametrize("is_warm", [False, True])
def test_ten_times_the_rows_take_the_same_number_of_queries(
    client, make_round, figures, address, is_warm, django_assert_max_num_queries
):
    """Cold, a process reads the frozen payload and draws it; warm, it has done so before."""
    make_round(figures(9))
    client.get(address) if is_warm else forget_everything()
    with django_assert_max_num_queries(7) as few:
        assert client.get(address).status_code == 200
    most = len(few)  # counted at once: the next request forgets them
    delete_round()

    make_round(figures(90))
    client.get(address) if is_warm else forget_everything()
    with django_assert_max_num_queries(most):
        assert client.get(address).status_code == 200


def forget_everything():
    payload.sealed.cache_clear()
    drawn.forget()


def test_a_payload_is_read_once_by_each_process(client, make_round, figures):
    make_round(figures())
    address = reverse("round", args=["maaling-1999-2007"])

    with CaptureQueriesContext(connection) as cold:
        client.get(address)
    with CaptureQueriesContext(connection) as warm:
        client.get(address)

    assert not [q for q in warm if '"payload"' in q["sql"]]
    assert len([q for q in cold if '"payload"' in q["sql"]]) == 1


def delete_round():
    with guards.lifted(connection):
        Series.objects.update(current=None)
        Publication.objects.all().delete()
        Round.objects.update(state="draft", approved_run=None)
        for model in (Run, InputFile, Round, Series):
            model.objects.all().delete()


def test_stated_pages_do_not_ask_for_each_name(
    client, stated_rounds, django_assert_max_num_queries
):
    with django_assert_max_num_queries(10):
        client.get(reverse("round", args=["effektmaaling-2009"]))
