"""`manage.py load_demo_round`: the demonstration rounds, made as an administrator makes any round.

Nothing is inserted ready-made: the files are uploaded, a worker reads and computes, and the
finished run is published, or sent to hearing. Run again, it finds what is there and does the rest.
"""

import tempfile
import time
from argparse import ArgumentParser
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from django.contrib.auth import get_user_model
from django.contrib.auth.models import AbstractBaseUser
from django.core.files import File
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone, translation

from measurements import demonstration
from measurements.actions import hearing, inputs, publication, rounds, runs
from measurements.demonstration import DemonstrationRound
from measurements.lifecycle import FROZEN, PUBLIC
from measurements.manage.presenters.progress import progress_of
from measurements.models import Round, RoundState, Run, RunKind, RunState

LOOK_EVERY_SECONDS = 0.3
NO_HEARING = "Demonstration: data er simulerede, og ingen kommune er målt."


class Command(BaseCommand):
    help = "Makes the demonstration rounds from simulated data, by upload, worker and publication"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--timeout", type=float, default=120, help="seconds to wait for the worker, per round"
        )

    def handle(self, *, timeout: float, **options: object) -> None:
        missing = [wanted for wanted in demonstration.ROUNDS if not _is_made(wanted)]
        if not missing:
            return
        people = _two_administrators()
        with tempfile.TemporaryDirectory() as folder:
            country = Path(folder)
            demonstration.write_country(country)
            for wanted in missing:
                self._make(wanted, country, people=people, timeout=timeout)

    def _make(
        self, wanted: DemonstrationRound, country: Path, *, people: "People", timeout: float
    ) -> None:
        by = people.maker
        draft = Round.objects.filter(title=wanted.description.title).first()
        if draft is None:
            draft = rounds.create_round(description=wanted.description, by=by, now=timezone.now())
        self.stdout.write(f"    {draft.title}")
        if draft.state in {RoundState.DRAFT, RoundState.UPLOADED}:
            _upload(draft, wanted, country, by=by)
            runs.request_validation(measured=draft, by=by, now=timezone.now())
        if draft.state == RoundState.VALIDATING:
            checked = self._wait_for(draft, timeout=timeout)
            _accept_warnings(checked, by=by)
        if draft.state in {RoundState.VALIDATED, RoundState.FAILED}:
            runs.request_run(measured=draft, by=by, now=timezone.now())
        if draft.state == RoundState.COMPUTING:
            _accept_warnings(self._wait_for(draft, timeout=timeout), by=by)
        if wanted.is_heard:
            _send_to_hearing(draft, by=by)
        else:
            _publish(draft, people=people)

    def _wait_for(self, draft: Round, *, timeout: float) -> Run:
        """Follow the live run until it is finished, saying each new stage once."""
        run = Run.objects.filter(round=draft).first()
        assert run is not None, "it has just been asked for"
        deadline, said = time.monotonic() + timeout, ""
        while run.is_live:
            with translation.override("en"):
                progress = progress_of(run, now=timezone.now())
            line = f"      {progress.state}: {progress.stage}".removesuffix(": ")
            if line != said:
                self.stdout.write(line)
                said = line
            if time.monotonic() > deadline:
                raise CommandError(
                    f"the worker did not finish a demonstration round in {timeout:.0f} seconds; "
                    "it goes on by itself, and the next start publishes it"
                )
            time.sleep(LOOK_EVERY_SECONDS)
            run.refresh_from_db()
        if run.state != RunState.FINISHED:
            raise CommandError(f"a demonstration round stopped: {run.failure or run.report}")
        draft.refresh_from_db()
        return run


def _is_made(wanted: DemonstrationRound) -> bool:
    """Whether it has come as far as it is brought here. Somebody may have taken it further since."""
    ends = (RoundState.HEARING, *FROZEN) if wanted.is_heard else PUBLIC
    return Round.objects.filter(title=wanted.description.title, state__in=ends).exists()


def _upload(
    draft: Round, wanted: DemonstrationRound, country: Path, *, by: AbstractBaseUser
) -> None:
    folder = country / draft.slug
    demonstration.write_files(wanted, country=country, folder=folder)
    for kind, name in wanted.files.items():
        with (folder / name).open("rb") as file:
            inputs.store_input(
                measured=draft,
                kind=kind,
                file=File(file, name=name),
                by=by,
                now=timezone.now(),
            )


def _publish(draft: Round, *, people: "People") -> None:
    run = draft.newest_of(RunKind.COMPUTATION)
    assert run is not None, "a computed round has a run"
    if draft.state == RoundState.COMPUTED:
        publication.approve_round(
            measured=draft,
            run=run,
            previewed_sha256=run.outcome_sha256,
            no_hearing_reason=NO_HEARING,
            by=people.maker,
            now=timezone.now(),
        )
    publication.publish_round(
        measured=draft,
        approved_sha256=draft.publication.sha256,
        by=people.publisher,
        now=timezone.now(),
    )


def _send_to_hearing(draft: Round, *, by: AbstractBaseUser) -> None:
    now = timezone.now()
    until = timezone.localdate(now) + timedelta(days=demonstration.HEARING_DAYS)
    hearing.open_hearing(measured=draft, until=until, by=by, now=now)


def _accept_warnings(run: Run, *, by: AbstractBaseUser) -> None:
    for warning in run.open_warnings:
        runs.accept_warning(run=run, code=warning["code"], by=by, now=timezone.now())


@dataclass(frozen=True, slots=True)
class People:
    """Whoever is there to answer for it: one who makes the rounds, and another who publishes."""

    maker: AbstractBaseUser
    publisher: AbstractBaseUser


def _two_administrators() -> People:
    everyone = get_user_model().objects.filter(is_active=True).order_by("pk")
    found = [user for user in everyone if user.is_administrator]
    if len(found) < 2:
        raise CommandError(
            "it takes two administrators to make a round and to publish it; create them first"
        )
    return People(maker=found[0], publisher=found[1])
