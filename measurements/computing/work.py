"""Reading the files of a job and measuring: the part of a computation that the child does."""

from collections.abc import Callable
from dataclasses import asdict
from typing import Any

from measurements import failpoints
from measurements.computing.job import Answer, Broken, Found, Job, JobFile, Refused, RefusedFile
from measurements.engine import DataError, Spec, measure
from measurements.engine.errors import Fault
from measurements.ingest.faults import FileRefused
from measurements.ingest.labour_market import read_labour_market
from measurements.ingest.spells import read_spells

Progress = Callable[[str, float], None]

NOT_SETTLED = "separation"  # what the engine calls a model that did not come to rest


def work(job: Job, progress: Progress) -> Answer:
    """Everything that can be said about these files by these rules."""
    tell = _passing_failpoints(progress)
    refused: list[RefusedFile] = []
    tell("files", 0.0)
    spells = _read(read_spells, _file(job, "spells"), refused)
    tell("files", 0.8)
    labour_market = _read(read_labour_market, _file(job, "labour_market"), refused)
    tell("files", 1.0)
    if refused:
        return Refused(files=refused, data=[])
    report = {
        "spells": spells.report.as_dict(),
        "labour_market": labour_market.report.as_dict() if labour_market else None,
    }
    if job.kind == "validation":
        return Found(report, outcome={})
    frame = labour_market.frame if labour_market else None
    try:
        outcome = measure(spells.frame, frame, Spec(**job.spec), progress=tell)
    except DataError as problem:
        return _not_measured(problem)
    return Found(report, outcome.as_dict())


def _passing_failpoints(progress: Progress) -> Progress:
    """Progress that can be made to fail on the way; the engine knows nothing of failpoints."""

    def tell(stage: str, fraction: float) -> None:
        progress(stage, fraction)
        if stage == "files" and fraction > 0:
            failpoints.reach("mid_validate")
        if stage == "fitting":
            failpoints.reach("mid_fit")

    return tell


def _file(job: Job, kind: str) -> JobFile | None:
    return next((file for file in job.files if file.kind == kind), None)


def _read(reader: Callable[..., Any], file: JobFile | None, refused: list[RefusedFile]) -> Any:
    """The table; or None, and what is wrong is told together with the faults of the other file."""
    if file is None:
        return None
    try:
        return reader(file.path, name=file.name)
    except FileRefused as problem:
        faults = [fault.as_dict() for fault in problem.faults]
        refused.append(RefusedFile(file.kind, file.name, faults, problem.total))
        return None


def _not_measured(problem: DataError) -> Answer:
    told = [_told(fault) for fault in problem.faults]
    if NOT_SETTLED in problem.codes:
        return Broken("not_converged", exception=type(problem).__name__, told=tuple(told))
    return Refused(files=[], data=told)


def _told(fault: Fault) -> dict[str, Any]:
    return asdict(fault)
