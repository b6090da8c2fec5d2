"""Versions: an older one stays readable and says so, every changed figure is public, a retracted
round leaves a notice."""

import csv
import io
import re
from dataclasses import replace

import pytest
from django.db import connection
from django.urls import reverse

from measurements import guards, payload, published
from measurements.models import Event, Round
from tests.measurements.pages.conftest import SPEC, unranked

SLUG = "maaling-1999-2007"
COPENHAGEN = "0101"
SIXTY = SPEC | {"minimum_people": 60}

pytestmark = pytest.mark.django_db


@pytest.fixture
def text_of(client):
    def get(address, status=200):
        response = client.get(address)
        assert response.status_code == status, address
        return " ".join(response.content.decode().split())

    return get


@pytest.fixture
def corrected(make_round, correct, figures):
    """Two versions: in the second, København is 1.25 months slower than in the first."""
    rows = figures()
    first = make_round(rows)
    changed = [
        replace(row, difference=row.difference + 1.25) if row.code == COPENHAGEN else row
        for row in rows
    ]
    return first, correct(first, changed)


def rows_of_csv(client, address):
    text = client.get(address).content.decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text), delimiter=";"))


def test_the_current_page_says_which_version_it_is_and_why(corrected, text_of):
    text = text_of(reverse("round", args=[SLUG]))

    assert "Udgave 2, rettet 4. november 2026: En fil manglede." in text
    assert reverse("versions", args=[SLUG]) in text


def test_a_first_version_does_not_speak_of_corrections(make_round, figures, text_of):
    make_round(figures())

    text = text_of(reverse("round", args=[SLUG]))

    assert "Udgave 1" in text
    assert "rettet" not in text.split("<main")[1].split("Hvad målingen viser")[0]


def test_an_older_version_keeps_its_figures_and_says_it_is_superseded(
    corrected, text_of, make_round, figures
):
    older = text_of(reverse("round", args=[SLUG, 1]))
    row = next(part for part in older.split("<tr>") if ">København</a>" in part)

    assert "Dette er udgave 1. Den gælder ikke længere." in older
    assert "afløst af udgave 2 den 4. november 2026, fordi der var en fejl: En fil manglede." in (
        older
    )
    assert f'href="{reverse("versions", args=[SLUG])}"' in older
    assert "38,2" in row  # 38.25 + sin(0) * 8
    newer = text_of(reverse("round", args=[SLUG, 2]))
    assert "39,5" in next(part for part in newer.split("<tr>") if ">København</a>" in part)


def test_a_planned_revision_is_not_called_an_error(make_round, correct, figures, text_of):
    rows = figures()
    correct(make_round(rows), rows, kind="revision", reason="Nye eksamensdata.")

    current, older = (text_of(reverse("round", args=[SLUG, *which])) for which in ((), (1,)))

    assert "Udgave 2, planlagt revision 4. november 2026: Nye eksamensdata." in current
    assert "ved en planlagt revision: Nye eksamensdata." in older
    assert "Planlagt revision" in text_of(reverse("versions", args=[SLUG]))


def test_every_changed_figure_is_listed_in_words(corrected, text_of):
    text = text_of(reverse("versions", args=[SLUG]))

    assert "4 tal i 1 kommuner er ændret." in text
    row = (
        '<th scope="row">København</th> <td>forskel, måneder</td> '
        '<td class="number">0,00</td> <td class="number">1,25</td>'
    )
    assert row in text


def test_the_file_of_changes_holds_exactly_what_differs_between_the_versions(client, corrected):
    changes = rows_of_csv(client, reverse("version-changes", args=[SLUG, 2]))

    before, after = (
        {row["code"]: row for row in published.round_by_slug(SLUG, n).outcome["municipalities"]}
        for n in (1, 2)
    )
    differing = {
        (code, name)
        for code, row in before.items()
        for name in payload.FIGURES  # what a reader sees of a municipality
        if row[name] != after[code][name]
    }
    assert {(row["kommunekode"], row["tal"]) for row in changes} == differing
    assert len(differing) == 4
    assert {row["afloeser_udgave"] for row in changes} == {"1"}


