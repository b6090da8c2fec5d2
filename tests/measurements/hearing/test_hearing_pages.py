"""The municipality's page: its own figures in the final wording, and a form that loses nothing."""

import os
import re
from datetime import UTC, datetime
from html import unescape

import pytest
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from measurements import guards, sentences, wording
from measurements.actions import hearing_files, publication
from measurements.models import Event, Hearing, Municipality, Position, Round, RoundState, Run
from measurements.presenters.explained import explained_page
from measurements.preview import as_published, own_result_of
from tests.conftest import PASSWORD

from .conftest import HEDENSTED, LEMVIG, hearing_of, pdf


@pytest.fixture(autouse=True)
def today(monkeypatch, now):
    """Pages ask the clock."""
    monkeypatch.setattr(timezone, "now", lambda: now)


@pytest.fixture
def address(heard):
    return reverse("hearing", args=[heard.slug])


@pytest.fixture
def as_karen(client, karen):
    client.force_login(karen)
    return client


def sent(**other):
    return {"version": 0, "position": "objects", "comment": "Vi mangler 40 personer."} | other


def words(response):
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", response.text)).split())


@pytest.mark.parametrize("person", ["karen", "oluf"])
def test_the_page_says_what_the_public_page_will_say(client, request, address, heard, now, person):
    person = request.getfixturevalue(person)
    client.force_login(person)

    told = words(client.get(address))

    public = as_published(measured=heard, run=Run.objects.get(), now=now)
    (final,) = [
        each for each in public.results if each.municipality.code == person.home_municipality_id
    ]
    assert final.difference is not None
    for sentence in [*sentences.of_municipality(final), *steps_of_time(final)]:
        assert " ".join(sentence.split()) in told


def steps_of_time(final):
    """What the page "sådan er tallet beregnet" will say of the months."""
    page = explained_page(final.round, final.municipality)
    wanted = {"Personerne", "Den faktiske tid", "Den forventede tid", "Forskellen"}
    found = [step for step in page.steps if step.title in wanted]
    assert len(found) == len(wanted)
    return [sentence for step in found for sentence in step.sentences]


def test_looking_is_recorded(as_karen, address, karen):
    as_karen.get(address)

    assert Hearing.objects.get(municipality=HEDENSTED).first_seen_by == karen
    assert Hearing.objects.exclude(first_seen_at=None).count() == 1


def test_an_answer_with_a_file_is_received_and_shown(as_karen, address):
    after = as_karen.post(address, sent(file=pdf()), follow=True)

    assert "Kommunens svar er modtaget" in after.text
    assert "Vi mangler 40 personer." in after.text
    file = as_karen.get(reverse("hearing-file", args=[Round.objects.get().slug]))
    assert b"".join(file.streaming_content).startswith(b"%PDF")
    assert file["Content-Disposition"].startswith("attachment")
    assert file["X-Content-Type-Options"] == "nosniff"
    assert file["Content-Security-Policy"] == "default-src 'none'; sandbox"


def test_an_objection_without_words_is_asked_for_them_and_keeps_its_file(as_karen, address):
    refused = as_karen.post(address, sent(comment="", file=pdf()))
    token = re.search(r'name="kept_file" value="([^"]+)"', refused.text)[1]

    assert refused.status_code == 422
    assert "Skriv, hvad I indvender" in refused.text
    as_karen.post(address, sent(kept_file=token))
    assert Hearing.objects.get(municipality=HEDENSTED).file_name == "Bemærkninger.pdf"


def test_a_file_reference_that_we_did_not_sign_is_no_file(as_karen, address):
    as_karen.post(address, sent(kept_file="WzEsICJhIiwgImIucGRmIl0:1:x"))

    assert Hearing.objects.get(municipality=HEDENSTED).file_sha256 == ""


@pytest.mark.parametrize(
    ("file", "said"),
    [
        (pdf("Notat.pdf", b"<html><script>alert(1)</script></html>"), "ikke en pdf-fil indeni"),
        (pdf("Notat.exe"), "kan ikke modtages"),
        (pdf("Notat.pdf", b"%PDF-" + b"x" * (10 * 2**20) + b"%%EOF"), "højst fylde 10 MB"),
        (pdf("Sag 010203-1234.pdf"), "CPR-nummer"),
        (pdf("Notat.pdf", b""), "Filen er tom"),
    ],
)
def test_a_bad_file_is_refused_and_the_text_stays(as_karen, address, file, said):
    refused = as_karen.post(address, sent(file=file))

    assert refused.status_code == 422
    assert said in refused.text
    assert "Vi mangler 40 personer." in refused.text
    assert not Hearing.objects.exclude(position="").exists()


