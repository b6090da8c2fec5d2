"""How fast and how lean the engine is, beside its peers.

    make bench                                  everything, and docs/performance.md
    python -m tests.bench --only fit            parts: fit, round, million, streamed, panel, search,
                                                pages
    python -m tests.bench --repeats 1           a first look

Data and the peers' environment are kept below var/bench. Ends with 1 if a promise does not hold.
"""

import argparse
import shutil
import subprocess
import sys
import time
from pathlib import Path

from tests.bench import children, postgres, report
from tests.bench.comparisons import beside_peers
from tests.bench.report import Results

REQUIREMENTS = Path(__file__).with_name("requirements.txt")
PARTS = ("fit", "round", "million", "streamed", "panel", "search", "pages")


def main() -> int:
    wanted = _arguments()
    began = time.monotonic()

    def tell(line: str) -> None:
        print(f"{(time.monotonic() - began) / 60:5.1f} min  {line}", flush=True)

    children.FOLDER.mkdir(parents=True, exist_ok=True)
    results = Results(wanted.people)
    if "fit" in wanted.only:
        make_environment_of_peers(tell)
    for people in _sizes(wanted):
        make_data(people, tell)
    for part in (part for part in PARTS if part in wanted.only):
        MEASURE[part](results, wanted, tell)
    return _conclude(results, wanted)


def measure_fits(results: Results, wanted: argparse.Namespace, tell: children.Tell) -> None:
    found = beside_peers(wanted.people, wanted.people // 5, repeats=wanted.repeats, tell=tell)
    results.beside.extend(found)


def measure_rounds(results: Results, wanted: argparse.Namespace, tell: children.Tell) -> None:
    results.rounds[wanted.people] = _runs("round", wanted.people, wanted.repeats, tell)


def measure_ten_times(results: Results, wanted: argparse.Namespace, tell: children.Tell) -> None:
    people = 10 * wanted.people
    results.rounds[people] = _runs("round", people, wanted.repeats, tell)


def measure_streamed(results: Results, wanted: argparse.Namespace, tell: children.Tell) -> None:
    people = 100 * wanted.people
    results.streamed[people] = _runs("streamed", people, 1, tell)


def measure_panel(results: Results, wanted: argparse.Namespace, tell: children.Tell) -> None:
    results.panels.extend(_runs("panel", wanted.people, wanted.repeats, tell))


def measure_search(results: Results, wanted: argparse.Namespace, tell: children.Tell) -> None:
    """As many texts as there are people in the national case, on each database that is here."""
    with postgres.cluster() as url:
        databases = {"SQLite": ""} | ({"PostgreSQL": url} if url else {})
        for name, where in databases.items():
            tell(f"search: publishing and indexing {wanted.people:,} texts on {name}")
            results.searches[name] = children.search(wanted.people, database=where)
            tell(f"search on {name}: {results.searches[name].wall:.0f} s for all questions")
    shutil.rmtree(children.FOLDER / "search", ignore_errors=True)


def measure_pages(results: Results, wanted: argparse.Namespace, tell: children.Tell) -> None:
    """Every sort of page, in a nation with many rounds and submissions, on each database."""
    with postgres.cluster() as url:
        databases = {"SQLite": ""} | ({"PostgreSQL": url} if url else {})
        for name, where in databases.items():
            tell(f"pages: making a nation on {name}")
            results.pages[name] = children.pages(database=where)
            tell(f"pages on {name}: {results.pages[name].wall:.0f} s for all requests")


MEASURE = dict(
    zip(
        PARTS,
        [
            measure_fits,
            measure_rounds,
            measure_ten_times,
            measure_streamed,
            measure_panel,
            measure_search,
            measure_pages,
        ],
        strict=True,
    )
)


def make_environment_of_peers(tell: children.Tell) -> None:
    """A place of their own for packages that the site does not need; made once."""
    stamp = children.FOLDER / "venv" / "requirements.txt"
    if stamp.exists() and stamp.read_bytes() == REQUIREMENTS.read_bytes():
        return
    tell("Installing the peers in var/bench/venv")
    venv, pip = stamp.parent, [str(children.PEERS_PYTHON), "-m", "pip", "install", "--quiet"]
    try:
        subprocess.run([sys.executable, "-m", "venv", str(venv)], check=True)
        subprocess.run([*pip, "-r", str(REQUIREMENTS)], check=True, stderr=subprocess.DEVNULL)
    except subprocess.CalledProcessError:
        sys.exit(
            "Stopped: pip could not install the peers (no network?). "
            "`python -m tests.bench --only round million streamed panel search pages` needs none of them."
        )
    stamp.write_bytes(REQUIREMENTS.read_bytes())


def make_data(people: int, tell: children.Tell) -> None:
    if not all(path.exists() for path in children.case_files(people)):
        tell(f"Simulating {people:,} people")
        children.make_case(people, children.FOLDER)


def _runs(what: str, people: int, repeats: int, tell: children.Tell) -> list[children.Measured]:
    runs = []
    for _ in range(repeats):
        runs.append(children.engine(what, *children.case_files(people)))
        tell(f"{what}, {people:,} people: {runs[-1].cpu:.2f} s, {runs[-1].peak:.0f} MB")
    return runs


def _sizes(wanted: argparse.Namespace) -> list[int]:
    sizes = {wanted.people} if set(wanted.only) - {"search", "pages"} else set()
    sizes |= {wanted.people // 5} if "fit" in wanted.only else set()
    sizes |= {10 * wanted.people} if "million" in wanted.only else set()
    sizes |= {100 * wanted.people} if "streamed" in wanted.only else set()
    return sorted(sizes)


def _conclude(results: Results, wanted: argparse.Namespace) -> int:
    found = list(report.bars(results))
    for bar in found:
        print(f"{'holds' if bar.holds else 'FAILS'}  {bar.promise}: {bar.measured}")
    if wanted.write:
        report.write(results, wanted.write)
        print(f"Written: {wanted.write}")
    return 0 if all(bar.holds for bar in found) else 1


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--only", nargs="+", choices=PARTS, default=PARTS)
    parser.add_argument("--people", type=int, default=100_000)
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--write", type=Path, help="write the tables to this file")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
