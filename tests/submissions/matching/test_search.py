"""Those the search calls similar are those the matcher calls similar."""

import pytest

from submissions import narrowing, searching
from submissions.actions import indexing
from submissions.narrowing import Filters
from tests.submissions.matching.conftest import FREDERICIA, HEDENSTED, ISHOJ, LEMVIG


@pytest.fixture
def shared(publish_country, share, now):
    publish_country()
    share("Praktik i butik", FREDERICIA)
    share("Praktik på øen", LEMVIG)
    share("Praktik ved havnen", ISHOJ)
    indexing.catch_up(now=now)


def titles(answer):
    return {result.title.plain for result in answer.results}


def test_similar_conditions_are_those_of_the_newest_round_and_not_the_region(shared):
    answer = searching.search("praktik", filters=Filters(sort="method", like=HEDENSTED))

    assert titles(answer) == {"Praktik i butik", "Praktik ved havnen"}  # Lemvig lies nearer
    assert not answer.like_is_region
    assert answer.counts.like == 2


def test_by_region_others_would_be_found(shared, monkeypatch):
    """Negative control of the test above."""
    monkeypatch.setattr(narrowing.matches, "similar_to", lambda code, newest: None)

    answer = searching.search("praktik", filters=Filters(sort="method", like=HEDENSTED))

    assert titles(answer) == {"Praktik på øen"}


def test_where_the_round_cannot_tell_the_page_says_that_it_is_the_region(shared, client):
    page = client.get("/soeg/", {"q": "praktik", "ligesom": "laeso"}).content.decode()

    assert "Her er det kommunerne i samme region" in page
    assert "Her er det" not in client.get("/soeg/?q=praktik&ligesom=hedensted").content.decode()
