"""Whether anybody takes runs out of the queue. For the health page: says nothing of what they are."""

from datetime import datetime, timedelta

from measurements.models import Run, RunState

PATIENCE = timedelta(minutes=5)  # the timer rings every ten seconds


def is_served(*, now: datetime) -> bool:
    """False when a run has waited for minutes and no worker is busy with another.

    A worker may be alive and deaf: that its process runs says less than that its work goes away.
    """
    waits = Run.objects.filter(state=RunState.WAITING, requested_at__lt=now - PATIENCE)
    at_work = Run.objects.filter(state=RunState.RUNNING, lease_until__gte=now)
    return at_work.exists() or not waits.exists()
