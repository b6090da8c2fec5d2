"""Rings for a worker. The row is the queue: a ring that is lost costs time, nothing else."""

import logging
from functools import partial

from celery import current_app
from django.db import transaction
from kombu.exceptions import KombuError
from redis.exceptions import RedisError

logger = logging.getLogger(__name__)

EXECUTE_RUN = "measurements.execute_run"
RELINK = "submissions.relink"


def ring_after_commit(task: str, *arguments: object) -> None:
    """Send a task by its name when the change is in the database, and not before."""
    transaction.on_commit(partial(ring, task, *arguments))


def ring(task: str, *arguments: object) -> bool:
    """Send a task by its name; False when nobody answers, and then the sweep rings again."""
    try:
        current_app.send_task(task, list(arguments))
    except (KombuError, RedisError, OSError) as problem:
        logger.warning("could not ring %s: %s", task, type(problem).__name__)
        return False
    return True
