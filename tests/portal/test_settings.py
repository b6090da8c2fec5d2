"""Settings: what production demands, and that the tests keep to themselves."""

import os
import re
import subprocess
import sys

import pytest
from django.conf import settings
from django.db import connection

PRODUCTION = {
    "PRODUCTION": "1",
    "SECRET_KEY": "k" * 60,
    "ALLOWED_HOSTS": "integrationsviden.example",
    "DATABASE_URL": "sqlite:///:memory:",
    "REDIS_URL": "redis://127.0.0.1:1/0",
}


def check(environment):
    """Run Django's own check in a process of its own."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    return subprocess.run(
        [sys.executable, "manage.py", "check"],
        cwd=settings.BASE_DIR,
        env=kept | {"VAR_DIR": str(settings.VAR)} | environment,
        capture_output=True,
        text=True,
    )


def test_tests_have_a_folder_of_their_own():
    assert settings.BASE_DIR / "var" != settings.VAR


def test_production_starts_with_everything_set():
    assert check(PRODUCTION).returncode == 0


@pytest.mark.parametrize("missing", ["SECRET_KEY", "ALLOWED_HOSTS", "DATABASE_URL", "REDIS_URL"])
def test_production_says_which_setting_is_missing(missing):
    done = check({name: value for name, value in PRODUCTION.items() if name != missing})

    assert done.returncode == 1
    assert done.stderr.startswith(f"Stopped: PRODUCTION=1 needs {missing}")


def test_a_folder_that_cannot_be_written_is_one_line_that_says_what_to_do(tmp_path):
    (tmp_path / "file").touch()

    done = check({"VAR_DIR": str(tmp_path / "file" / "var")})

    assert done.returncode == 1
    assert done.stderr.startswith("Stopped: cannot write to")
    assert "set VAR_DIR" in done.stderr


@pytest.mark.skipif(connection.vendor != "sqlite", reason="about SQLite")
def test_sqlite_writes_ahead_and_takes_its_lock_at_once(transactional_db):
    from django.db import transaction

    with connection.cursor() as cursor:
        assert cursor.execute("PRAGMA journal_mode").fetchone()[0] == "wal"
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        assert connection.connection.in_transaction
    assert connection.transaction_mode == "IMMEDIATE"


def test_no_comment_of_the_example_would_become_a_part_of_a_value():
    """systemd reads the file, and knows comments at the beginning of a line only."""
    lines = (settings.BASE_DIR / ".env.example").read_text(encoding="utf-8").splitlines()
    set_there = [line.lstrip("#") for line in lines if re.match(r"#?[A-Z0-9_]+=", line)]

    assert len(set_there) > 40
    assert [line for line in set_there if " #" in line] == []
    assert [line for line in set_there if " " in line and '="' not in line] == []
