"""What must hold between settings, looked at before anything starts."""

from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Warning, register

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


@register(deploy=True)
def a_scanner_for_files(**_asked: Any) -> list[CheckMessage]:
    """Files of submissions stay in quarantine where nobody looks for viruses. It may be meant."""
    if settings.CLAMAV_SOCKET or settings.CLAMAV_HOST:
        return []
    if settings.FILES_WITHOUT_SCANNER:
        return [
            Warning(
                "Files of submissions are given out without a virus scanner.",
                hint="Set CLAMAV_SOCKET or CLAMAV_HOST, then run manage.py check_scanner.",
                id="portal.W001",
            )
        ]
    return [
        Warning(
            "No virus scanner is named: files of submissions stay in quarantine.",
            hint="Set CLAMAV_SOCKET or CLAMAV_HOST, then run manage.py check_scanner; "
            "or set FILES_WITHOUT_SCANNER=1 to give them out with our own checks alone.",
            id="portal.W002",
        )
    ]


@register
def where_the_scanner_is(**_asked: Any) -> list[CheckMessage]:
    """One address, that can be read."""
    host, _colon, port = settings.CLAMAV_HOST.rpartition(":")
    if not settings.CLAMAV_HOST or (host and port.isdigit() and not settings.CLAMAV_SOCKET):
        return []
    return [
        Error(
            f"CLAMAV_HOST is {settings.CLAMAV_HOST!r}: it must be host:port, and CLAMAV_SOCKET unset.",
            hint="CLAMAV_HOST=127.0.0.1:3310, or CLAMAV_SOCKET=/run/clamav/clamd.ctl",
            id="portal.E003",
        )
    ]
