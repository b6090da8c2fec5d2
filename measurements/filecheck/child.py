"""The site's side of the child: asked with a file, it answers, or it is given up on.

Needs no settings: whoever asks says where the file lies, and gets paths and codes back.
"""

import json
import os
import subprocess
import sys
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from measurements.computing.job import Limits
from measurements.filecheck.reasons import Reason, Refusal

COMMAND = [sys.executable, "-P", "-m", "measurements.filecheck"]
CODE = Path(__file__).resolve().parents[2]
CLEANING = Limits(memory=2**30, seconds=60, file=200 * 2**20)
DRAWING = Limits(memory=2**30, seconds=30, file=20 * 2**20)
_PASSED_ON = ("PATH", "LD_LIBRARY_PATH")
_PATIENCE = 3  # how many times its seconds the clock may show, where the processor is shared


@dataclass(frozen=True, slots=True)
class Cleaned:
    """A copy that everybody may have, and what there is to know about it.

    removed  codes of what was taken out: "properties", "names", "pictures" …
    remains  how often there is what a reader may overlook: {"comments": 2}
    cpr      parts in which numbers look like CPR numbers: part, numbers, fitting; not of a PDF,
             whose text is read page by page
    """

    path: Path
    removed: tuple[str, ...] = ()
    remains: dict[str, int] = field(default_factory=dict)
    cpr: tuple[dict[str, Any], ...] = ()


class GaveUp(Exception):
    """The child took too long, wanted too much memory, or crashed. The text says which."""


def clean(source: Path, folder: Path, *, kind: str, title: str) -> Cleaned:
    """The cleaned copy of a file, in the folder. Raises Refusal, or GaveUp.

    kind   pdf, docx, xlsx, pptx or odt
    title  what the copy of a PDF is called by readers
    """
    target = folder / "copy"
    answer = _ask(
        {"work": "clean", "source": str(source), "target": str(target), "kind": kind}
        | {"title": title},
        CLEANING,
        folder,
    )
    return Cleaned(
        path=target,
        removed=tuple(answer["removed"]),
        remains=answer["remains"],
        cpr=tuple(answer["cpr"]),
    )


def draw(source: Path, folder: Path) -> list[Path]:
    """Pictures of the first pages of a PDF, in their order. Raises GaveUp."""
    _ask({"work": "draw", "source": str(source), "target": str(folder)}, DRAWING, folder)
    return sorted(folder.glob("*.png"), key=lambda path: int(path.stem))


def cpr_numbers_in_pdf(source: Path, folder: Path) -> int:
    """How many numbers in its words look like CPR numbers. Raises GaveUp."""
    return int(_ask({"work": "count", "source": str(source)}, DRAWING, folder)["numbers"])


def _ask(asked: dict[str, Any], limits: Limits, folder: Path) -> dict[str, Any]:
    """With no more of our environment than it needs: it has no use for the secrets in it."""
    kept = {name: os.environ[name] for name in _PASSED_ON if name in os.environ}
    try:
        done = subprocess.run(
            COMMAND,
            input=json.dumps(asked | {"limits": asdict(limits)}).encode(),
            capture_output=True,
            timeout=_PATIENCE * limits.seconds,
            check=False,
            cwd=folder,
            env=kept | {"PYTHONPATH": str(CODE), "TMPDIR": str(folder), "HOME": str(folder)},
        )
    except subprocess.TimeoutExpired as problem:
        raise GaveUp("timeout") from problem
    if done.returncode:
        last = done.stderr.decode(errors="replace").strip().splitlines()[-1:] or ["killed"]
        raise GaveUp(f"{done.returncode}: {last[0]}"[:200])
    answer = json.loads(done.stdout)
    if reason := answer.get("refused"):
        raise Refusal(Reason(reason), answer["detail"])
    return answer
