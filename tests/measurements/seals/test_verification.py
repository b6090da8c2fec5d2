"""A seal is computed again from the tables: what was changed around the guards is found and told."""

import io
import json
from datetime import timedelta
from hashlib import sha256

import pytest
from django.core import mail
from django.core.management import CommandError, call_command
from django.db import connection
from django.urls import reverse

from measurements import audit_chain, guards, payload, published
from measurements.actions import publication, recomputing, rounds, sealing
from measurements.actions.recomputing import Recomputed
from measurements.actions.trace import record
from measurements.models import Event, Message, Publication, Round, Run, SealCheck, Series
from measurements.verification import Part, verify, verify_all
from tests.made_rounds import MADE_AT, finished_round, finished_run, make_public
from tests.measurements.pages.conftest import Figures, outcome_of

SLUG = "maaling"


@pytest.fixture
def public(anna):
    payload.sealed.cache_clear()
    rows = [Figures("0101", -1.5), Figures("0147", 2.5), Figures("0151", 0.5)]
    measured, run = finished_round(
        slug=SLUG, by=anna, outcome=outcome_of(rows), title="Måling", simulated=True
    )
    make_public(measured, run, by=anna)
    record(action="round.described", of=measured, by=anna, at=MADE_AT)  # the log goes on
    return measured


def alter(statement, *values):
    """As somebody with the password of the database would, the guards out of the way."""
    with guards.lifted(connection), connection.cursor() as cursor:
        cursor.execute(statement, values)


def alter_payload():
    alter(
        "UPDATE measurements_publication SET payload = REPLACE(payload, %s, %s)",
        '"difference":-1.5',
        '"difference":-9.5',
    )


def alter_payload_and_seal():
    alter_payload()
    text = Publication.objects.get().payload
    digest = sha256(text.encode()).hexdigest()
    alter("UPDATE measurements_publication SET sha256 = %s", digest)


def alter_title():
    alter("UPDATE measurements_round SET title = %s", "En pænere måling")


def alter_log():
    with guards.lifted(connection):
        Event.objects.filter(action="round.published").update(details={"seal": "0" * 64})


def alter_digest_of_the_outcome():
    alter("UPDATE measurements_run SET outcome_sha256 = %s", "0" * 64)


def alter_all_that_is_compared():
    """The figures, both digests of them and the log's word: each agrees with the others."""
    alter_payload_and_seal()
    frozen = Publication.objects.get()
    outcome = payload.canonical(json.loads(frozen.payload)["outcome"])
    alter("UPDATE measurements_run SET outcome_sha256 = %s", payload.digest(outcome))
    with guards.lifted(connection):
        Event.objects.filter(action="round.published").update(details={"seal": frozen.sha256})


def alter_all_and_the_line_itself():
    """The line's own digest as well; the line after it still follows on what it was."""
    alter_all_that_is_compared()
    event = Event.objects.get(action="round.published")
    with guards.lifted(connection):
        Event.objects.filter(pk=event.pk).update(sha256=audit_chain._digest_of(event))


def alter_day():
    alter("UPDATE measurements_round SET published_at = %s", MADE_AT + timedelta(days=1))


def alter_why_alone():
    alter("UPDATE measurements_round SET alone_reason = %s", "Ferie")


def alter_reason_of_correction():
    alter("UPDATE measurements_round SET correction_kind = %s, replaces_id = id", "correction")


FORGERIES = [
    (alter_payload, {Part.PAYLOAD, Part.OUTCOME}),
    (alter_payload_and_seal, {Part.LOG, Part.OUTCOME}),
    (alter_title, {Part.COLUMNS}),
    (alter_log, {Part.LOG}),
    (alter_digest_of_the_outcome, {Part.OUTCOME}),
    (alter_all_that_is_compared, {Part.LOG}),
    (alter_all_and_the_line_itself, {Part.LOG}),
    (alter_day, {Part.COLUMNS}),
    (alter_why_alone, {Part.COLUMNS}),
    (alter_reason_of_correction, {Part.COLUMNS}),
    (
        lambda: alter("UPDATE measurements_publication SET payload = %s", "{"),
        set(Part) - {Part.LOG},
    ),
]
OF_FORGERIES = pytest.mark.parametrize(("forge", "broken"), FORGERIES)


def told_by_the_command(*arguments):
    out, err = io.StringIO(), io.StringIO()
    call_command("verify_round", *arguments, stdout=out, stderr=err)
    return out.getvalue() + err.getvalue()


def test_what_is_as_it_was_holds(public, client):
    assert verify(SLUG, 1).holds
    assert "Seglet holder" in client.get(reverse("seal", args=[SLUG])).content.decode()
    assert told_by_the_command(SLUG).count("holds") == len(Part)


@OF_FORGERIES
def test_each_change_is_found_in_its_place(public, forge, broken):
    forge()

    assert set(verify(SLUG, 1).broken) == broken


@OF_FORGERIES
def test_the_page_says_that_the_seal_is_broken(public, client, forge, broken):
    client.get(reverse("seal", args=[SLUG]))  # the process has read what was right
    forge()

    page = client.get(reverse("seal", args=[SLUG]))

    assert "Seglet er brudt" in page.content.decode()
    assert page.content.decode().count("<strong>Nej</strong>") == len(broken)


@OF_FORGERIES
def test_the_command_says_so_and_fails(public, forge, broken):
    forge()
    told = io.StringIO()

    with pytest.raises(CommandError) as problem:
        call_command("verify_round", SLUG, stdout=told, stderr=told)

    assert problem.value.returncode == 1
    assert told.getvalue().count("BROKEN") == len(broken)


