"""Rings for a worker. The row is the queue: a ring that is lost costs time, nothing else."""

import logging

from celery import current_app
from django.db import transaction
from kombu.exceptions import KombuError
from redis.exceptions import RedisError

logger = logging.getLogger(__name__)

EXECUTE_RUN = "measurements.execute_run"
RELINK = "submissions.relink"
SWEEP_LINKS = "submissions.sweep"
INDEX_SEARCH = "submissions.index_search"
CHECK_FILES = "submissions.check_files"

# A page waits while it rings, so a Redis that is gone or hangs is given up on at once.
IMPATIENT = {
    "socket_timeout": 1,
    "socket_connect_timeout": 1,
    "max_retries": 1,  # none at all would mean for ever
    "interval_start": 0,
    "interval_step": 0,
}


def ring_after_commit(task: str, *arguments: object) -> None:
    """Send a task by its name when the change is in the database, and not before."""
    transaction.on_commit(lambda: ring(task, *arguments))


def ring(task: str, *arguments: object) -> bool:
    """Send a task by its name; False when nobody answers, and then the sweep rings again."""
    try:
        with current_app.connection_for_write(transport_options=IMPATIENT) as line:
            current_app.send_task(task, list(arguments), connection=line)
    except (KombuError, RedisError, OSError) as problem:
        logger.warning("could not ring %s: %s", task, type(problem).__name__)
        return False
    return True
