"""Real Redis and real Celery workers on the test database, for tests that kill them."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import psutil
from django.conf import settings
from django.db import connection

from portal import embedded_redis

LEAVE_SECONDS = 8  # how long a worker may take to stop when it is asked to


@dataclass
class Redis:
    """A server on a unix socket, started and killed at will."""

    socket: Path
    process: subprocess.Popen | None = None

    @property
    def url(self) -> str:
        return f"redis+socket://{self.socket}"

    def start(self) -> None:
        self.process = subprocess.Popen(
            embedded_redis.command(self.socket),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        wait_until(lambda: embedded_redis.answers(self.url), "Redis answers")

    def kill(self) -> None:
        kill(self.process)
        self.socket.unlink(missing_ok=True)

    def freeze(self) -> None:
        self.process.send_signal(signal.SIGSTOP)

    def thaw(self) -> None:
        self.process.send_signal(signal.SIGCONT)


@dataclass
class Worker:
    """A Celery worker of the site, on the database of the test."""

    redis: Redis
    folder: Path  # its var/, where it finds the inputs of the test
    lease_seconds: int
    failpoint: str = ""  # "mid_fit:kill"
    concurrency: int = 1
    settings: dict[str, str] = field(default_factory=dict)
    process: subprocess.Popen | None = field(default=None, init=False)

    def start(self) -> None:
        self.folder.mkdir(exist_ok=True)
        log = (self.folder / "worker.log").open("ab")
        self.process = subprocess.Popen(
            [sys.executable, "-m", "celery", "--app", "portal", "worker"]
            + ["--concurrency", str(self.concurrency), "--loglevel", "WARNING"]
            + ["--without-gossip", "--without-mingle"],
            cwd=settings.BASE_DIR,
            env=self.environment,
            stdout=log,
            stderr=log,
            stdin=subprocess.DEVNULL,
            start_new_session=True,
        )
        log.close()

    def kill(self) -> None:
        """The whole group at once, as a power cut would: the first process and those it forked."""
        kill(self.process)

    def terminate(self) -> None:
        """As a deployment does: the first process is asked to stop, and all are made to in the end."""
        self.process.terminate()
        try:
            self.process.wait(timeout=LEAVE_SECONDS)
        except subprocess.TimeoutExpired:
            self.kill()

    def freeze(self) -> None:
        os.killpg(self.process.pid, signal.SIGSTOP)

    def thaw(self) -> None:
        os.killpg(self.process.pid, signal.SIGCONT)

    @property
    def computing(self) -> psutil.Process | None:
        """The child that reads and measures, while there is one."""
        for process in psutil.Process(self.process.pid).children(recursive=True):
            try:
                if "measurements.computing" in process.cmdline():
                    return process
            except (psutil.NoSuchProcess, psutil.ZombieProcess):
                continue
        return None

    @property
    def log(self) -> str:
        return (self.folder / "worker.log").read_text(errors="replace")

    @property
    def environment(self) -> dict[str, str]:
        kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
        return (
            kept
            | {
                "DATABASE_URL": database_url(),
                "REDIS_URL": self.redis.url,
                "VAR_DIR": str(self.folder),
                "RUN_LEASE_SECONDS": str(self.lease_seconds),
                "OPENBLAS_NUM_THREADS": "1",
                "OMP_NUM_THREADS": "1",
            }
            | ({"FAILPOINT": self.failpoint} if self.failpoint else {})
            | self.settings
        )


def database_url() -> str:
    """The address of the database that this test runs on."""
    name = str(connection.settings_dict["NAME"])
    if connection.vendor == "sqlite":
        return f"sqlite:///{name}"
    return urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{name}").geturl()


def wait_until(
    holds: Callable[[], bool], what: str, *, seconds: float = 60, every: float = 0.05
) -> None:
    deadline = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < deadline, f"after {seconds} s still not so: {what}"
        time.sleep(every)


def kill(process: subprocess.Popen | None) -> None:
    if process is not None and process.poll() is None:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
