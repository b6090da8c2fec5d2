"""Reading the files of a job and measuring: the part of a computation that the child does."""

from collections.abc import Callable
from dataclasses import asdict
from datetime import date
from typing import Any

from measurements import failpoints
from measurements.computing.job import Answer, Broken, Found, Job, Refused, RefusedFile
from measurements.engine import DataError, Spec, measure
from measurements.engine.disclosure import release
from measurements.engine.errors import Fault
from measurements.ingest.delivery import Input, read_input
from measurements.ingest.extract.success import Success
from measurements.ingest.faults import FileRefused
from measurements.ingest.refused import InputRefused
from measurements.ingest.source import Source

Progress = Callable[[str, float], None]

MEASURED = "done"  # the engine's last word on its progress
NOT_SETTLED = "separation"  # what the engine calls a model that did not come to rest


def work(job: Job, progress: Progress) -> Answer:
    """Everything that can be said about these files by these rules."""
    tell = _passing_failpoints(progress)
    tell("files", 0.0)
    try:
        tables = _read(job)
    except InputRefused as problem:
        return Refused(files=[_refused_file(each) for each in problem.refused], data=[])
    tell("files", 1.0)
    labour_market = tables.labour_market
    report = {
        "spells": tables.spells.report.as_dict(),
        "labour_market": labour_market.report.as_dict() if labour_market else None,
    }
    if job.kind == "validation":
        return Found(report, outcome={})
    frame = labour_market.frame if labour_market else None
    try:
        outcome = measure(tables.spells.frame, frame, Spec(**job.spec), progress=tell)
        tell("releasing", 0.0)
        released = release(outcome, history=job.history)
    except DataError as problem:
        return _not_measured(problem)
    return Found(report, released.as_dict())


def _read(job: Job) -> Input:
    day = job.reading["data_end"]
    return read_input(
        {file.kind: Source(file.path, file.name) for file in job.files},
        success=Success(job.reading["success"]),
        data_end=date.fromisoformat(day) if day else None,
    )


def _refused_file(problem: FileRefused) -> RefusedFile:
    faults = [fault.as_dict() for fault in problem.faults]
    return RefusedFile(problem.kind, problem.file, faults, problem.total)


def _passing_failpoints(progress: Progress) -> Progress:
    """Progress that can be made to fail on the way; the engine knows nothing of failpoints."""

    def tell(stage: str, fraction: float) -> None:
        if stage == MEASURED:
            return  # not the end here: what it found has still to be released
        progress(stage, fraction)
        if stage == "files" and fraction > 0:
            failpoints.reach("mid_validate")
        if stage == "fitting":
            failpoints.reach("mid_fit")

    return tell


def _not_measured(problem: DataError) -> Answer:
    told = [_told(fault) for fault in problem.faults]
    if NOT_SETTLED in problem.codes:
        return Broken("not_converged", exception=type(problem).__name__, told=tuple(told))
    return Refused(files=[], data=told)


def _told(fault: Fault) -> dict[str, Any]:
    return asdict(fault)
