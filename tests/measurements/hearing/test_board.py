"""The administrator's board: who has looked, who says what, and what to do about it."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from measurements.models import Hearing, Message, Position, Round, RoundState

from .conftest import HEDENSTED, LEMVIG, hearing_of, pdf


@pytest.fixture(autouse=True)
def today(monkeypatch, now):
    """Pages ask the clock."""
    monkeypatch.setattr(timezone, "now", lambda: now)


@pytest.fixture
def as_anna(client, anna):
    client.force_login(anna)
    return client


def board_of(measured, name="manage-hearing", *more):
    return reverse(name, args=[measured.slug, *more])


def names_in(response):
    return re.findall(r'<th scope="row"><a href="[^"]+">([^<]+)</a>', response.text)


def test_before_the_hearing_the_page_says_who_will_be_asked(as_anna, computed, karen, oluf):
    told = " ".join(as_anna.get(board_of(computed)).text.split())

    assert "98 kommuner kan hver se deres egne tal" in told
    assert "2 kommunale brugere får hver en mail" in told
    assert "96 kommuner har ingen bruger" in told


def test_the_round_is_sent_to_hearing_from_the_page(as_anna, computed, karen):
    after = as_anna.post(board_of(computed), {"until": "2026-11-23"}, follow=True)

    assert "Målingen er i høring" in after.text
    assert Round.objects.get().state == RoundState.HEARING


@pytest.mark.parametrize("until", ["2026-11-03", "", "snart"])
def test_a_bad_deadline_is_explained_on_the_page(as_anna, computed, until):
    refused = as_anna.post(board_of(computed), {"until": until})

    assert refused.status_code == 422
    assert "Ret dette, og send igen" in refused.text
    assert Round.objects.get().state == RoundState.COMPUTED


def test_the_board_shows_all_98_and_objections_first(as_anna, heard, answer):
    answer()

    shown = as_anna.get(board_of(heard))

    assert len(names_in(shown)) == 98
    assert names_in(shown)[0] == "Hedensted"
    assert "Indvending uden svar: 1" in shown.text
    assert "Ikke set: 97" in shown.text


def test_by_name_the_order_is_danish(as_anna, heard, answer):
    answer()

    shown = names_in(as_anna.get(board_of(heard), {"sorter": "navn"}))

    assert shown[0] == "Albertslund"
    assert shown[-1] == "Aarhus"


@pytest.mark.parametrize(
    ("chosen", "shown"),
    [("indvending", ["Hedensted"]), ("set", ["Lemvig"]), ("enig", []), ("noget-andet", None)],
)
def test_the_board_can_be_narrowed(as_anna, heard, answer, now, chosen, shown):
    answer()
    Hearing.objects.filter(municipality=LEMVIG).update(first_seen_at=now)

    found = names_in(as_anna.get(board_of(heard), {"vis": chosen}))

    assert found == shown if shown is not None else len(found) == 98


def test_an_objection_is_answered_on_its_page(as_anna, heard, answer):
    answer()
    page = board_of(heard, "manage-hearing-answer", "hedensted")
    assert "Vi mangler 40 personer fra 2004." in as_anna.get(page).text

    after = as_anna.post(page, {"version": 1, "response": "De er flyttet."}, follow=True)

    assert "Svaret er gemt" in after.text
    assert "Indvending, besvaret: 1" in after.text
    assert hearing_of(heard, HEDENSTED).current_response == "De er flyttet."


def test_a_response_to_an_answer_that_has_just_changed_is_shown_the_new_one(as_anna, heard, answer):
    answer()
    answer(version=1, comment="Nej, det er 50 personer.")

    refused = as_anna.post(
        board_of(heard, "manage-hearing-answer", "hedensted"),
        {"version": 1, "response": "De 40 er flyttet."},
    )

    assert refused.status_code == 422
    assert "Nej, det er 50 personer." in refused.text
    assert "De 40 er flyttet." in refused.text
    assert 'name="version" value="2"' in refused.text


def test_an_older_response_is_said_to_be_older(as_anna, heard, answer, respond, now):
    answer()
    respond()
    answer(version=2, comment="Noget andet", now=now + timedelta(hours=1))

    told = as_anna.get(board_of(heard, "manage-hearing-answer", "hedensted")).text

    assert "Kommunen har ændret sit svar" in told


def test_the_administrator_downloads_the_file_and_does_not_open_it(client, anna, karen, heard):
    client.force_login(karen)
    sent = {"version": 0, "position": "agrees", "file": pdf("Æble.pdf")}
    client.post(reverse("hearing", args=[heard.slug]), sent)
    client.force_login(anna)

    file = client.get(board_of(heard, "manage-hearing-file", "hedensted"))

    assert b"".join(file.streaming_content).startswith(b"%PDF")
    assert file["Content-Disposition"].startswith("attachment")
    assert file["X-Content-Type-Options"] == "nosniff"


def test_reminding_and_extending_from_the_board(as_anna, heard):
    reminded = as_anna.post(board_of(heard, "manage-hearing-remind"), follow=True)
    extended = as_anna.post(
        board_of(heard, "manage-hearing-extend"), {"until": "2026-12-01"}, follow=True
    )

    assert "2 kommuner får en mail" in reminded.text
    assert "til og med den 1. december 2026" in extended.text
    assert Message.objects.filter(key__startswith="hearing_extended").count() == 2


def test_a_round_with_objections_asks_for_a_reason_before_it_is_approved(as_anna, heard, answer):
    answer()

    told = as_anna.get(board_of(heard, "manage-round-approve")).text

    assert "1 indvending er ikke besvaret" in told
    assert 'name="hearing_reason"' in told


def test_when_all_is_answered_nobody_is_asked_for_a_reason(as_anna, heard, karen, now):
    Hearing.objects.update(position=Position.AGREES, answered_at=now, answered_by=karen)

    told = as_anna.get(board_of(heard, "manage-round-approve")).text

    assert 'name="hearing_reason"' not in told


def test_a_page_that_was_open_while_a_municipality_answered_approves_nothing(
    as_anna, heard, hedensted, answer
):
    shown = {
        "version": heard.version,
        "outcome_sha256": heard.newest_run.outcome_sha256,
        "hearing_reason": "Vi har talt med alle.",
    }
    answer()

    told = as_anna.post(board_of(heard, "manage-round-approve"), shown).text

    heard.refresh_from_db()
    assert "En anden har ændret målingen imens" in told
    assert heard.state == RoundState.HEARING

    as_anna.post(board_of(heard, "manage-round-approve"), shown | {"version": heard.version})
    heard.refresh_from_db()
    assert heard.state == RoundState.APPROVED


PAGES = {
    "manage-hearing": (),
    "manage-hearing-extend": (),
    "manage-hearing-remind": (),
    "manage-hearing-answer": ("hedensted",),
    "manage-hearing-file": ("hedensted",),
}


@pytest.mark.parametrize("name", list(PAGES))
@pytest.mark.parametrize(("person", "status"), [(None, 302), ("karen", 403), ("mads", 403)])
def test_the_board_is_for_administrators(client, request, heard, name, person, status):
    if person:
        client.force_login(request.getfixturevalue(person))
    page = board_of(heard, name, *PAGES[name])

    answers = [client.get(page), client.post(page)]

    assert {each.status_code for each in answers} <= {status, 405}
    assert Round.objects.get().hearing_until == heard.hearing_until


def test_a_round_without_a_hearing_has_no_municipality_pages(as_anna, computed):
    page = board_of(computed, "manage-hearing-answer", "hedensted")

    assert as_anna.get(page).status_code == 404


def test_the_board_asks_the_database_no_more_when_more_have_answered(
    as_anna, heard, karen, now, django_assert_max_num_queries
):
    with django_assert_max_num_queries(20) as first:
        as_anna.get(board_of(heard))
    Hearing.objects.update(
        position=Position.OBJECTS, comment="x", answered_at=now, answered_by=karen
    )

    with django_assert_max_num_queries(len(first)):
        as_anna.get(board_of(heard))