def test_a_file_can_be_exchanged_and_taken_away(as_karen, address):
    as_karen.post(address, sent(file=pdf()))
    as_karen.post(address, sent(version=1, file=pdf("Nyt.pdf")))
    assert Hearing.objects.get(municipality=HEDENSTED).file_name == "Nyt.pdf"

    as_karen.post(address, sent(version=2))
    assert Hearing.objects.get(municipality=HEDENSTED).file_name == "Nyt.pdf"
    as_karen.post(address, sent(version=3, remove_file="on"))
    assert Hearing.objects.get(municipality=HEDENSTED).file_name == ""


def test_of_two_colleagues_the_second_sees_the_first_and_keeps_the_text(
    client, as_karen, address, make_user
):
    kaj = make_user("kaj@example.com", "municipal", HEDENSTED, name="Kaj")
    as_karen.post(address, sent(comment="Karens tekst"))
    client.force_login(kaj)

    second = client.post(address, sent(comment="Kajs tekst"))

    assert second.status_code == 422
    assert "Svaret er blevet ændret" in second.text
    assert "Karens tekst" in second.text
    assert "Kajs tekst" in second.text
    version = re.search(r'name="version" value="(\d+)"', second.text)[1]
    client.post(address, sent(version=version, comment="Fælles tekst"))
    assert Hearing.objects.get(municipality=HEDENSTED).comment == "Fælles tekst"


def test_a_text_sent_after_the_log_in_ran_out_waits_for_the_log_in(client, karen, address):
    away = client.post(
        address, sent(comment="En lang og velovervejet tekst", municipality=HEDENSTED)
    )

    assert away["Location"] == f"/log-ind/?next={address}"
    assert not Hearing.objects.exclude(position="").exists()
    client.post("/log-ind/", {"username": karen.email, "password": PASSWORD, "next": address})
    back = client.get(address)
    assert "En lang og velovervejet tekst" in back.text
    assert "Din tekst er her endnu" in back.text
    assert "En lang" not in client.get(address).text


def test_such_a_text_is_not_shown_to_another_municipality_at_the_same_browser(
    client, oluf, address
):
    client.post(address, sent(comment="En fortrolig tekst", municipality=HEDENSTED))

    client.force_login(oluf)

    assert "En fortrolig tekst" not in client.get(address).text


def test_after_the_deadline_the_text_is_not_lost_but_not_sent_either(
    client, karen, address, monkeypatch
):
    monkeypatch.setattr(timezone, "now", lambda: datetime(2026, 11, 23, 23, 1, tzinfo=UTC))
    client.force_login(karen)

    late = client.post(address, sent(comment="For sent", file=pdf()))

    assert late.status_code == 422
    assert not hearing_files.folder().exists()
    assert "Høringsfristen udløb" in late.text
    assert ">For sent</textarea>" in late.text
    assert "Send svaret" not in late.text


def test_a_round_that_was_taken_back_says_so_without_figures(as_karen, address, heard, anna, now):
    publication.reopen_round(measured=heard, reason="Forkert fil", by=anna, now=now)

    told = as_karen.get(address)

    assert "Høringen er taget tilbage" in told.text
    assert "verdict" not in told.text


def test_the_list_leads_to_the_hearing(as_karen, address):
    assert address in as_karen.get("/hoering/").text


@pytest.mark.parametrize(
    ("state", "says"),
    [
        (RoundState.PUBLISHED, "Målingen er offentlig."),
        (RoundState.RETRACTED, "Målingen er trukket tilbage."),
    ],
)
def test_the_list_says_what_became_of_the_round(as_karen, heard, state, says):
    lift_to(state, heard)

    assert says in as_karen.get("/hoering/").text


def test_the_portal_tells_a_municipal_user_of_an_open_hearing(
    as_karen, client, oluf, address, heard
):
    assert address in as_karen.get("/min-side/").text

    Hearing.objects.filter(municipality=LEMVIG).delete()
    client.force_login(oluf)
    assert address not in client.get("/min-side/").text


@pytest.mark.parametrize("person", ["mads", "anna"])
def test_for_others_the_page_does_not_exist(client, request, address, person):
    client.force_login(request.getfixturevalue(person))

    assert client.get(address).status_code == 404
    assert client.post(address, sent()).status_code == 404
    assert client.get(f"{address}fil/").status_code == 404


def test_a_municipality_outside_the_round_meets_the_same_answer_as_for_no_round(
    client, oluf, heard, address
):
    Hearing.objects.filter(municipality=LEMVIG).delete()
    client.force_login(oluf)

    other, none = client.get(address), client.get("/hoering/findes-slet-ikke/")

    assert (other.status_code, none.status_code) == (404, 404)
    assert without_keys(other).replace(address, "") == without_keys(none).replace(
        "/hoering/findes-slet-ikke/", ""
    )


def without_keys(response):
    return re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", response.text)


def test_a_stranger_meets_the_log_in_whether_there_is_a_round_or_not(client, address):
    for path in (address, f"{address}fil/", "/hoering/", "/hoering/findes-slet-ikke/"):
        assert client.get(path)["Location"] == f"/log-ind/?next={path}"


