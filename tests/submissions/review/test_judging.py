"""Criteria by both sides, and comments on single fields."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied

from submissions.actions import judging, reviewing, sharing
from submissions.lifecycle import MoveRefused, State
from submissions.models import Criterion, CriterionTick, FieldComment, Side
from submissions.permissions import Sender
from submissions.presenters import evidence_page

BOTH = [Criterion.RELEVANCE, Criterion.CURRENCY]


# --- criteria


def test_each_side_ticks_for_itself(submission_in, karen, mads, now):
    submission = submission_in(State.SUBMITTED)

    judging.tick(submission=submission, criteria=BOTH, by=karen, now=now)
    judging.tick(submission=submission, criteria=[Criterion.RELEVANCE], by=mads, now=now)

    assert judging.ticked_by(submission, Side.SENDER) == BOTH
    assert judging.ticked_by(submission, Side.REVIEWER) == [Criterion.RELEVANCE]


def test_an_editor_who_is_the_author_stands_on_the_senders_side(submission_in, mads, anna, now):
    own = submission_in(State.SUBMITTED, by=mads, reviewer=anna)

    judging.tick(submission=own, criteria=BOTH, by=mads, now=now)

    assert judging.ticked_by(own, Side.REVIEWER) == []


def test_nobody_else_ticks(submission_in, oluf, now):
    submission = submission_in(State.PUBLISHED)

    for stranger in (oluf, Sender(submission.pk + 1)):
        with pytest.raises(PermissionDenied):
            judging.tick(submission=submission, criteria=BOTH, by=stranger, now=now)


def test_a_tick_keeps_its_date_until_it_is_taken_away(submission_in, mads, now):
    submission = submission_in(State.SUBMITTED)
    later = now + timedelta(days=3)

    judging.tick(submission=submission, criteria=[Criterion.CURRENCY], by=mads, now=now)
    judging.tick(submission=submission, criteria=BOTH, by=mads, now=later)

    dates = dict(CriterionTick.objects.values_list("criterion", "at"))
    assert dates == {Criterion.CURRENCY: now, Criterion.RELEVANCE: later}
    judging.tick(submission=submission, criteria=["invented"], by=mads, now=later)
    assert not CriterionTick.objects.exists()


def test_the_editors_ticks_come_with_the_decision_and_stand_on_the_page(
    submission_in, client, mads, karen, now
):
    submission = submission_in(State.SUBMITTED)
    judging.tick(submission=submission, criteria=[Criterion.DOCUMENTED], by=karen, now=now)
    client.force_login(mads)

    client.post(
        f"/redaktion/{submission.pk}/",
        {"do": "publish", "version": submission.version, "criterion": ["relevance", "usability"]},
    )

    submission.refresh_from_db()
    text = client.get(submission.get_absolute_url()).text
    assert [each.label for each in evidence_page.judged(submission)] == [
        "Relevant",
        "Til at bruge",
        "Resultatet er dokumenteret",
    ]
    assert text.index("Hvem mener hvad") < text.index("Resultatet er dokumenteret")
    assert "Ja, 2. november 2026" in text


def test_a_judgement_is_changed_after_publication_too(submission_in, client, mads):
    submission = submission_in(State.PUBLISHED)
    client.force_login(mads)

    answer = client.post(
        f"/redaktion/{submission.pk}/", {"do": "judge", "criterion": "transfer"}, follow=True
    )

    assert "Vurderingen af »Praktik i butik« er gemt." in answer.text
    assert judging.ticked_by(submission, Side.REVIEWER) == [Criterion.TRANSFERABILITY]


def test_the_form_of_the_sender_brings_and_keeps_ticks(karen, content, now):
    ticked = sharing.Content(**{**_parts(content()), "criteria": (Criterion.CURRENCY,)})
    unsaid = sharing.Content(**{**_parts(content()), "criteria": None})
    submission = _draft(ticked, karen, now)

    sharing.save(
        submission=submission, version=submission.version, content=unsaid, by=karen, now=now
    )

    assert judging.ticked_by(submission, Side.SENDER) == [Criterion.CURRENCY]


def test_a_correction_by_the_editors_leaves_the_senders_ticks_alone(
    submission_in, karen, mads, content, now
):
    submission = submission_in(State.PUBLISHED)
    judging.tick(submission=submission, criteria=BOTH, by=karen, now=now)
    emptied = sharing.Content(**{**_parts(content()), "criteria": ()})

    reviewing.correct(
        submission=submission, version=submission.version, content=emptied, by=mads, now=now
    )

    assert judging.ticked_by(submission, Side.SENDER) == BOTH


# --- comments on fields


def test_comments_on_fields_reach_the_author_by_mail_and_in_the_form(
    submission_in, client, mads, django_capture_on_commit_callbacks
):
    submission = submission_in(State.SUBMITTED)
    client.force_login(mads)

    with django_capture_on_commit_callbacks(execute=True):
        client.post(
            f"/redaktion/{submission.pk}/",
            {
                "do": "return",
                "version": submission.version,
                "comment": "",
                "comment-practice": "Hvor mange var med?",
                "comment-title": "  ",
            },
        )

    submission.refresh_from_db()
    assert judging.comments_of(submission) == {"practice": "Hvor mange var med?"}
    (letter,) = (each for each in mail.outbox if each.to == ["karen@example.com"])
    assert "Se kommentarerne ved de enkelte felter." in letter.body
    assert "Hvad I gør: Hvor mange var med?" in letter.body


def test_the_history_tells_both_sides_what_was_said_of_which_field(
    submission_in, client, mads, karen, now
):
    submission = submission_in(State.SUBMITTED)
    _return(submission, mads, now, comments={"practice": "Hvor mange var med?"})

    for person, address in (
        (karen, f"/mine-bidrag/{submission.pk}/"),
        (mads, f"/redaktion/{submission.pk}/"),
    ):
        client.force_login(person)
        assert "Hvor mange var med?" in client.get(address).text


def test_a_return_needs_a_comment_somewhere(submission_in, mads, now):
    submission = submission_in(State.SUBMITTED)

    with pytest.raises(MoveRefused, match="begrundelse"):
        _return(submission, mads, now, comment=" ", comments={"practice": " "})


@pytest.mark.parametrize(
    ("field", "step"), [("practice", "praksis"), ("topics", "metoden"), ("files", "kontakt")]
)
def test_a_comment_stands_at_its_field_in_the_form(
    field, step, submission_in, client, mads, karen, now
):
    submission = submission_in(State.SUBMITTED)
    _return(submission, mads, now, comments={field: "Kan det siges kortere?"})
    client.force_login(karen)

    page = client.get(f"/mine-bidrag/{submission.pk}/ret/{step}/")

    assert page.text.count("Kan det siges kortere?") == 1


def test_the_form_offers_the_criteria_in_its_last_step(submission_in, client, karen, now):
    submission = submission_in(State.DRAFT)
    judging.tick(submission=submission, criteria=[Criterion.CURRENCY], by=karen, now=now)
    client.force_login(karen)

    text = client.get(f"/mine-bidrag/{submission.pk}/ret/kontakt/").text

    assert "Hvad mener I selv?" in text
    assert text.count("checked") == 1


def test_a_comment_on_a_field_the_form_has_not_is_left_out(submission_in, mads, now):
    submission = submission_in(State.SUBMITTED)

    _return(submission, mads, now, comments={"author": "x", "publisher": "y", "files": "Hvor?"})

    assert judging.comments_of(submission) == {"files": "Hvor?"}


def test_comments_are_the_authors_only_while_it_is_their_turn(
    submission_in, karen, mads, content, now
):
    submission = submission_in(State.SUBMITTED)
    _return(submission, mads, now, comments={"title": "Kortere."})

    sharing.submit(
        submission=submission, version=submission.version, content=content(), by=karen, now=now
    )

    assert judging.comments_of(submission) == {}
    assert FieldComment.objects.count() == 1  # in the trace


def _return(submission, by, now, *, comment="Se felterne.", comments):
    reviewing.return_with_comment(
        submission=submission,
        version=submission.version,
        by=by,
        now=now,
        comment=comment,
        comments=comments,
    )


def _parts(made):
    return {
        "fields": made.fields,
        "further_municipalities": made.further_municipalities,
        "attachments": made.attachments,
    }


def _draft(what, by, now):
    return sharing.save_new_draft(kind="method", key=uuid4(), content=what, by=by, now=now)
