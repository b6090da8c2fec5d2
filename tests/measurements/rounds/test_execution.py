"""What a worker does when the bell rings: once, whole, and with a reason when it cannot."""

import errno
import os
from datetime import timedelta

import pytest
from django.db import OperationalError
from django.utils import timezone

from measurements import closing
from measurements.actions import execution, inputs, leases, runs
from measurements.computing import child, work
from measurements.computing.job import Broken
from measurements.engine import DataError
from measurements.engine.errors import fault
from measurements.manage.words import FAILURES
from measurements.models import Event, InputFile, InputKind, RoundState, Run, RunState
from measurements.payload import canonical, digest

from .spell_file import LABOUR_MARKET, SPELLS

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("in_process")]


@pytest.fixture
def uploaded(upload):
    """Real, small files."""
    upload(SPELLS)
    upload(LABOUR_MARKET, kind=InputKind.LABOUR_MARKET, name="kommuner_aar.csv")


@pytest.fixture
def run(uploaded, waiting):
    """A computation of them, as an administrator asks for it."""
    return waiting


@pytest.fixture
def check(anna, draft, upload, now):
    """Uploads these bytes and has them checked."""

    def check(spells, labour_market=LABOUR_MARKET):
        upload(spells)
        upload(labour_market, kind=InputKind.LABOUR_MARKET, name="kommuner_aar.csv")
        return execute(runs.request_validation(measured=draft, by=anna, now=now))

    return check


def execute(run, **other):
    execution.execute(run_id=run.pk, **other)
    run.refresh_from_db()
    return run


# --- what is found


def test_a_validation_says_what_was_read_and_measures_nothing(check, draft):
    run = check(SPELLS)

    draft.refresh_from_db()
    assert (run.state, run.outcome, run.outcome_sha256) == (RunState.FINISHED, {}, "")
    assert run.report["spells"]["rows"] == SPELLS.count(b"\n") - 1
    assert draft.state == RoundState.VALIDATED


def test_a_computation_finishes_with_every_municipality(run, draft):
    execute(run)

    draft.refresh_from_db()
    assert (run.state, draft.state) == (RunState.FINISHED, RoundState.COMPUTED)
    assert [row["code"] for row in run.outcome["municipalities"]] == [
        "0101",
        "0461",
        "0751",
        "0851",
    ]
    assert run.report["spells"]["rows"] == SPELLS.count(b"\n") - 1
    assert Event.objects.filter(action="run.finished", by=None).exists()


def test_the_digest_can_be_made_again_from_what_is_stored(run):
    execute(run)

    stored = Run.objects.get(pk=run.pk).outcome
    assert digest(canonical(stored)) == run.outcome_sha256


def test_the_same_files_give_the_same_digest(anna, draft, run, now):
    first = execute(run).outcome_sha256
    draft.refresh_from_db()

    again = execute(runs.request_run(measured=draft, by=anna, now=now))

    assert (again.state, again.outcome_sha256) == (RunState.FINISHED, first)


def test_c04_the_same_bell_twenty_times_gives_one_result(run):
    for _bell in range(20):
        execution.execute(run_id=run.pk)

    run.refresh_from_db()
    assert run.attempt == 1
    assert Event.objects.filter(action="run.finished").count() == 1


# --- what is refused


def test_a_refused_file_says_where_and_why(check, draft):
    run = check(SPELLS.replace(b"2003-05-01", b"2003-02-31", 1))

    told = run.report["faults"][0]
    draft.refresh_from_db()
    assert (run.state, draft.state) == (RunState.REFUSED, RoundState.INVALID)
    assert (told["code"], told["row"], told["column"]) == ("bad_date", 2, "permit_date")
    assert "2003-02-31" in told["da"]["text"]
    assert run.outcome == {}


@pytest.mark.parametrize(
    ("found", "is_kept"), [(b"0101701234", False), (b"2003-02-31", True)], ids=["cpr", "date"]
)
def test_only_a_file_with_what_looks_like_cpr_numbers_is_deleted(check, found, is_kept):
    run = check(SPELLS.replace(b"2003-05-01", found, 1))

    stored = InputFile.objects.get(kind=InputKind.SPELLS)
    assert run.state == RunState.REFUSED
    assert inputs.path_of(stored).exists() is is_kept
    assert Event.objects.filter(action="input.deleted").exists() is not is_kept
    assert "0101701234" not in str(run.report)


