"""Every state × every role × every action: allowed or refused as the table says, and nothing else."""

from contextlib import contextmanager
from itertools import product

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.core.management import CommandError, call_command
from django.db import transaction

from measurements.actions.moving import make_move
from measurements.lifecycle import (
    MOVES,
    NEEDS_REASON,
    NotPossible,
    RoundAction,
    RoundState,
    Who,
    actions_from,
    is_possible,
)
from measurements.management.commands import round_states
from measurements.models import Event, Round, RunKind
from measurements.permissions import may

# Role → what it may be in the table. Anna has approved whatever is approved here.
ROLES = {
    "anonymous": set(),
    "karen": set(),
    "mads": set(),
    "anna": {Who.ADMINISTRATOR},
    "astrid": {Who.ADMINISTRATOR, Who.SECOND_ADMINISTRATOR},
    "machine": {Who.MACHINE},
}


@pytest.fixture
def people(anna, astrid, karen, mads):
    return {
        "anonymous": AnonymousUser(),
        "karen": karen,
        "mads": mads,
        "anna": anna,
        "astrid": astrid,
        "machine": None,
    }


def test_the_matrix_is_whole():
    assert len(RoundState) == 13
    assert len(ROLES) == 6
    assert {action for _state, action in MOVES} == set(RoundAction)


@pytest.mark.parametrize("state", RoundState)
def test_each_cell_is_as_the_table_says(standing_as, people, now, state):
    measured = standing_as(state)
    before = Round.objects.values().get()
    lines = Event.objects.count()

    for role, action in product(ROLES, RoundAction):
        move = MOVES.get((state, action))
        allowed = move is not None and move.who in ROLES[role]
        with rolled_back():
            done = attempted(measured, action, by=people[role], now=now)
            after = Round.objects.values().get()

            assert done is allowed, (role, action)
            if allowed:
                assert after["state"] == (move.to or state), (role, action)
                assert after["version"] == before["version"] + 1, (role, action)
                newest = Event.objects.order_by("-pk").first()
                assert (newest.action, newest.by) == (move.event, people[role]), (role, action)
            else:
                assert after == before, (role, action)
                assert Event.objects.count() == lines, (role, action)
        measured.refresh_from_db()


@pytest.mark.parametrize("state", RoundState)
def test_the_voice_that_answers_agrees_with_the_table(standing_as, people, state):
    measured = standing_as(state)

    for role, person in people.items():
        offered = {action for action in RoundAction if may(person, measured, action)}

        known = actions_from(state)
        assert offered == {each for each in known if MOVES[state, each].who in ROLES[role]}, role


def test_without_the_check_of_people_anybody_could_publish(standing_as, people, now, monkeypatch):
    """The control of the matrix: with the guard off its refusals are gone."""
    monkeypatch.setattr("measurements.permissions.check_may", lambda *anything: None)

    assert attempted(
        standing_as(RoundState.APPROVED), RoundAction.PUBLISH, by=people["mads"], now=now
    )


@pytest.mark.parametrize("action", sorted(NEEDS_REASON))
def test_what_needs_a_reason_is_refused_without_one(standing_as, anna, now, action):
    state = next(state for state, known in MOVES if known == action)
    measured = standing_as(state)

    with pytest.raises(NotPossible, match="Skriv hvorfor"), transaction.atomic():
        make_move(measured=measured, action=action, by=anna, now=now, reason="  ")

    measured.refresh_from_db()
    assert measured.state == state


def test_nothing_leads_out_of_the_public_but_to_what_is_public_too():
    for (before, action), move in MOVES.items():
        if before in {RoundState.PUBLISHED, RoundState.SUPERSEDED, RoundState.RETRACTED}:
            assert move.to in {RoundState.PUBLISHED, RoundState.SUPERSEDED, RoundState.RETRACTED}, (
                action
            )


def test_every_state_can_be_reached_from_a_draft():
    reached = {RoundState.DRAFT}
    while (
        more := {move.to for (before, _), move in MOVES.items() if before in reached and move.to}
        - reached
    ):
        reached |= more

    assert reached == set(RoundState)


def test_a_round_is_published_in_no_other_way_than_after_an_approval():
    ways = [
        (before, action)
        for (before, action), move in MOVES.items()
        if move.to is RoundState.PUBLISHED and before is not RoundState.PUBLISHED
    ]

    assert ways == [(RoundState.APPROVED, RoundAction.PUBLISH)]
    assert not is_possible(RoundState.COMPUTED, RoundAction.PUBLISH)


# --- the page that is drawn from the table


def test_the_page_of_states_is_what_the_table_says():
    call_command("round_states", check=True)


def test_a_page_that_is_stale_is_noticed(monkeypatch, tmp_path, settings):
    settings.BASE_DIR = tmp_path
    stale = tmp_path / "round-states.md"
    stale.write_text("Som det var.", encoding="utf-8")
    monkeypatch.setattr(round_states, "DOCUMENT", stale)

    with pytest.raises(CommandError, match="run: manage"):
        call_command("round_states", check=True)

    call_command("round_states")
    call_command("round_states", check=True)


def test_the_page_names_every_state_and_every_move():
    page = round_states.document()

    assert all(f"| `{state}` | {state.label}" in page for state in RoundState)
    assert page.count("\n| `") == len(RoundState) + len(MOVES)


def attempted(measured, action, *, by, now):
    """Whether the move was made, with what the rows of such a round must have."""
    run = measured.newest_of(RunKind.COMPUTATION)
    needed = {
        RoundAction.APPROVE: {"approved_run": run, "approved_at": now},
        RoundAction.PUBLISH: {"published_by": by, "published_at": now},
        RoundAction.RETRACT: {"retracted_at": now, "retraction_reason": "Fordi."},
    }
    try:
        with transaction.atomic():
            make_move(
                measured=measured,
                action=action,
                by=by,
                now=now,
                reason="Fordi.",
                changes=needed.get(action),
            )
    except (NotPossible, PermissionDenied):
        return False
    return True


@contextmanager
def rolled_back():
    """What happens inside is undone at the end."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)
