"""The page that is drawn from the table of moves."""

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from submissions.lifecycle import MOVES, State
from submissions.management.commands import submission_states


def test_the_page_of_states_is_what_the_table_says():
    call_command("submission_states", check=True)


def test_a_page_that_is_stale_is_noticed(monkeypatch, tmp_path):
    stale = tmp_path / "submission-states.md"
    stale.write_text("Som det var.", encoding="utf-8")
    monkeypatch.setattr(submission_states, "DOCUMENT", stale)

    with pytest.raises(CommandError, match="run: manage"):
        call_command("submission_states", check=True)

    call_command("submission_states")
    call_command("submission_states", check=True)


def test_the_page_names_every_state_and_every_move():
    page = submission_states.document()

    assert all(f"| `{state}` | {state.label}" in page for state in State)
    assert page.count("\n| `") == len(State) + len(MOVES)