def test_the_faults_of_both_files_are_told_at_once(check):
    run = check(
        SPELLS.replace(b"2003-05-01", b"2003-02-31", 1), b"municipality_code;year\n0101;2003\n"
    )

    assert {each["file"] for each in run.report["faults"]} == {"forloeb.csv", "kommuner_aar.csv"}


def test_data_that_cannot_be_measured_are_refused_with_the_engines_words(run, monkeypatch):
    def refuse(*tables, **options):
        raise DataError([fault("one_municipality", table="spells")])

    monkeypatch.setattr(work, "measure", refuse)

    execute(run)

    assert run.state == RunState.REFUSED
    assert "mindst to kommuner" in run.report["faults"][0]["da"]["text"]
    assert "two municipalities" in run.report["faults"][0]["en"]["text"]


# --- what breaks


def test_a_fault_of_the_program_is_tried_three_times_and_then_stopped(run, monkeypatch):
    def break_down(*tables, **options):
        raise ZeroDivisionError

    monkeypatch.setattr(work, "measure", break_down)

    states = [execute(run).state for _bell in range(5)]

    assert states[:2] == [RunState.WAITING, RunState.WAITING]
    assert states[2:] == [RunState.FAILED] * 3
    assert (run.attempt, run.failure["code"]) == (3, "unexpected")


def test_after_a_passing_fault_the_run_finishes_and_forgets_it(run, monkeypatch):
    measure, calls = work.measure, []

    def break_once(*tables, **options):
        calls.append(1)
        if len(calls) == 1:
            raise OperationalError("database is locked")
        return measure(*tables, **options)

    monkeypatch.setattr(work, "measure", break_once)

    execute(run)
    execute(run)

    assert (run.state, run.attempt, run.failure) == (RunState.FINISHED, 2, {})


NO_ROOM = OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


@pytest.mark.parametrize(
    ("problem", "code"),
    [(MemoryError(), "memory"), (RuntimeError(), "unexpected"), (NO_ROOM, "disk_full")],
)
def test_a_stopped_run_says_which_kind_of_fault_it_was(
    run, draft, monkeypatch, settings, problem, code
):
    def break_down(*tables, **options):
        raise problem

    settings.RUN_ATTEMPTS = 1
    monkeypatch.setattr(work, "measure", break_down)

    execute(run)

    draft.refresh_from_db()
    assert (run.state, draft.state) == (RunState.FAILED, RoundState.FAILED)
    assert run.failure["code"] == code
    assert str(code) in FAILURES


@pytest.mark.parametrize(
    "code", ["memory", "timeout", "not_converged", "file_missing", "file_altered"]
)
def test_what_another_attempt_cannot_mend_is_not_tried_again(run, monkeypatch, code):
    monkeypatch.setattr(child, "compute", lambda job, limits, **ways: Broken(code))

    execute(run)

    assert (run.state, run.attempt, run.failure["code"]) == (RunState.FAILED, 1, code)


@pytest.mark.parametrize("code", ["crashed", "disk_full", "unexpected"])
def test_what_may_pass_is_tried_again(run, monkeypatch, code):
    monkeypatch.setattr(child, "compute", lambda job, limits, **ways: Broken(code))

    execute(run)

    assert (run.state, run.attempt, run.failure["code"]) == (RunState.WAITING, 1, code)


def test_c10_a_model_that_does_not_settle_says_what_to_do(run, draft, monkeypatch):
    def wander(*tables, **options):
        raise DataError([fault("separation", term="origin Irak")])

    monkeypatch.setattr(work, "measure", wander)

    execute(run)

    draft.refresh_from_db()
    assert (run.state, run.attempt, draft.state) == (RunState.FAILED, 1, RoundState.FAILED)
    assert run.failure["code"] == "not_converged"
    assert "origin Irak" in run.failure["told"][0]["da"]
    assert "Saml gruppen" in run.failure["told"][0]["da"]
    assert run.outcome == {}


def test_a_file_that_is_gone_is_said_to_be_gone(run):
    inputs.path_of(InputFile.objects.get(kind=InputKind.SPELLS)).unlink()

    assert execute(run).failure["code"] == "file_missing"


