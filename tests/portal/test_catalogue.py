"""The English catalogue is complete, and a sentence without English is noticed."""

import ast
import re
from datetime import date

import pytest
from django.conf import settings
from django.utils import translation

from portal import catalogue
from portal.templatetags.words import published_date


def test_every_sentence_has_english():
    assert catalogue.untranslated() == []


def test_a_new_sentence_without_english_is_noticed(monkeypatch, tmp_path):
    monkeypatch.setattr(catalogue, "PATH", tmp_path / "none.po")

    assert "Gå til indholdet" in catalogue.untranslated()


def hidden_sentences(source):
    """Lines where a sentence stands inside an f-string: what reads the code for them passes it over."""
    strings = (node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.JoinedStr))
    inside = (node for string in strings for node in ast.walk(string))
    return [
        node.lineno
        for node in inside
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") in catalogue.KEYWORDS
    ]


def test_no_sentence_is_hidden_from_the_catalogue():
    rooms = [room for room in catalogue.ROOMS if room != "templates"]
    files = [path for room in rooms for path in (settings.BASE_DIR / room).rglob("*.py")]

    assert files
    assert [path for path in files if hidden_sentences(path.read_text(encoding="utf-8"))] == []


def test_a_sentence_that_is_hidden_is_noticed():
    assert hidden_sentences("told = 1\nsaid = f\"{told} {_('Det gør ikke.')}\"") == [2]


def test_placeholders_survive_translation():
    for message in catalogue.english():
        strings = message.string if isinstance(message.string, tuple) else (message.string,)
        ids = message.id if isinstance(message.id, tuple) else (message.id,)
        wanted = {name for text in ids for name in re.findall(r"%\((\w+)\)", text)}
        for string in strings:
            assert set(re.findall(r"%\((\w+)\)", string)) <= wanted, message.id
            if len(strings) == 1:
                assert set(re.findall(r"%\((\w+)\)", string)) == wanted, message.id


@pytest.mark.django_db
def test_english_pages_stand_below_en(client):
    page = client.get("/en/kommuner/")

    assert page.status_code == 200
    assert '<html lang="en">' in page.text
    assert "All municipalities" in page.text
    assert "Alle kommuner" not in page.text


@pytest.mark.parametrize(
    ("language", "written"), [("da", "22. november 2026"), ("en", "22 November 2026")]
)
def test_dates_are_written_as_the_reader_writes_them(language, written):
    with translation.override(language):
        assert published_date(date(2026, 11, 22)) == written
