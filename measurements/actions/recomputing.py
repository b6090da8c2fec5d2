"""Computing a public version again from its files, to see whether the same figures come out."""

from dataclasses import dataclass
from uuid import uuid4

from django.conf import settings

from measurements.actions import execution, inputs
from measurements.computing import child, folders
from measurements.computing.job import Found
from measurements.models import Round, Run
from measurements.payload import canonical, digest


@dataclass(frozen=True, slots=True)
class Recomputed:
    """What came out, against the outcome that was approved.

    missing  kinds of files whose time is over: there is nothing to compute from, and no fault
    fault    why nothing came out of the files that there are
    """

    approved_sha256: str
    outcome_sha256: str = ""
    missing: tuple[str, ...] = ()
    fault: str = ""

    @property
    def holds(self) -> bool:
        return bool(self.missing) or self.outcome_sha256 == self.approved_sha256


def recompute(*, slug: str, version: int) -> Recomputed:
    """Measure from the stored files by the frozen rules of the run. Nothing is written."""
    measured = Round.objects.get(series__slug=slug, number=version)
    run = measured.approved_run
    assert run is not None, "a check constraint gives frozen rounds their run"
    files = run.inputs.order_by("kind")
    missing = tuple(file.kind for file in files if not inputs.path_of(file).exists())
    if missing:
        return Recomputed(run.outcome_sha256, missing=missing)
    altered = [file.kind for file in files if not inputs.is_itself(file)]
    if altered:
        return Recomputed(run.outcome_sha256, fault=f"other bytes: {', '.join(altered)}")
    return _measured_again(run)


def _measured_again(run: Run) -> Recomputed:
    with folders.own(settings.COMPUTING_ROOT, f"recompute-{uuid4()}") as folder:
        answer = child.compute(
            execution.job_of(run),
            execution.limits_of_a_run(),
            folder=folder,
            watch=lambda stage, share: None,
        )
    if not isinstance(answer, Found):
        return Recomputed(run.outcome_sha256, fault=f"ended as {type(answer).__name__}")
    return Recomputed(run.outcome_sha256, digest(canonical(answer.outcome)))