def test_the_file_of_another_municipality_is_out_of_reach(as_karen, client, oluf, address):
    as_karen.post(address, sent(file=pdf()))
    client.force_login(oluf)

    assert client.get(f"{address}fil/").status_code == 404


@pytest.mark.parametrize("state", list(RoundState))
def test_figures_are_shown_in_hearing_and_until_publication_and_at_no_other_time(
    as_karen, address, heard, state, request
):
    lift_to(state, heard)

    told = as_karen.get(address)

    assert ("verdict" in told.text) == (state in {RoundState.HEARING, RoundState.APPROVED})


def lift_to(state, heard):
    """To any state, past the guards; a round that is taken back has no deadline."""
    with guards.lifted(connection):
        Round.objects.filter(pk=heard.pk).update(
            state=state,
            approved_run=Run.objects.get(),
            approved_at=heard.created_at,
            published_at=heard.created_at,
            published_by=heard.created_by or Run.objects.get().inputs.get().uploaded_by,
            retracted_at=heard.created_at,
            retraction_reason="Forkert",
            hearing_until=None
            if state in {RoundState.COMPUTED, RoundState.DRAFT, RoundState.VALIDATED}
            else heard.hearing_until,
        )


def test_no_page_of_a_hearing_holds_anything_of_another_municipality(
    as_karen, client, oluf, heard, address
):
    """Names, codes and figures of the other 97, looked for in every page that Karen can reach."""
    as_karen.post(address, sent(file=pdf()))
    client.force_login(oluf)
    client.post(address, sent(comment="Lemvigs hemmelige indvending"))
    client.force_login(Hearing.objects.get(municipality=HEDENSTED).answered_by)

    pages = [
        as_karen.get(path).text for path in (address, "/hoering/", "/min-side/", f"/en{address}")
    ]

    others = traces_of_others(heard)
    assert {found for found in others for each in pages if re.search(found, each)} == set()
    assert not any("hemmelige" in each for each in pages)


def test_the_crawl_would_find_a_leak(heard, anna, client):
    """The control of the test above: the preview for administrators holds all of it."""
    client.force_login(anna)

    told = client.get(reverse("manage-round-preview", args=[heard.slug])).text

    found = sum(bool(re.search(trace, told)) for trace in traces_of_others(heard))
    assert found > 97 * 2.5  # every name and address, and the intervals that are shown


def traces_of_others(measured):
    """Patterns of what would betray the others: names, addresses, intervals and raw figures."""
    rows = [row for row in Run.objects.get().outcome["municipalities"] if row["code"] != HEDENSTED]
    places = Municipality.objects.exclude(code=HEDENSTED)
    return {
        *(rf"\b{place.name}\b" for place in places if place.name != "Vejen"),  # "the road"
        *(f"/{place.slug}/" for place in places),
        *(interval_of(row) for row in rows if row["difference"]),
        *(re.escape(str(row["difference"])) for row in rows if row["difference"]),
    }


def interval_of(row):
    """As the table has it."""
    low, high = wording.signed_months(row["ci_low"]), wording.signed_months(row["ci_high"])
    return re.escape(f"{low} til {high}")


def test_the_figures_of_the_others_are_not_even_given_to_the_page(heard, now):
    own = own_result_of(measured=heard, run=Run.objects.get(), code=HEDENSTED, now=now)

    assert [row["code"] for row in own.round.outcome["municipalities"]] == [HEDENSTED]
    assert LEMVIG not in str(own.round.payload)


def test_a_municipality_that_was_not_measured_is_told_so(as_karen, address, heard):
    run = Run.objects.get()
    rows = [row for row in run.outcome["municipalities"] if row["code"] != HEDENSTED]
    Run.objects.update(outcome=run.outcome | {"municipalities": rows})

    assert "Kommunen er ikke med i målingen" in as_karen.get(address).text


def test_a_file_that_no_answer_speaks_of_is_swept_after_a_day(as_karen, address, now):
    as_karen.post(address, sent(file=pdf()))
    orphan = hearing_files.folder() / ("0" * 64)
    orphan.write_bytes(b"x")
    for path in hearing_files.folder().iterdir():
        os.utime(path, (now.timestamp() - 90_000,) * 2)

    assert hearing_files.sweep_files(now=now) == 1

    assert not orphan.exists()
    assert hearing_files.path_of(hearing_of(Round.objects.get(), HEDENSTED).file_sha256).exists()


def test_words_of_a_municipality_are_never_markup(as_karen, address):
    as_karen.post(address, sent(comment="<script>alert(1)</script>"))

    told = as_karen.get(address).text

    assert "<script>alert" not in told
    assert "&lt;script&gt;alert" in told


def test_what_is_sent_twice_is_one_answer_and_a_word_of_warning(as_karen, address):
    as_karen.post(address, sent())

    again = as_karen.post(address, sent())

    assert again.status_code == 422
    assert Event.objects.filter(action="hearing.answered").count() == 1
    assert Hearing.objects.get(municipality=HEDENSTED).position == Position.OBJECTS
