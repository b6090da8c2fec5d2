"""What was sent, as a PDF: the same words, for its owner alone, and a clear word where it fails."""

import builtins
import ctypes.util
from io import BytesIO

import pytest
from django.core.cache import cache
from django.urls import reverse
from pypdf import PdfReader

from measurements import paper, strangers
from submissions import signed
from submissions.lifecycle import State
from submissions.pdf import drawing_of


@pytest.fixture(autouse=True)
def nothing_is_kept():
    cache.clear()


needs_pango = pytest.mark.skipif(
    ctypes.util.find_library("pango-1.0") is None, reason="apt install libpango-1.0-0"
)


def words_of(content):
    return " ".join(
        "".join(page.extract_text() for page in PdfReader(BytesIO(content)).pages).split()
    )


@needs_pango
def test_the_pdf_says_what_was_sent(client, karen, submission_in):
    sent = submission_in(State.SUBMITTED, practice="1. Ring\n2. Vent på svaret", results="14 af 20")
    client.force_login(karen)

    answer = client.get(reverse("my-submission-pdf", args=[sent.pk]))

    words = words_of(b"".join(answer.streaming_content))
    assert answer["Content-Type"] == "application/pdf"
    assert f"{sent.code}.pdf" in answer["Content-Disposition"]
    for text in (sent.title, "Hedensted", "Vent på svaret", "14 af 20", "Venter på redaktionen"):
        assert text in words


@needs_pango
def test_without_an_account_it_is_behind_the_link(client, confirmed):
    token = signed.token(confirmed, purpose=signed.STATUS)

    answer = client.get(reverse("submission-status-pdf", args=[token]))

    assert confirmed.title in words_of(b"".join(answer.streaming_content))


def test_another_persons_pdf_does_not_exist(client, oluf, submission_in):
    client.force_login(oluf)

    assert (
        client.get(
            reverse("my-submission-pdf", args=[submission_in(State.SUBMITTED).pk])
        ).status_code
        == 404
    )


@needs_pango
def test_drawing_it_opens_no_address(karen, submission_in, monkeypatch):
    def refuse(*args, **kwargs):
        raise AssertionError("something was fetched")

    monkeypatch.setattr("urllib.request.urlopen", refuse)
    sent = submission_in(
        State.SUBMITTED, practice="![x](http://127.0.0.1/x.png) <img src='file:///etc/passwd'>"
    )

    assert "etc/passwd" in words_of(drawing_of(sent).pdf())


def test_a_server_without_pango_says_how_to_print(client, karen, submission_in, monkeypatch):
    real = builtins.__import__

    def without_pango(name, *args, **kwargs):
        if name == "weasyprint":
            raise OSError("cannot load library 'libpango-1.0-0'")
        return real(name, *args, **kwargs)

    monkeypatch.setattr(builtins, "__import__", without_pango)
    sent = submission_in(State.SUBMITTED)
    client.force_login(karen)

    page = client.get(reverse("my-submission-pdf", args=[sent.pk]), follow=True)

    assert "Gem som PDF" in page.text


@needs_pango
@pytest.mark.parametrize("kind", ["method", "report"])
def test_both_kinds_can_be_drawn(kind, submission_in):
    assert drawing_of(submission_in(State.SUBMITTED, kind=kind)).pdf().startswith(b"%PDF-")


@needs_pango
def test_it_is_drawn_once_until_the_text_changes(karen, submission_in, monkeypatch):
    drawn = []
    real = paper.draw
    monkeypatch.setattr(paper, "draw", lambda text: drawn.append(text) or real(text))
    sent = submission_in(State.SUBMITTED)

    first, again = (drawing_of(sent).pdf() for _time in range(2))
    sent.practice = "Noget andet"
    drawing_of(sent).pdf()

    assert first == again
    assert len(drawn) == 2


@needs_pango
def test_what_would_take_minutes_is_refused_and_the_reader_told_how_to_print(
    client, karen, submission_in
):
    client.force_login(karen)
    sent = submission_in(State.SUBMITTED, practice="a\n\n" * 3_000)

    page = client.get(reverse("my-submission-pdf", args=[sent.pk]), follow=True)

    assert "for mange afsnit" in page.text
    assert "Gem som PDF" in page.text


@needs_pango
def test_from_one_place_only_so_many_are_drawn(client, karen, submission_in, monkeypatch):
    monkeypatch.setitem(strangers.MOST, strangers.Act.DRAW, 1)
    client.force_login(karen)
    first, second = (submission_in(State.SUBMITTED, title=title) for title in ("En", "To"))

    answers = [
        client.get(reverse("my-submission-pdf", args=[each.pk])) for each in (first, second, first)
    ]

    assert [answer.status_code for answer in answers] == [200, 302, 200]
