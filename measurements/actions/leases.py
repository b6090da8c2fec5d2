"""How one worker at a time owns a run: claim, renew, and write only while the fence holds."""

import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from types import TracebackType

from django.conf import settings
from django.db import DatabaseError, connection
from django.db.models import Q

from measurements.models import Run, RunState

logger = logging.getLogger(__name__)

PROGRESS_SECONDS = 0.5  # how often the row hears of progress; the page looks each second


class LeaseLost(Exception):
    """Another worker has the run now, or it was stopped: nothing more may be written."""


@dataclass(frozen=True, slots=True)
class Claim:
    """The right to compute one run. The fence is newer than that of all earlier claims."""

    run_id: int
    fence: int
    attempt: int


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
    written = Run.objects.filter(pk=held.run_id, state=RunState.RUNNING, fence=held.fence).update(
        **changes
    )
    if not written:
        raise LeaseLost(f"run {held.run_id}, fence {held.fence}")


class Pulse:
    """Renews the lease and writes the progress from a thread beside the computation.

    A computation may be silent for long; only a dead or stopped process lets its lease run out.
    """

    def __init__(self, held: Claim, *, clock: Callable[[], datetime]) -> None:
        self._held = held
        self._clock = clock
        self._stage, self._fraction = "", 0.0
        self._lost = False
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._beat, name=f"pulse-{held.run_id}", daemon=True)

    def __enter__(self) -> "Pulse":
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        problem: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._ended.set()
        self._thread.join()

    def progress(self, stage: str, fraction: float) -> None:
        """Called by the computation: where it is; ends it when the run is no longer ours."""
        if self._lost:
            raise LeaseLost(f"run {self._held.run_id}, fence {self._held.fence}")
        self._stage, self._fraction = stage, fraction

    def _beat(self) -> None:
        try:
            renewed_at, written = self._clock(), ("", 0.0)
            while not self._ended.wait(PROGRESS_SECONDS):
                now, seen = self._clock(), (self._stage, self._fraction)
                if seen != written or now - renewed_at >= _lease() / 4:
                    self._write(now, seen)
                    renewed_at, written = now, seen
        finally:
            connection.close()

    def _write(self, now: datetime, seen: tuple[str, float]) -> None:
        try:
            write(self._held, stage=seen[0], fraction=seen[1], lease_until=_lease_from(now))
        except LeaseLost:
            self._lost = True
            self._ended.set()
        except DatabaseError as problem:
            # A busy database is no reason to stop computing; the lease has room for some beats.
            logger.warning("run %s: no pulse: %s", self._held.run_id, type(problem).__name__)


def _lease() -> timedelta:
    return timedelta(seconds=settings.RUN_LEASE_SECONDS)


def _lease_from(now: datetime) -> datetime:
    return now + _lease()
