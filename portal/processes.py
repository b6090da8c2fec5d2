"""Child processes that live and die with this one."""

import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import psutil

STOP_SECONDS = 8
_PR_SET_PDEATHSIG = 1


@dataclass
class Child:
    """One program that is started again when it ends by itself."""

    name: str
    command: Sequence[str]
    log: Path | None = None  # where its words go; the terminal when None
    process: subprocess.Popen | None = None
    ends: list[float] = field(default_factory=list)  # when it ended, monotonic seconds

    def start(self) -> None:
        out = self.log.open("ab") if self.log else None
        self.process = subprocess.Popen(
            self.command, stdout=out, stderr=out, stdin=subprocess.DEVNULL, preexec_fn=_die_with_us
        )
        if out:
            out.close()

    @property
    def running(self) -> bool:
        return self.process is not None and self.process.poll() is None


class Family:
    """Starts children, keeps them running, and ends them all."""

    def __init__(self, say: Callable[[str], None]) -> None:
        self.children: list[Child] = []
        self.say = say

    def add(self, child: Child) -> None:
        child.start()
        self.children.append(child)

    def tend(self) -> None:
        """Start again whoever ended; wait longer each time within a minute."""
        now = time.monotonic()
        for child in self.children:
            if child.running:
                continue
            if not child.ends or now - child.ends[-1] > 2 ** len(child.ends):
                child.ends = [end for end in child.ends if now - end < 60] + [now]
                self.say(f"{child.name} ended and is started again")
                child.start()

    def end(self) -> None:
        """Ask everyone to stop, in the reverse order of starting, and insist after a while."""
        relatives = psutil.Process().children(recursive=True)  # also the children's own
        for child in reversed(self.children):
            if child.process and child.running:
                child.process.terminate()
        _gone, alive = psutil.wait_procs(relatives, timeout=STOP_SECONDS)
        for process in alive:
            process.kill()
        psutil.wait_procs(alive, timeout=STOP_SECONDS)


def _die_with_us() -> None:
    """On Linux a child hears when its parent is gone, even by kill -9."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)
        if os.getppid() == 1:
            os._exit(1)
