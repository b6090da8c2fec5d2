"""Working on a run: what a worker does when the bell rings.

The files are read and measured by a child (`measurements.computing`); what is here has the child
started, keeps the lease meanwhile, and writes down how it ended.
"""

import logging
import traceback
from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone, translation

from measurements import closing, failpoints
from measurements.actions import inputs, leases
from measurements.actions.findings import findings_of
from measurements.actions.moving import make_move
from measurements.actions.trace import record
from measurements.computing import child, folders
from measurements.computing.job import (
    Answer,
    Broken,
    Found,
    Job,
    JobFile,
    Limits,
    Refused,
)
from measurements.ingest import limits
from measurements.ingest.faults import PERSONAL, Fault
from measurements.lifecycle import RoundAction
from measurements.models import InputFile, Run, RunKind, RunState
from measurements.payload import canonical, digest, sealed

logger = logging.getLogger(__name__)

# Another attempt would end the same way.
FINAL = {"memory", "timeout", "not_converged", "file_missing", "file_altered"}


def execute(*, run_id: int, clock: Callable[[], datetime] = timezone.now) -> None:
    """Work on a run and save everything that was found, once. Rung twice, the second finds it taken."""
    claim = leases.claim(run_id=run_id, now=clock())
    if claim is None:
        return
    run = Run.objects.select_related("round__series").prefetch_related("inputs").get(pk=run_id)
    try:
        _work(claim, run, clock)
    except leases.LeaseLost as lost:
        logger.warning("left to others: %s", lost)


class _Closing(Exception):
    """The worker was asked to stop."""


def _work(claim: leases.Claim, run: Run, clock: Callable[[], datetime]) -> None:
    try:
        _keep(claim, run, _answer(claim, run, clock), now=clock())
    except leases.LeaseLost:
        raise
    except _Closing:
        leases.hand_back(claim)
        logger.warning("run %s goes back into the queue: the worker is stopping", run.pk)
    except Exception as problem:
        _fail(claim, run, _broken(problem), now=clock())


def _answer(claim: leases.Claim, run: Run, clock: Callable[[], datetime]) -> Answer:
    """What the child says; the lease is renewed while it works."""
    pulse = leases.Pulse(claim, clock=clock)

    def watch(stage: str, share: float) -> None:
        if closing.is_asked():
            raise _Closing
        pulse.beat(stage, share)

    if any(_is_altered(file) for file in run.inputs.all()):
        return Broken("file_altered")
    with folders.own(settings.COMPUTING_ROOT, str(claim)) as folder:
        return child.compute(job_of(run), limits_of_a_run(), folder=folder, watch=watch)


def _is_altered(file: InputFile) -> bool:
    """The digests of the files are sealed with the figures: these must be made of those bytes."""
    return inputs.path_of(file).exists() and not inputs.is_itself(file)


def job_of(run: Run) -> Job:
    files = (
        JobFile(kind=file.kind, path=inputs.path_of(file), name=file.name)
        for file in run.inputs.all()
    )
    return Job(
        kind=run.kind,
        files=tuple(files),
        reading=run.settings["reading"],
        spec=run.settings["spec"],
        history=[sealed(seal)["outcome"] for seal in run.settings["history"]],
    )


def limits_of_a_run() -> Limits:
    return Limits(
        memory=settings.RUN_MEMORY_MEGABYTES * limits.MEGABYTE,
        seconds=settings.RUN_SECONDS,
        file=limits.MOST_UNPACKED_BYTES,
    )


def _broken(problem: Exception) -> Broken:
    """What broke on our side of the pipe."""
    where = " < ".join(f"{f.name}:{f.lineno}" for f in traceback.extract_tb(problem.__traceback__))
    return Broken("unexpected", exception=type(problem).__name__, where=where)


def _keep(claim: leases.Claim, run: Run, answer: Answer, *, now: datetime) -> None:
    """Write down how the work ended, if the run is still ours."""
    if isinstance(answer, Found):
        _save(claim, run, answer, now=now)
    elif isinstance(answer, Refused):
        _refuse(claim, run, answer, now=now)
    else:
        _fail(claim, run, answer, now=now)


