"""How long a killed worker costs: with the settings of production, timer and all. G2."""

import subprocess
import sys
import time

import pytest
from django.conf import settings

from measurements.models import Run, RunState

from .invariants import broken_invariants
from .services import kill, wait_until
from .watching import stage_of, state_of

pytestmark = [
    pytest.mark.services,
    pytest.mark.long,
    pytest.mark.django_db(transaction=True),
]

PRODUCTION_LEASE_SECONDS = 60
MOST_SECONDS = 90


@pytest.fixture
def timer(start_worker):
    """The site's own timer, which sweeps every ten seconds."""
    started = []

    def start(worker):
        process = subprocess.Popen(
            [sys.executable, "-m", "celery", "--app", "portal", "beat", "--loglevel", "WARNING"],
            cwd=settings.BASE_DIR,
            env=worker.environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        started.append(process)

    yield start
    for process in started:
        kill(process)


def test_c02_a_killed_worker_costs_less_than_ninety_seconds(request_run, start_worker, timer):
    ways = {"lease_seconds": PRODUCTION_LEASE_SECONDS, "concurrency": 2}
    first = start_worker(failpoint="mid_fit:hang", **ways)
    timer(first)
    run = request_run()
    wait_until(lambda: stage_of(run) == "fitting", "measuring")

    first.kill()
    killed = time.monotonic()
    start_worker(**ways)  # as the service manager does
    wait_until(lambda: Run.objects.get(pk=run.pk).attempt == 2, "taken up", seconds=MOST_SECONDS)
    taken_up = time.monotonic() - killed
    wait_until(lambda: state_of(run) == RunState.FINISHED, "finished", seconds=60)

    print(f"taken up after {taken_up:.0f} s, finished after {time.monotonic() - killed:.0f} s")
    assert taken_up < MOST_SECONDS
    wait_until(lambda: broken_invariants() == [], "the sweep has cleared up", seconds=20)
