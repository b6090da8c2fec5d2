"""The whole table: every state, every action, every kind of person."""

import pytest
from django.core.exceptions import PermissionDenied

from submissions import lifecycle, permissions
from submissions.actions import reviewing, sharing
from submissions.actions.moving import Attempt, make_move
from submissions.lifecycle import Action, MoveRefused, State, Who
from submissions.models import Submission
from submissions.permissions import Operator, Sender

STANDING = {
    "author": Who.AUTHOR,
    "mads": Who.REVIEWER,
    "anna": Who.REVIEWER,
    "an editor of Hedensted": Who.MUNICIPALITY,
    "an editor of Lemvig": None,
    "a command": Who.OPERATOR,
    "oluf": None,
    "nobody's link": None,
}


# Moves that no page asks for as such: what else changes with them.
CONSEQUENCES = {
    Action.ASK: {},
    Action.REPLACE: {"slug": None},
    Action.AFFIRM: {},
    Action.STOP: {},
    Action.CONTACT: {},
    Action.ERASE: {},
}


def standing(name, submission):
    """What was never sent in and has no account behind it is of no municipality yet."""
    if name == "an editor of Hedensted" and submission.state == State.UNCONFIRMED:
        return None
    return STANDING[name]


@pytest.fixture
def person(karen, mads, anna, oluf, make_user):
    editors = {
        f"an editor of {place}": make_user(f"{place}@example.com", "municipal_editor", code)
        for place, code in (("Hedensted", "0766"), ("Lemvig", "0665"))
    }

    def called(name, submission):
        if name == "author":
            return karen if submission.author_id else Sender(submission.pk)
        if name == "nobody's link":
            return Sender(submission.pk + 1)
        if name == "a command":
            return Operator("person_erase")
        return {"mads": mads, "anna": anna, "oluf": oluf, **editors}[name]

    return called


def act(action, submission, *, by, now, content):
    """The verb behind an action, with words enough for it to succeed."""
    seen = {"submission": submission, "version": submission.version, "by": by, "now": now}
    if action == Action.CONFIRM:
        sharing.confirm_email(submission=submission, by=by, now=now)
    elif action in CONSEQUENCES:
        make_move(Attempt(submission, action, submission.version, by, now), **CONSEQUENCES[action])
    elif action == Action.MERGE:
        make_move(Attempt(submission, action, submission.version, by, now), merged_into=submission)
    elif action in {Action.SAVE, Action.SUBMIT}:
        (sharing.save if action == Action.SAVE else sharing.submit)(**seen, content=content())
    elif action == Action.CORRECT:
        reviewing.correct(**seen, content=content())
    elif action == Action.WITHDRAW:
        sharing.withdraw(**seen, reason="Fordi.")
    else:
        verb = {
            Action.RETURN: reviewing.return_with_comment,
            Action.PUBLISH: reviewing.publish,
            Action.REJECT: reviewing.reject,
        }[action]
        verb(**seen, comment="Fordi.")


@pytest.mark.parametrize("action", Action)
@pytest.mark.parametrize("state", State)
def test_a_move_is_made_exactly_where_the_table_says(
    state, action, submission_in, person, content, now
):
    move = lifecycle.MOVES.get((state, action))
    for number, name in enumerate(STANDING):
        submission = submission_in(state, email=f"sanne-{number}@example.com")
        before = (submission.state, submission.version, submission.moves.count())
        by = person(name, submission)
        allowed = move is not None and standing(name, submission) in move.who

        assert permissions.can_move(by, submission, action) is allowed, name
        if allowed:
            act(action, submission, by=by, now=now, content=content)
        else:
            with pytest.raises(PermissionDenied if move else MoveRefused):
                act(action, submission, by=by, now=now, content=content)

        submission.refresh_from_db()
        after = (submission.state, submission.version, submission.moves.count())
        assert after == ((move.to, before[1] + 1, before[2] + 1) if allowed else before), name


def test_every_state_can_be_reached_and_the_table_knows_no_others():
    reached = set(lifecycle.INITIAL) | {move.to for move in lifecycle.MOVES.values()}

    assert reached == set(State)


def test_nobody_publishes_their_own(submission_in, mads, anna, now):
    own = submission_in(State.SUBMITTED, by=mads, reviewer=anna)

    with pytest.raises(PermissionDenied, match="dit eget bidrag"):
        reviewing.publish(submission=own, version=own.version, by=mads, now=now)
    reviewing.publish(submission=own, version=own.version, by=anna, now=now)

    assert own.is_published


def test_a_refusal_says_where_the_submission_stands(submission_in, mads, now):
    rejected = submission_in(State.REJECTED)

    with pytest.raises(MoveRefused, match="Afvist"):
        reviewing.publish(submission=rejected, version=rejected.version, by=mads, now=now)


@pytest.mark.parametrize("verb", [reviewing.return_with_comment, reviewing.reject])
def test_a_submission_is_not_turned_away_without_a_reason(verb, submission_in, mads, now):
    submitted = submission_in(State.SUBMITTED)

    with pytest.raises(MoveRefused, match="begrundelse"):
        verb(submission=submitted, version=submitted.version, by=mads, now=now, comment=" ")

    assert Submission.objects.get().state == State.SUBMITTED
