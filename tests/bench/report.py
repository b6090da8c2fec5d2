"""What the bench found: bars that hold or do not, and docs/performance.md."""

import platform
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from importlib.metadata import version
from pathlib import Path
from statistics import median, quantiles
from typing import Any

from tests.bench.children import REQUESTS, ROUNDS, SUBMISSIONS, Measured
from tests.bench.comparisons import SAME, Beside


@dataclass(frozen=True)
class Bar:
    """A promise, what was measured, and whether it holds."""

    promise: str
    measured: str
    holds: bool


@dataclass
class Results:
    """What was measured; empty where a part was not asked for.

    rounds  people → whole rounds; the largest streamed from its file
    """

    people: int
    beside: list[Beside] = field(default_factory=list)
    rounds: dict[int, list[Measured]] = field(default_factory=dict)
    streamed: dict[int, list[Measured]] = field(default_factory=dict)
    panels: list[Measured] = field(default_factory=list)
    searches: dict[str, Measured] = field(default_factory=dict)  # database → questions
    pages: dict[str, Measured] = field(default_factory=dict)  # database → every page

    @property
    def has_engine(self) -> bool:
        return bool(self.beside or self.rounds or self.streamed or self.panels)

    def cpu(self, runs: list[Measured]) -> float:
        return median(run.cpu for run in runs)

    def peak(self, runs: list[Measured]) -> float:
        return max(run.peak for run in runs)


def bars(results: Results) -> Iterator[Bar]:
    yield from _bars_of_the_engine(results)
    yield from _bars_of_the_search(results)
    yield from _bars_of_the_pages(results)


def _bars_of_the_engine(results: Results) -> Iterator[Bar]:
    yield from _bars_of_the_fit(results)
    yield from _bars_of_the_round(results)
    if results.panels and results.people in results.rounds:
        panel = median(run.wall for run in results.panels)
        whole = median(run.wall for run in results.rounds[results.people])
        variants = results.panels[0].found["variants"]
        yield Bar(
            "robustness panel of 12 variants, both cores: at most 10 times one round (wall)",
            f"{variants} variants, {panel / whole:.1f} times",
            variants >= 12 and panel <= 10 * whole,
        )


def _bars_of_the_search(results: Results) -> Iterator[Bar]:
    for name, asked in results.searches.items():
        slow = _slow(asked.found["this"]["processor"])
        yield Bar(
            f"search in {asked.found['documents']:,} texts on {name}: p95 under 100 ms of processor",
            f"{slow:.0f} ms",
            slow < 100,
        )


def _bars_of_the_pages(results: Results) -> Iterator[Bar]:
    for name, asked in results.pages.items():
        pages = asked.found["pages"]
        slowest = max(pages, key=lambda page: _slow(page["milliseconds"]))
        yield Bar(
            f"every page on {name}: p95 of server time under 100 ms",
            f"{_slow(slowest['milliseconds']):.0f} ms ({slowest['name']})",
            _slow(slowest["milliseconds"]) < 100,
        )
    for asked in list(results.pages.values())[:1]:  # a page weighs the same on every database
        heaviest = max(asked.found["pages"], key=lambda page: max(page["sizes"]))
        weight = max(heaviest["sizes"]) / 1000
        yield Bar(
            "every page: under 150 kB compressed",
            f"{weight:.0f} kB ({heaviest['name']})",
            weight < 150,
        )
        yield Bar(
            "a first visit, with style sheets and scripts: under 150 kB compressed",
            f"{weight + asked.found['assets'] / 1000:.0f} kB",
            weight + asked.found["assets"] / 1000 < 150,
        )


def _slow(milliseconds: list[float]) -> float:
    """Nineteen of twenty are no slower."""
    return quantiles(milliseconds, n=20)[-1]


def _bars_of_the_fit(results: Results) -> Iterator[Bar]:
    for found in results.beside:
        where = f"{found.name}, {found.people:,} people"
        yield Bar(
            f"fit at least {found.least:g} times as fast as {where}",
            f"{found.ratio:.0f} times ({_times(len(found.peer))})",
            found.ratio >= found.least,
        )
        if found.same_as:
            yield Bar(
                f"coefficients ({found.same_as} link) as {where}, to {SAME:g}",
                f"{found.apart:.0e}",
                found.apart <= SAME,
            )