def test_the_page_tells_how_to_check_it_without_us(public, client):
    page = client.get(reverse("seal", args=[SLUG])).content.decode()

    seal = published.round_by_slug(SLUG).seal
    for told in (
        seal,
        f"sha256sum {SLUG}-udgave-1.json",
        reverse("round-json", args=[SLUG, 1]),
        "0" * 64,  # the digest of the file that the made-up run had read
        "expected-time@1",
    ):
        assert told in page
    assert "no-store" in client.get(reverse("seal", args=[SLUG]))["Cache-Control"]


def hide_as_a_draft():
    alter("UPDATE measurements_round SET state = 'computed'")


def hide_as_stated_elsewhere():
    alter("UPDATE measurements_round SET kind = 'stated'")


def delete_the_payload():
    alter("DELETE FROM measurements_publication")


def delete_the_version():
    with guards.lifted(connection):
        Series.objects.update(current=None)
        Publication.objects.all().delete()
        Round.objects.update(state="draft", approved_run=None)
        Round.objects.all().delete()


@pytest.mark.parametrize(
    "hide", [hide_as_a_draft, hide_as_stated_elsewhere, delete_the_payload, delete_the_version]
)
def test_what_was_published_and_is_gone_is_found_in_the_night(public, hide):
    hide()

    check = sealing.check_seals(now=MADE_AT)

    assert [each["version"] for each in check.broken] == [1]


def test_the_notice_of_a_retraction_is_what_the_log_says(public, anna, now):
    publication.retract_round(measured=public, reason="En fejl.", by=anna, now=now)
    assert verify(SLUG, 1).holds

    alter("UPDATE measurements_round SET retraction_reason = %s", "En bagatel.")

    assert verify(SLUG, 1).broken == (Part.COLUMNS,)


def test_an_older_version_that_was_put_back_is_found(public, anna, now):
    newer = rounds.begin_correction(
        measured=public, kind="correction", reason="En fejl", by=anna, now=now
    )
    make_public(newer, finished_run(newer, by=anna, outcome=public.approved_run.outcome), by=anna)
    assert all(each.holds for each in verify_all())

    with guards.lifted(connection):
        Round.objects.filter(pk=public.pk).update(state="published")
        Series.objects.update(current=public)

    assert [each.version for each in verify_all() if not each.holds] == [1]


def test_all_versions_are_looked_at_also_retracted_ones(public, anna, now):
    publication.retract_round(measured=public, reason="En fejl.", by=anna, now=now)

    assert [(each.slug, each.holds) for each in verify_all()] == [(SLUG, True)]
    assert "holds" in told_by_the_command("--all")


@pytest.mark.parametrize("arguments", [[], [SLUG, "--all"], ["findes-ikke"]])
def test_the_command_must_be_told_what_to_look_at(public, arguments):
    with pytest.raises(CommandError):
        call_command("verify_round", *arguments)


def test_a_quiet_night_is_noted(public, client):
    assert client.get("/health/").json()["seals"] == "not checked yet"

    sealing.check_seals(now=MADE_AT)

    check = SealCheck.objects.get()
    assert (check.versions, check.broken) == (1, [])
    assert client.get("/health/").json()["seals"] == "hold"
    assert not Message.objects.exists()


def test_a_broken_seal_is_logged_marked_and_written_about_once(
    public, client, caplog, django_capture_on_commit_callbacks
):
    alter_payload()

    with django_capture_on_commit_callbacks(execute=True):
        sealing.check_seals(now=MADE_AT)
        sealing.check_seals(now=MADE_AT)

    assert SealCheck.objects.first().broken == [
        {"slug": SLUG, "version": 1, "parts": ["payload", "outcome"]}
    ]
    assert "seal broken: maaling, version 1: payload, outcome" in caplog.text
    health = client.get("/health/")
    assert (health.status_code, health.json()["seals"]) == (200, "broken")
    assert [each.subject for each in mail.outbox] == ["Et segl er brudt: maaling, udgave 1"]


def test_a_log_that_was_written_over_is_found_in_the_night(
    public, client, caplog, django_capture_on_commit_callbacks
):
    with guards.lifted(connection):
        Event.objects.filter(action="round.described").update(reason="Noget andet")
    line = Event.objects.get(action="round.described").pk

    with django_capture_on_commit_callbacks(execute=True):
        sealing.check_seals(now=MADE_AT)
        sealing.check_seals(now=MADE_AT)

    assert SealCheck.objects.first().broken == [{"log": line}]
    assert f"audit log broken at line {line}" in caplog.text
    assert client.get("/health/").json()["seals"] == "broken"
    assert [each.subject for each in mail.outbox] == [f"Historikken er brudt ved linje {line}"]


def test_files_that_are_no_longer_kept_are_no_mismatch(public):
    assert "not computed again, files no longer kept: spells" in told_by_the_command(
        SLUG, "--recompute"
    )


@pytest.mark.parametrize(("digest", "holds"), [("the same", True), ("0" * 64, False)])
def test_what_is_computed_again_must_be_the_same(public, monkeypatch, digest, holds):
    approved = Run.objects.get().outcome_sha256
    found = Recomputed(approved, approved if holds else digest)
    monkeypatch.setattr(recomputing, "recompute", lambda *, slug, version: found)

    if holds:
        assert "computed again, the same figures" in told_by_the_command(SLUG, "--recompute")
    else:
        with pytest.raises(CommandError):
            told_by_the_command(SLUG, "--recompute")
