"""What a child is asked to do, and what it may answer. Both sides speak JSON, a line at a time."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

CRASH_FILE = "crash"  # in the child's folder: where in the program a signal struck


@dataclass(frozen=True, slots=True)
class JobFile:
    """A stored file: what it holds, where it lies, and what the user called it."""

    kind: str
    path: Path
    name: str


@dataclass(frozen=True, slots=True)
class Job:
    """The files to read and the rules to go by, as they are frozen in a run.

    kind     "validation": read and check; "computation": measure too
    reading  how the files are read: success, data_end
    spec     of the engine's Spec
    history  outcomes that are or were public, beside which nothing more may be revealed
    """

    kind: str
    files: tuple[JobFile, ...]
    reading: dict[str, Any]
    spec: dict[str, Any]
    history: list[dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Limits:
    """How much one computation may use before it is ended."""

    memory: int  # bytes of address space
    seconds: float  # by the clock on the wall, and of processor time
    file: int  # bytes of any file it writes


@dataclass(frozen=True, slots=True)
class Found:
    """What was read, and every figure of the engine's outcome; no figures after a validation."""

    report: dict[str, Any]
    outcome: dict[str, Any]


@dataclass(frozen=True, slots=True)
class RefusedFile:
    """A file that cannot be used. `faults` are examples, `total` is how many there are.

    kind, name  of the stored file; of a file in an archive the name is its own
    """

    kind: str
    name: str
    faults: list[dict[str, Any]]  # of measurements.ingest.faults.Fault
    total: int


@dataclass(frozen=True, slots=True)
class Refused:
    """The data cannot be measured: faults in files, or faults that the engine found."""

    files: list[RefusedFile]
    data: list[dict[str, Any]]  # of measurements.engine.errors.Fault


@dataclass(frozen=True, slots=True)
class Broken:
    """The computation came to nothing.

    exception, where  type and places in the program; never the message, which may quote a file
    told              what the engine says of it, where it says something: {code, da, en, where}
    """

    code: str  # one of manage.words.FAILURES
    exception: str = ""
    where: str = ""
    told: tuple[dict[str, Any], ...] = ()


Answer = Found | Refused | Broken


def answer_from(kind: str, content: dict[str, Any]) -> Answer:
    """The answer that the child sent under this name."""
    if kind == "Found":
        return Found(**content)
    if kind == "Refused":
        files = [RefusedFile(**file) for file in content["files"]]
        return Refused(files=files, data=content["data"])
    assert kind == "Broken", f"the child has no answer called {kind}"
    return Broken(**content | {"told": tuple(content["told"])})


def line(kind: str, content: dict[str, Any]) -> bytes:
    """One message. Numbers of numpy's own kinds become plain ones."""
    text = json.dumps([kind, content], ensure_ascii=False, default=_plain)
    return text.encode() + b"\n"


def _plain(value: Any) -> Any:
    return value.item() if hasattr(value, "item") else str(value)