def _bars_of_the_round(results: Results) -> Iterator[Bar]:
    whole = results.rounds.get(results.people)
    if not whole:
        return
    yield Bar(
        f"whole round of {results.people:,} people: peak under 500 MB",
        f"{results.peak(whole):.0f} MB",
        results.peak(whole) < 500,
    )
    glum = next((b for b in results.beside if b.name.startswith("glum")), None)
    if glum:
        yield Bar(
            "whole round: no longer than glum's one fit on person-months",
            f"{results.cpu(whole):.2f} s against {glum.peer_cpu:.2f} s",
            results.cpu(whole) <= glum.peer_cpu,
        )
    limits = {10 * results.people: 12, 100 * results.people: 120}
    for people, runs in [*results.rounds.items(), *results.streamed.items()]:
        if people in limits:
            times = results.cpu(runs) / results.cpu(whole)
            yield Bar(
                f"{people:,} people: at most {limits[people]} times {results.people:,}",
                f"{times:.1f} times ({_times(len(runs))})",
                times <= limits[people],
            )
    for people, runs in results.streamed.items():
        yield Bar(
            f"{people:,} people streamed from a file: peak under 1,500 MB",
            f"{results.peak(runs):.0f} MB",
            results.peak(runs) < 1500,
        )


def write(results: Results, target: Path) -> None:
    """Sections of parts that were not measured this time stay as they were."""
    before = _sections(target.read_text(encoding="utf-8")) if target.exists() else {}
    after = before | _sections("\n".join(_page(results)) + "\n")
    target.write_text("\n".join(after.values()), encoding="utf-8")


def _sections(page: str) -> dict[str, str]:
    """Title → the section with its title, in the order of the page."""
    parts = re.split(r"\n(?=## )", page)
    return {part.partition("\n")[0]: part for part in parts if part.strip()}


def _page(results: Results) -> Iterator[str]:
    if results.has_engine:
        yield from _about_engine(results)
    if results.searches:
        yield from _about_search(results.searches, bars=_bars_of_the_search(results))
    if results.pages:
        yield from _about_pages(results.pages, bars=_bars_of_the_pages(results))


def _about_engine(results: Results) -> Iterator[str]:
    yield "# Performance\n"
    yield (
        "Written by `make bench`; do not edit by hand. `python -m tests.bench --only search "
        "--write docs/performance.md` writes one section anew. " + _setting() + "\n"
    )
    yield (
        f"The national case: {results.people:,} simulated people, 98 municipalities, 35 covariate "
        "columns (dummies and unemployment), movers with delayed entry, unemployment by calendar "
        "year, horizons 36 and 72, 1,000 draws. Seconds are CPU seconds of one process with one "
        "thread, so that other work on the machine disturbs little; each peer is run in turns with "
        "the engine. A peer's clock covers its fit alone: its rows and dummies are built "
        "beforehand. The engine's covers cutting the spells at new year, the fit and its "
        "covariance. Peak memory is that of the whole process. Slow peers are run three times on a "
        "smaller country and once at full size.\n"
    )
    yield "## What must hold\n"
    yield from _promises(_bars_of_the_engine(results))
    if results.beside:
        yield "\n## The fit beside its peers\n"
        yield from _table(
            ["peer", "people", "runs", "peer s", "engine s", "ratio", "peer MB", "apart"],
            [
                [
                    found.name,
                    f"{found.people:,}",
                    str(len(found.peer)),
                    f"{found.peer_cpu:.2f}",
                    f"{found.engine_cpu:.2f}",
                    f"{found.ratio:.0f}",
                    f"{found.peer_peak:.0f}",
                    f"{found.apart:.0e}",
                ]
                for found in results.beside
            ],
        )
        yield (
            "\n*apart*: largest difference of a coefficient from the engine's under the same link. "
            "Lifelines knows Efron's ties only; it is set beside the complementary log-log link, "
            "to which Efron's method comes close."
        )
    if results.rounds:
        yield "\n## Whole rounds\n"
        yield "From the file to the outcome as JSON. Stages in CPU seconds.\n"
        runs = [*results.rounds.items(), *results.streamed.items()]
        stages = list(runs[0][1][0].found["stages"])
        yield from _table(
            ["people", "spells", "runs", *stages, "all", "wall", "peak MB"],
            [_row_of_round(people, measured, stages, results) for people, measured in runs],
        )
        if results.streamed:
            yield "\nThe largest is read in blocks of 250,000 rows and never held as a table of text."


def _promises(bars: Iterable[Bar]) -> Iterator[str]:
    yield from _table(
        ["promise", "measured", "holds"],
        [[bar.promise, bar.measured, "yes" if bar.holds else "**no**"] for bar in bars],
    )


