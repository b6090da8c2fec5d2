"""One measured run of the engine, in a process of its own: what the parent times is only this.

    python -m tests.bench.engine WHAT SPELLS.csv LABOUR_MARKET.csv

Prints one line of JSON: CPU and wall seconds of each repeat, and what the run found.
"""

import json
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pandas as pd

from measurements.engine import Spec, measure, release
from measurements.engine.hazard import HazardFit, fit_hazard
from measurements.engine.labour_market import read_labour_market
from measurements.engine.robustness import robustness
from measurements.engine.spec import Link
from measurements.engine.spells import read_spells

FITS = 3
ROWS_AT_ONCE = 250_000
CODES_ARE_TEXT = {"municipality_code": str}


def main(what: str, spells: Path, labour_market: Path) -> None:
    print(json.dumps(RUNS[what](spells, labour_market)))


@dataclass
class Clock:
    """CPU seconds of this process and wall seconds, one pair per `with`."""

    cpu: list[float] = field(default_factory=list)
    wall: list[float] = field(default_factory=list)

    def __enter__(self) -> None:
        self._began = time.process_time(), time.perf_counter()

    def __exit__(self, *failure: object) -> None:
        self.cpu.append(time.process_time() - self._began[0])
        self.wall.append(time.perf_counter() - self._began[1])


def fit_alone(link: Link) -> Callable[[Path, Path], dict[str, Any]]:
    """Table read and checked beforehand; the cuts at new year and the covariance are in the time."""

    def run(spells: Path, labour_market: Path) -> dict[str, Any]:
        table = read_spells([pd.read_csv(spells, dtype=CODES_ARE_TEXT)])
        labour = read_labour_market(
            pd.read_csv(labour_market, dtype=CODES_ARE_TEXT), table, horizon=Spec().horizon
        )
        clock = Clock()
        for _ in range(FITS):
            with clock:
                fit = fit_hazard(table, labour, link=link)
        return {"cpu": clock.cpu, "wall": clock.wall, "coefficients": coefficients(fit)}

    return run


def coefficients(fit: HazardFit) -> dict[str, float]:
    """ "column=level" → estimate, for covariates, municipalities and unemployment."""
    layout = fit.layout
    names = {
        place: layout.name(place) for place in [*range(layout.effects.start), layout.labour.start]
    }
    names |= {
        layout.effects.start + j: f"municipality_code={code}"
        for j, code in enumerate(layout.municipalities)
    }
    return {name: float(fit.parameters[place]) for place, name in names.items()}


def whole_round(spells: Path, labour_market: Path) -> dict[str, Any]:
    """File in, outcome as JSON out: read, fit, means, covariance, shrinkage, ranks, cohorts."""
    return _round(spells, labour_market, lambda: pd.read_csv(spells, dtype=CODES_ARE_TEXT))


def streamed_round(spells: Path, labour_market: Path) -> dict[str, Any]:
    """The same with the file read in blocks of bounded size."""

    def blocks() -> Iterator[pd.DataFrame]:
        with pd.read_csv(spells, dtype=CODES_ARE_TEXT, chunksize=ROWS_AT_ONCE) as reader:
            yield from reader

    return _round(spells, labour_market, blocks)


def _round(spells: Path, labour_market: Path, read: Callable[[], Any]) -> dict[str, Any]:
    clock, stages = Clock(), Stages()
    with clock:
        places = pd.read_csv(labour_market, dtype=CODES_ARE_TEXT)
        outcome = measure(read(), places, Spec(), progress=stages)
        written = json.dumps(release(outcome).as_dict())
    found = json.loads(written)
    return {
        "cpu": clock.cpu,
        "wall": clock.wall,
        "stages": stages.seconds(),
        "spells": found["national"]["spells"],
        "ranked": found["national"]["ranked"],
    }


def panel(spells: Path, labour_market: Path) -> dict[str, Any]:
    """The robustness panel, on both cores. Wall time is what it is about."""
    table, places = (pd.read_csv(path, dtype=CODES_ARE_TEXT) for path in (spells, labour_market))
    clock = Clock()
    with clock:
        found = robustness(table, places, Spec(), workers=2)
    answered = sum(variant.reason is None for variant in found.variants)
    return {"cpu": clock.cpu, "wall": clock.wall, "variants": answered}


class Stages:
    """CPU seconds of each stage that the engine tells of."""

    def __init__(self) -> None:
        self._ends: dict[str, float] = {}
        self._began = time.process_time()

    def __call__(self, stage: str, share: float) -> None:
        self._ends[stage] = time.process_time()

    def seconds(self) -> dict[str, float]:
        ends = list(self._ends.values())
        return dict(
            zip(
                self._ends,
                (end - before for end, before in zip(ends, [self._began, *ends], strict=False)),
                strict=True,
            )
        )


RUNS = {
    "fit": fit_alone("cloglog"),
    "fit-poisson": fit_alone("poisson"),
    "round": whole_round,
    "streamed": streamed_round,
    "panel": panel,
}

if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3]))
