"""`manage.py simulate_extract`: the register extract of a simulated country."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from measurements.engine.simulate import Calendar, simulate
from measurements.engine.simulate_extract import SimulatedExtract, simulate_extract
from measurements.management.commands.simulate_spells import (
    municipalities_by_size,
    with_old_codes,
    write_market_and_truth,
    write_table,
)

PERSONS_FILE = "personer.csv"
RESIDENCES_FILE = "bopaele.csv"
ACTIVITIES_FILE = "aktiviteter.csv"
EXITS_FILE = "udgange.csv"


class Command(BaseCommand):
    help = (
        "Writes a simulated register extract: personer.csv, bopaele.csv, aktiviteter.csv and "
        "udgange.csv, with kommuner_aar.csv and sandhed.json. Its spells are those that "
        "simulate_spells writes for the same seed."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--seed", type=int, required=True)
        parser.add_argument("--people", type=int, default=30_000)
        parser.add_argument("--spread", type=float, default=0.16, help="sd of the true effects")
        parser.add_argument("--last-permit-year", type=int, default=2006)
        parser.add_argument("--out", type=Path, required=True, help="folder, made if missing")

    def handle(self, **options: Any) -> None:
        seed, folder, last_year = options["seed"], options["out"], options["last_permit_year"]
        calendar = Calendar(range(1999, last_year + 1), last_year + 1)
        simulated = simulate(
            seed=seed,
            people=options["people"],
            spread=options["spread"],
            municipalities=municipalities_by_size(seed),
            largest_first=True,
            calendar=calendar,
        )
        extract = simulate_extract(with_old_codes(simulated), last_day=calendar.last_day, seed=seed)
        folder.mkdir(parents=True, exist_ok=True)
        write_extract(extract, folder)
        write_market_and_truth(simulated, folder)
        self.stdout.write(
            f"Simulerede data: {len(extract.persons)} personer i {folder}. "
            f"Udtrækkets sidste dag er {extract.data_end}."
        )


def write_extract(extract: SimulatedExtract, folder: Path) -> None:
    """The four files."""
    write_table(extract.persons, folder / PERSONS_FILE)
    write_table(extract.residences, folder / RESIDENCES_FILE)
    write_table(extract.activities, folder / ACTIVITIES_FILE)
    write_table(extract.exits, folder / EXITS_FILE)
