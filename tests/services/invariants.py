"""What must hold whatever was killed. Asked after each injected fault."""

from pathlib import Path

from django.conf import settings
from django.utils import timezone

from measurements.computing import folders
from measurements.lifecycle import LIVE
from measurements.models import Event, InputFile, Publication, Round, Run, RunKind, RunState
from measurements.models.run import LIVE as LIVE_RUNS
from measurements.payload import canonical, digest

# A round is where its newest run left it.
ROUND_AFTER = {
    (RunKind.VALIDATION, RunState.FINISHED): "validated",
    (RunKind.COMPUTATION, RunState.FINISHED): "computed",
    (RunKind.VALIDATION, RunState.REFUSED): "invalid",
    (RunKind.COMPUTATION, RunState.REFUSED): "invalid",
    (RunKind.VALIDATION, RunState.FAILED): "failed",
    (RunKind.COMPUTATION, RunState.FAILED): "failed",
}


def broken_invariants() -> list[str]:
    """One line for everything that is not as it must be; empty when all is well."""
    return [*_of_runs(), *_of_rounds(), *_of_files(), *_of_publications()]


def _of_runs() -> list[str]:
    wrong = []
    for run in Run.objects.all():
        name = f"run {run.pk} ({run.state})"
        endings = _endings(run)
        if run.state == RunState.RUNNING and run.lease_until < timezone.now():
            wrong.append(f"{name} is live past its lease")
        if run.attempt > settings.RUN_ATTEMPTS:
            wrong.append(f"{name} was tried {run.attempt} times")
        if endings != (0 if run.state in LIVE_RUNS else 1):
            wrong.append(f"{name} has ended {endings} times in the audit log")
        is_measured = run.state == RunState.FINISHED and run.kind == RunKind.COMPUTATION
        if is_measured and digest(canonical(run.outcome)) != run.outcome_sha256:
            wrong.append(f"{name}: its digest is not that of its outcome")
        if not is_measured and run.outcome:
            wrong.append(f"{name} has an outcome")
    return wrong


def _endings(run: Run) -> int:
    """How often the audit log says that it came to an end."""
    ended = ("run.finished", "validation.finished", "run.refused", "run.failed", "run.stopped")
    return sum(
        event.details.get("run") == run.pk for event in Event.objects.filter(action__in=ended)
    )


def _of_rounds() -> list[str]:
    wrong = []
    for measured in Round.objects.filter(kind="computed"):
        newest = measured.newest_run
        if newest is None or _stopped(newest):
            continue
        if newest.is_live != (measured.state in LIVE):
            wrong.append(f"round {measured.pk} is {measured.state} while its run is {newest.state}")
        expected = ROUND_AFTER.get((newest.kind, newest.state))
        if measured.state in ROUND_AFTER.values() and measured.state != expected:
            wrong.append(f"round {measured.pk} is {measured.state} after {newest.state}")
    return wrong


def _stopped(run: Run) -> bool:
    return run.failure.get("code") == "stopped"


def _of_files() -> list[str]:
    stored = {path.name for path in Path(settings.INPUT_ROOT).glob("*")}
    known = set(InputFile.objects.filter(deleted_at=None).values_list("sha256", flat=True))
    running = {f"{run.pk}-{run.fence}" for run in Run.objects.filter(state=RunState.RUNNING)}
    return [
        *(f"file {name[:8]} has no row" for name in sorted(stored - known)),
        *(f"row {name[:8]} has no file" for name in sorted(known - stored)),
        *(
            f"folder {name} is nobody's"
            for name in sorted(folders.names(settings.COMPUTING_ROOT) - running)
        ),
    ]


def _of_publications() -> list[str]:
    return [
        f"publication {each.pk} is not what its seal says"
        for each in Publication.objects.all()
        if digest(each.payload) != each.sha256
    ]
