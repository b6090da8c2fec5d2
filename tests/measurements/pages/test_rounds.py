"""The list of rounds, and the pages of rounds published elsewhere."""

import pytest
from django.db import connection
from django.urls import reverse

from measurements import guards
from measurements.models import Round

pytestmark = pytest.mark.django_db


def page(client, slug):
    response = client.get(reverse("round", args=[slug]))
    assert response.status_code == 200
    return " ".join(response.content.decode().split())


def change_facts(key, end, **changes):
    stated = Round.objects.get(slug=f"effektmaaling-{key}")
    stated.facts[end] |= changes
    with guards.lifted(connection):
        stated.save()


def test_the_list_has_the_newest_round_first(client, stated_rounds):
    text = client.get(reverse("rounds")).content.decode()

    places = [text.index(reverse("round", args=[f"effektmaaling-{y}"])) for y in (2009, 2007, 2006)]
    assert places == sorted(places)
    assert "Offentliggjort andetsteds" in text


def test_a_computed_round_says_so_in_the_list(client, make_round, figures):
    make_round(figures())

    text = client.get(reverse("rounds")).content.decode()

    assert "Beregnet her" in text
    assert "Simulerede data." in text


def test_without_rounds_the_list_says_so(client, municipalities):
    assert (
        "endnu ikke offentliggjort nogen målinger" in client.get(reverse("rounds")).content.decode()
    )


def test_the_2009_page_tells_what_the_original_told(client, stated_rounds):
    text = page(client, "effektmaaling-2009")

    for told in (
        "Effektmåling af kommunernes integrationsindsats i perioden 1999 til 2007",
        "marts 2009",
        "Det tidligere Ministerium for Flygtninge, Indvandrere og Integration",
        "udveksle erfaringer",
        "1999",
        "introduktionsprogram på tre år",
        "er fordoblet fra dem, der kom i 2000, til dem, der kom i 2006",
        "2, 3, 4, 5 og 6 år",
        "16,5 måneder",
        "tiden fra opholdstilladelse til arbejde eller uddannelse i årene 1999 til 2007",
        "omkring 9 måneder",
        "Del din integrationsviden",
        "Ingen tal på denne side er beregnet her",
    ):
        assert told in text
    for slug in ("hoje-taastrup", "horsholm", "tarnby", "soro", "tonder"):
        assert reverse("municipality", args=[slug]) in text


def test_the_lists_are_in_danish_order(client, stated_rounds):
    change_facts("2009", "fastest", names=["Aarhus", "Ærø", "Vejle", "Ishøj"])

    text = page(client, "effektmaaling-2009")

    names = ["Ishøj", "Vejle", "Ærø", "Aarhus"]
    places = [text.index(f">{name}</a>") for name in names]
    assert places == sorted(places)


def test_repeats_are_found_by_comparing_the_two_lists(client, stated_rounds):
    text = page(client, "effektmaaling-2009")

    assert (
        "Mindst 6 af de 10 kommuner stod også på listen i den forrige måling fra 2007: "
        "Billund, Frederikshavn, Halsnæs, Ishøj, Tårnby og Vallensbæk."
    ) in text
    assert "Af listen fra 2007 kendes her kun 6 af 10 navne." in text


@pytest.mark.parametrize("key", ["2007", "2009"])
def test_a_change_in_either_list_changes_the_sentence(client, stated_rounds, key):
    kept = ["Billund", "Frederikshavn", "Halsnæs", "Ishøj", "Tårnby"]
    change_facts(key, "fastest", names=kept)

    text = page(client, "effektmaaling-2009")

    assert "Mindst 5 af de 10 kommuner" in text
    assert "Billund, Frederikshavn, Halsnæs, Ishøj og Tårnby." in text


def test_a_whole_previous_list_gives_a_certain_count(client, stated_rounds):
    change_facts("2007", "fastest", complete=True)

    text = page(client, "effektmaaling-2009")

    assert "6 af de 10 kommuner stod også på listen" in text
    assert text.count("Mindst 6 af de 10") == 1  # the list of slowest is still incomplete


def test_the_publishers_own_count_stands_beside_an_incomplete_list(client, stated_rounds):
    assert "Udgiveren oplyser selv, at 6 går igen." in page(client, "effektmaaling-2009")

    change_facts("2007", "fastest", complete=True)
    change_facts("2007", "slowest", complete=True)

    assert "Udgiveren oplyser selv, at" not in page(client, "effektmaaling-2009")


def test_a_municipality_that_changed_its_name_repeats_under_both(client, stated_rounds):
    text = page(client, "effektmaaling-2007")

    assert "Billund (dengang Grindsted)" in text


@pytest.mark.parametrize(
    ("old", "slug", "new"),
    [
        ("Grindsted", "billund", "Billund"),
        ("Kjellerup", "silkeborg", "Silkeborg"),
        ("Værløse", "fureso", "Furesø"),
        ("Haslev", "faxe", "Faxe"),
    ],
)
def test_old_names_lead_to_their_successors_and_say_so(client, stated_rounds, old, slug, new):
    text = page(client, "effektmaaling-2006")

    assert f'<a href="{reverse("municipality", args=[slug])}">{old}</a>' in text
    assert f"(egen kommune til og med 2006, nu i {new})" in text


def test_a_name_that_still_stands_needs_no_explanation(client, stated_rounds):
    text = page(client, "effektmaaling-2006")

    assert f'<a href="{reverse("municipality", args=["hedensted"])}">Hedensted</a> </li>' in text


def test_an_unknown_name_stands_without_a_link(client, stated_rounds):
    change_facts("2009", "fastest", names=["Andeby"])

    text = page(client, "effektmaaling-2009")

    assert "Andeby" in text
    assert ">Andeby</a>" not in text


def test_a_stated_round_has_no_figures_to_download(client, stated_rounds):
    response = client.get(reverse("round-csv", args=["effektmaaling-2009"]))

    assert response.status_code == 404


def test_every_stated_page_also_speaks_english(client, stated_rounds):
    for key in ("2006", "2007", "2009"):
        assert client.get(f"/en/maalinger/effektmaaling-{key}/").status_code == 200
