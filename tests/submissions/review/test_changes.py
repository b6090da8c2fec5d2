"""What changed since the editors last had it, word by word."""

from datetime import timedelta

import pytest

from submissions import differences
from submissions.actions import reviewing, sharing
from submissions.actions.moving import Attempt, make_move
from submissions.differences import Kind, Piece
from submissions.lifecycle import Action, State
from submissions.models import Attachment, SentText
from submissions.permissions import Operator
from submissions.presenters import review_page


@pytest.fixture
def send_again(karen, content, now):
    def send(submission, *, days, **fields):
        sharing.submit(
            submission=submission,
            version=submission.version,
            content=content(**fields),
            by=karen,
            now=now + timedelta(days=days),
        )

    return send


def told(submission):
    """The changed fields, with what went and what came."""
    return {
        change.label: [(piece.kind.value, piece.text) for piece in change.pieces]
        for change in review_page.changes(submission).fields
    }


def test_what_comes_for_the_first_time_has_nothing_to_be_compared_with(submission_in):
    assert review_page.changes(submission_in(State.SUBMITTED)) is None


def test_after_a_return_each_changed_field_shows_its_words(submission_in, send_again):
    submission = submission_in(State.RETURNED)

    send_again(submission, days=1, practice="Først to samtaler, så en plads.", began_year=2019)

    assert told(submission) == {
        "Startår": [("added", "2019")],
        "Hvad I gør": [
            ("same", "Først "),
            ("removed", "en samtale, "),
            ("added", "to samtaler, "),
            ("same", "så en plads."),
        ],
    }


def test_codes_are_told_by_their_names(submission_in, send_again):
    submission = submission_in(State.RETURNED)

    send_again(submission, days=1, municipality_id="0630", stage="running")

    assert told(submission) == {
        "Kommune": [("removed", "Hedensted"), ("added", "Vejle")],
        "Afprøvning": [("added", "I fast drift")],
    }


def test_a_change_while_they_read_is_compared_with_what_they_had_returned_or_else_the_last(
    submission_in, send_again, mads, now
):
    submission = submission_in(State.SUBMITTED)
    send_again(submission, days=1, problem="Anden gang.")
    assert told(submission)["Problemet"][-1] == ("added", "Anden gang.")

    reviewing.return_with_comment(
        submission=submission,
        version=submission.version,
        by=mads,
        now=now + timedelta(days=2),
        comment="Mere.",
    )
    send_again(submission, days=3, problem="Tredje gang.")
    send_again(submission, days=4, problem="Fjerde gang.")

    removed = [text for kind, text in told(submission)["Problemet"] if kind == "removed"]
    assert removed == ["Anden "]


def test_files_that_came_since_are_named(submission_in, send_again, now):
    submission = submission_in(State.RETURNED)
    send_again(submission, days=2)
    for name, day in (("før.pdf", -1), ("efter.pdf", 1)):
        Attachment.objects.create(
            submission=submission, sha256="a" * 64, name=name, content_type="", size=1,
            uploaded_at=now + timedelta(days=day),
        )  # fmt: skip

    assert review_page.changes(submission).files == ("efter.pdf",)


def test_a_change_of_nothing_is_no_change(submission_in, send_again):
    submission = submission_in(State.RETURNED)

    send_again(submission, days=1)

    assert not review_page.changes(submission)


@pytest.mark.parametrize("decide", [reviewing.publish, reviewing.reject])
def test_the_kept_texts_are_gone_once_the_editors_have_decided(decide, submission_in, mads, now):
    submission = submission_in(State.SUBMITTED)
    assert SentText.objects.count() == 1

    decide(submission=submission, version=submission.version, by=mads, now=now, comment="Fordi.")

    assert SentText.objects.count() == 0


def test_the_kept_texts_are_gone_too_when_a_person_is_forgotten(submission_in, now):
    submission = submission_in(State.SUBMITTED)

    erase = Attempt(submission, Action.ERASE, submission.version, Operator("person_erase"), now)
    make_move(erase)

    assert SentText.objects.count() == 0


def test_no_contact_is_kept_a_second_time(submission_in):
    submission_in(
        State.SUBMITTED, contact="Sanne Bang, tlf. 23 45 67 89", contact_email="sanne@example.com"
    )

    kept = repr(SentText.objects.get().fields)

    assert "Sanne" not in kept
    assert "sanne@example.com" not in kept


def test_the_page_shows_the_change_without_leaning_on_colour(
    submission_in, send_again, client, mads
):
    submission = submission_in(State.RETURNED)
    send_again(submission, days=1, problem="Mange ventede alt for længe.")
    client.force_login(mads)

    text = client.get(f"/redaktion/{submission.pk}/").text

    assert "Ændret, siden I sidst havde bidraget" in text
    assert "<ins>" in text


# --- words


@pytest.mark.parametrize(
    ("before", "after"),
    [("", ""), ("a b c", "a c"), ("a  b\n", "b\n\na"), ("", "nyt her"), ("væk", "")],
)
def test_both_texts_can_be_read_out_of_the_pieces(before, after):
    pieces = differences.words(before, after)

    assert "".join(p.text for p in pieces if p.kind is not Kind.ADDED) == before
    assert "".join(p.text for p in pieces if p.kind is not Kind.REMOVED) == after


def test_a_long_stretch_that_is_the_same_loses_its_middle(submission_in, send_again):
    long = "Ord nummer " + " ".join(map(str, range(200)))
    submission = submission_in(State.SUBMITTED, practice=long)

    send_again(submission, days=1, practice=f"{long} slut")

    (change,) = review_page.changes(submission).fields
    assert change.pieces[0].text.count(" ") < 70
    assert " … " in change.pieces[0].text
    assert change.pieces[-1] == Piece(Kind.ADDED, "199 slut")