def test_a_change_too_small_for_the_page_is_counted_and_stands_in_the_file(
    client, make_round, correct, figures, text_of
):
    rows = figures()
    first = make_round(rows)
    correct(first, [replace(rows[0], difference=rows[0].difference + 0.0001), *rows[1:]])

    assert "4 tal er ændret, men kun efter anden decimal" in text_of(
        reverse("versions", args=[SLUG])
    )
    assert len(rows_of_csv(client, reverse("version-changes", args=[SLUG, 2]))) == 4


def test_the_first_version_has_changed_nothing(client, corrected):
    assert rows_of_csv(client, reverse("version-changes", args=[SLUG, 1])) == []


def test_a_suppressed_municipality_is_named_in_the_changes_with_its_reason(
    make_round, correct, figures, text_of
):
    rows = figures()
    first = make_round(rows)
    correct(first, [unranked(COPENHAGEN), *rows[1:]])

    text = text_of(reverse("versions", args=[SLUG]))

    assert (
        '<td>hvorfor tal mangler</td> <td class="number">–</td> '
        '<td class="number">under 80 personer: vises, men vurderes ikke</td>'
    ) in text


def test_a_reason_names_the_limit_of_its_own_version(make_round, correct, figures, text_of):
    """Under 80 then, under 60 now: neither is told with the other's number."""
    rows = figures()
    first = make_round(rows)
    correct(first, [*rows[:-2], replace(rows[-2], reason="no_events"), rows[-1]], spec=SIXTY)

    text = text_of(reverse("versions", args=[SLUG]))

    assert "under 80 personer: vises, men vurderes ikke" in text
    assert "under 60 personer" not in text


def test_the_list_of_rounds_says_how_many_were_corrected(
    make_round, correct, figures, stated_rounds, text_of
):
    rows = figures(9)
    correct(make_round(rows), rows)
    revised = make_round(rows, slug="maaling-1999-2006")
    correct(revised, rows, kind="revision", reason="Nye eksamensdata.")

    text = text_of("/maalinger/")

    assert "1 af de 2 målinger, der er beregnet her, er blevet rettet" in text
    assert "udgave 2, 4. november 2026" in text


@pytest.mark.parametrize("number", [0, 3, 99999999999])
def test_a_version_that_never_was_is_404(client, corrected, number):
    assert client.get(f"/maalinger/{SLUG}/udgave/{number}/").status_code == 404


def test_a_correction_that_is_not_published_is_nowhere(client, make_round, figures, anna, now):
    from measurements.actions import rounds

    first = make_round(figures())
    rounds.begin_correction(
        measured=first, kind="correction", reason="Hemmelig grund.", by=anna, now=now
    )

    assert client.get(reverse("round", args=[SLUG, 2])).status_code == 404
    for name in ("round", "versions", "api-versions"):
        assert "Hemmelig grund" not in client.get(reverse(name, args=[SLUG])).content.decode()


def addresses_of(slug, numbers):
    """Every address that shows something of a round, also those of its versions."""
    names = ("round", "round-csv", "round-xlsx", "round-json", "seal")
    yield from (reverse(name, args=[slug]) for name in (*names, "versions", "follow", "compare"))
    yield from (reverse(name, args=[slug, n]) for name in names for n in numbers)
    yield from (reverse("version-changes", args=[slug, n]) for n in numbers)


def api_addresses_of(slug, numbers):
    yield from (reverse(name, args=[slug]) for name in ("api-round", "api-results", "api-versions"))
    yield from (
        reverse(name, args=[slug, n]) for name in ("api-round", "api-results") for n in numbers
    )


LISTINGS = (
    "/",
    "/maalinger/",
    "/kommuner/",
    "/kommuner/kobenhavn/",
    "/bidrag/",
    "/api/v1/rounds/",
    "/api/v1/municipalities/0101/",
)


def test_before_it_is_retracted_every_address_answers(client, corrected):
    for address in (*addresses_of(SLUG, (1, 2)), *api_addresses_of(SLUG, (1, 2))):
        assert client.get(address).status_code in {200, 302}, address
    shown_by = [address for address in LISTINGS if SLUG in client.get(address).content.decode()]
    assert set(shown_by) >= {"/", "/maalinger/", "/kommuner/kobenhavn/", "/api/v1/rounds/"}


