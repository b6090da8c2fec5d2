"""Computing a run: what a worker does when the bell rings.

Kept apart from `runs`, because the numeric libraries behind it take seconds and memory to load,
and the web server has no use for them.
"""

import logging
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone, translation

from measurements.actions import inputs, leases
from measurements.actions.moving import make_move
from measurements.actions.trace import record
from measurements.engine import DataError, Spec, measure
from measurements.engine.errors import Fault as DataFault
from measurements.ingest.faults import Fault as FileFault
from measurements.ingest.faults import FileRefused
from measurements.ingest.labour_market import LabourMarketTable, read_labour_market
from measurements.ingest.spells import SpellTable, read_spells
from measurements.lifecycle import RoundAction
from measurements.models import InputFile, InputKind, Run, RunKind, RunState
from measurements.payload import canonical, digest

logger = logging.getLogger(__name__)

PERSONAL = {"cpr_in_name", "cpr_in_heading", "cpr_number", "digest_person_id"}


def execute(*, run_id: int, clock: Callable[[], datetime] = timezone.now) -> None:
    """Compute a run and save everything it found, once. Rung twice, the second finds it taken."""
    claim = leases.claim(run_id=run_id, now=clock())
    if claim is None:
        return
    run = Run.objects.select_related("round__series").prefetch_related("inputs").get(pk=run_id)
    try:
        with leases.Pulse(claim, clock=clock) as pulse:
            found = _compute(run, pulse.progress)
        _save(claim, run, found, now=clock())
    except leases.LeaseLost as lost:
        logger.warning("left to others: %s", lost)
    except _Refused as refused:
        _refuse(claim, run, refused, now=clock())
    except Exception as problem:
        _fail(claim, run, problem, now=clock())


@dataclass(frozen=True, slots=True)
class _Found:
    """What a worker found: what was read, what to be warned of, and the figures."""

    report: dict[str, Any]
    warnings: list[dict[str, Any]]
    outcome: dict[str, Any]  # empty after a validation


class _Refused(Exception):
    """The data cannot be measured. Faults as the pages show them: in both languages, with the file."""

    def __init__(
        self, faults: list[dict[str, Any]], total: int, personal: tuple[InputFile, ...] = ()
    ) -> None:
        super().__init__(f"{total} faults")
        self.faults = faults
        self.total = total
        self.personal = personal  # files with what looks like CPR numbers, not to be kept


def _compute(run: Run, progress: Callable[[str, float], None]) -> _Found:
    spells, labour_market = _read(run, progress)
    report = {
        "spells": spells.report.as_dict(),
        "labour_market": labour_market.report.as_dict() if labour_market else None,
    }
    if run.kind == RunKind.VALIDATION:
        return _Found(report, warnings=[], outcome={})
    try:
        outcome = measure(
            spells.frame,
            labour_market.frame if labour_market else None,
            Spec(**run.settings["spec"]),
            progress=progress,
        ).as_dict()
    except DataError as problem:
        faults = [_fault_in_data(fault) for fault in problem.faults]
        raise _Refused(faults, len(faults)) from problem
    return _Found(report, warnings=[], outcome=outcome)


def _read(
    run: Run, progress: Callable[[str, float], None]
) -> tuple[SpellTable, LabourMarketTable | None]:
    """Both files. The faults of both are told at once, so that they are corrected once."""
    files = {file.kind: file for file in run.inputs.all()}
    refused: list[_Refused] = []
    progress("files", 0.0)
    spells = _read_file(read_spells, files[InputKind.SPELLS], refused)
    progress("files", 0.8)
    labour_market = (
        _read_file(read_labour_market, files[InputKind.LABOUR_MARKET], refused)
        if InputKind.LABOUR_MARKET in files
        else None
    )
    progress("files", 1.0)
    if refused:
        faults = [fault for each in refused for fault in each.faults]
        personal = tuple(file for each in refused for file in each.personal)
        raise _Refused(faults, sum(each.total for each in refused), personal)
    return spells, labour_market


