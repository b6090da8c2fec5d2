"""What a worker does when the bell rings: once, whole, and with a reason when it cannot."""

from datetime import timedelta

import pytest
from django.db import OperationalError
from django.utils import timezone

from measurements.actions import execution, inputs, leases, runs
from measurements.engine import DataError
from measurements.engine.errors import fault
from measurements.models import Event, InputKind, Result, Round, RoundState, Run, RunState

from .spell_file import LABOUR_MARKET, SPELLS

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def spells(upload):
    return upload(SPELLS)


@pytest.fixture
def run(spells, upload, request_run):
    """A run on real, small files, as an administrator asks for it."""
    upload(LABOUR_MARKET, kind=InputKind.LABOUR_MARKET, name="kommuner_aar.csv")
    return request_run()


def execute(run, **other):
    execution.execute(run_id=run.pk, **other)
    run.refresh_from_db()
    return run


def test_a_run_finishes_with_a_result_for_each_municipality(run):
    execute(run)

    assert run.state == RunState.FINISHED
    assert run.results.count() == run.outcome["national"]["municipalities"] == 4
    assert run.report["spells"]["rows"] == SPELLS.count(b"\n") - 1
    assert Event.objects.filter(action="run.finished", by=None).exists()


def test_results_hold_the_engines_figures_and_their_place_in_the_lists(run):
    execute(run)

    fastest = run.results.get(listed="fastest")
    slowest = run.results.get(listed="slowest")
    assert fastest.difference < slowest.difference
    assert fastest.figures["difference"] == fastest.difference
    assert (fastest.low, fastest.high) == (fastest.figures["ci_low"], fastest.figures["ci_high"])


def test_a_municipality_that_cannot_be_ranked_is_in_neither_list_and_says_why(run):
    execute(run)

    unranked = run.results.get(rank_low=None)
    assert (unranked.municipality_id, unranked.listed) == ("0101", "")
    assert unranked.reason == "nobody_at_risk_at_horizon"


def test_the_digest_can_be_made_again_from_what_is_stored(run):
    execute(run)

    stored = run.outcome | {
        "municipalities": [r.figures for r in run.results.order_by("municipality_id")]
    }
    assert execution.digest_of(stored) == run.outcome_sha256


def test_the_same_files_give_the_same_digest(run, request_run):
    first = execute(run).outcome_sha256

    assert execute(request_run()).outcome_sha256 == first


def test_the_same_bell_twenty_times_gives_one_result_set(run):
    for _bell in range(20):
        execution.execute(run_id=run.pk)

    run.refresh_from_db()
    assert (run.attempt, run.results.count()) == (1, 4)


def test_a_refused_file_leaves_everything_as_it_was(draft, upload, request_run):
    before = Round.objects.values().get(pk=draft.pk)
    upload(SPELLS.replace(b"2003-05-01", b"2003-02-31", 1))
    version = Round.objects.get(pk=draft.pk).version

    run = execute(request_run())

    told = run.report["faults"][0]
    assert run.state == RunState.REFUSED
    assert (told["code"], told["row"], told["column"]) == ("bad_date", 2, "permit_date")
    assert "2003-02-31" in told["da"]["text"]
    assert not Result.objects.exists()
    assert Round.objects.values().get(pk=draft.pk) == before | {"version": version}


@pytest.mark.parametrize(
    ("found", "is_kept"), [(b"0101701234", False), (b"2003-02-31", True)], ids=["cpr", "date"]
)
def test_only_a_file_with_what_looks_like_cpr_numbers_is_deleted(
    upload, request_run, found, is_kept
):
    stored = upload(SPELLS.replace(b"2003-05-01", found, 1))

    run = execute(request_run())

    assert run.state == RunState.REFUSED
    assert inputs.path_of(stored).exists() is is_kept
    assert Event.objects.filter(action="input.deleted").exists() is not is_kept
    assert "0101701234" not in str(run.report)


def test_the_faults_of_both_files_are_told_at_once(upload, request_run):
    upload(SPELLS.replace(b"2003-05-01", b"2003-02-31", 1))
    upload(b"municipality_code;year\n0101;2003\n", kind=InputKind.LABOUR_MARKET, name="k.csv")

    run = execute(request_run())

    assert {each["file"] for each in run.report["faults"]} == {"forloeb.csv", "k.csv"}


def test_data_that_cannot_be_measured_are_refused_with_the_engines_words(run, monkeypatch):
    def refuse(*tables, **options):
        raise DataError([fault("one_municipality", table="spells")])

    monkeypatch.setattr(execution, "measure", refuse)

    execute(run)

    assert run.state == RunState.REFUSED
    assert "mindst to kommuner" in run.report["faults"][0]["da"]["text"]
    assert "two municipalities" in run.report["faults"][0]["en"]["text"]


def test_a_fault_of_the_program_is_tried_three_times_and_then_stopped(run, monkeypatch):
    def break_down(*tables, **options):
        raise ZeroDivisionError

    monkeypatch.setattr(execution, "measure", break_down)

    states = [execute(run).state for _bell in range(5)]

    assert states[:2] == [RunState.WAITING, RunState.WAITING]
    assert states[2:] == [RunState.FAILED] * 3
    assert (run.attempt, run.failure["code"]) == (3, "unexpected")


