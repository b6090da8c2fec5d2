"""The time limits of a run stand in order, and nothing starts when they do not."""

import os
import subprocess
import sys

import pytest
from django.conf import settings as site
from django.core.checks import run_checks

from portal import checks

PRODUCTION = {
    "PRODUCTION": "1",
    "SECRET_KEY": "k" * 60,
    "ALLOWED_HOSTS": "integrationsviden.example",
    "DATABASE_URL": "sqlite:///:memory:",
    "REDIS_URL": "redis://127.0.0.1:1/0",
}


def run(*command, **environment):
    kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    return subprocess.run(
        [sys.executable, *command],
        cwd=site.BASE_DIR,
        env=kept | {"VAR_DIR": str(site.VAR)} | environment,
        capture_output=True,
        text=True,
        timeout=60,
    )


def test_c15_the_limits_of_the_site_stand_in_order():
    assert checks.time_ladder() == []
    assert checks.room_for_the_libraries() == []


@pytest.mark.parametrize(
    ("setting", "value"),
    [
        ("RUN_HEARTBEAT_SECONDS", 60),
        ("RUN_LEASE_SECONDS", 10),
        ("RUN_SECONDS", 1600),
        ("CELERY_TASK_SOFT_TIME_LIMIT", 1900),
        ("CELERY_TASK_TIME_LIMIT", 3000),
        ("CELERY_BROKER_TRANSPORT_OPTIONS", {"visibility_timeout": 1700}),
        ("RUN_STUCK_SECONDS", 2000),
    ],
)
def test_c15_a_limit_out_of_order_is_told_by_name(settings, setting, value):
    setattr(settings, setting, value)

    (wrong,) = [each for each in run_checks() if each.id == "portal.E001"]

    assert setting in wrong.msg


def test_c13_too_little_memory_to_load_the_libraries_is_told(settings):
    settings.RUN_MEMORY_MEGABYTES = 300

    assert "RUN_MEMORY_MEGABYTES is 300" in checks.room_for_the_libraries()[0].msg


def test_a_longer_limit_for_a_run_moves_all_that_come_after():
    assert run("manage.py", "check", RUN_SECONDS="7200").returncode == 0


def test_a_worker_does_not_start_with_limits_out_of_order():
    done = run("-m", "celery", "--app", "portal", "worker", RUN_LEASE_SECONDS="0")

    assert done.returncode != 0
    assert "RUN_HEARTBEAT_SECONDS (0 s) must be less than RUN_LEASE_SECONDS" in done.stderr


def test_production_does_not_start_with_an_armed_failpoint():
    done = run("manage.py", "check", **PRODUCTION, FAILPOINT="mid_fit:kill")

    assert done.returncode == 1
    assert done.stderr.startswith("Stopped: FAILPOINT makes the site fail on purpose")


def test_the_broker_gives_up_on_a_message_later_than_any_run_can_last():
    """In the one place where it counts: there is no result backend."""
    from portal.celery import app

    assert app.conf.broker_transport_options["visibility_timeout"] > app.conf.task_time_limit
    assert app.conf.result_backend is None
    assert app.conf.task_acks_late
    assert not app.conf.task_reject_on_worker_lost
    assert not app.conf.worker_cancel_long_running_tasks_on_connection_loss
    assert app.conf.accept_content == ["json"]
    assert app.conf.worker_prefetch_multiplier == 1
