"""What a municipality and the publisher say to each other, and until when."""

from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from enum import Enum

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection, transaction

from measurements import guards
from measurements.actions import hearing as verbs
from measurements.actions import publication
from measurements.actions.hearing_files import KeptFile
from measurements.actions.refusals import NotPossible
from measurements.models import Event, Hearing, Position, Round, RoundState, Run
from measurements.payload import assemble, sealed

from .conftest import LEMVIG, hearing_of

LAST_SECOND = datetime(2026, 11, 23, 22, 59, 59, tzinfo=UTC)  # a second to midnight in Copenhagen


def test_an_answer_says_who_when_and_what(answer, karen, now):
    told = answer(file=KeptFile("a" * 64, "Notat.pdf"))

    assert (told.position, told.answered_by, told.answered_at) == ("objects", karen, now)
    assert (told.file_name, told.file_sha256) == ("Notat.pdf", "a" * 64)


def test_the_audit_log_has_the_municipality_but_not_the_text(answer):
    answer(comment="Hemmeligt indtil videre")

    line = Event.objects.get(action="hearing.answered")
    assert line.details["municipality"] == "0766"
    assert "Hemmeligt" not in str(line.details) + line.reason


def test_an_objection_says_what_is_objected_to(answer):
    with pytest.raises(NotPossible, match="indvender"):
        answer(comment="   ")

    assert not Hearing.objects.exclude(position="").exists()


def test_agreeing_needs_no_comment(answer):
    assert answer(position=Position.AGREES, comment="").position == "agrees"


@pytest.mark.parametrize("text", ["Det gælder 010203-1234.", "x" * (verbs.LONGEST_TEXT + 1)])
def test_a_text_that_cannot_become_public_is_refused(answer, respond, text):
    with pytest.raises(NotPossible):
        answer(comment=text)
    answer()
    with pytest.raises(NotPossible):
        respond(response=text)

    assert Hearing.objects.filter(response="").count() == 98


def test_the_last_second_of_the_last_day_counts(answer):
    assert answer(now=LAST_SECOND).position == "objects"


def test_after_midnight_in_copenhagen_it_is_too_late(answer):
    with pytest.raises(NotPossible, match="udløb den 23"):
        answer(now=LAST_SECOND + timedelta(seconds=1))


def test_until_the_deadline_the_answer_may_become_another(answer, now):
    answer()

    told = answer(version=1, position=Position.AGREES, comment="Vi fandt dem.", now=now)

    assert (told.position, told.comment, told.version) == ("agrees", "Vi fandt dem.", 2)


def test_of_two_colleagues_the_second_is_told(answer, make_user):
    kaj = make_user("kaj@example.com", "municipal", "0766")
    answer(comment="Karens")

    with pytest.raises(verbs.ChangedMeanwhile):
        answer(version=0, comment="Kajs", by=kaj)

    assert Hearing.objects.get(municipality="0766").comment == "Karens"


def test_without_the_version_the_second_colleague_would_overwrite_the_first(answer, make_user):
    """The control of the test above."""
    answer(comment="Karens")

    Hearing.objects.filter(municipality="0766").update(comment="Kajs")

    assert Hearing.objects.get(municipality="0766").comment == "Kajs"


def test_a_response_stands_until_the_answer_changes(answer, respond, now):
    answer()
    assert respond().current_response
    assert not Round.objects.get().unanswered_objections

    told = answer(version=2, comment="Det er stadig forkert.", now=now + timedelta(hours=1))

    assert told.current_response == ""
    assert told.response  # kept, for the publisher to mend
    assert [each.municipality_id for each in Round.objects.get().unanswered_objections] == ["0766"]


def test_the_publisher_may_respond_after_the_deadline(answer, respond):
    answer()

    assert respond(now=LAST_SECOND + timedelta(days=3)).current_response


def test_nothing_is_responded_to_one_who_has_not_answered(respond):
    with pytest.raises(NotPossible, match="ikke svaret endnu"):
        respond()


def test_the_first_look_is_recorded_and_no_other(hedensted, karen, make_user, now):
    kaj = make_user("kaj@example.com", "municipal", "0766")

    verbs.record_look(hearing=hedensted, by=karen, now=now)
    hedensted.refresh_from_db()
    verbs.record_look(hearing=hedensted, by=kaj, now=now + timedelta(days=1))

    hedensted.refresh_from_db()
    assert (hedensted.first_seen_by, hedensted.first_seen_at) == (karen, now)
    assert Event.objects.filter(action="hearing.seen").count() == 1


