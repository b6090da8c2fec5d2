"""A round is computed once, whatever dies on the way. Real Redis, real workers, real kills."""

import shutil
import tempfile
import time
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.files import File
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from measurements.actions import inputs, rounds, runs
from measurements.models import InputKind, Result, Run, RunState
from portal.celery import app

from .services import Redis, Worker, wait_until

pytestmark = [pytest.mark.services, pytest.mark.django_db(transaction=True)]

LEASE_SECONDS = 3
ANSWER_SECONDS = 3  # how long a page may take when nobody answers behind it


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    """A simulated country: large enough that there is time to kill someone."""
    folder = tmp_path_factory.mktemp("simulated")
    call_command("simulate_spells", seed=1, people=30_000, out=folder)
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
def start_worker(redis, tmp_path):
    started = []

    def start_worker(application="portal"):
        worker = Worker(redis, tmp_path, LEASE_SECONDS, application)
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
def request_run(anna, draft, files):
    """Upload and request, by the verbs that the page calls."""

    def store(kind, name):
        with (files / name).open("rb") as file:
            return inputs.store_input(
                measured=draft, kind=kind, file=File(file, name), by=anna, now=timezone.now()
            )

    def request_run():
        return runs.request_run(
            measured=draft,
            spells=store(InputKind.SPELLS, "forloeb.csv"),
            labour_market=store(InputKind.LABOUR_MARKET, "kommuner_aar.csv"),
            by=anna,
            now=timezone.now(),
        )

    return request_run


def test_a_worker_computes_what_the_bell_rang_for(request_run, start_worker):
    start_worker()

    run = request_run()

    wait_until(lambda: state_of(run) == RunState.FINISHED, "finished")
    assert Result.objects.filter(run=run).count() == 98
    assert Run.objects.get().attempt == 1


def test_a_run_whose_worker_was_killed_is_taken_up_again_and_finishes_once(
    request_run, start_worker
):
    first = start_worker()
    run = request_run()
    wait_until(lambda: state_of(run) == RunState.RUNNING, "running", every=0.01)

    first.kill()
    assert state_of(run) == RunState.RUNNING
    start_worker()

    sweep_until(lambda: state_of(run) == RunState.FINISHED, "finished by the second")
    assert Run.objects.get().attempt == 2
    assert Result.objects.filter(run=run).count() == 98


def test_without_a_sweep_the_run_of_a_killed_worker_stays_where_it_was(request_run, start_worker):
    """The control of the test above: the broker alone does not bring it back in time."""
    first = start_worker()
    run = request_run()
    wait_until(lambda: state_of(run) == RunState.RUNNING, "running", every=0.01)

    first.kill()
    start_worker()
    time.sleep(LEASE_SECONDS + 3)

    assert state_of(run) == RunState.RUNNING


def test_a_round_waits_while_redis_is_gone_and_goes_on_when_it_is_back(
    anna, client, draft, files, redis, start_worker
):
    start_worker()
    client.force_login(anna)
    redis.kill()

    began = time.monotonic()
    with (files / "forloeb.csv").open("rb") as spells:
        client.post(reverse("manage-round-files", args=[draft.slug]), {"spells": spells})
    page = client.get(reverse("manage-round", args=[draft.slug]))
    assert time.monotonic() - began < ANSWER_SECONDS
    assert "Venter" in page.content.decode()

    redis.start()
    run = Run.objects.get()
    sweep_until(lambda: state_of(run) == RunState.FINISHED, "finished after Redis came back")
    assert Run.objects.get().attempt == 1


def test_the_page_answers_while_redis_hangs(anna, client, draft, files, redis):
    client.force_login(anna)
    redis.freeze()

    began = time.monotonic()
    with (files / "forloeb.csv").open("rb") as spells:
        client.post(reverse("manage-round-files", args=[draft.slug]), {"spells": spells})
    took = time.monotonic() - began
    redis.thaw()

    assert took < ANSWER_SECONDS
    assert state_of(Run.objects.get()) == RunState.WAITING


def test_a_file_that_kills_its_worker_is_tried_three_times_and_then_stopped(
    request_run, start_worker
):
    start_worker("poisoned")

    run = request_run()

    sweep_until(lambda: state_of(run) == RunState.FAILED, "stopped", seconds=60)
    stopped = Run.objects.get()
    assert (stopped.attempt, stopped.failure["code"]) == (3, "worker_died")
    assert not Result.objects.exists()


def state_of(run):
    return RunState(Run.objects.values_list("state", flat=True).get(pk=run.pk))


def sweep_until(holds, what, *, seconds=30):
    """Wait as the timer would: it sweeps again and again."""

    def swept():
        runs.sweep(now=timezone.now())
        return holds()

    wait_until(swept, what, seconds=seconds, every=0.2)
