"""The page of two rounds: who moved, what repeats, and honest words where nothing can be compared."""

import csv
import io

import pytest
from django.template.loader import render_to_string
from django.urls import reverse

from measurements.presenters import comparison_page, round_page
from measurements.presenters.changes import Movement
from tests.measurements.comparison.conftest import EARLIER, LATER, changed, codes, row_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def address():
    return reverse("comparison", args=[LATER, EARLIER])


@pytest.fixture
def moved(publish, country):
    """København faster by 30 months in the later round, Aarhus as it was."""
    return publish(EARLIER, country[0], day=1), publish(
        LATER, changed(country[1], "0101", -30), day=2
    )


def test_when_nobody_moved_the_page_says_so(two_rounds, address, shown):
    text = shown(address)

    assert "Ingen af dem har flyttet sig mere, end usikkerheden kan forklare." in text
    assert "Heller ikke da ville nogen kommune regnes for at have flyttet sig." in text


def test_who_moved_is_named_with_the_number(moved, address, shown):
    text = shown(address)

    assert "1 har flyttet sig i forhold til det ventede" in text
    assert "Blevet hurtigere: København." in text
    assert "Blevet langsommere" not in text


def test_every_change_stands_between_both_figures_with_people_interval_and_verdict(
    moved, address, shown
):
    earlier, later = (
        next(r for r in each.results if r.municipality.code == "0101") for each in moved
    )
    page = comparison_page(earlier=moved[0], later=moved[1])
    row = next(each for each in page.compared.rows if each.municipality.code == "0101")

    text = next(part for part in shown(address).split("<tr>") if ">København</a>" in part)

    for told in (row.before.difference, row.after.difference, row.change, row.interval):
        assert told in text
    assert f"{row.after.people} personer" in text
    assert str(earlier.verdict.label) in text
    assert "blevet hurtigere" in text
    assert later.difference - earlier.difference == pytest.approx(
        float(row.change.replace("−", "-").replace(",", ".")), abs=0.05
    )


def test_too_few_people_give_no_judgement_but_the_reason(two_rounds, country, shown, address):
    code = codes(country[1], reason="fewer_than_ranked")[0]
    page = comparison_page(earlier=two_rounds[0], later=two_rounds[1])

    row = next(each for each in page.compared.rows if each.municipality.code == code)

    assert row.movement == Movement.NOT_COMPARABLE
    assert "under 80 personer: vises, men vurderes ikke" in row.reason
    assert "under 80 personer: vises, men vurderes ikke" in shown(address)


def test_what_is_withheld_in_a_round_is_withheld_in_the_comparison(two_rounds, country):
    code = codes(country[1], reason="fewer_than_shown")[0]
    page = comparison_page(earlier=two_rounds[0], later=two_rounds[1])

    row = next(each for each in page.compared.rows if each.municipality.code == code)

    assert (row.after.people, row.after.difference, row.after.interval) == ("", "–", "")
    assert (row.change, row.interval) == ("–", "")


def test_the_municipality_that_was_asked_for_comes_first(two_rounds, address, shown):
    text = shown(address, kommune="kobenhavn")

    assert "København: fra " in text
    assert '<option value="kobenhavn" selected>' in text
    assert 'class="way within_noise chosen"' in text


def test_a_municipality_that_is_none_is_not_pointed_out(two_rounds, address, shown):
    assert "chosen" not in shown(address, kommune="atlantis")


def test_the_page_says_what_is_assumed_of_people_in_both_rounds(two_rounds, address, shown):
    text = shown(address)

    assert "Her er regnet, som om de ingen delte" in text
    assert "intervallerne for brede, ikke for smalle" in text


def test_rounds_of_different_years_share_nobody(publish, country, shown):
    publish("maaling-1990-1998", country[0], day=1)
    publish(LATER, country[1], day=2)

    text = shown(reverse("comparison", args=[LATER, "maaling-1990-1998"]))

    assert "regnes for ikke at have personer til fælles" in text
    assert "som om de ingen delte" not in text


def test_round_page_and_comparison_tell_the_same_of_repeats(two_rounds):
    """One source: the number of names in both lists, and how many lots would give."""
    page = comparison_page(earlier=two_rounds[0], later=two_rounds[1])
    about = " ".join(round_page(two_rounds[1]).about_lists)
    listed = " ".join(round_page(two_rounds[1]).fastest.sentences)

    seen, by_lot, *_ = page.compared.repeated.yardsticks

    assert f"{seen.fastest.split()[0]} af de 10 kommuner stod også på listen" in listed
    mean, low, high = (part.strip("()") for part in by_lot.fastest.replace("til ", "").split())
    assert f"omkring {mean} navne gå igen, oftest mellem {low} og {high}" in about


def test_the_other_order_leads_to_the_same_address(two_rounds, client, address):
    response = client.get(reverse("comparison", args=[EARLIER, LATER]), {"kommune": "aarhus"})

    assert response.status_code == 302
    assert response["Location"] == f"{address}?kommune=aarhus"


def test_the_round_page_leads_to_the_comparison_with_the_one_before(two_rounds, address, shown):
    assert address in shown(reverse("round", args=[LATER]))
    assert address not in shown(reverse("round", args=[EARLIER]))


def test_a_preview_leads_nowhere_that_is_not_public(two_rounds):
    text = render_to_string("measurements/_round.html", {"page": round_page(two_rounds[1])})

    assert "/sammenlign/" not in text


def test_the_form_leads_to_the_chosen_comparison(two_rounds, client, address):
    response = client.get(reverse("compare", args=[LATER]), {"med": EARLIER, "kommune": "aarhus"})

    assert response["Location"] == f"{address}?kommune=aarhus"