def test_of_two_first_looks_in_one_moment_one_is_recorded(hedensted, heard, karen, now):
    also = hearing_of(heard, "0766")

    verbs.record_look(hearing=hedensted, by=karen, now=now)
    verbs.record_look(hearing=also, by=karen, now=now)

    assert Event.objects.filter(action="hearing.seen").count() == 1


def approve(measured, anna, now, **other):
    run = Run.objects.get()
    publication.approve_round(
        measured=measured, run=run, previewed_sha256=run.outcome_sha256, by=anna, now=now, **other
    )


AFTER = LAST_SECOND + timedelta(hours=10)


def test_a_round_is_not_approved_over_an_unanswered_objection(heard, answer, anna):
    answer()
    heard.refresh_from_db()

    with pytest.raises(NotPossible, match="1 indvending er ikke besvaret"):
        approve(heard, anna, AFTER)
    approve(heard, anna, AFTER, hearing_reason="Indvendingen er den samme som sidste år.")

    assert Round.objects.get().state == RoundState.APPROVED
    assert "sidste år" in Event.objects.get(action="round.approved").reason


def test_an_answered_objection_is_no_obstacle(heard, answer, respond, anna):
    answer()
    respond()
    heard.refresh_from_db()

    approve(heard, anna, AFTER)

    assert Round.objects.get().state == RoundState.APPROVED


def test_the_time_that_was_promised_is_given(heard, anna, now):
    with pytest.raises(NotPossible, match="fristen er ikke gået"):
        approve(heard, anna, now)

    assert Round.objects.get().state == RoundState.HEARING


def test_a_hearing_that_is_cut_short_is_not_said_to_have_lasted_longer(heard, anna, now):
    approve(heard, anna, now, hearing_reason="Alle har fået at vide, at det haster.")

    assert sealed(heard.publication.sha256)["hearing"]["until"] == "2026-11-02"


def test_when_all_have_answered_there_is_nothing_to_wait_for(heard, anna, karen, now):
    Hearing.objects.update(position=Position.AGREES, answered_at=now, answered_by=karen)

    approve(heard, anna, now)

    assert Round.objects.get().state == RoundState.APPROVED


def test_an_answer_that_comes_while_somebody_approves_stands_in_the_way(heard, answer, anna):
    answer()  # `heard` is what the approving person looked at, and does not know of it

    with pytest.raises(NotPossible, match="En anden"):
        approve(heard, anna, AFTER, hearing_reason="Der er ingen indvendinger.")

    assert Round.objects.get().state == RoundState.HEARING


def test_without_making_the_round_newer_it_would_be_approved_unseen(
    heard, answer, anna, monkeypatch
):
    """The control of the test above."""
    monkeypatch.setattr(verbs, "_hold", lambda measured, *, is_news=False: True)
    answer()

    approve(heard, anna, AFTER, hearing_reason="Der er ingen indvendinger.")

    assert Round.objects.get().state == RoundState.APPROVED
    assert Round.objects.get().unanswered_objections


@pytest.fixture
def approved(heard, answer, respond, anna):
    answer()
    respond()
    heard.refresh_from_db()
    approve(heard, anna, AFTER)
    return heard


def test_after_approval_nothing_of_it_changes(approved, hedensted, karen, anna, now):
    hedensted = hearing_of(approved, "0766")
    before = Hearing.objects.values().get(pk=hedensted.pk)
    words = {"hearing": hedensted, "version": hedensted.version, "now": now}

    with pytest.raises(NotPossible, match="Høringen er slut"):
        verbs.answer(position=Position.AGREES, comment="", file=None, by=karen, **words)
    with pytest.raises(NotPossible, match="Høringen er slut"):
        verbs.respond(response="Nej.", by=anna, **words)
    with pytest.raises(NotPossible, match="Høringen er slut"):
        verbs.remind(measured=approved, by=anna, now=now)
    with pytest.raises(NotPossible):
        verbs.extend_hearing(measured=approved, until=AFTER.date(), by=anna, now=now)
    verbs.record_look(hearing=hedensted, by=karen, now=now)

    assert Hearing.objects.values().get(pk=hedensted.pk) == before