def test_after_a_passing_fault_the_run_finishes_and_forgets_it(run, monkeypatch):
    measure, calls = execution.measure, []

    def break_once(*tables, **options):
        calls.append(1)
        if len(calls) == 1:
            raise OperationalError("database is locked")
        return measure(*tables, **options)

    monkeypatch.setattr(execution, "measure", break_once)

    execute(run)
    execute(run)

    assert (run.state, run.attempt, run.failure) == (RunState.FINISHED, 2, {})


@pytest.mark.parametrize(
    ("problem", "code"), [(MemoryError(), "memory"), (RuntimeError(), "unexpected")]
)
def test_a_stopped_run_says_which_kind_of_fault_it_was(run, monkeypatch, settings, problem, code):
    def break_down(*tables, **options):
        raise problem

    settings.RUN_ATTEMPTS = 1
    monkeypatch.setattr(execution, "measure", break_down)

    assert execute(run).failure["code"] == code


def test_a_file_that_is_gone_is_said_to_be_gone(run, settings):
    settings.RUN_ATTEMPTS = 1
    inputs.path_of(run.spells).unlink()

    assert execute(run).failure["code"] == "file_missing"


def test_the_log_names_the_fault_and_quotes_nothing_from_the_file(run, monkeypatch, caplog):
    def break_down(*tables, **options):
        raise ValueError("person 4711 from Iraq")

    monkeypatch.setattr(execution, "measure", break_down)

    execute(run)

    assert "ValueError" in caplog.text
    assert "4711" not in caplog.text
    assert "4711" not in str(run.failure)


@pytest.fixture
def sleep_past_the_lease(run, monkeypatch):
    """The worker computes so long that another takes over before it saves."""
    measure = execution.measure

    def sleep(*tables, **options):
        outcome = measure(*tables, **options)
        later = timezone.now() + timedelta(hours=1)
        assert leases.claim(run_id=run.pk, now=later) is not None
        return outcome

    monkeypatch.setattr(execution, "measure", sleep)


def test_a_worker_that_slept_past_its_lease_saves_nothing(run, sleep_past_the_lease):
    execute(run)

    assert (run.state, run.attempt) == (RunState.RUNNING, 2)
    assert not Result.objects.exists()


def test_without_the_fence_it_would_save_on_top_of_the_other(
    run, sleep_past_the_lease, monkeypatch
):
    """The control of the test above."""

    def write_without_fence(held, **changes):
        Run.objects.filter(pk=held.run_id).update(**changes)

    monkeypatch.setattr(leases, "write", write_without_fence)

    execute(run)

    assert run.state == RunState.FINISHED
    assert Result.objects.exists()


def test_a_run_stopped_while_it_computes_stays_stopped(anna, run, monkeypatch, now):
    measure = execution.measure

    def stop_meanwhile(*tables, **options):
        runs.stop_run(run=Run.objects.get(pk=run.pk), by=anna, now=now)
        return measure(*tables, **options)

    monkeypatch.setattr(execution, "measure", stop_meanwhile)

    execute(run)

    assert (run.state, run.failure["code"]) == (RunState.FAILED, "stopped")
    assert not Result.objects.exists()


def test_results_are_saved_all_or_none(run, monkeypatch):
    """Breaks between the run's row and its results: both must be as if nothing had happened."""
    monkeypatch.setattr(Result.objects, "bulk_create", lambda rows: 1 / 0)

    execute(run)

    assert run.state == RunState.WAITING
    assert run.outcome == {}
    assert not Result.objects.exists()


def test_progress_is_written_and_the_lease_renewed_while_it_computes(run, monkeypatch, settings):
    settings.RUN_LEASE_SECONDS = 2
    monkeypatch.setattr(leases, "PROGRESS_SECONDS", 0.02)
    measure, seen = execution.measure, []

    def look_while_it_computes(*tables, progress, **options):
        progress("fitting", 0.5)
        first = Run.objects.get(pk=run.pk)
        deadline = timezone.now() + timedelta(seconds=5)
        while timezone.now() < deadline:
            now = Run.objects.get(pk=run.pk)
            if now.stage == "fitting" and now.lease_until > first.lease_until:
                seen.append(now.fraction)
                break
        return measure(*tables, progress=progress, **options)

    monkeypatch.setattr(execution, "measure", look_while_it_computes)

    execute(run)

    assert seen == [0.5]
    assert run.state == RunState.FINISHED


def test_a_draft_is_still_a_draft_when_its_run_has_finished(run, draft):
    execute(run)

    draft.refresh_from_db()
    assert draft.state == RoundState.DRAFT


@pytest.mark.parametrize(("ranked", "length"), [(98, 10), (20, 10), (7, 3), (1, 0), (0, 0)])
def test_the_two_lists_never_share_a_municipality(ranked, length):
    rows = [
        {"code": f"{n:04}", "difference": float(n % 7), "rank_low": 1 if n < ranked else None}
        for n in range(98)
    ]

    listed = execution._listed(rows)

    assert sorted(listed.values()) == ["fastest"] * length + ["slowest"] * length
    assert all(int(code) < ranked for code in listed)
