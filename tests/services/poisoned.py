"""The site's Celery application with a computation that ends its process at every attempt."""

import os
import signal

import django

from portal.celery import app

django.setup()

from measurements.actions import execution  # noqa: E402


def die(*tables: object, **options: object) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


execution.measure = die

__all__ = ["app"]