def _read_file(reader: Callable[..., Any], stored: InputFile, refused: list[_Refused]) -> Any:
    try:
        return reader(inputs.path_of(stored), name=stored.name)
    except FileRefused as problem:
        faults = [_fault_in_file(fault, stored.name) for fault in problem.faults]
        is_personal = any(fault.code in PERSONAL for fault in problem.faults)
        refused.append(_Refused(faults, problem.total, (stored,) if is_personal else ()))
        return None


@transaction.atomic
def _save(claim: leases.Claim, run: Run, found: _Found, *, now: datetime) -> None:
    """All that was found or none of it, and only while the run is ours."""
    is_computation = run.kind == RunKind.COMPUTATION
    sha256 = digest(canonical(found.outcome)) if is_computation else ""
    leases.write(
        claim,
        state=RunState.FINISHED,
        lease_until=None,
        finished_at=now,
        stage="done",
        fraction=1,
        report=found.report,
        warnings=found.warnings,
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


@transaction.atomic
def _refuse(claim: leases.Claim, run: Run, refused: _Refused, *, now: datetime) -> None:
    """Say why the data cannot be measured. Nothing of them is used."""
    try:
        leases.write(
            claim,
            state=RunState.REFUSED,
            lease_until=None,
            finished_at=now,
            report={"faults": refused.faults, "total": refused.total},
            failure={},
        )
    except leases.LeaseLost as lost:
        logger.warning("left to others: %s", lost)
        return
    make_move(
        measured=run.round,
        action=RoundAction.FIND_INVALID,
        by=None,
        now=now,
        details={"run": run.pk, "total": refused.total},
    )
    for file in refused.personal:
        record(
            action="input.deleted",
            of=run.round,
            by=None,
            at=now,
            reason="personal",
            details={"sha256": file.sha256},
        )
        transaction.on_commit(partial(inputs.delete_bytes, file, now=now))


@transaction.atomic
def _fail(claim: leases.Claim, run: Run, problem: Exception, *, now: datetime) -> None:
    """Something broke: back into the queue, or stop when it has broken too often."""
    code = _failure_code(problem)
    # Without the message: it may hold values from the file, and those are about people.
    where = " < ".join(f"{f.name}:{f.lineno}" for f in traceback.extract_tb(problem.__traceback__))
    logger.error(
        "run %s, attempt %s: %s in %s", run.pk, claim.attempt, type(problem).__name__, where
    )
    last = claim.attempt >= settings.RUN_ATTEMPTS
    try:
        leases.write(
            claim,
            state=RunState.FAILED if last else RunState.WAITING,
            lease_until=None,
            finished_at=now if last else None,
            rung_at=now,
            failure={"code": code, "exception": type(problem).__name__},
        )
    except leases.LeaseLost as lost:
        logger.warning("left to others: %s", lost)
        return
    if last:
        make_move(
            measured=run.round,
            action=RoundAction.BREAK_DOWN,
            by=None,
            now=now,
            details={"run": run.pk, "code": code},
        )


def _failure_code(problem: Exception) -> str:
    if isinstance(problem, MemoryError):
        return "memory"
    if isinstance(problem, FileNotFoundError):
        return "file_missing"
    return "unexpected"


def _fault_in_file(fault: FileFault, name: str) -> dict[str, Any]:
    """Told in both languages here, so that pages need not load what reads files."""
    told = {}
    for language in ("da", "en"):
        with translation.override(language):
            told[language] = {
                "found": fault.found,
                "expected": fault.expected,
                "text": str(fault),
            }
    return {"code": fault.code, "file": name, "row": fault.row, "column": fault.column, **told}


def _fault_in_data(fault: DataFault) -> dict[str, Any]:
    """What only shows when the tables are measured has no row in a file."""
    told = {
        language: {"found": "", "expected": "", "text": fault.text(language)}
        for language in ("da", "en")
    }
    return {"code": fault.code, "file": "", "row": None, "column": None, **told}
