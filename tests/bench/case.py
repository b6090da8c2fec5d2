"""The national case: simulated people with 35 covariate columns, written as the files a run reads.

    python -m tests.bench.case PEOPLE FOLDER        writes spells-PEOPLE.csv, labour_market-PEOPLE.csv

98 municipalities, eight permit years, movers with delayed entry, unemployment by calendar year. The
simulated country has 25 dummies; three more columns of chance bring them to the 34 that national
registers offer, and unemployment is the 35th. They have no effect, which costs just as much.
"""

import sys
from pathlib import Path

import numpy as np
import pandas as pd

from measurements.engine.simulate import simulate_months
from tests.bench.children import case_files

MUNICIPALITIES = [str(code).zfill(4) for code in range(101, 199)]
EXTRA_LEVELS = {"family": 4, "health": 3, "language": 5}
PEOPLE_AT_ONCE = 1_000_000


def main(people: int, folder: Path) -> None:
    """Larger countries are put together from countries of a million, so that memory stays bounded."""
    spells, labour_market = case_files(people, folder)
    for seed, first in enumerate(range(0, people, PEOPLE_AT_ONCE), start=1):
        size = min(PEOPLE_AT_ONCE, people - first)
        country = simulate_months(
            people=size,
            seed=seed,
            municipalities=MUNICIPALITIES,
            largest_first=True,
            proportional=True,
        )
        table = with_extra_columns(country.spells, np.random.default_rng([seed, 4]))
        table["person_id"] += first
        table.to_csv(spells, mode="a" if first else "w", header=not first, index=False)
        if not first:
            country.labour_market.to_csv(labour_market, index=False)


def with_extra_columns(spells: pd.DataFrame, random: np.random.Generator) -> pd.DataFrame:
    """The same spells with columns of chance; both spells of a mover have the same values."""
    person = spells["person_id"].to_numpy() - 1
    extra = {
        name: pd.Categorical.from_codes(
            random.integers(0, levels, person.max() + 1)[person],
            categories=[f"{name[0]}{level}" for level in range(levels)],
        )
        for name, levels in EXTRA_LEVELS.items()
    }
    return spells.assign(**extra)


if __name__ == "__main__":
    main(int(sys.argv[1]), Path(sys.argv[2]))
