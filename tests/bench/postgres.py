"""A PostgreSQL of the bench's own, for as long as it is needed, where its programs are installed."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_OPTIONS = "-c listen_addresses= -c shared_buffers=256MB -k {folder}"


@contextmanager
def cluster() -> Iterator[str]:
    """The address of an empty database; an empty text where PostgreSQL is not installed."""
    programs = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=_version)
    if not programs:
        yield ""
        return
    folder = Path(tempfile.mkdtemp(prefix="bench-postgres-"))
    control = [str(programs[-1] / "pg_ctl"), "-D", str(folder / "data"), "-w"]
    try:
        if os.geteuid() == 0:  # it refuses to run as root
            shutil.chown(folder, "postgres")
        initdb = [str(programs[-1] / "initdb"), "-D", str(folder / "data"), "-U", "postgres"]
        _as_postgres([*initdb, "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8"])
        options = ["-l", str(folder / "log"), "-o", _OPTIONS.format(folder=folder)]
        _as_postgres([*control, *options, "start"])
        yield f"postgres://postgres@/postgres?host={folder}"
    finally:
        _as_postgres([*control, "-m", "immediate", "stop"], check=False)
        shutil.rmtree(folder, ignore_errors=True)


def _as_postgres(command: list[str], *, check: bool = True) -> None:
    user = "postgres" if os.geteuid() == 0 else None
    subprocess.run(command, check=check, user=user, cwd="/", stdout=subprocess.DEVNULL)


def _version(path: Path) -> int:
    return int(path.parent.name)
