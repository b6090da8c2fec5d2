"""What is kept about a person can be handed over, and erased: no table has the address afterwards."""

import json
import stat
from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from django.contrib.sessions.models import Session
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client

from measurements import audit_chain, doorbell, outbox
from measurements.actions import trace
from measurements.models import Event, Follower, Message, Series
from portal import personal_data
from portal.actions import erasing
from portal.actions import trace as trace_of_people
from portal.models import User
from submissions.actions import asking, editions, files, indexing, mailing, reviewing, sharing
from submissions.cautions import cautions_of
from submissions.lifecycle import Action, State
from submissions.models import (
    DigestLine,
    How,
    Move,
    MunicipalityFollower,
    Pace,
    Question,
    Submission,
)
from submissions.permissions import Sender
from tests.made_rounds import finished_round
from tests.submissions.conftest import PDF, content, let_out, submission_in

__all__ = ["content", "let_out", "submission_in"]

JETTE = "jette.testesen@example.com"
NAME = "Jette Testesen"


@pytest.fixture(autouse=True)
def bells(monkeypatch):
    monkeypatch.setattr(doorbell, "ring", lambda task, *arguments: None)


@pytest.fixture
def jette(make_user):
    person = make_user(JETTE, "municipal", "0766", "Jette")
    User.objects.filter(pk=person.pk).update(last_name="Testesen")
    person.refresh_from_db()
    return person


@pytest.fixture
def traces(jette, karen, mads, oluf, anna, submission_in, let_out, now):
    """Jette in every table that knows of her."""
    shared = submission_in(
        State.PUBLISHED,
        by=jette,
        contact=f"{NAME}, {JETTE}",
        contact_email=JETTE.upper().replace("EXAMPLE.COM", "example.com"),
        attachments=[let_out(files.keep_file(file=SimpleUploadedFile("bilag.pdf", PDF), now=now))],
    )
    Submission.objects.filter(pk=shared.pk).update(
        practice="Skriv til Jette.Testesen@example.com først."
    )
    shared.refresh_from_db()
    newer = editions.begin(submission=shared, by=jette, now=now)
    sharing.submit(
        submission=newer, version=newer.version, content=sharing.Content({}), by=jette, now=now
    )
    reviewing.publish(
        submission=newer,
        version=newer.version,
        by=mads,
        now=now,
        comment=f"Tak til {JETTE}.",
        accepted=_cautions(newer),
    )
    submission_in(State.DRAFT, by=jette, title="Kun en kladde")
    submission_in(State.PUBLISHED, by=karen, contact="Ring til Jette Testesen")
    asking.ask(submission=newer, text=f"Svar {JETTE}.", by=oluf, now=now)
    asked = submission_in(State.PUBLISHED, by=oluf, municipality_id="0665")
    asking.ask(submission=asked, text="Hvor mange deltog?", by=jette, now=now)
    mailing.choose(address=JETTE, how=How.DAILY, now=now)
    MunicipalityFollower.objects.create(
        municipality_id="0766", email=JETTE, pace=Pace.DAILY, confirmed_at=now, told_until=now
    )
    DigestLine.objects.create(key=f"x/{JETTE}", email=JETTE, text="Nyt", path="/", written_at=now)
    outbox.write(
        to=mads.email, template="submitted", context={"submission": shared, "url": JETTE}, now=now
    )
    _in_measurements(anna, now)
    EmailAddress.objects.create(user=jette, email=JETTE)
    trace_of_people.record(action="person.invited", person=jette, at=now, by=anna, to=JETTE)
    Client().force_login(jette)
    indexing.catch_up(now=now)


def _cautions(submission):
    return [each.key for each in cautions_of(submission)]


def _in_measurements(anna, now):
    measured, _run = finished_round(slug="maaling", by=anna, outcome={"municipalities": []})
    Follower.objects.create(series=Series.objects.get(), email=JETTE, confirmed_at=now)
    trace.record(action="round.described", of=measured, by=anna, at=now, reason="Uden navne")


@pytest.fixture
def sanne(submission_in, mads, now):
    """A sender without an account."""
    made = submission_in(State.UNCONFIRMED, email=JETTE)
    sharing.confirm_email(submission=made, by=Sender(made.pk), now=now)
    reviewing.publish(submission=made, version=made.version, by=mads, now=now)
    return made


def places_in_the_database(text):
    """Every table, every column, every row, as the database itself tells them."""
    found = set()
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')
            names = [column[0] for column in cursor.description]
            for row in cursor.fetchall():
                found |= {
                    f"{table}.{name}"
                    for name, value in zip(names, row, strict=True)
                    if text.lower() in str(value).lower()
                }
    return found


def test_after_the_erasure_no_table_has_the_address(traces, now):
    before = places_in_the_database(JETTE)
    assert {
        "portal_user.email",
        "submissions_submission.contact_email",
        "submissions_submission.practice",
        "submissions_move.comment",
        "submissions_question.sent_to",
        "submissions_digestline.key",
        "measurements_message.body",
        "measurements_follower.email",
        "submissions_municipalityfollower.email",
        "portal_personevent.details",
        "account_emailaddress.email",
    } <= before, "the search finds what there is to find"

    erased = erasing.erase(address=f" {JETTE.upper()} ", now=now)

    assert places_in_the_database(JETTE) == set()
    assert erased.left == ()


def test_the_name_leaves_contacts_and_the_account(traces, now):
    assert places_in_the_database(NAME)

    erased = erasing.erase(address=JETTE, now=now)

    assert places_in_the_database(NAME) == set()
    assert erased.names == ()
    assert User.objects.filter(first_name=erasing.ERASED).count() == 1


