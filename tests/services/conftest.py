"""A simulated country, a round of it, and the servers that compute it. Real processes throughout."""

import shutil
import tempfile
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.files import File
from django.core.management import call_command
from django.utils import timezone

from measurements.actions import inputs, rounds, runs
from measurements.models import InputKind
from portal.celery import app

from .services import Redis, Worker
from .watching import end_validation

LEASE_SECONDS = 3


@pytest.fixture(scope="session")
def files(tmp_path_factory):
    folder = tmp_path_factory.mktemp("simulated")
    call_command("simulate_spells", seed=1, people=5_000, out=folder)
    return folder


@pytest.fixture
def redis(monkeypatch):
    """In a folder with a short name: the path of a unix socket may have 100 letters."""
    folder = Path(tempfile.mkdtemp(prefix="iv-"))
    server = Redis(folder / "redis.sock")
    server.start()
    monkeypatch.setattr(app.conf, "broker_write_url", server.url)
    yield server
    server.kill()
    shutil.rmtree(folder)


@pytest.fixture
def start_worker(redis, tmp_path, settings):
    """Starts a worker that shares its var/ with the test."""
    started = []
    settings.COMPUTING_ROOT = tmp_path / "computing"

    def start_worker(**ways):
        worker = Worker(redis, tmp_path, **{"lease_seconds": LEASE_SECONDS, **ways})
        worker.start()
        started.append(worker)
        return worker

    yield start_worker
    for worker in started:
        worker.kill()


@pytest.fixture(autouse=True)
def impatient_sweep(monkeypatch):
    """The sweep rings again after a second; in the site it waits ten."""
    monkeypatch.setattr(runs, "RING_AGAIN_AFTER", timedelta(seconds=1))


@pytest.fixture
def draft(anna):
    return rounds.create_round(
        description=rounds.RoundDescription(
            title="Måling", period_from=1999, period_to=2007, publisher="Ministeriet"
        ),
        by=anna,
        now=timezone.now(),
    )


@pytest.fixture
def uploaded(anna, draft, files):
    """The draft with both files, by the verb that the page calls."""
    for kind, name in (
        (InputKind.SPELLS, "forloeb.csv"),
        (InputKind.LABOUR_MARKET, "kommuner_aar.csv"),
    ):
        with (files / name).open("rb") as file:
            inputs.store_input(
                measured=draft, kind=kind, file=File(file, name), by=anna, now=timezone.now()
            )
    return draft


@pytest.fixture
def request_validation(anna, uploaded):
    return lambda: runs.request_validation(measured=uploaded, by=anna, now=timezone.now())


@pytest.fixture
def request_run(anna, request_validation, uploaded):
    """Asks for a computation; that the files were checked is taken as given."""

    def request_run():
        checked = request_validation()
        end_validation(checked)
        uploaded.refresh_from_db()
        return runs.request_run(measured=uploaded, by=anna, now=timezone.now())

    return request_run
