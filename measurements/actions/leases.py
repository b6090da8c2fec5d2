"""How one worker at a time owns a run: claim, renew, and write only while the fence holds."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import DatabaseError, connection
from django.db.models import F, Q, QuerySet

from measurements.models import Run, RunState

logger = logging.getLogger(__name__)

LOOK_SECONDS = 0.5  # how often the row is looked at; the page looks each second


class LeaseLost(Exception):
    """Another worker has the run now, or it was stopped: nothing more may be written."""


@dataclass(frozen=True, slots=True)
class Claim:
    """The right to compute one run. The fence is newer than that of all earlier claims."""

    run_id: int
    fence: int
    attempt: int

    def __str__(self) -> str:
        return f"{self.run_id}-{self.fence}"


def claim(*, run_id: int, now: datetime) -> Claim | None:
    """Take a run that waits or whose worker went silent; None when it is not to be had.

    The attempt counts from here, in the database: a worker that dies has used it up.
    """
    found = _found(run_id)
    if found is None or found.attempt >= settings.RUN_ATTEMPTS:
        return None
    claimed = Claim(run_id=run_id, fence=found.fence + 1, attempt=found.attempt + 1)
    taken = (
        Run.objects.filter(pk=run_id, fence=found.fence)
        .filter(Q(state=RunState.WAITING) | Q(state=RunState.RUNNING, lease_until__lt=now))
        .update(
            state=RunState.RUNNING,
            fence=claimed.fence,
            attempt=claimed.attempt,
            lease_until=_lease_from(now),
            started_at=now,
            stage="",
            fraction=0,
        )
    )
    return claimed if taken else None


def _found(run_id: int) -> Run | None:
    return Run.objects.only("fence", "attempt").filter(pk=run_id).first()


def write(held: Claim, **changes: object) -> None:
    """Change the run, if this claim is still the newest; LeaseLost otherwise."""
    if not _held(held).update(**changes):
        raise LeaseLost(f"run {held.run_id}, fence {held.fence}")


def hand_back(held: Claim) -> None:
    """Put the run back into the queue as if it had not been taken: its worker was asked to stop.

    No attempt is used up. Without `rung_at` the next sweep rings for it.
    """
    write(
        held,
        state=RunState.WAITING,
        attempt=F("attempt") - 1,
        lease_until=None,
        rung_at=None,
        started_at=None,
        stage="",
        fraction=0,
    )


def in_force() -> list[Claim]:
    """The claims that are the newest of a run that is being worked on."""
    running = Run.objects.filter(state=RunState.RUNNING).values_list("pk", "fence", "attempt")
    return [Claim(*row) for row in running]


class Pulse:
    """Renews the lease and writes the progress, as long as somebody says that the work goes on."""

    def __init__(self, held: Claim, *, clock: Callable[[], datetime]) -> None:
        self._held = held
        self._clock = clock
        self._written = ("", 0.0)
        self._looked_at = self._renewed_at = clock()

    def beat(self, stage: str, share: float) -> None:
        """The work has come this far. LeaseLost as soon as the run is no longer ours."""
        now = self._clock()
        if now - self._looked_at < timedelta(seconds=LOOK_SECONDS):
            return
        self._looked_at = now
        try:
            self._write(now, (stage, share))
        except DatabaseError as problem:
            # A busy database is no reason to stop computing; the lease has room for some beats.
            logger.warning("run %s: no pulse: %s", self._held.run_id, type(problem).__name__)
            connection.close_if_unusable_or_obsolete()

    def _write(self, now: datetime, here: tuple[str, float]) -> None:
        is_due = now - self._renewed_at >= timedelta(seconds=settings.RUN_HEARTBEAT_SECONDS)
        if here != self._written or is_due:
            stage, share = here
            write(self._held, stage=stage, fraction=share, lease_until=_lease_from(now))
            self._written, self._renewed_at = here, now
        elif not _held(self._held).exists():
            raise LeaseLost(f"run {self._held.run_id}, fence {self._held.fence}")


def _held(held: Claim) -> QuerySet[Run]:
    """The run's row while the claim is the newest; none otherwise."""
    return Run.objects.filter(pk=held.run_id, state=RunState.RUNNING, fence=held.fence)


def _lease_from(now: datetime) -> datetime:
    return now + timedelta(seconds=settings.RUN_LEASE_SECONDS)
