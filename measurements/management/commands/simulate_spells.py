"""`manage.py simulate_spells`: a spell file and a labour-market file of a simulated country."""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from django.core.management.base import BaseCommand

from measurements.engine.simulate import Calendar, Simulated, simulate
from measurements.ingest.codes import predecessors, present_codes

SPELLS_FILE = "forloeb.csv"
LABOUR_MARKET_FILE = "kommuner_aar.csv"
TRUTH_FILE = "sandhed.json"

# So that the demonstration looks like Denmark: most people live here, and fewest there.
LARGEST = ["0101", "0751", "0461", "0851", "0561", "0630", "0730", "0621", "0615", "0607"]
SMALLEST = ["0482", "0671", "0665", "0155", "0187", "0492", "0741", "0563", "0825"]

SHARE_OF_OLD_CODES = 0.05  # of the spells that began before the reform of 2007
REFORM = pd.Timestamp(2007, 1, 1)


class Command(BaseCommand):
    help = (
        "Writes simulated data with known truth: forloeb.csv, kommuner_aar.csv and sandhed.json. "
        "The same seed gives the same files, byte for byte."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--seed", type=int, required=True)
        parser.add_argument("--people", type=int, default=30_000)
        parser.add_argument("--spread", type=float, default=0.16, help="sd of the true effects")
        parser.add_argument("--last-permit-year", type=int, default=2006)
        parser.add_argument("--out", type=Path, required=True, help="folder, made if missing")

    def handle(self, **options: Any) -> None:
        last_year = options["last_permit_year"]
        simulated = simulate(
            seed=options["seed"],
            people=options["people"],
            spread=options["spread"],
            municipalities=municipalities_by_size(options["seed"]),
            largest_first=True,
            calendar=Calendar(range(1999, last_year + 1), last_year + 1),
        )
        write_files(simulated, options["out"])
        self.stdout.write(f"Simulerede data: {len(simulated.spells)} forløb i {options['out']}")


def write_files(simulated: Simulated, folder: Path) -> None:
    """The three files."""
    folder.mkdir(parents=True, exist_ok=True)
    write_table(with_old_codes(simulated), folder / SPELLS_FILE)
    write_market_and_truth(simulated, folder)


def write_market_and_truth(simulated: Simulated, folder: Path) -> None:
    write_table(simulated.labour_market, folder / LABOUR_MARKET_FILE)
    truth = json.dumps(simulated.truth.as_dict(), ensure_ascii=False, indent=1)
    (folder / TRUTH_FILE).write_text(truth + "\n", encoding="utf-8")


def write_table(table: pd.DataFrame, path: Path) -> None:
    """The table as a Danish spreadsheet would write it: semicolons, commas, BOM."""
    table.to_csv(
        path,
        sep=";",
        decimal=",",
        encoding="utf-8-sig",
        lineterminator="\r\n",
        date_format="%d-%m-%Y",
        index=False,
    )


def municipalities_by_size(seed: int) -> list[str]:
    """Present codes from the largest municipality down; those between stand in any order."""
    middle = [code for code in present_codes() if code not in {*LARGEST, *SMALLEST}]
    np.random.default_rng([seed, 3]).shuffle(middle)
    return [*LARGEST, *middle, *SMALLEST]


def with_old_codes(simulated: Simulated) -> pd.DataFrame:
    """The spells, some of them under the code that was in use when they began."""
    spells, random = simulated.spells, np.random.default_rng([simulated.truth.seed, 2])
    codes = spells["municipality_code"].astype(str).to_numpy(dtype=object)
    begins = spells["from_date"].to_numpy()
    old_codes = predecessors()
    chosen = (begins < REFORM) & (random.random(len(spells)) < SHARE_OF_OLD_CODES)
    for row in np.flatnonzero(chosen):
        then = [
            old.code
            for old in old_codes.get(codes[row], [])
            if np.datetime64(old.in_use_until) >= begins[row]
        ]
        if then:
            codes[row] = then[random.integers(len(then))]
    return spells.assign(municipality_code=codes)
