"""Runs one measurement in a process of its own and reads what it printed.

Whoever measures stays small: a child's peak memory includes what its parent held when it began.
"""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from statistics import median
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "var" / "bench"
PEERS_PYTHON = FOLDER / "venv" / "bin" / "python"
ONE_THREAD = dict.fromkeys(
    ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NUMEXPR_NUM_THREADS"), "1"
)


Tell = Callable[[str], None]


class ChildFailed(Exception):
    """Says which command failed and the last it wrote."""


@dataclass(frozen=True)
class Measured:
    """One process.

    cpu, wall  seconds, median over the repeats inside the process
    peak       megabytes, the whole process with imports and data
    found      what it printed besides
    """

    cpu: float
    wall: float
    peak: float
    found: dict[str, Any]


def case_files(people: int, folder: Path = FOLDER) -> tuple[Path, Path]:
    """Where a case's spells and labour market are, or will be."""
    return folder / f"spells-{people}.csv", folder / f"labour_market-{people}.csv"


def engine(what: str, spells: Path, labour_market: Path) -> Measured:
    return _measured(
        [sys.executable, "-m", "tests.bench.engine", what, str(spells), str(labour_market)]
    )


def peer(name: str, spells: Path, labour_market: Path, *more: str) -> Measured:
    script = str(ROOT / "tests" / "bench" / "peers.py")
    return _measured([str(PEERS_PYTHON), script, name, str(spells), str(labour_market), *more])


def coxph(pieces: Path) -> Measured:
    return _measured(["Rscript", str(ROOT / "tests" / "bench" / "coxph.R"), str(pieces)])


def search(documents: int, *, database: str) -> Measured:
    """Publish texts, index them, or copy SQLite's index of the same, and ask. Empty: SQLite, first."""
    folder = FOLDER / "search"
    if not database:
        shutil.rmtree(folder, ignore_errors=True)
    where = {"VAR_DIR": str(folder), "DATABASE_URL": database}
    command = [sys.executable, "-m", "tests.bench.search"]
    index = ["copy", str(documents), str(folder / "db.sqlite3")]
    made = _measured([*command, *(index if database else ["make", str(documents)])], **where)
    asked = _measured([*command, "ask"], **where)
    return replace(asked, found={**asked.found, **made.found})


ROUNDS, SUBMISSIONS, REQUESTS = 10, 5_000, 50


def pages(*, database: str) -> Measured:
    """Make a nation in a database of its own, then ask every page of it. Empty: SQLite."""
    folder = FOLDER / "pages"
    shutil.rmtree(folder, ignore_errors=True)
    where = {"VAR_DIR": str(folder), "DATABASE_URL": database}
    _run([sys.executable, "-m", "tests.bench.nation", str(ROUNDS), str(SUBMISSIONS)], **where)
    asked = _measured([sys.executable, "-m", "tests.bench.pages", str(REQUESTS)], **where)
    shutil.rmtree(folder, ignore_errors=True)
    return asked


def make_case(people: int, folder: Path) -> None:
    _run([sys.executable, "-m", "tests.bench.case", str(people), str(folder)])


def _measured(command: list[str], **settings: str) -> Measured:
    printed, peak = _run(command, **settings)
    found = json.loads(printed.splitlines()[-1])
    return Measured(
        cpu=median(found.pop("cpu")), wall=median(found.pop("wall")), peak=peak, found=found
    )


def _run(command: list[str], **settings: str) -> tuple[str, float]:
    """What the command printed, and the megabytes it needed."""
    with tempfile.TemporaryFile("w+") as errors, tempfile.TemporaryFile("w+") as output:
        child = subprocess.Popen(
            command,
            cwd=ROOT,
            stdout=output,
            stderr=errors,
            env={**os.environ, **ONE_THREAD, **settings},
        )
        _, status, usage = os.wait4(child.pid, 0)
        child.returncode = os.waitstatus_to_exitcode(status)
        if child.returncode:
            errors.seek(0)
            raise ChildFailed(f"{' '.join(command)}\n{errors.read()[-1500:]}")
        output.seek(0)
        return output.read(), usage.ru_maxrss / 1024
