"""`manage.py load_demo_round`: rounds from simulated data, made as an administrator makes any round.

Nothing is inserted ready-made: the files are uploaded, a worker reads and computes, and the
finished run is published. Run again, it finds what is there and does the rest.
"""

import tempfile
import time
from argparse import ArgumentParser
from dataclasses import dataclass
from io import StringIO
from pathlib import Path

from django.contrib.auth import get_user_model
from django.contrib.auth.models import AbstractBaseUser
from django.core.files import File
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone, translation

from measurements.actions import inputs, publication, rounds, runs
from measurements.manage_presenters import progress_of
from measurements.management.commands.simulate_spells import LABOUR_MARKET_FILE, SPELLS_FILE
from measurements.models import InputKind, Round, RoundState, Run, RunState

LOOK_EVERY_SECONDS = 0.3


@dataclass(frozen=True, slots=True)
class DemonstrationRound:
    """A round, and the simulated country it is computed from."""

    description: rounds.RoundDescription
    seed: int
    people: int
    last_permit_year: int


def _demonstration(last_year: int, *, people: int) -> DemonstrationRound:
    return DemonstrationRound(
        description=rounds.RoundDescription(
            title=f"Kommunernes integrationsindsats 1999-{last_year} (simulerede data)",
            period_from=1999,
            period_to=last_year,
            publisher="Integrationsviden (demonstration)",
            contact="redaktion@integrationsviden.example",
            simulated=True,
        ),
        seed=2026,
        people=people,
        last_permit_year=last_year - 1,
    )


# The oldest first, so that the newest can say what repeats.
DEMONSTRATION = (_demonstration(2007, people=30_000),)


class Command(BaseCommand):
    help = (
        "Makes the demonstration round from simulated data, through upload, worker and publication"
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--timeout", type=float, default=120, help="seconds to wait for the worker"
        )

    def handle(self, *, timeout: float, **options: object) -> None:
        by = _an_administrator()
        for wanted in DEMONSTRATION:
            made = Round.objects.filter(title=wanted.description.title).first()
            if made is None or made.state == RoundState.DRAFT:
                self._make(made or _create(wanted, by), wanted, by=by, timeout=timeout)

    def _make(
        self, draft: Round, wanted: DemonstrationRound, *, by: AbstractBaseUser, timeout: float
    ) -> None:
        run = draft.newest_run
        if run is None or not (run.is_live or run.state == RunState.FINISHED):
            run = _upload_and_request(draft, wanted, by=by)
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
                seen = progress_of(run, now=timezone.now())
            if seen.state + seen.stage != said:
                said = seen.state + seen.stage
                self.stdout.write(f"    {seen.state} {seen.stage}".rstrip())
            if time.monotonic() > deadline:
                raise CommandError(
                    f"the worker did not finish the demonstration round in {timeout:.0f} seconds; "
                    "it goes on by itself, and the next start publishes it"
                )
            time.sleep(LOOK_EVERY_SECONDS)
            run.refresh_from_db()
        if run.state != RunState.FINISHED:
            raise CommandError(f"the demonstration round stopped: {run.failure or run.report}")


def _create(wanted: DemonstrationRound, by: AbstractBaseUser) -> Round:
    return rounds.create_round(description=wanted.description, by=by, now=timezone.now())


def _upload_and_request(draft: Round, wanted: DemonstrationRound, *, by: AbstractBaseUser) -> Run:
    with tempfile.TemporaryDirectory() as folder:
        call_command(
            "simulate_spells",
            seed=wanted.seed,
            people=wanted.people,
            last_permit_year=wanted.last_permit_year,
            out=Path(folder),
            stdout=StringIO(),
        )
        kept = {}
        for kind, name in (
            (InputKind.SPELLS, SPELLS_FILE),
            (InputKind.LABOUR_MARKET, LABOUR_MARKET_FILE),
        ):
            with (Path(folder) / name).open("rb") as file:
                kept[kind] = inputs.store_input(
                    measured=draft,
                    kind=kind,
                    file=File(file, name=name),
                    by=by,
                    now=timezone.now(),
                )
    return runs.request_run(
        measured=draft,
        spells=kept[InputKind.SPELLS],
        labour_market=kept[InputKind.LABOUR_MARKET],
        by=by,
        now=timezone.now(),
    )


def _an_administrator() -> AbstractBaseUser:
    """Whoever is there to answer for it; demonstration people are made before this runs."""
    everyone = get_user_model().objects.filter(is_active=True).order_by("pk")
    found = next((user for user in everyone if user.is_administrator), None)
    if found is None:
        raise CommandError("there is no administrator to make the round; create one first")
    return found