def test_a_first_name_alone_clears_nobody_elses_contact(make_user, submission_in, karen, now):
    make_user("kun.fornavn@example.com", "municipal", "0766", "Bo")
    other = submission_in(State.PUBLISHED, by=karen, contact="Bo Prøvesen")

    erasing.erase(address="kun.fornavn@example.com", now=now)

    other.refresh_from_db()
    assert other.contact == "Bo Prøvesen"


def test_a_name_in_free_text_is_listed_for_a_reader(jette, submission_in, karen, now):
    submission_in(State.PUBLISHED, by=karen, practice=f"Ideen kom fra {NAME}.")

    erased = erasing.erase(address=JETTE, now=now)

    assert [(each.table, each.column) for each in erased.names] == [
        ("submissions.Submission", "practice")
    ]


def test_texts_and_traces_stay_and_the_log_holds(traces, jette, now):
    moves = Move.objects.count()
    events = Event.objects.count()
    drafts = Submission.objects.filter(state=State.DRAFT).count()

    erasing.erase(address=JETTE, now=now)

    assert Move.objects.exclude(action=Action.ERASE).count() == moves - drafts
    assert {str(move.by) for move in Move.objects.filter(by=jette.pk)} == {erasing.ERASED}
    assert Submission.objects.filter(code__isnull=False, state=State.PUBLISHED).count() == 3
    assert Event.objects.count() == events
    assert audit_chain.first_break() is None


def test_a_sealed_line_is_listed_and_not_touched(jette, anna, now):
    measured, _run = finished_round(slug="maaling", by=anna, outcome={"municipalities": []})
    trace.record(action="round.described", of=measured, by=anna, at=now, reason=f"Ifølge {JETTE}")

    erased = erasing.erase(address=JETTE, now=now)

    assert [(each.table, each.column) for each in erased.left] == [("measurements.Event", "reason")]
    assert audit_chain.first_break() is None


def test_nobody_logs_in_or_is_written_to_any_longer(traces, jette, client, mads, now):
    shared = Submission.objects.get(edition=2)
    written = Message.objects.count()
    erasing.erase(address=JETTE, now=now)
    written_after = Message.objects.count()

    shared.refresh_from_db()
    sharing.withdraw(submission=shared, version=shared.version, by=mads, now=now)

    assert written_after < written
    assert not client.login(username=JETTE, password="en-lang-adgangskode-til-test")
    assert not Message.objects.filter(to__contains="slettet").exists()
    assert Session.objects.count() == 0


def test_a_sender_without_an_account_is_erased_too(sanne, client, now):
    assert places_in_the_database(JETTE)

    erasing.erase(address=JETTE, now=now)

    sanne.refresh_from_db()
    assert (sanne.state, sanne.sender_email) == (State.PUBLISHED, "")
    assert places_in_the_database(JETTE) == set()
    assert client.get(sanne.get_absolute_url()).status_code == 200


def test_what_was_never_sent_in_goes_as_a_whole(traces, now):
    assert Submission.objects.filter(title="Kun en kladde").exists()

    erasing.erase(address=JETTE, now=now)

    assert not Submission.objects.filter(title="Kun en kladde").exists()


def test_a_question_they_asked_is_emptied_and_another_stays(traces, jette, now):
    erasing.erase(address=JETTE, now=now)

    asked = Question.objects.get(asked_by=jette.pk)
    other = Question.objects.exclude(asked_by=jette.pk).get()
    assert asked.text == "[slettet]"
    assert other.text.startswith("Svar ")
    assert other.sent_to == []


def test_a_dry_run_tells_the_same_and_changes_nothing(traces, now):
    before = places_in_the_database(JETTE)

    tried = erasing.erase(address=JETTE, now=now, only_try=True)

    assert places_in_the_database(JETTE) == before
    assert tried.counts == erasing.erase(address=JETTE, now=now).counts


def test_erasing_twice_does_no_more(traces, now):
    erasing.erase(address=JETTE, now=now)

    again = erasing.erase(address=JETTE, now=now + timedelta(hours=1))

    assert set(again.counts.values()) == {0}


def test_the_commands_say_what_was_done(traces, capsys, now):
    call_command("person_erase", JETTE, "--dry-run")
    assert "would be erased" in capsys.readouterr().out

    call_command("person_erase", JETTE)

    assert "erased:\n" in capsys.readouterr().out
    call_command("verify_audit")
    with pytest.raises(CommandError, match="nothing is kept"):
        call_command("person_export", JETTE)


def test_the_export_has_every_place_of_the_address(traces):
    rows = personal_data.kept_about(JETTE)

    tables = {each.table.lower().replace(".", "_") for each in rows}
    assert {place.partition(".")[0] for place in places_in_the_database(JETTE)} <= tables
    assert {"submissions_move", "submissions_question", "submissions_attachment"} <= tables


def test_the_export_tells_no_secret(traces, jette):
    text = personal_data.as_json(JETTE, personal_data.kept_about(JETTE))

    assert jette.password not in text
    assert personal_data.HIDDEN in text


def test_the_export_has_nothing_of_others(traces, karen, submission_in):
    submission_in(State.PUBLISHED, by=karen, title="Karens eget", contact="Karen")

    text = personal_data.as_json(JETTE, personal_data.kept_about(JETTE))

    assert "Karens eget" not in text
    assert karen.password not in text


def test_the_export_is_two_files_for_the_operator_alone(traces, tmp_path):
    call_command("person_export", JETTE, "--to", tmp_path / "svar")

    found = json.loads((tmp_path / "svar/person.json").read_text("utf-8"))
    assert found["address"] == JETTE
    assert "Kun en kladde" in (tmp_path / "svar/person.txt").read_text("utf-8")
    for name in ("person.json", "person.txt"):
        assert stat.S_IMODE((tmp_path / "svar" / name).stat().st_mode) == 0o600