def _about_search(searches: dict[str, Measured], *, bars: Iterable[Bar]) -> Iterator[str]:
    yield "\n## The search\n"
    yield _setting() + "\n"
    yield from _promises(bars)
    yield (
        "\n"
        "Made-up texts of 75 words, drawn from 30,000 words as often as in real texts. Half of the "
        "questions are the practitioners', half are two words drawn as the texts are. Milliseconds "
        "of processor for one question, in one process and in the database's, the fastest of three "
        "turns: other work on the machine disturbs them little. By the clock, p95 is what a reader "
        "waited for beside that work; the load was "
        f"{max(asked.found['load'] for asked in searches.values()):.0f}. *Full text* is PostgreSQL's own with its Danish dictionary and a "
        "GIN index on the same texts, with all words or with any.\n"
    )
    rows = []
    for name, asked in searches.items():
        found = asked.found
        for what, key in _SEARCHES.items():
            if key in found:
                rows.append([f"{what} on {name}", *_row_of_times(found[key])])
    yield from _table(["search", "median", "p95", "slowest", "p95 by the clock"], rows)
    for name, asked in searches.items():
        found = asked.found
        whole = f", the whole index {found['indexed']:.0f} s" if "indexed" in found else ""
        yield (
            f"\n{name}, processor: what a process reads at its start {found['warm_up']:.0f} ms, its "
            f"first question then {found['first']:.0f} ms; indexing one text more "
            f"{median(found['one_more']):.0f} ms{whole}. Memory of the asking process "
            f"{asked.peak:.0f} MB."
        )


def _about_pages(pages: dict[str, Measured], *, bars: Iterable[Bar]) -> Iterator[str]:
    yield "\n## The pages\n"
    yield _setting() + "\n"
    yield from _promises(bars)
    yield (
        f"\n{ROUNDS} rounds of 98 municipalities, each measured by the engine from 30,000 simulated "
        f"people, and {SUBMISSIONS:,} made-up submissions. {REQUESTS} requests for each sort of page, "
        "through all middleware, each for another page where there is another. Milliseconds are "
        "processor time of the process, and the wait for a database of its own; the fastest of three "
        "turns, as other work on the machine disturbs them. *New* is the first turn: nobody had asked "
        "this process for the page before, so that it had to draw what it then keeps. All style "
        "sheets and scripts of the site together weigh "
        f"{next(iter(pages.values())).found['assets'] / 1000:.0f} kB compressed; a reader's browser "
        "fetches those of a page once.\n"
    )
    databases = list(pages)
    heads = [f"{what} {name}" for name in databases for what in ("median", "p95", "new p95")]
    rows = zip(*(asked.found["pages"] for asked in pages.values()), strict=True)
    yield from _table(
        ["page", *heads, "kB", "queries"],
        [
            [
                same[0]["name"],
                *(figure for page in same for figure in _times_of_page(page)),
                f"{max(same[0]['sizes']) / 1000:.1f}",
                _from_to(same[0]["queries"]),
            ]
            for same in rows
        ],
    )


def _times_of_page(page: dict[str, Any]) -> list[str]:
    warm, new = page["milliseconds"], page["new"]
    return [f"{median(warm):.0f}", f"{_slow(warm):.0f}", f"{_slow(new):.0f}"]


def _from_to(counts: list[int]) -> str:
    least, most = min(counts), max(counts)
    return str(most) if least == most else f"{least}-{most}"


_SEARCHES = {
    "this search": "this",
    "full text, all words": "full_text_and",
    "full text, any word": "full_text_or",
}


def _row_of_times(spent: dict[str, list[float]]) -> list[str]:
    times = spent["processor"]
    shown = (median(times), _slow(times), max(times), _slow(spent["clock"]))
    return [f"{milliseconds:.1f}" for milliseconds in shown]


def _row_of_round(
    people: int, runs: list[Measured], stages: list[str], results: Results
) -> list[str]:
    return [
        f"{people:,}",
        f"{runs[0].found['spells']:,}",
        str(len(runs)),
        *(f"{median(run.found['stages'][stage] for run in runs):.2f}" for stage in stages),
        f"{results.cpu(runs):.2f}",
        f"{median(run.wall for run in runs):.2f}",
        f"{results.peak(runs):.0f}",
    ]


def _setting() -> str:
    names = ("numpy", "scipy", "pandas")
    versions = ", ".join(f"{name} {version(name)}" for name in names)
    return (
        f"Measured {date.today():%-d %B %Y} on {_processor()} with Python "
        f"{platform.python_version()}, {versions}; the peers' versions are in "
        "`tests/bench/requirements.txt`."
    )


def _processor() -> str:
    info = Path("/proc/cpuinfo")
    lines = info.read_text().splitlines() if info.exists() else []
    names = [line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")]
    return f"{len(names)} cores of {names[0]}" if names else platform.machine()


def _times(runs: int) -> str:
    return "one run" if runs == 1 else f"median of {runs}"


def _table(heads: list[str], rows: list[list[str]]) -> Iterator[str]:
    yield "| " + " | ".join(heads) + " |"
    yield "|" + "---|" * len(heads)
    for row in rows:
        yield "| " + " | ".join(row) + " |"
