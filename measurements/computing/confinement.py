"""What a computing process may not do, and when it must die. For the child, before anything else.

Two walls where one can be had: a limit by the kernel, and a refusal by Python.
"""

import contextlib
import ctypes
import os
import resource
import signal
import sys
import threading
from pathlib import Path
from typing import Any

from measurements.computing.job import Limits

NICE = 10  # pages and other tasks go first
LIMITED_FILES = 256  # open at once
_PR_SET_PDEATHSIG = 1
_CLONE_NEWUSER, _CLONE_NEWNET = 0x10000000, 0x40000000
_FORBIDDEN = ("socket.", "subprocess.", "os.system", "os.exec", "os.fork", "os.posix_spawn")


def confine(limits: Limits) -> None:
    """Bound this process for the rest of its life. Called while it has one thread only."""
    die_with_parent()
    _stay_off_the_network()
    _limit(limits)
    os.nice(NICE)
    _be_the_first_to_go()


def die_with_parent() -> None:
    """Where the kernel knows how; `watch_parent` does it everywhere, a little later."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)


def watch_parent(line: int) -> None:
    """End this process when the other end of the pipe is closed, as it is when the parent is gone."""

    def watch() -> None:
        os.read(line, 1)
        os._exit(1)

    threading.Thread(target=watch, name="watch-parent", daemon=True).start()


def _stay_off_the_network() -> None:
    """A network of its own with nobody in it, where the kernel grants one; and no sockets at all."""
    if sys.platform == "linux":
        ctypes.CDLL(None).unshare(_CLONE_NEWUSER | _CLONE_NEWNET)
    sys.addaudithook(_refuse)


def _refuse(event: str, arguments: tuple[Any, ...]) -> None:
    if event.startswith(_FORBIDDEN):
        raise PermissionError(f"a computation may not use {event}")


def _limit(limits: Limits) -> None:
    _lower(resource.RLIMIT_AS, limits.memory)
    _lower(resource.RLIMIT_CPU, int(limits.seconds) + 1, insist=5)
    _lower(resource.RLIMIT_FSIZE, limits.file)
    _lower(resource.RLIMIT_NOFILE, LIMITED_FILES)
    _lower(resource.RLIMIT_CORE, 0)  # a core dump would hold the people of the file


def _lower(kind: int, wanted: int, *, insist: int = 0) -> None:
    """As low as wanted, and never above what the house already allows.

    insist  how far the limit that kills lies above the one that says why
    """
    _soft, hard = resource.getrlimit(kind)
    house = sys.maxsize if hard == resource.RLIM_INFINITY else hard
    resource.setrlimit(kind, (min(wanted, house), min(wanted + insist, house)))


def _be_the_first_to_go() -> None:
    """Should the machine run out of memory all the same, it is we who end, not the database."""
    with contextlib.suppress(OSError):
        Path("/proc/self/oom_score_adj").write_text("1000")
