"""The worker's side of a computation: start the child, listen to it, and end it in time."""

import contextlib
import json
import os
import selectors
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from measurements.computing.job import (
    CRASH_FILE,
    Answer,
    Broken,
    Job,
    Limits,
    answer_from,
    line,
)

COMMAND = [sys.executable, "-P", "-m", "measurements.computing"]
CODE = Path(__file__).resolve().parents[2]
LOOK_SECONDS = 0.2  # how soon a run that was stopped ends its child
LEAVE_SECONDS = 5  # how long a child that has fallen silent may take to end
MOST_ANSWERED = 64 * 2**20  # bytes; a national outcome is under one MB
PASSED_ON = ("PATH", "LD_LIBRARY_PATH", "FAILPOINT")


def compute(
    job: Job, limits: Limits, *, folder: Path, watch: Callable[[str, float], None]
) -> Answer:
    """Have a job done by a child within its limits.

    folder  an empty folder for the child's temporary files; the caller removes it
    watch   called several times a second with stage and share; what it raises ends the child
    """
    child = _start(folder)
    try:
        heard = _Heard()
        for _look in _looks(child, line("job", _asked(job, limits)), heard, limits.seconds):
            watch(heard.stage, heard.share)
            if heard.answer is not None:
                return heard.answer
        return _ended_without_answer(child, folder)
    except TimeoutError:
        return Broken("timeout")
    finally:
        _end(child)


@dataclass
class _Heard:
    """What the child has said so far."""

    stage: str = ""
    share: float = 0.0
    answer: Answer | None = None

    def take(self, message: bytes) -> None:
        kind, content = json.loads(message)
        if kind == "progress":
            self.stage, self.share = content["stage"], content["share"]
        else:
            self.answer = answer_from(kind, content)


def _start(folder: Path) -> subprocess.Popen[bytes]:
    """With no more of our environment than it needs: it has no use for the secrets in it."""
    kept = {name: os.environ[name] for name in PASSED_ON if name in os.environ}
    return subprocess.Popen(
        COMMAND,
        cwd=folder,
        env=kept
        | {
            "PYTHONPATH": str(CODE),
            "TMPDIR": str(folder),
            "HOME": str(folder),
            # The same threads everywhere: more are slower here, and could change the last digits.
            "OPENBLAS_NUM_THREADS": "1",
            "OMP_NUM_THREADS": "1",
            # Arrow's other allocators reserve address space that they do not use.
            "ARROW_DEFAULT_MEMORY_POOL": "system",
        },
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        # Whatever a library prints may quote the file.
        stderr=subprocess.DEVNULL,
        start_new_session=True,  # a Ctrl-C in the terminal is for the worker to act on
    )


def _asked(job: Job, limits: Limits) -> dict[str, Any]:
    return {"job": asdict(job), "limits": asdict(limits)}


def _looks(
    child: subprocess.Popen[bytes], asked: bytes, heard: _Heard, seconds: float
) -> Iterator[None]:
    """Each time something was heard, and at least every `LOOK_SECONDS`, until the child is silent."""
    assert child.stdin is not None, "it was started with pipes"
    assert child.stdout is not None, "it was started with pipes"
    deadline = time.monotonic() + seconds
    with contextlib.suppress(BrokenPipeError):
        child.stdin.write(asked)
        child.stdin.flush()
    rest, total = b"", 0
    with selectors.DefaultSelector() as selector:
        selector.register(child.stdout, selectors.EVENT_READ)
        while True:
            if selector.select(timeout=LOOK_SECONDS):
                said = os.read(child.stdout.fileno(), 2**16)
                total += len(said)
                if not said or total > MOST_ANSWERED:
                    return
                *messages, rest = (rest + said).split(b"\n")
                for message in messages:
                    heard.take(message)
            if time.monotonic() > deadline:
                raise TimeoutError
            yield


def _ended_without_answer(child: subprocess.Popen[bytes], folder: Path) -> Broken:
    """Killed by a signal, or fallen over: what it was and, if it could still be told, where."""
    with contextlib.suppress(subprocess.TimeoutExpired):
        child.wait(LEAVE_SECONDS)
    _end(child)
    if child.returncode == -signal.SIGXCPU:
        return Broken("timeout")
    return Broken("crashed", exception=_how(child.returncode), where=_where(folder))


def _how(returncode: int) -> str:
    """The name of the signal, or the number that it left with."""
    if returncode >= 0:
        return f"exit {returncode}"
    return signal.Signals(-returncode).name


def _where(folder: Path) -> str:
    """The innermost places that the crash file names: lines of the program, no values."""
    with contextlib.suppress(OSError):
        told = (folder / CRASH_FILE).read_text(errors="replace").splitlines()
        return " < ".join(text.strip() for text in told if text.startswith("  File"))[:500]
    return ""


def _end(child: subprocess.Popen[bytes]) -> None:
    """By SIGKILL: a process in the middle of a matrix product hears nothing else."""
    child.kill()
    child.wait()
    for pipe in (child.stdin, child.stdout):
        if pipe is not None:
            with contextlib.suppress(BrokenPipeError):
                pipe.close()
