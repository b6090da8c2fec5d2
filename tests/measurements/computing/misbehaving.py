"""A computing child that does what it is told on the command line, instead of measuring.

Everything around it is the real thing: the job, the confinement, the pipes, the answers.
"""

import os
import signal
import socket
import subprocess
import sys
import time
import types
from pathlib import Path

from measurements.computing import __main__ as child
from measurements.computing import confinement
from measurements.computing.job import Found


def eat_memory(job, progress):
    eaten = []
    while True:
        eaten.append(bytearray(50 * 2**20))


def sleep(job, progress):
    progress("fitting", 0.5)
    time.sleep(600)


def burn(job, progress):
    while True:
        pass


def fill_the_disk(job, progress):
    with Path("scratch").open("wb") as scratch:
        while True:
            scratch.write(bytes(2**20))


def die(job, progress):
    os.kill(os.getpid(), signal.SIGSEGV)


def leave(job, progress):
    os._exit(3)


def quote_a_person(job, progress):
    print("person 4711 from Iraq")
    print("person 4711 from Iraq", file=sys.stderr)
    raise ValueError("person 4711 from Iraq")


def call_home(job, progress):
    socket.create_connection(("127.0.0.1", int(job.spec["port"])), timeout=2).close()
    return Found({"connected": True}, {})


def start_a_program(job, progress):
    subprocess.run(["true"], check=True)
    return Found({"started": True}, {})


def talk_without_end(job, progress):
    while True:
        progress("x" * 2**16, 0.5)


def tell_of_itself(job, progress):
    environment = sorted(os.environ)
    scratch = Path("scratch")
    scratch.write_text("something of the file")
    return Found(
        {
            "environment": environment,
            "folder": str(Path.cwd()),
            "nice": os.nice(0),
            "modules": [name for name in ("django.db", "celery") if name in sys.modules],
            "oom": Path("/proc/self/oom_score_adj").read_text().strip(),
        },
        {},
    )


def without(wall):
    """The control of a test: one wall taken away."""
    if wall == "memory":
        confinement._limit = lambda limits: None
    if wall == "network":
        confinement._stay_off_the_network = lambda: None
    if wall == "parent":
        confinement.die_with_parent = lambda: None
        confinement.watch_parent = lambda line: None


if __name__ == "__main__":
    what, *walls = sys.argv[1:]
    # In place of the real one, whose libraries take seconds to load.
    sys.modules["measurements.computing.work"] = types.SimpleNamespace(work=globals()[what])
    for wall in walls:
        without(wall)
    child.main()
