"""What must hold between settings, looked at before anything starts."""

from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, register

LIBRARIES_MEGABYTES = 600  # of address space that the numeric libraries want before any file


@dataclass(frozen=True, slots=True)
class Rung:
    """One time limit of a run, in seconds, and the setting that says so."""

    setting: str
    seconds: float


@register
def time_ladder(**_asked: Any) -> list[CheckMessage]:
    """Heartbeat < lease; child < soft < hard < visibility < stuck."""
    return [
        Error(
            f"{lower.setting} ({lower.seconds:g} s) must be less than "
            f"{higher.setting} ({higher.seconds:g} s).",
            hint="Each limit of a run is there for when the one before it failed.",
            id="portal.E001",
        )
        for ladder in (_keeping_a_run(), _ending_a_run())
        for lower, higher in pairwise([Rung("nothing", 0), *ladder])
        if lower.seconds >= higher.seconds
    ]


def _keeping_a_run() -> list[Rung]:
    return [
        Rung("RUN_HEARTBEAT_SECONDS", settings.RUN_HEARTBEAT_SECONDS),
        Rung("RUN_LEASE_SECONDS", settings.RUN_LEASE_SECONDS),
    ]


def _ending_a_run() -> list[Rung]:
    return [
        Rung("RUN_SECONDS", settings.RUN_SECONDS),
        Rung("CELERY_TASK_SOFT_TIME_LIMIT", settings.CELERY_TASK_SOFT_TIME_LIMIT),
        Rung("CELERY_TASK_TIME_LIMIT", settings.CELERY_TASK_TIME_LIMIT),
        Rung(
            "CELERY_BROKER_TRANSPORT_OPTIONS['visibility_timeout']",
            settings.CELERY_BROKER_TRANSPORT_OPTIONS["visibility_timeout"],
        ),
        Rung("RUN_STUCK_SECONDS", settings.RUN_STUCK_SECONDS),
    ]


@register
def room_for_the_libraries(**_asked: Any) -> list[CheckMessage]:
    """With less, no computation would even begin."""
    if settings.RUN_MEMORY_MEGABYTES >= LIBRARIES_MEGABYTES:
        return []
    return [
        Error(
            f"RUN_MEMORY_MEGABYTES is {settings.RUN_MEMORY_MEGABYTES}; "
            f"the numeric libraries alone need {LIBRARIES_MEGABYTES}.",
            hint="A round of a million people needs 1300.",
            id="portal.E002",
        )
    ]
