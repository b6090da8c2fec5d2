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
    """The files to read and the rules to go by, as they are frozen in a run."""

    kind: str  # "validation": read and check; "computation": measure too
    files: tuple[JobFile, ...]
    reading: dict[str, Any]  # how the files are read
    spec: dict[str, Any]  # of the engine's Spec


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
    """A file that cannot be used. `faults` are examples, `total` is how many there are."""

    kind: str
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


def line(kind: str, content: dict[str, Any]) -> bytes:
    """One message. Numbers of numpy's own kinds become plain ones."""
    text = json.dumps([kind, content], ensure_ascii=False, default=_plain)
    return text.encode() + b"\n"


def _plain(value: Any) -> Any:
    return value.item() if hasattr(value, "item") else str(value)
