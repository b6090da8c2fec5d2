"""A round is computed once, whatever happens to Redis and its messages. Real Redis, real workers."""

import time

import pytest
import redis as redis_client
from django.utils import timezone

from measurements import doorbell
from measurements.actions import runs
from measurements.models import Event, RoundState, Run, RunState
from portal.celery import app

from .invariants import broken_invariants
from .services import wait_until
from .watching import stage_of, state_of, sweep_until

pytestmark = [pytest.mark.services, pytest.mark.django_db(transaction=True)]

ANSWER_SECONDS = 3  # how long a page may take when nobody answers behind it


def test_a_worker_checks_and_computes_what_the_bell_rang_for(
    anna, request_validation, start_worker, uploaded
):
    start_worker()

    checked = request_validation()
    wait_until(lambda: state_of(checked) == RunState.FINISHED, "checked")
    uploaded.refresh_from_db()
    run = runs.request_run(measured=uploaded, by=anna, now=timezone.now())
    wait_until(lambda: state_of(run) == RunState.FINISHED, "computed")

    run.refresh_from_db()
    uploaded.refresh_from_db()
    assert (run.attempt, len(run.outcome["municipalities"])) == (1, 98)
    assert uploaded.state == RoundState.COMPUTED
    assert broken_invariants() == []


def test_c04_the_same_message_twenty_times_computes_once(request_run, start_worker):
    run = request_run()
    for _message in range(20):
        doorbell.ring(doorbell.EXECUTE_RUN, run.pk)
    start_worker(concurrency=2)

    wait_until(lambda: state_of(run) == RunState.FINISHED, "finished")
    time.sleep(1)  # for the rest of the messages

    assert Run.objects.get(pk=run.pk).attempt == 1
    assert Event.objects.filter(action="run.finished").count() == 1
    assert broken_invariants() == []


def test_c22_forged_messages_are_turned_away_and_the_worker_works_on(
    redis, request_run, start_worker
):
    worker = start_worker()
    for task, arguments in [
        (doorbell.EXECUTE_RUN, [987654]),
        (doorbell.EXECUTE_RUN, ["1; DROP TABLE measurements_run"]),
        (doorbell.EXECUTE_RUN, [{"pk": 1}]),
        (doorbell.EXECUTE_RUN, []),
        (doorbell.EXECUTE_RUN, [None]),
        ("os.system", ["touch /tmp/forged"]),
    ]:
        doorbell.ring(task, *arguments)
    with app.connection_for_write(hostname=redis.url) as line:
        app.send_task(doorbell.EXECUTE_RUN, [1], serializer="pickle", connection=line)

    run = request_run()

    sweep_until(lambda: state_of(run) == RunState.FINISHED, "finished all the same")
    assert "ContentDisallowed" in worker.log
    assert worker.process.poll() is None
    assert broken_invariants() == []


@pytest.mark.parametrize("when", [pytest.param("waiting", marks=pytest.mark.long), "computing"])
def test_c06_emptying_redis_costs_time_only(redis, request_run, start_worker, when):
    if when == "waiting":
        run = request_run()
        flush(redis)
        start_worker()
    else:
        start_worker()
        run = request_run()
        wait_until(lambda: state_of(run) == RunState.RUNNING, "running", every=0.01)
        flush(redis)

    sweep_until(lambda: state_of(run) == RunState.FINISHED, "finished")
    assert Run.objects.get(pk=run.pk).attempt == 1
    assert broken_invariants() == []


def test_c06_a_round_waits_while_redis_is_gone_and_goes_on_when_it_is_back(
    redis, request_run, start_worker
):
    start_worker()
    redis.kill()

    began = time.monotonic()
    run = request_run()
    assert time.monotonic() - began < 2 * ANSWER_SECONDS  # it rang twice
    assert state_of(run) == RunState.WAITING

    redis.start()
    sweep_until(lambda: state_of(run) == RunState.FINISHED, "finished after Redis came back")
    assert Run.objects.get(pk=run.pk).attempt == 1
    assert broken_invariants() == []


def test_c07_asking_answers_while_redis_hangs(redis, request_validation):
    redis.freeze()

    began = time.monotonic()
    run = request_validation()
    took = time.monotonic() - began
    redis.thaw()

    assert took < ANSWER_SECONDS
    assert state_of(run) == RunState.WAITING


def test_a_stopped_run_ends_its_child_within_a_second(anna, request_run, start_worker):
    worker = start_worker(failpoint="mid_fit:hang")
    run = request_run()
    wait_until(lambda: stage_of(run) == "fitting", "measuring")
    computing = worker.computing

    run.refresh_from_db()
    runs.stop_run(run=run, by=anna, now=timezone.now())

    computing.wait(timeout=1)
    assert state_of(run) == RunState.FAILED
    wait_until(lambda: broken_invariants() == [], "all is well")


@pytest.mark.parametrize(
    ("failpoint", "code"),
    [
        ("mid_fit:kill", "crashed"),
        pytest.param("mid_fit:enospc", "disk_full", marks=pytest.mark.long),
        pytest.param("before_result_commit:kill", "worker_died", marks=pytest.mark.long),
    ],
)
def test_c14_what_breaks_every_time_is_tried_three_times_and_then_stopped(
    request_run, start_worker, failpoint, code
):
    start_worker(failpoint=failpoint)

    run = request_run()

    sweep_until(lambda: state_of(run) == RunState.FAILED, "stopped", seconds=60)
    run.refresh_from_db()
    assert (run.attempt, run.failure["code"]) == (3, code)
    assert broken_invariants() == []


def flush(redis):
    with redis_client.Redis(unix_socket_path=str(redis.socket)) as line:
        line.flushall()
