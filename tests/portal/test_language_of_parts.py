"""What people wrote in Danish says so on an English page (WCAG 3.1.2), for screen readers."""

import pytest
from django.template import Context, Template
from django.utils.translation import override
from lxml import html

from portal.templatetags import words
from submissions.actions import indexing
from submissions.lifecycle import State
from tests.measurements.pages.conftest import (  # noqa: F401
    figures,
    make_round,
    nothing_read_yet,
)
from tests.submissions.conftest import bells, content, submission_in  # noqa: F401

pytestmark = pytest.mark.django_db
ROUND, EARLIER = "maaling-2000-2008", "maaling-1999-2007"
WRITTEN = ("Målt på ny måde", "Lektiehjælp hver tirsdag", "De voksne læser først")
# Not read aloud as text of the page, or a control that has no parts.
NOT_PARTS = {"title", "script", "option", "textarea", "desc"}
PAGES = (
    "/en/",
    "/en/maalinger/",
    f"/en/maalinger/{ROUND}/",
    f"/en/maalinger/{ROUND}/udgaver/",
    f"/en/maalinger/{ROUND}/sammenlign/{EARLIER}/",
    f"/en/maalinger/{ROUND}/metoder/",
    "/en/kommuner/hedensted/",
    "/en/kommuner/lemvig/laer-af/",
    "/en/bidrag/",
    "/en/bidrag/lektiehjaelp-hver-tirsdag/",
    "/en/soeg/?q=lektiehjælp",
)


@pytest.fixture(autouse=True)
def written(nothing_read_yet, make_round, figures, submission_in, now):  # noqa: F811
    for slug in (EARLIER, ROUND):
        make_round(figures(), slug=slug, title=f"{WRITTEN[0]} {slug[-4:]}")
    submission_in(State.PUBLISHED, title=WRITTEN[1], practice=f"{WRITTEN[2]}, så børnene.")
    indexing.catch_up(now=now)


def parts_in_the_wrong_language(page):
    """Texts that somebody wrote, where the page claims that they are English."""
    found = []
    for element in html.document_fromstring(page).iter():
        if element.tag in NOT_PARTS or not isinstance(element.tag, str):
            continue
        own = [element.text or "", *(child.tail or "" for child in element)]
        languages = [each.get("lang") for each in (element, *element.iterancestors())]
        spoken = next(language for language in languages if language)
        found += [text for text in own if spoken != "da" and any(w in text for w in WRITTEN)]
    return found


@pytest.mark.parametrize("address", PAGES)
def test_danish_titles_and_texts_are_marked_on_english_pages(client, address):
    page = client.get(address).text

    assert any(words in page for words in WRITTEN) or "soeg" in address
    assert parts_in_the_wrong_language(page) == []


def test_without_the_mark_they_would_be_read_as_english(client, monkeypatch):
    """The negative control."""
    monkeypatch.setattr(words, "get_language", lambda: "da")

    assert parts_in_the_wrong_language(client.get("/en/bidrag/lektiehjaelp-hver-tirsdag/").text)


def test_on_a_danish_page_nothing_needs_the_mark(client):
    assert '<h1 lang="da">' not in client.get("/bidrag/lektiehjaelp-hver-tirsdag/").text


def test_a_title_is_marked_and_never_obeyed():
    """Where a mark is put round words in a sentence, the words are still only words."""
    sentence = Template(
        "{% load i18n %}{% blocktranslate with title=title|in_danish %}Udgaver af »{{ title }}«"
        "{% endblocktranslate %}"
    )

    with override("en"):
        shown = sentence.render(Context({"title": "<img src=x onerror=alert(1)>"}))

    assert '<span lang="da">&lt;img src=x onerror=alert(1)&gt;</span>' in shown
    assert "<img" not in shown
