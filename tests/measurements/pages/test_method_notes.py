"""Method notes: the same note in two languages, saying what must be said."""

import re

import pytest
from django.urls import reverse

from measurements.engine import METHOD
from measurements.presenters import method_note
from measurements.presenters.method_notes import FOLDER, MethodNote

pytestmark = pytest.mark.django_db


def test_the_engines_method_has_a_note(client):
    page = client.get(reverse("method-version", args=[METHOD.replace("@", "-")]))

    assert page.status_code == 200
    assert METHOD in page.content.decode()


def test_the_index_leads_to_each_note(client):
    assert (
        reverse("method-version", args=["expected-time-1"])
        in client.get(reverse("method-note")).content.decode()
    )


def test_the_note_says_what_every_reader_must_know(client):
    text = client.get(reverse("method-version", args=["expected-time-1"])).content.decode()

    for told in (
        "Den beviser ikke, at kommunen er årsagen",
        "omkring ni måneder",
        "alfabetiske",
        "Små tal vises ikke",
        "første gang begynder i almindeligt arbejde eller almindelig uddannelse",
    ):
        assert told in text


def test_the_english_page_has_the_english_note(client):
    text = client.get("/en/metode/expected-time-1/").content.decode()

    assert "Actual and expected time to work or education" in text


def test_the_two_languages_have_the_same_parts():
    danish, english = (
        (FOLDER / f"expected-time-1.{language}.md").read_text() for language in ("da", "en")
    )

    for mark in (r"^#+ ", r"^\* ", r"^\| ", r"^    "):
        assert len(re.findall(mark, danish, re.M)) == len(re.findall(mark, english, re.M))


def test_an_unknown_version_is_404(client):
    assert client.get(reverse("method-version", args=["expected-time-99"])).status_code == 404


def test_the_title_and_lead_are_taken_from_the_note():
    note = method_note("expected-time-1")

    assert isinstance(note, MethodNote)
    assert note.title == "Faktisk og forventet tid til arbejde eller uddannelse, version 1"
    assert note.lead.startswith("Metoden sammenligner")
    assert "<h1>" not in note.html
    assert "<table>" in note.html
