"""Whoever acts may be killed on the way: afterwards all of it has happened, or none of it.

Uploading, publishing, linking and mailing, broken at each of their places in each way, and then
done again as a person or the timer would.
"""

import os
import signal
import subprocess
import sys
from datetime import timedelta

import pytest
from django.conf import settings as site
from django.core import mail
from django.utils import timezone

from measurements import outbox
from measurements.actions import publication, retaining, runs
from measurements.models import InputFile, Message, Publication, Run, Series
from submissions.actions import linking
from submissions.models import Projection
from tests.made_rounds import finished_round

from .invariants import broken_invariants
from .services import database_url

pytestmark = [
    pytest.mark.services,
    pytest.mark.long,
    pytest.mark.django_db(transaction=True),
]

WAYS = ["kill", "raise", "enospc", "hang-kill", "hang-term"]


@pytest.fixture
def second(make_user):
    return make_user("astrid@example.com", "administrator", name="Astrid")


@pytest.fixture
def act(second, tmp_path):
    """Carries out a verb in a process of its own, which breaks at `place` in the given way."""

    def act(*verb, place="", way=""):
        hangs = way.startswith("hang")
        name, *arguments = verb
        process = subprocess.Popen(
            [sys.executable, "-m", "tests.services.acting", name, second.email]
            + [str(argument) for argument in arguments],
            cwd=site.BASE_DIR,
            env={
                "PATH": os.environ["PATH"],
                "DATABASE_URL": database_url(),
                "REDIS_URL": "redis://127.0.0.1:1/0",  # nobody hears the bell
                "VAR_DIR": str(tmp_path),
                "EMAIL_URL": "filemail://" + str(tmp_path / "mails"),
                "FAILPOINT": f"{place}:{'hang' if hangs else way}" if place else "",
            },
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
        if hangs:
            assert process.stdout.readline() == b"hanging\n"
            process.send_signal(signal.SIGKILL if way == "hang-kill" else signal.SIGTERM)
        process.communicate(timeout=60)
        return process.returncode

    return act


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("place", ["after_bytes_stored", "after_input_row"])
def test_D23_an_upload_leaves_a_file_with_its_row_or_neither(act, draft, files, place, way):
    upload = ("upload", draft.pk, files / "forloeb.csv")

    assert act(*upload, place=place, way=way) != 0
    retaining.sweep(now=timezone.now() + timedelta(days=2))
    assert (InputFile.objects.count(), broken_invariants()) == (0, [])

    assert act(*upload) == 0
    assert (InputFile.objects.count(), broken_invariants()) == (1, [])


@pytest.fixture
def approved(anna):
    """A round that a second person may publish."""
    measured, run = finished_round(slug="maaling", by=anna, outcome={"municipalities": []})
    Run.objects.filter(pk=run.pk).update(settings=runs.settings_of(measured))
    run.refresh_from_db()
    publication.approve_round(
        measured=measured,
        run=run,
        previewed_sha256=run.outcome_sha256,
        no_hearing_reason="Prøve",
        by=anna,
        now=timezone.now(),
    )
    return measured


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize(
    ("place", "is_public"), [("mid_publish_tx", False), ("after_publish_commit", True)]
)
def test_P01_readers_see_the_round_or_they_do_not(act, approved, place, is_public, way):
    publish = ("publish", approved.pk, Publication.objects.get().sha256)

    assert act(*publish, place=place, way=way) != 0
    assert is_current(approved) is is_public

    act(*publish)
    assert is_current(approved)


def is_current(measured):
    measured.refresh_from_db()
    current = Series.objects.get(pk=measured.series_id).current_id == measured.pk
    assert current == (measured.state == "published"), "pointer and state tell the same"
    return current


@pytest.mark.parametrize("way", WAYS)
def test_L01_links_that_were_cut_short_are_made_again(act, approved, way):
    act("publish", approved.pk, Publication.objects.get().sha256)

    assert act("relink", "maaling", place="mid_link", way=way) != 0
    linking.catch_up(now=timezone.now())

    assert "maaling" in Projection.objects.get().rounds
    assert linking.rebuild(now=timezone.now()) == linking.Change(added=0, removed=0)


@pytest.mark.parametrize("way", WAYS)
def test_a_mail_that_was_cut_short_is_sent_later_and_once(act, anna, way, municipalities):
    now = timezone.now()
    waiting = Message.objects.create(
        to="karen@example.com", subject="Prøve", body="Prøve", written_at=now, next_attempt_at=now
    )

    act("send_mail", waiting.pk, place="mid_mail", way=way)
    assert Message.objects.get().sent_at is None

    for minute in range(1, 4):
        for pk in outbox.due(now + timedelta(minutes=minute)):
            outbox.deliver(message_id=pk, now=now + timedelta(minutes=minute))
    assert len(mail.outbox) == 1