def test_what_is_frozen_names_the_municipality_and_no_person(approved, karen, anna):
    told = approved.publication.payload

    assert "Vi mangler 40 personer fra 2004." in told
    assert "De 40 er flyttet fra kommunen." in told
    assert not any(word in told for word in ("Karen", "Anna", karen.email, anna.email))


def test_a_response_to_an_older_answer_is_not_frozen(heard, answer, respond, now):
    answer()
    respond()
    answer(version=2, comment="Noget andet", now=now + timedelta(hours=1))

    (told,) = assemble(measured=Round.objects.get(), run=Run.objects.get())["hearing"]["answers"]

    assert (told["comment"], told["response"], told["responded_on"]) == ("Noget andet", "", None)


def test_a_round_that_is_heard_again_asks_again_and_keeps_what_was_said(
    heard, answer, open_, anna, karen, now
):
    old = answer()
    heard.refresh_from_db()
    publication.reopen_round(measured=heard, reason="Forkert fil", by=anna, now=now)

    again = open_()

    assert hearing_of(again, "0766").position == ""
    assert Hearing.objects.get(pk=old.pk).comment
    stale = Hearing.objects.select_related("round").get(pk=old.pk)
    with pytest.raises(NotPossible, match="taget tilbage"):
        verbs.answer(
            hearing=stale, version=1, position=Position.AGREES, comment="", file=None,
            by=karen, now=now,
        )  # fmt: skip


@pytest.mark.parametrize("person", ["karen", "oluf", "mads", "anna"])
@pytest.mark.parametrize("act", ["answer", "respond", "look", "remind"])
def test_who_may_do_what_in_which_state(request, heard, answer, now, person, act):
    if act == "respond":
        answer()
    by = request.getfixturevalue(person)
    may = person == ("karen" if act in {"answer", "look"} else "anna")

    for state in RoundState:
        with in_state(heard, state, now, by=by) as found:
            expected = Refused.NOTHING if state == RoundState.HEARING else Refused.BY_STATE
            if act == "look":
                expected = Refused.NOTHING  # and outside the hearing it leaves no trace
            assert what_comes_of(act, found, by=by) == (expected if may else Refused.BY_ROLE)
            left_a_trace = Event.objects.filter(action=EVENTS[act], at=LATER).exists()
            assert left_a_trace == (may and state == RoundState.HEARING)


class Refused(Enum):
    NOTHING = "done"
    BY_ROLE = "not by this person"
    BY_STATE = "not now"


LATER = datetime(2026, 11, 3, 9, tzinfo=UTC)
EVENTS = {
    "answer": "hearing.answered",
    "respond": "hearing.responded",
    "look": "hearing.seen",
    "remind": "hearing.reminded",
}


def what_comes_of(act, found, *, by):
    version, now = found.version, LATER
    acts = {
        "answer": lambda: verbs.answer(
            hearing=found,
            version=version,
            position=Position.AGREES,
            comment="",
            file=None,
            by=by,
            now=now,
        ),
        "respond": lambda: verbs.respond(
            hearing=found, version=version, response="Nej.", by=by, now=now
        ),
        "look": lambda: verbs.record_look(hearing=found, by=by, now=now),
        "remind": lambda: verbs.remind(measured=found.round, by=by, now=now),
    }
    try:
        acts[act]()
    except PermissionDenied:
        return Refused.BY_ROLE
    except NotPossible:
        return Refused.BY_STATE
    return Refused.NOTHING


@contextmanager
def in_state(measured, state, now, *, by):
    """The hearing of Hedensted while the round stands so, however it came there."""
    with transaction.atomic():
        with guards.lifted(connection):
            Round.objects.filter(pk=measured.pk).update(
                state=state,
                approved_run=Run.objects.get(),
                approved_at=now,
                published_at=now,
                published_by=by,
                retracted_at=now,
                retraction_reason="Forkert",
            )
        yield hearing_of(measured, "0766")
        transaction.set_rollback(True)


def test_one_municipality_cannot_answer_for_another(heard, answer, now):
    with pytest.raises(PermissionDenied):
        answer(hearing=hearing_of(heard, LEMVIG))

    assert not Hearing.objects.exclude(position="").exists()
