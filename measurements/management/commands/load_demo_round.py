"""`manage.py load_demo_round`: the demonstration rounds, made as an administrator makes any round.

Nothing is inserted ready-made: the files are uploaded, a worker reads and computes, and the
finished run is published. Run again, it finds what is there and does the rest.
"""

import tempfile
import time
from argparse import ArgumentParser
from pathlib import Path

from django.contrib.auth import get_user_model
from django.contrib.auth.models import AbstractBaseUser
from django.core.files import File
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone, translation

from measurements import demonstration
from measurements.actions import inputs, publication, rounds, runs
from measurements.demonstration import DemonstrationRound
from measurements.manage_presenters import progress_of
from measurements.models import InputFile, InputKind, Round, RoundState, Run, RunState

LOOK_EVERY_SECONDS = 0.3


class Command(BaseCommand):
    help = "Makes the demonstration rounds from simulated data, by upload, worker and publication"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--timeout", type=float, default=120, help="seconds to wait for the worker, per round"
        )

    def handle(self, *, timeout: float, **options: object) -> None:
        missing = [wanted for wanted in demonstration.ROUNDS if not _is_published(wanted)]
        if not missing:
            return
        by = _an_administrator()
        with tempfile.TemporaryDirectory() as folder:
            country = Path(folder)
            demonstration.write_country(country)
            for wanted in missing:
                self._make(wanted, country, by=by, timeout=timeout)

    def _make(
        self, wanted: DemonstrationRound, country: Path, *, by: AbstractBaseUser, timeout: float
    ) -> None:
        draft = Round.objects.filter(title=wanted.description.title).first()
        if draft is None:
            draft = rounds.create_round(description=wanted.description, by=by, now=timezone.now())
        self.stdout.write(f"    {draft.title}")
        run = draft.newest_run
        if run is None or not (run.is_live or run.state == RunState.FINISHED):
            run = _upload_and_request(draft, wanted, country, by=by)
        self._wait_for(run, timeout=timeout)
        draft.refresh_from_db()
        publication.publish_round(
            measured=draft,
            run=run,
            previewed_sha256=run.outcome_sha256,
            by=by,
            now=timezone.now(),
        )

    def _wait_for(self, run: Run, *, timeout: float) -> None:
        """Follow the run in the database until it is finished, saying each new stage once."""
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


def _is_published(wanted: DemonstrationRound) -> bool:
    return Round.objects.filter(title=wanted.description.title, state=RoundState.PUBLISHED).exists()


def _upload_and_request(
    draft: Round, wanted: DemonstrationRound, country: Path, *, by: AbstractBaseUser
) -> Run:
    folder = country / str(wanted.last_day)
    demonstration.write_as_seen(country=country, last_day=wanted.last_day, folder=folder)
    spells = _store(draft, InputKind.SPELLS, folder / demonstration.SPELLS_FILE, by=by)
    labour_market = _store(
        draft, InputKind.LABOUR_MARKET, folder / demonstration.LABOUR_MARKET_FILE, by=by
    )
    return runs.request_run(
        measured=draft, spells=spells, labour_market=labour_market, by=by, now=timezone.now()
    )


def _store(draft: Round, kind: InputKind, path: Path, *, by: AbstractBaseUser) -> InputFile:
    with path.open("rb") as file:
        return inputs.store_input(
            measured=draft, kind=kind, file=File(file, name=path.name), by=by, now=timezone.now()
        )


def _an_administrator() -> AbstractBaseUser:
    """Whoever is there to answer for it; demonstration people are made before this runs."""
    everyone = get_user_model().objects.filter(is_active=True).order_by("pk")
    found = next((user for user in everyone if user.is_administrator), None)
    if found is None:
        raise CommandError("there is no administrator to make the round; create one first")
    return found