def test_a_retracted_round_is_gone_from_every_address_with_a_notice_in_its_place(
    client, corrected, retract, text_of, bells
):
    retract(corrected[1], reason="Filen var en anden.")

    explained = reverse("explained", args=[SLUG, "kobenhavn"])
    for address in (*addresses_of(SLUG, (1, 2)), explained):
        text = text_of(address, status=410)
        assert "Udgave 2 af målingen er trukket tilbage den 4. november 2026" in text, address
        assert "Filen var en anden." in text
        assert "forskel_maaneder" not in text
    for address in api_addresses_of(SLUG, (1, 2)):
        response = client.get(address)
        assert response.status_code == 410, address
        assert response.json()["reason"] == "Filen var en anden."
        assert response.json()["retracted_on"] == "2026-11-04"
    for address in LISTINGS:
        assert SLUG not in client.get(address).content.decode(), address


def test_the_audit_log_and_the_payload_outlive_a_retraction(corrected, retract, bells):
    retract(corrected[1])

    assert Round.objects.get(number=2).publication.payload
    told = Event.objects.filter(round=corrected[1]).values_list("action", flat=True)
    assert {"round.published", "round.retracted"} <= set(told)


def test_a_version_after_a_retraction_brings_none_of_the_old_figures_back(
    client, corrected, retract, correct, figures, text_of, bells
):
    retract(corrected[1])
    corrected[1].refresh_from_db()
    correct(corrected[1], figures(), reason="Den rigtige fil.")

    assert "Udgave 3, rettet" in text_of(reverse("round", args=[SLUG]))
    assert published.round_by_slug(SLUG).payload["changes"] == []
    for number in (1, 2):
        assert "trukket tilbage" in text_of(reverse("round", args=[SLUG, number]), status=410)
    listed = text_of(reverse("versions", args=[SLUG]))
    assert "De gamle tal gentages ikke" in listed
    assert "Udgave 2 · trukket tilbage" in listed
    assert "vises ikke længere, fordi en senere udgave er trukket tilbage" in listed


def test_the_current_page_follows_the_pointer_at_once(client, make_round, correct, figures):
    """Two hundred reads after the publication: none is of the version before it."""
    rows = figures(20)
    first = make_round(rows)
    before = client.get(reverse("round-json", args=[SLUG]))

    correct(first, rows)
    seen = {
        client.get(
            reverse(name, args=[SLUG]), headers={"If-None-Match": before["ETag"]}
        ).status_code
        for name in ["round-json"] * 200
    }

    assert seen == {200}


def test_the_page_of_a_round_with_fifty_versions_asks_no_more(
    client, make_round, correct, figures, django_assert_max_num_queries
):
    rows = figures(9)
    measured = make_round(rows)
    for _number in range(4):
        measured = correct(measured, rows)

    with django_assert_max_num_queries(12):
        client.get(reverse("versions", args=[SLUG]))


def test_versions_are_stated_in_english_too(client, corrected):
    text = client.get(f"/en/maalinger/{SLUG}/udgaver/").content.decode()

    assert re.search(r"<html lang=\"en\"", text)


def test_a_stated_round_has_one_version_and_no_seal(client, stated_rounds, text_of):
    assert "Den første udgave" in text_of(reverse("versions", args=["effektmaaling-2009"]))
    assert client.get(reverse("seal", args=["effektmaaling-2009"])).status_code == 404
    assert client.get(reverse("follow", args=["effektmaaling-2009"])).status_code == 404
    for name in ("round-csv", "round-xlsx", "round-json"):
        assert client.get(reverse(name, args=["effektmaaling-2009"])).status_code == 404


def test_without_any_round_the_pages_are_empty_and_whole(client, municipalities):
    for address in ("/", "/maalinger/", "/kommuner/kobenhavn/", "/api/v1/rounds/"):
        assert client.get(address).status_code == 200
    assert client.get(reverse("versions", args=[SLUG])).status_code == 404


def test_the_guards_are_what_keeps_an_old_version_as_it_was(corrected, text_of):
    """The negative control: without them its title changes in silence."""
    with guards.lifted(connection):
        Round.objects.filter(number=1).update(title="En anden titel")

    assert "<h1>En anden titel</h1>" in text_of(reverse("round", args=[SLUG, 1]))
