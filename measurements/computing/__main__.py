"""`python -m measurements.computing`: the child. A job on standard input, answers on standard output.

The order matters: confined first, then the numeric libraries, then the files.
"""

import errno
import faulthandler
import json
import os
import sys
import traceback
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any, BinaryIO

from measurements.computing import confinement
from measurements.computing.job import CRASH_FILE, Answer, Broken, Job, JobFile, Limits, line

NO_ROOM = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})


def main() -> None:
    _kind, asked = json.loads(sys.stdin.buffer.readline())
    confinement.confine(Limits(**asked["limits"]))
    confinement.watch_parent(sys.stdin.fileno())
    # Kept open to the end: a crash writes here when it is too late to open anything.
    faulthandler.enable(open(CRASH_FILE, "w"))  # noqa: SIM115
    out = _own_line()
    answer = answer_to(_job(asked["job"]), lambda stage, share: _tell(out, stage, share))
    out.write(line(type(answer).__name__, asdict(answer)))
    out.flush()


def _own_line() -> BinaryIO:
    """Where answers go. Whatever else a library prints goes nowhere: it may be about people."""
    out = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    return out


def _job(asked: dict[str, Any]) -> Job:
    files = tuple(JobFile(**file | {"path": Path(file["path"])}) for file in asked["files"])
    return Job(**asked | {"files": files})


def _tell(out: BinaryIO, stage: str, share: float) -> None:
    out.write(line("progress", {"stage": stage, "share": share}))
    out.flush()


def answer_to(job: Job, progress: Callable[[str, float], None]) -> Answer:
    """What came of the job; whatever went wrong is an answer too."""
    try:
        from measurements.computing.work import work

        return work(job, progress)
    except Exception as problem:
        where = [f"{f.name}:{f.lineno}" for f in traceback.extract_tb(problem.__traceback__)]
        return Broken(_code(problem), exception=type(problem).__name__, where=" < ".join(where))


def _code(problem: Exception) -> str:
    if isinstance(problem, MemoryError):
        return "memory"
    if isinstance(problem, FileNotFoundError):
        return "file_missing"
    if isinstance(problem, OSError) and problem.errno in NO_ROOM:
        return "disk_full"
    return "unexpected"


if __name__ == "__main__":
    main()
