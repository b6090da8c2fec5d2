"""After publication: what municipalities said and were told stands beside their figures."""

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.urls import reverse

from measurements import payload, published
from measurements.actions import hearing as verbs
from measurements.actions import publication
from measurements.actions.hearing_files import keep_file
from measurements.models import Position, Round, Run

from .conftest import LEMVIG, hearing_of, pdf


@pytest.fixture(autouse=True)
def nothing_is_remembered():
    cache.clear()
    payload.sealed.cache_clear()


@pytest.fixture
def second(make_user):
    return make_user("bo@example.com", "administrator", name="Bo")


@pytest.fixture
def publish(heard, anna, second, now):
    def publish():
        run = Run.objects.get()
        measured = Round.objects.get(pk=heard.pk)
        publication.approve_round(
            measured=measured,
            run=run,
            previewed_sha256=run.outcome_sha256,
            hearing_reason="Prøve",
            by=anna,
            now=now + timedelta(days=30),
        )
        publication.publish_round(
            measured=measured,
            approved_sha256=measured.publication.sha256,
            by=second,
            now=now + timedelta(days=30),
        )
        return measured

    return publish


def words(response):
    return " ".join(response.text.split())


@pytest.fixture
def told(answer, respond, publish):
    """Hedensted objects with a file and is answered; the round is public."""
    answer(file=keep_file(pdf()))
    respond()
    return publish()


def test_the_round_page_prints_answers_and_responses(client, told):
    page = words(client.get(reverse("round", args=[told.series.slug])))

    assert "98 kommuner fik hver deres egne tal at se" in page
    assert "1 svarede. 1 af dem havde en indvending." in page
    assert "Vi mangler 40 personer fra 2004." in page
    assert "De 40 er flyttet fra kommunen." in page
    assert "Karen" not in page


def test_the_municipality_page_has_its_own_answer_and_no_other(client, told):
    own = words(client.get("/kommuner/hedensted/"))
    other = words(client.get("/kommuner/lemvig/"))

    assert "Vi mangler 40 personer fra 2004." in own
    assert "De 40 er flyttet fra kommunen." in own
    assert "Vi mangler 40 personer" not in other


def test_the_file_is_for_download(client, told):
    (answer,) = published.round_by_slug(told.series.slug).hearing_answers

    file = client.get(reverse("hearing-answer-file", args=[told.series.slug, answer.file_sha256]))

    assert b"".join(file.streaming_content).startswith(b"%PDF")
    assert file["Content-Disposition"].startswith("attachment")
    assert file["X-Content-Type-Options"] == "nosniff"
    assert file["Content-Security-Policy"] == "default-src 'none'; sandbox"


def test_before_publication_and_after_retraction_the_file_is_not_there(
    client, heard, answer, publish, anna, now
):
    kept = keep_file(pdf())
    answer(file=kept)
    address = reverse("hearing-answer-file", args=[heard.series.slug, kept.sha256])
    assert client.get(address).status_code == 404

    measured = publish()
    assert b"".join(client.get(address).streaming_content).startswith(b"%PDF")

    publication.retract_round(
        measured=measured, reason="Forkerte data", by=anna, now=now + timedelta(days=31)
    )
    assert client.get(address).status_code == 404


def test_a_file_that_no_answer_carries_is_not_served(client, told):
    loose = keep_file(pdf("Andet.pdf"))

    for digest in (loose.sha256, "0" * 64, "findes-ikke"):
        address = reverse("hearing-answer-file", args=[told.series.slug, digest])
        assert client.get(address).status_code == 404


def test_an_objection_that_was_not_answered_says_so(client, answer, publish):
    answer()
    measured = publish()

    page = words(client.get(reverse("round", args=[measured.series.slug])))

    assert "1 indvending er ikke besvaret af udgiveren." in page
    assert "Udgiveren har ikke besvaret indvendingen." in page


def test_a_hearing_that_nobody_answered_says_so(client, publish):
    measured = publish()

    page = words(client.get(reverse("round", args=[measured.series.slug])))

    assert "98 kommuner fik hver deres egne tal at se" in page
    assert "Ingen svarede." in page


def test_answers_stand_in_danish_alphabetical_order(heard, answer, publish, oluf, now):
    verbs.answer(
        hearing=hearing_of(heard, LEMVIG),
        version=0,
        position=Position.AGREES,
        comment="",
        file=None,
        by=oluf,
        now=now,
    )
    answer()
    measured = publish()

    found = published.round_by_slug(measured.series.slug).hearing_answers

    assert [each.municipality.name for each in found] == ["Hedensted", "Lemvig"]


def test_words_of_a_municipality_are_never_markup_in_public(client, answer, publish):
    answer(comment="<script>alert(1)</script>")
    measured = publish()

    for address in (reverse("round", args=[measured.series.slug]), "/kommuner/hedensted/"):
        assert "<script>alert" not in client.get(address).text
