"""Computing a public version again from its files, to see whether the same figures come out."""

from dataclasses import dataclass
from uuid import uuid4

from django.conf import settings

from measurements.actions import execution, inputs
from measurements.computing import child, folders
from measurements.computing.job import Found
from measurements.models import Round
from measurements.payload import canonical, digest


@dataclass(frozen=True, slots=True)
class Recomputed:
    """What came out, against the outcome that was approved.

    outcome_sha256  empty when nothing came out; `obstacle` then says why
    """

    approved_sha256: str
    outcome_sha256: str = ""
    obstacle: str = ""

    @property
    def is_the_same(self) -> bool:
        return self.outcome_sha256 == self.approved_sha256


def recompute(*, slug: str, version: int) -> Recomputed:
    """Measure from the stored files by the frozen rules of the run. Nothing is written."""
    measured = Round.objects.get(series__slug=slug, number=version)
    run = measured.approved_run
    assert run is not None, "a check constraint gives frozen rounds their run"
    missing = [file for file in run.inputs.all() if not inputs.path_of(file).exists()]
    if missing:
        kinds = ", ".join(sorted(file.kind for file in missing))
        return Recomputed(run.outcome_sha256, obstacle=f"files no longer kept: {kinds}")
    with folders.own(settings.COMPUTING_ROOT, f"recompute-{uuid4()}") as folder:
        answer = child.compute(
            execution.job_of(run),
            execution.limits_of_a_run(),
            folder=folder,
            watch=lambda stage, share: None,
        )
    if not isinstance(answer, Found):
        how = f"the computation ended with {type(answer).__name__}"
        return Recomputed(run.outcome_sha256, obstacle=how)
    return Recomputed(run.outcome_sha256, digest(canonical(answer.outcome)))
