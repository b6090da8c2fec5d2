"""What a process reads once, it has read before its first question."""

import logging

import pytest
from django.db import OperationalError, connection
from django.test.utils import CaptureQueriesContext

from portal import warm_up
from submissions import lexicon, searching
from submissions.lifecycle import State

VOCABULARY = 'SELECT "submissions_searchword"."word"'


@pytest.fixture
def new_process(submission_in, index_now, monkeypatch):
    submission_in(State.PUBLISHED, title="Koordinator for familier")
    index_now()
    monkeypatch.setattr(lexicon, "_kept", lexicon._Kept())


def vocabularies_read(typed):
    with CaptureQueriesContext(connection) as captured:
        assert searching.search(typed).question.corrected == "koordinator"
    return sum(query["sql"].startswith(VOCABULARY) for query in captured)


def test_the_first_slip_of_a_warm_process_finds_the_vocabulary_read(new_process):
    searching.warm_up()

    assert vocabularies_read("kordinatorr") == 0


def test_a_cold_process_would_read_it_while_somebody_waits(new_process):
    """Negative control of the test above."""
    assert vocabularies_read("kordinatorr") == 1


def test_a_site_starts_before_its_database_is_there(monkeypatch, caplog):
    def no_table():
        raise OperationalError("no such table: submissions_searchstate")

    monkeypatch.setattr(searching, "warm_up", no_table)

    with caplog.at_level(logging.WARNING):
        warm_up.read_in_advance()

    assert "no such table" in caplog.text
