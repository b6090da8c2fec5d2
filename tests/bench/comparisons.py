"""The engine beside its peers: the same data, the same run, ratios of medians."""

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from tests.bench import children
from tests.bench.children import Measured

SAME = 1e-6


@dataclass(frozen=True)
class Beside:
    """A peer's fits and the engine's, run in turns.

    least    times faster that the engine has to be
    same_as  link under which the coefficients have to agree to SAME; None where the peer's
             likelihood is another one
    apart    largest difference of a coefficient
    """

    name: str
    people: int
    peer: tuple[Measured, ...]
    engine: tuple[Measured, ...]
    least: float
    same_as: str | None
    apart: float

    @property
    def ratio(self) -> float:
        return self.peer_cpu / self.engine_cpu

    @property
    def peer_cpu(self) -> float:
        return median(run.cpu for run in self.peer)

    @property
    def engine_cpu(self) -> float:
        return median(run.cpu for run in self.engine)

    @property
    def peer_peak(self) -> float:
        return median(run.peak for run in self.peer)


@dataclass(frozen=True)
class Peer:
    """How to run a peer, what it is held to, and how often at full size.

    `link` names the likelihood of the engine whose estimates it shares (or nearly).
    """

    name: str
    run: Callable[[Path, Path], Measured]
    least: float
    link: str
    exact: bool
    slow: bool


def beside_peers(
    people: int, smaller: int, *, repeats: int, tell: Callable[[str], None]
) -> Iterator[Beside]:
    """Every peer that is here: quick ones `repeats` times at full size; slow ones once at full
    size and `repeats` times on a smaller country.
    """
    for peer in _peers(tell):
        if peer.slow:
            yield _compare(peer, smaller, repeats=repeats, tell=tell)
            yield _compare(peer, people, repeats=1, tell=tell)
        else:
            yield _compare(peer, people, repeats=repeats, tell=tell)


def _peers(tell: Callable[[str], None]) -> list[Peer]:
    def python(name: str) -> Callable[[Path, Path], Measured]:
        return lambda spells, places: children.peer(name, spells, places)

    found = [
        Peer("glum, person-months", python("glum"), 10, "cloglog", exact=True, slow=False),
        Peer(
            "lifelines CoxPHFitter, entry_col",
            python("lifelines"),
            100,
            "cloglog",
            exact=False,
            slow=False,
        ),
        Peer("statsmodels PHReg, Breslow", python("phreg"), 200, "poisson", exact=True, slow=True),
    ]
    if shutil.which("Rscript"):
        found.append(Peer("R coxph, Breslow", _coxph, 100, "poisson", exact=True, slow=True))
    else:
        tell("No Rscript here: R's coxph is left out (apt: r-base-core, r-cran-survival).")
    return found


def _coxph(spells: Path, labour_market: Path) -> Measured:
    pieces = spells.with_name("pieces.csv")
    children.peer("pieces-for-r", spells, labour_market, str(pieces))
    return children.coxph(pieces)


def _compare(peer: Peer, people: int, *, repeats: int, tell: Callable[[str], None]) -> Beside:
    files = children.case_files(people)
    theirs, ours = [], []
    for _ in range(repeats):
        ours.append(children.engine("fit", *files))
        theirs.append(peer.run(*files))
        tell(f"{peer.name}, {people:,} people: {theirs[-1].cpu:.1f} s, {ours[-1].cpu:.2f} s")
    same_likelihood = ours[-1] if peer.link == "cloglog" else children.engine("fit-poisson", *files)
    return Beside(
        name=peer.name,
        people=people,
        peer=tuple(theirs),
        engine=tuple(ours),
        least=peer.least,
        same_as=peer.link if peer.exact else None,
        apart=coefficients_apart(
            theirs[-1].found["coefficients"], same_likelihood.found["coefficients"]
        ),
    )


def coefficients_apart(theirs: dict[str, float], ours: dict[str, float]) -> float:
    """Largest difference, after both have the engine's reference level in every column."""
    references = {name.split("=")[0]: name for name, value in ours.items() if value == 0.0}

    def from_reference(values: dict[str, float], name: str) -> float:
        anchor = references.get(name.split("=")[0])
        return values.get(name, 0.0) - (values.get(anchor, 0.0) if anchor else 0.0)

    return max(abs(from_reference(theirs, name) - from_reference(ours, name)) for name in ours)