def test_a_file_that_was_exchanged_on_the_disk_is_not_measured(run):
    """Its digest is sealed with the figures, and would be that of another file."""
    stored = InputFile.objects.get(kind=InputKind.SPELLS)
    inputs.path_of(stored).write_bytes(SPELLS.replace(b"2004", b"2005", 1))

    assert execute(run).failure["code"] == "file_altered"
    assert run.outcome == {}


def test_the_log_names_the_fault_and_quotes_nothing_from_the_file(run, monkeypatch, caplog):
    def break_down(*tables, **options):
        raise ValueError("person 4711 from Iraq")

    monkeypatch.setattr(work, "measure", break_down)

    execute(run)

    assert "ValueError" in caplog.text
    assert "4711" not in caplog.text
    assert "4711" not in str(run.failure)


@pytest.fixture
def sleep_past_the_lease(run, monkeypatch):
    """The worker computes so long that another takes over before it saves."""
    measure = work.measure

    def sleep(*tables, **options):
        outcome = measure(*tables, **options)
        later = timezone.now() + timedelta(hours=1)
        assert leases.claim(run_id=run.pk, now=later) is not None
        return outcome

    monkeypatch.setattr(work, "measure", sleep)


def test_a_worker_that_slept_past_its_lease_saves_nothing(run, sleep_past_the_lease):
    execute(run)

    assert (run.state, run.attempt) == (RunState.RUNNING, 2)
    assert run.outcome == {}


def test_without_the_fence_it_would_save_on_top_of_the_other(
    run, sleep_past_the_lease, monkeypatch
):
    """The control of the test above."""

    def write_without_fence(held, **changes):
        Run.objects.filter(pk=held.run_id).update(**changes)

    monkeypatch.setattr(leases, "write", write_without_fence)

    execute(run)

    assert run.state == RunState.FINISHED
    assert run.outcome != {}


def test_a_run_stopped_while_it_computes_stays_stopped(anna, run, monkeypatch, now):
    measure = work.measure

    def stop_meanwhile(*tables, **options):
        runs.stop_run(run=Run.objects.get(pk=run.pk), by=anna, now=now)
        return measure(*tables, **options)

    monkeypatch.setattr(work, "measure", stop_meanwhile)

    execute(run)

    assert (run.state, run.failure["code"]) == (RunState.FAILED, "stopped")
    assert run.outcome == {}


def test_c19_what_was_found_is_saved_with_the_rounds_new_state_or_not_at_all(
    run, draft, monkeypatch
):
    """Breaks between the run's row and the round's: both must be as if nothing had happened."""
    monkeypatch.setattr(execution, "make_move", lambda **move: 1 / 0)

    execute(run)

    draft.refresh_from_db()
    assert (run.state, draft.state) == (RunState.WAITING, RoundState.COMPUTING)
    assert run.outcome == {}


def test_progress_is_written_and_the_lease_renewed_while_it_computes(run, monkeypatch):
    monkeypatch.setattr(leases, "LOOK_SECONDS", 0)
    measure, seen = work.measure, []

    def look_while_it_computes(*tables, progress, **options):
        before = Run.objects.get(pk=run.pk)
        progress("fitting", 0.5)
        after = Run.objects.get(pk=run.pk)
        seen.append((after.stage, after.fraction, after.lease_until > before.lease_until))
        return measure(*tables, progress=progress, **options)

    monkeypatch.setattr(work, "measure", look_while_it_computes)

    execute(run)

    assert seen == [("fitting", 0.5, True)]
    assert run.state == RunState.FINISHED


# --- a worker that is asked to stop


@pytest.fixture
def asked_to_stop(monkeypatch):
    monkeypatch.setattr(closing, "is_asked", lambda: True)


def test_c03_a_worker_that_is_asked_to_stop_gives_the_run_back_unused(run, rings, asked_to_stop):
    execute(run)

    assert (run.state, run.attempt, run.lease_until) == (RunState.WAITING, 0, None)
    rings.clear()
    runs.sweep(now=timezone.now())
    assert len(rings) == 1


def test_c03_a_run_that_was_given_back_is_computed_by_the_next_worker(run, monkeypatch):
    with monkeypatch.context() as meanwhile:
        meanwhile.setattr(closing, "is_asked", lambda: True)
        execute(run)

    execute(run)

    assert (run.state, run.attempt) == (RunState.FINISHED, 1)


def test_c03_without_being_asked_a_worker_goes_on(run):
    """The control of the two above."""
    assert not closing.is_asked()

    assert execute(run).state == RunState.FINISHED