def test_without_a_choice_the_round_before_is_taken(two_rounds, client, address):
    assert client.get(reverse("compare", args=[LATER]))["Location"] == address


def test_the_first_round_has_nothing_to_be_compared_with(two_rounds, shown):
    assert "Ingen måling at sammenligne med" in shown(reverse("compare", args=[EARLIER]))


def test_simulated_data_are_called_so(two_rounds, address, shown):
    assert 'class="simulated-notice"' in shown(address)


# --- what cannot be compared


def test_stated_rounds_have_lists_and_no_figures(two_rounds, stated_rounds, shown):
    text = shown(reverse("comparison", args=[LATER, "effektmaaling-2009"]))

    assert "De to målinger kan ikke sammenlignes" in text
    assert "ingen tal for den enkelte kommune" in text


def test_simulated_and_real_rounds_are_not_compared(publish, country, shown):
    publish(EARLIER, country[0], day=1)
    publish(LATER, country[1], day=2, simulated=False)

    text = shown(reverse("comparison", args=[LATER, EARLIER]))

    assert "Den ene måling bygger på simulerede data, den anden gør ikke" in text
    assert "<svg" not in text


def test_a_round_is_not_compared_with_itself(two_rounds, shown):
    assert "Det er den samme måling" in shown(reverse("comparison", args=[LATER, LATER]))


@pytest.mark.parametrize(
    ("rule", "other", "told"),
    [
        ("horizon", 36, "De tæller tiden inden for hver sit antal måneder."),
        ("adjust", "none", "det lokale arbejdsmarked"),
        ("link", "poisson", "hver sin form for model"),
        ("sexes", "separate", "kvinder og mænd"),
        ("level", 0.9, "hver sin sikkerhed"),
    ],
)
def test_rounds_under_different_rules_are_not_compared(
    publish, country, shown, address, rule, other, told
):
    publish(EARLIER, country[0] | {"spec": country[0]["spec"] | {rule: other}}, day=1)
    publish(LATER, country[1], day=2)

    text = shown(address)

    assert "De to målinger kan ikke sammenlignes" in text
    assert told in text


def test_rounds_by_different_methods_are_not_compared(publish, country, shown, address):
    publish(EARLIER, country[0] | {"method": "expected-time@0"}, day=1)
    publish(LATER, country[1], day=2)

    assert "hver sin udgave af metoden" in shown(address)


@pytest.mark.parametrize("slug", ["findes-ikke", "saadan"])
def test_a_round_that_is_not_public_is_not_found(two_rounds, client, slug):
    assert client.get(reverse("comparison", args=[LATER, slug])).status_code == 404
    assert client.get(reverse("compare", args=[LATER]), {"med": slug}).status_code == 404


# --- the file


@pytest.fixture
def csv_rows(client):
    def read(dialect=""):
        response = client.get(
            reverse("comparison-csv", args=[LATER, EARLIER]), {"dialect": dialect}
        )
        text = response.content.decode("utf-8-sig")
        return list(csv.DictReader(io.StringIO(text), delimiter="," if dialect else ";"))

    return read


def test_the_file_has_every_municipality_and_adds_up(moved, csv_rows):
    rows = csv_rows("plain")

    assert len(rows) == len(moved[1].results)
    for row in rows:
        if row["aendring_maaneder"]:
            change = float(row["senere_forskel_maaneder"]) - float(
                row["tidligere_forskel_maaneder"]
            )
            assert float(row["aendring_maaneder"]) == pytest.approx(change, abs=1e-9)
            assert "" not in (row["aendring_lav"], row["aendring_hoj"], row["senere_personer"])
        else:
            assert row["aarsag"]


def test_file_and_page_judge_alike(moved, csv_rows):
    page = comparison_page(earlier=moved[0], later=moved[1])

    judged = {row["kommunekode"]: row["aendring_status"] for row in csv_rows()}

    assert judged == {r.municipality.code: r.movement.value for r in page.compared.rows}
    assert judged["0101"] == "moved_faster"


def test_there_is_no_file_of_what_cannot_be_compared(two_rounds, stated_rounds, client):
    address = reverse("comparison-csv", args=[LATER, "effektmaaling-2009"])

    assert client.get(address).status_code == 404


# --- the frame


@pytest.mark.parametrize("rounds", [2, 5])
def test_the_number_of_queries_does_not_grow_with_rounds(
    publish, country, client, address, django_assert_max_num_queries, rounds
):
    publish(EARLIER, country[0], day=1)
    publish(LATER, country[1], day=2)
    for number in range(rounds - 2):
        publish(f"maaling-200{number}-2008", country[1], day=3 + number)

    with django_assert_max_num_queries(9):
        assert client.get(address).status_code == 200


def test_the_english_page_stands(two_rounds, client, address):
    assert client.get(f"/en{address}").status_code == 200


def test_a_municipality_that_one_round_does_not_have_is_told(publish, country):
    fewer = [row for row in country[1]["municipalities"] if row["code"] != "0101"]
    earlier = publish(EARLIER, country[0], day=1)
    later = publish(LATER, country[1] | {"municipalities": fewer}, day=2)

    page = comparison_page(earlier=earlier, later=later)

    row = page.compared.rows[-1]
    assert row.municipality.name == "København"
    assert (row.after.verdict, row.change) == (None, "–")
    assert row.reason == "i 1999–2007: kommunen er ikke med"
    assert row_of(country[0], "0101")["reason"] is None
