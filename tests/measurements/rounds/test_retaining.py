"""Files about people go when their time is over; the digest and a trace stay."""

import os
from datetime import timedelta

import pytest
from django.core.files.base import ContentFile

from measurements import retention
from measurements.actions import inputs, publication, retaining
from measurements.actions.storing import INCOMING
from measurements.failpoints import FailpointReached
from measurements.models import Event, InputFile, InputKind, RoundState
from tests.made_rounds import finished_run, make_public


@pytest.fixture
def stored(upload):
    return upload(b"person_id;municipality_code\n1;0766\n")


@pytest.fixture
def sweep(django_capture_on_commit_callbacks):
    def sweep(*, now):
        with django_capture_on_commit_callbacks(execute=True):
            return retaining.sweep(now=now)

    return sweep


def is_there(file):
    return inputs.path_of(file).exists()


def test_V13_a_file_stays_until_its_time_is_over_and_not_longer(stored, now, sweep):
    last_day = now + retention.UNFINISHED.keep

    assert sweep(now=last_day - timedelta(seconds=1)) == 0
    assert is_there(stored)

    assert sweep(now=last_day) == 1
    assert not is_there(stored)


def test_what_is_deleted_leaves_its_digest_and_a_trace(stored, draft, now, sweep):
    later = now + retention.UNFINISHED.keep

    sweep(now=later)

    stored.refresh_from_db()
    assert (stored.deleted_at, stored.in_use) == (later, False)
    trace = Event.objects.get(action="input.deleted")
    assert trace.reason == "unfinished"
    assert trace.details["sha256"] == stored.sha256


def test_swept_again_nothing_more_happens(stored, now, sweep):
    later = now + retention.UNFINISHED.keep
    sweep(now=later)

    assert sweep(now=later) == 0
    assert Event.objects.filter(action="input.deleted").count() == 1


def test_a_replaced_file_goes_sooner(stored, upload, draft, now, sweep):
    draft.refresh_from_db()
    newer = upload(b"person_id;municipality_code\n2;0766\n")

    sweep(now=now + retention.REPLACED.keep)

    assert not is_there(stored)
    assert is_there(newer)


def test_the_same_bytes_in_a_round_that_needs_them_stay(
    stored, upload, anna, description, now, sweep
):
    from measurements.actions import rounds

    other = rounds.create_round(description=description, by=anna, now=now)
    late = now + timedelta(days=300)
    again = inputs.store_input(
        measured=other,
        kind=InputKind.SPELLS,
        file=ContentFile(b"person_id;municipality_code\n1;0766\n", name="igen.csv"),
        by=anna,
        now=late,
    )

    sweep(now=now + retention.UNFINISHED.keep)

    assert InputFile.objects.get(pk=stored.pk).deleted_at is not None
    assert is_there(again)


def test_files_of_a_public_round_are_counted_from_its_publication(stored, draft, anna, now, sweep):
    run = finished_run(draft, by=anna, outcome={"municipalities": []})
    published = now + timedelta(days=200)
    make_public(draft, run, by=anna, at=published)

    sweep(now=now + retention.UNFINISHED.keep)
    assert is_there(stored)

    sweep(now=published + retention.PUBLISHED.keep)
    assert not is_there(stored)


def test_files_of_an_approved_round_that_nobody_publishes_go_as_those_of_any_other(
    approved, astrid, now, sweep
):
    (stored,) = approved.current_inputs
    last_day = now + retention.UNFINISHED.keep

    sweep(now=last_day - timedelta(seconds=1))
    assert is_there(stored)

    sweep(now=last_day)
    assert not is_there(stored)

    seal = approved.publication.sha256
    publication.publish_round(measured=approved, approved_sha256=seal, by=astrid, now=last_day)
    assert approved.state == RoundState.PUBLISHED


def test_a_file_under_work_is_left_alone(waiting, draft, now, sweep):
    (file,) = draft.current_inputs

    sweep(now=now + timedelta(days=1000))

    assert is_there(file)


def test_D23_what_a_cut_off_upload_left_is_swept_after_a_day(stored, now, settings, sweep):
    half = settings.INPUT_ROOT / f"{INCOMING}abc"
    half.write_bytes(b"person_id;")
    moment = now.timestamp()
    os.utime(half, (moment, moment))

    sweep(now=now + timedelta(hours=23))
    assert half.exists()

    sweep(now=now + timedelta(days=1))
    assert not half.exists()
    assert is_there(stored)


def test_D23_bytes_whose_upload_ended_before_their_row_are_swept_after_a_day(
    upload, now, settings, monkeypatch, sweep
):
    monkeypatch.setenv("FAILPOINT", "after_bytes_stored:raise")
    with pytest.raises(FailpointReached):
        upload(b"person_id;about somebody")
    (orphan,) = settings.INPUT_ROOT.iterdir()
    os.utime(orphan, (now.timestamp(), now.timestamp()))

    sweep(now=now + timedelta(hours=23))
    assert orphan.exists()

    sweep(now=now + timedelta(days=1))
    assert not orphan.exists()
