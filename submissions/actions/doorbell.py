"""Ringing for a worker. The row waits whether or not anybody hears the bell."""

import logging

from celery import current_app
from django.db import transaction
from kombu.exceptions import KombuError
from redis.exceptions import RedisError

logger = logging.getLogger(__name__)
SWEEP = "submissions.sweep"


def ring_after_commit(task: str) -> None:
    transaction.on_commit(lambda: _ring(task))


def _ring(task: str) -> None:
    try:
        current_app.send_task(task)
    except (KombuError, RedisError, OSError) as problem:
        # Redis is away. What was asked for stands in the database; the timer rings again.
        logger.warning("could not ring for %s: %s", task, problem)
