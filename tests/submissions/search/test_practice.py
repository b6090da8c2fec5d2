"""The practitioners' set: what they type leads to the methods that answer it."""

import pytest
from django.core.management import call_command

from submissions import searching
from submissions.actions import indexing
from submissions.models import Synonym
from submissions.narrowing import Filters
from tests.submissions.search import practice


@pytest.fixture
def methods(municipalities, stated_rounds, now):
    practice.publish_methods()
    indexing.rebuild(now=now)


@pytest.mark.parametrize("held_out", [False, True], ids=["looked at", "held out"])
def test_the_first_five_results_answer_the_practitioners(methods, held_out):
    asked = practice.queries(held_out=held_out)

    score = practice.score(asked)

    assert len(asked) == 70
    assert score.recall >= 0.92
    assert score.mrr >= 0.90


def test_queries_of_later_are_answered_as_well(methods, now):
    call_command("load_shared_methods", contact="Opdigtet kontakt", verbosity=0)
    indexing.rebuild(now=now)
    asked = practice.later_queries()

    score = practice.score(asked)

    assert len(asked) == 40
    assert score.recall >= 0.92
    assert score.mrr >= 0.85


def test_every_kind_of_query_is_answered(methods):
    held_out = practice.queries(held_out=True)

    for kind in {query.kind for query in held_out}:
        score = practice.score([query for query in held_out if query.kind == kind])
        assert score.recall >= 0.85, kind


def test_what_filters_leave_is_ranked_as_if_everything_had_been_weighed(methods, monkeypatch):
    """The plain way is the twin: weigh all, then keep what passes."""
    asked = [query.typed for query in practice.queries(held_out=False)]
    narrow = Filters(topic="sprog")

    def codes(typed):
        return [each.code for each in searching.search(typed, filters=narrow, limit=5).results]

    monkeypatch.setattr(searching, "DEPTH", 100_000)
    plainly = {typed: codes(typed) for typed in asked}
    monkeypatch.setattr(searching, "DEPTH", 5)

    assert {typed: codes(typed) for typed in asked} == plainly
    assert sum(map(len, plainly.values())) > 40


def test_without_the_list_of_synonyms_english_finds_nothing(methods):
    """Negative control: what the editors' list is good for."""
    Synonym.objects.all().delete()

    english = [q for q in practice.queries(held_out=True) if q.kind == "english"]

    assert practice.score(english).recall < 0.2
