"""The command line, for data that may not leave a research environment. Needs no Django."""

import argparse
import json
import os
import sys
from collections.abc import Callable, Sequence
from dataclasses import fields
from itertools import pairwise
from pathlib import Path
from typing import Any, NoReturn

from measurements.engine.disclosure import release
from measurements.engine.disclosure.panel import released_panel
from measurements.engine.errors import DataError, fault
from measurements.engine.measure import measure
from measurements.engine.reading import read_parts, read_whole
from measurements.engine.robustness import robustness
from measurements.engine.spec import Spec

REFUSED = 2

STAGES = {
    "reading": ("Læser", "Reading"),
    "fitting": ("Tilpasser modellen", "Fitting the model"),
    "means": ("Gennemsnitstider", "Mean times"),
    "uncertainty": ("Usikkerhed", "Uncertainty"),
    "ranking": ("Placeringer", "Ranks"),
    "cohorts": ("Årgange", "Cohorts"),
    "done": ("Færdig", "Done"),
}


def main(arguments: Sequence[str]) -> int:
    """Measure and write the JSON; 0, or 2 with one line per fault on standard error."""
    language = _language(arguments)
    try:
        options = _parser().parse_args(arguments)
        _run(options)
    except DataError as refused:
        for line in refused.lines(language):
            print(line, file=sys.stderr)
        return REFUSED
    return 0


def _run(options: argparse.Namespace) -> None:
    spec = Spec(**{each.name: getattr(options, each.name) for each in fields(Spec)})
    labour_market = read_whole(options.labour_market) if options.labour_market else None
    progress = _teller(options.language)
    outcome = measure(read_parts(options.spells), labour_market, spec, progress=progress)
    found = release(outcome).as_dict()
    if options.robustness:
        panel = robustness(read_parts(options.spells), labour_market, spec, progress=_panel_teller)
        found["robustness"] = released_panel(panel, outcome=found)
    _write(found, options.json)


def _write(found: dict[str, Any], path: Path) -> None:
    """The whole file or none: written beside, then moved into place."""
    text = json.dumps(found, ensure_ascii=False, allow_nan=False, indent=1) + "\n"
    if str(path) == "-":
        sys.stdout.write(text)
        return
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        beside.write_text(text, encoding="utf-8")
        beside.replace(path)
    except OSError as problem:
        where = {"file": str(path), "found": problem.strerror or str(problem)}
        raise DataError([fault("file_not_writable", **where)]) from problem


def _teller(language: str) -> Callable[[str, float], None]:
    def tell(stage: str, share: float) -> None:
        name = STAGES[stage][language == "en"]
        print(f"{name}: {share:.0%}".replace("%", " %"), file=sys.stderr, flush=True)

    return tell


def _panel_teller(variant: str, share: float) -> None:
    print(f"{variant}: {share:.0%}".replace("%", " %"), file=sys.stderr, flush=True)


class _Parser(argparse.ArgumentParser):
    """Tells its complaints as any other fault."""

    def error(self, message: str) -> NoReturn:
        raise DataError([fault("bad_command", found=message)])


def _parser() -> argparse.ArgumentParser:
    usual = Spec()
    parser = _Parser(
        prog="python -m measurements.engine",
        description="Måler ventetiden til arbejde eller uddannelse i hver kommune ud fra en "
        "forløbsfil i hele måneder. Se measurements/engine/README.md.",
    )
    add = parser.add_argument
    add("spells", type=Path, metavar="SPELLS.csv", help="forløb: en række per person og kommune")
    add("--labour-market", type=Path, metavar="LM.csv", help="municipality_code, year og tal")
    add("--json", type=Path, default=Path("-"), metavar="OUT.json", help="resultatet; - = skærmen")
    add("--horizon", type=int, default=usual.horizon, metavar="MÅNEDER")
    add(
        "--other-horizons",
        type=_months,
        default=usual.other_horizons,
        metavar="MÅNEDER,…",
        help="flere horisonter, der vises ved siden af, f.eks. 36,48",
    )
    add("--adjust", default=usual.adjust, metavar="none|within|full", help="lokalt arbejdsmarked")
    add("--link", default=usual.link, metavar="cloglog|poisson")
    add("--sexes", default=usual.sexes, metavar="together|separate")
    add("--draws", type=int, default=usual.draws, metavar="ANTAL", help="lodtrækninger")
    add("--seed", type=int, default=usual.seed, metavar="TAL", help="lodtrækningernes startværdi")
    add("--minimum-people", type=int, default=usual.minimum_people, metavar="ANTAL")
    add("--minimum-shown", type=int, default=usual.minimum_shown, metavar="ANTAL")
    add("--minimum-at-risk", type=int, default=usual.minimum_at_risk, metavar="ANTAL")
    add("--level", type=float, default=usual.level, metavar="ANDEL", help="sikkerhed, f.eks. 0.95")
    add("--robustness", action="store_true", help="beregn også robusthedspanelet")
    add("--language", choices=("da", "en"), default="da", help="sprog for fejl og fremdrift")
    return parser


def _months(text: str) -> tuple[int, ...]:
    return tuple(int(part) for part in text.split(",") if part.strip())


def _language(arguments: Sequence[str]) -> str:
    """Known before anything else can be wrong."""
    words = " ".join(arguments).replace("=", " ").split()
    return "en" if ("--language", "en") in pairwise(words) else "da"
