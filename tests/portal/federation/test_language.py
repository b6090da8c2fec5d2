"""Why somebody was not let in is said in the language in which they began."""

import pytest
from django.urls import reverse
from django.utils import translation

from portal.federation import brokers

BACK = "/log-ind/oidc/svar/"


def way_in(language):
    with translation.override(language):
        [found] = brokers.ways_in(next_page="")
    return found.href


def stop_at_the_broker(client, oidc, href):
    answer = oidc.answers_to(client.get(href)["Location"])
    return client.get(BACK, {"state": answer["state"], "error": "access_denied"})


@pytest.mark.parametrize(
    ("language", "words", "log_in"),
    [
        ("en", "You cancelled the log-in", "/en/log-ind/"),
        ("da", "Du afbrød log-in", "/log-ind/"),
    ],
)
def test_the_refusal_is_in_the_language_of_the_page_that_one_came_from(
    client, oidc, language, words, log_in
):
    page = stop_at_the_broker(client, oidc, way_in(language))

    assert words in page.text
    assert f'<html lang="{language}"' in page.text
    assert f'href="{log_in}"' in page.text


def test_an_earlier_log_in_in_english_does_not_make_the_next_one_english(client, oidc):
    stop_at_the_broker(client, oidc, way_in("en"))

    assert "Du afbrød log-in" in stop_at_the_broker(client, oidc, way_in("da")).text


def test_a_language_that_nobody_speaks_here_is_danish(client, oidc):
    page = stop_at_the_broker(client, oidc, "/log-ind/oidc/?sprog=xx")

    assert "Du afbrød log-in" in page.text


def test_without_what_was_remembered_it_would_be_danish_for_everybody(client, oidc, monkeypatch):
    monkeypatch.setattr(brokers, "remember_language", lambda request: None)

    assert "Du afbrød log-in" in stop_at_the_broker(client, oidc, way_in("en")).text


def test_the_page_offers_no_other_language_at_an_address_that_has_none(client, oidc):
    page = stop_at_the_broker(client, oidc, way_in("da"))

    assert f'<a href="{BACK}"' not in page.text
    assert reverse("contact") in page.text