@transaction.atomic
def _save(claim: leases.Claim, run: Run, found: Found, *, now: datetime) -> None:
    """All that was found or none of it, and only while the run is ours."""
    is_computation = run.kind == RunKind.COMPUTATION
    sha256 = digest(canonical(found.outcome)) if is_computation else ""
    findings = findings_of(run, found)
    leases.write(
        claim,
        state=RunState.FINISHED,
        lease_until=None,
        finished_at=now,
        stage="done",
        fraction=1,
        report=findings.report,
        warnings=findings.warnings,
        failure={},
        outcome=found.outcome,
        outcome_sha256=sha256,
    )
    make_move(
        measured=run.round,
        action=RoundAction.FINISH if is_computation else RoundAction.FIND_VALID,
        by=None,
        now=now,
        details={"run": run.pk, "sha256": sha256} if is_computation else {"run": run.pk},
    )
    failpoints.reach("before_result_commit")
    after = "after_result_commit" if is_computation else "after_validate_commit"
    transaction.on_commit(partial(failpoints.reach, after))


@transaction.atomic
def _refuse(claim: leases.Claim, run: Run, refused: Refused, *, now: datetime) -> None:
    """Say why the data cannot be measured. Nothing of them is used."""
    faults = [
        *(_fault_in_file(fault, each.name) for each in refused.files for fault in each.faults),
        *(_fault_in_data(fault) for fault in refused.data),
    ]
    total = sum(each.total for each in refused.files) + len(refused.data)
    leases.write(
        claim,
        state=RunState.REFUSED,
        lease_until=None,
        finished_at=now,
        report={"faults": faults, "total": total},
        failure={},
    )
    make_move(
        measured=run.round,
        action=RoundAction.FIND_INVALID,
        by=None,
        now=now,
        details={"run": run.pk, "total": total},
    )
    for file in _personal(run, refused):
        record(
            action="input.deleted",
            of=run.round,
            by=None,
            at=now,
            reason="personal",
            details={"sha256": file.sha256},
        )
        transaction.on_commit(partial(inputs.delete_bytes, file, now=now))


def _personal(run: Run, refused: Refused) -> list[InputFile]:
    """Files with what looks like CPR numbers, not to be kept."""
    kinds = {each.kind for each in refused.files if PERSONAL & {f["code"] for f in each.faults}}
    return [file for file in run.inputs.all() if file.kind in kinds]


@transaction.atomic
def _fail(claim: leases.Claim, run: Run, broken: Broken, *, now: datetime) -> None:
    """Something broke: back into the queue, or stop when another attempt would be in vain."""
    logger.error(
        "run %s, attempt %s: %s (%s) in %s",
        *(run.pk, claim.attempt, broken.code, broken.exception, broken.where),
    )
    is_last = broken.code in FINAL or claim.attempt >= settings.RUN_ATTEMPTS
    leases.write(
        claim,
        state=RunState.FAILED if is_last else RunState.WAITING,
        lease_until=None,
        finished_at=now if is_last else None,
        rung_at=now,
        failure={
            "code": broken.code,
            "exception": broken.exception,
            "told": [{"da": each["da"], "en": each["en"]} for each in broken.told],
        },
    )
    if is_last:
        make_move(
            measured=run.round,
            action=RoundAction.BREAK_DOWN,
            by=None,
            now=now,
            details={"run": run.pk, "code": broken.code},
        )


def _fault_in_file(stored: dict[str, Any], name: str) -> dict[str, Any]:
    """Told in both languages here, so that pages need not load what reads files."""
    fault = Fault(**stored)
    told = {}
    for language in ("da", "en"):
        with translation.override(language):
            told[language] = {
                "found": fault.found,
                "expected": fault.expected,
                "text": str(fault),
            }
    return {"code": fault.code, "file": name, "row": fault.row, "column": fault.column, **told}


def _fault_in_data(stored: dict[str, Any]) -> dict[str, Any]:
    """What only shows when the tables are measured has no row in a file."""
    told = {
        language: {"found": "", "expected": "", "text": stored[language]}
        for language in ("da", "en")
    }
    return {"code": stored["code"], "file": "", "row": None, "column": None, **told}
