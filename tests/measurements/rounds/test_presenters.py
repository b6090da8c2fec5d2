"""The words for where a round stands: honest about waiting, attempts, silence and stops."""

import re
from datetime import timedelta
from itertools import pairwise
from pathlib import Path

import pytest

from measurements import doorbell
from measurements.actions import rounds, runs
from measurements.actions.trace import record
from measurements.ingest.extract.derive import Funnel
from measurements.lifecycle import HEARING_RULES, MOVES, RoundAction, RoundState, Who
from measurements.manage.presenters import standing
from measurements.manage.presenters.faults import PER_PAGE, faults_csv, faults_of
from measurements.manage.presenters.history import history_of
from measurements.manage.presenters.progress import progress_of
from measurements.manage.presenters.readings import FUNNEL, readings_of
from measurements.manage.presenters.warnings import warnings_of
from measurements.manage.words import EVENTS, FAILURES, GROUPS, STAGES, STAGES_OF_VALIDATION
from measurements.models import CorrectionKind, Event, Run, RunState

SECOND = timedelta(seconds=1)


# --- waiting, running, stopped


def test_a_fresh_run_waits_and_says_so(waiting, now):
    progress = progress_of(waiting, now=now + SECOND)

    assert (progress.state, progress.percent, progress.is_live) == ("Venter", 0, True)
    assert "om et øjeblik" in progress.explanation
    assert progress.time == "Har ventet i 1 sekund."


def test_a_long_wait_is_explained_and_has_an_age(waiting, now):
    progress = progress_of(waiting, now=now + 120 * SECOND)

    assert "2\xa0minutter" in progress.explanation
    assert "Intet er tabt" in progress.explanation
    assert progress.time == "Har ventet i 2 minutter."


def test_a_running_run_says_which_attempt_stage_and_how_far(running, now):
    progress = progress_of(running(stage="fitting", fraction=0.5), now=now + 20 * SECOND)

    assert progress.state == "Kører, forsøg 2 af 3"
    assert progress.stage == "Tilpasser modellen"
    assert progress.percent == 25
    assert progress.explanation == ""


def test_when_a_stage_is_done_the_next_is_under_way(running, now):
    assert progress_of(running(stage="fitting", fraction=1), now=now).stage == (
        "Beregner faktisk og forventet tid"
    )


def test_the_time_left_follows_the_pace_so_far(running, now):
    middle = STAGES["cohorts"]
    share = (0.5 - middle.start) / (middle.end - middle.start)
    half = running(stage="cohorts", fraction=share)

    assert progress_of(half, now=now + 20 * SECOND).time == (
        "Har kørt i 20 sekunder. Cirka 20 sekunder tilbage."
    )
    assert progress_of(half, now=now + 5 * SECOND).time.endswith("Få sekunder tilbage.")
    assert progress_of(half, now=now + 300 * SECOND).time.endswith("Cirka 5 minutter tilbage.")


@pytest.mark.parametrize(("fraction", "seconds"), [(0.0, 60), (0.9, 1)])
def test_before_anything_is_known_of_the_pace_nothing_is_promised(running, now, fraction, seconds):
    told = progress_of(running(stage="files", fraction=fraction), now=now + seconds * SECOND).time

    assert "kan endnu ikke siges" in told


def test_a_silent_worker_is_not_passed_off_as_work(running, now):
    progress = progress_of(running(lease_until=now - SECOND), now=now)

    assert "tavs for længe" in progress.explanation
    assert progress.time == ""


def test_between_attempts_the_next_one_is_counted(waiting, now):
    run = changed(waiting, attempt=1, failure={"code": "memory"})

    progress = progress_of(run, now=now)

    assert progress.state == "Venter på forsøg 2 af 3"
    assert "hukommelse" in progress.explanation


@pytest.mark.parametrize("code", FAILURES)
def test_a_stopped_run_says_why_and_what_to_do(waiting, now, code):
    run = changed(waiting, state=RunState.FAILED, failure={"code": code})

    progress = progress_of(run, now=now)

    assert progress.state == "Stoppet"
    assert progress.explanation == str(FAILURES[code])
    assert not progress.is_live


def test_what_the_engine_itself_said_stands_before_the_advice(waiting, now):
    told = [{"da": "Modellen faldt ikke til ro: origin.", "en": "It did not settle: origin."}]
    run = changed(waiting, state=RunState.FAILED, failure={"code": "not_converged", "told": told})

    assert progress_of(run, now=now).explanation.startswith("Modellen faldt ikke til ro: origin.")


@pytest.mark.parametrize("stages", [STAGES, STAGES_OF_VALIDATION])
def test_progress_never_runs_backwards_through_the_stages(stages):
    bounds = [(stage.start, stage.end) for stage in stages.values()]

    assert bounds[0][0] == 0
    assert bounds[-1][1] == 1
    assert all(start <= end for start, end in bounds)
    assert all(before[1] == after[0] for before, after in pairwise(bounds))


# --- where a round stands


@pytest.mark.parametrize("state", RoundState)
def test_in_every_state_a_sentence_says_where_it_stands_and_what_comes_now(
    standing_as, anna, now, state
):
    told = standing.next_of(standing_as(state), by=anna, now=now)

    assert told.standing.endswith(".")
    assert told.text.endswith(".")


@pytest.mark.parametrize("state", RoundState)
def test_one_step_is_marked_and_those_before_it_are_done(standing_as, state):
    steps = standing.steps_of(standing_as(state))

    states = [step.state for step in steps]
    assert states == sorted(states, key=("done", "current", "later").index)
    assert states.count("current") == (state not in PAST)


@pytest.mark.parametrize("state", RoundState)
def test_whatever_an_administrator_may_do_is_offered_and_nothing_else(
    standing_as, astrid, now, state
):
    measured = standing_as(state)
    first = standing.next_of(measured, by=astrid, now=now).choice
    others = standing.other_choices(measured, by=astrid, now=now)

    offered = {each.url for each in [*others, *([first] if first else [])]}
    possible = {
        action
        for (before, action), move in MOVES.items()
        if before == state and move.who is not Who.MACHINE and action in standing.PAGES
    }
    assert {standing._choice(measured, action).url for action in possible} <= offered
    assert len(offered) <= len(possible) + 1  # beside what is done: something to look at


def test_every_action_of_a_person_has_a_page():
    by_people = {action for (_, action), move in MOVES.items() if move.who is not Who.MACHINE}

    # Other rules are given where the rest of the description is.
    assert by_people - {RoundAction.CHANGE_RULES} == set(standing.PAGES)


def test_whoever_approved_is_told_that_another_must_publish(approved, anna, astrid, now):
    mine = standing.next_of(approved, by=anna, now=now)
    hers = standing.next_of(approved, by=astrid, now=now)

    assert mine.choice is None
    assert "En anden administrator" in mine.text
    assert "af Anna og er låst" in mine.standing
    assert hers.choice.text == "Offentliggør målingen"


def test_open_warnings_come_before_the_computation(validated, anna, now):
    told = {"code": "drift_not_newer", "da": "Er det den nyeste fil?", "en": "Newest?"}
    Run.objects.update(warnings=[told])
    validated.refresh_from_db()

    following = standing.next_of(validated, by=anna, now=now)

    assert "1 advarsel venter" in following.text
    assert following.choice.url.endswith("/kontrol/#advarsler")
    assert standing.step_of(validated) == standing.CHECK


@pytest.mark.parametrize(
    ("state", "behind"),
    [
        (RoundState.VALIDATED, {"Beregn"}),
        (RoundState.COMPUTED, {"Send i høring", "Godkend målingen"}),
    ],
)
def test_nothing_is_offered_that_warnings_stand_in_the_way_of(
    request, draft, anna, now, state, behind
):
    request.getfixturevalue("validated" if state == RoundState.VALIDATED else "finished")
    offered = standing.next_of(draft, by=anna, now=now).choice
    assert behind <= texts([offered, *standing.other_choices(draft, by=anna, now=now)])

    Run.objects.update(warnings=[{"code": "drift_not_newer", "da": "Ny?", "en": "New?"}])

    assert not behind & texts(standing.other_choices(draft, by=anna, now=now))


def test_a_round_published_meanwhile_calls_for_another_computation(
    finished, draft, anna, now, monkeypatch
):
    assert standing.next_of(draft, by=anna, now=now).choice.text == "Se forhåndsvisningen"

    monkeypatch.setattr(runs, "public_seals", lambda **any_kind: ["f" * 64])

    following = standing.next_of(draft, by=anna, now=now)
    assert "offentliggjort en anden måling" in following.text
    assert following.choice.text == "Beregn igen"


def test_the_report_leads_on_and_never_back_to_itself(refused, draft, anna, now):
    assert standing.next_from_report(draft, by=anna, now=now).text == "Upload filer"


def test_from_a_report_with_open_warnings_there_is_no_way_round_them(validated, anna, now):
    assert standing.next_from_report(validated, by=anna, now=now).text == "Beregn"

    Run.objects.update(warnings=[{"code": "drift_not_newer", "da": "Ny?", "en": "New?"}])
    validated.refresh_from_db()

    assert standing.next_from_report(validated, by=anna, now=now) is None


def test_a_hearing_that_is_over_leads_to_the_approval(standing_as, anna, now):
    measured = standing_as(RoundState.HEARING)

    before = standing.next_of(measured, by=anna, now=now)
    after = standing.next_of(measured, by=anna, now=now + timedelta(days=30))

    assert before.choice.text == "Følg høringen"
    assert after.choice.text == "Godkend målingen"


def test_a_round_that_is_being_corrected_is_not_corrected_again(public, anna, now):
    assert "Begynd en rettet udgave" in texts(standing.other_choices(public, by=anna, now=now))

    rounds.begin_correction(
        measured=public, kind=CorrectionKind.CORRECTION, reason="Fejl.", by=anna, now=now
    )

    assert "Begynd en rettet udgave" not in texts(standing.other_choices(public, by=anna, now=now))


def test_every_state_is_in_one_group_of_the_list():
    listed = [state for group in GROUPS for state in group.states]

    assert sorted(listed) == sorted(RoundState)


# --- the log


def test_every_event_that_a_verb_records_has_words():
    actions = Path(doorbell.__file__).parent / "actions"
    written = {
        action
        for file in actions.glob("*.py")
        for action in re.findall(r'action="([a-z]+\.[a-z_]+)"', file.read_text())
    }
    by_table = {move.event for move in MOVES.values()}
    in_hearings = {rule.event for rule in HEARING_RULES.values()}

    assert written | by_table | in_hearings <= set(EVENTS)


def test_a_line_says_who_when_what_why_and_the_digests(approved):
    row = next(row for row in history() if row.what == "Målingen blev godkendt og låst")

    assert (row.who, row.why, row.title) == ("Anna", "Kun en prøve.", "Måling 1999-2007")
    assert [digest.text for digest in row.digests] == ["d" * 64]


def test_what_nobody_did_the_program_did(refused, now):
    record(action="run.refused", of=refused.round, by=None, at=now, details={"total": 250})

    assert (history()[0].who, history()[0].details) == ("Programmet", "fejl i alt: 250")


def test_a_round_that_was_deleted_keeps_its_lines_without_a_link(draft, anna, now):
    rounds.discard_round(measured=draft, by=anna, now=now)

    assert {(row.title, row.url) for row in history()} == {("Måling 1999-2007", "")}


# --- the report


def test_faults_are_told_with_their_place_and_how_many_in_all(refused):
    faults = faults_of(refused)

    row = faults.page[0]
    assert (row.file, row.row, row.column) == ("forloeb.csv", "17", "permit_date")
    assert (faults.kept, faults.total) == (1, 250)


def test_faults_come_by_the_page(refused):
    refused.report["faults"] *= PER_PAGE + 1

    assert len(faults_of(refused).page) == PER_PAGE
    assert len(faults_of(refused, page="2").page) == 1
    assert len(faults_of(refused, page="x").page) == PER_PAGE


def test_the_list_to_hand_on_says_where_and_not_what(refused):
    listed = faults_csv(refused)

    assert "forloeb.csv;17;permit_date;bad_date;en dato" in listed
    assert "31-02-2004" not in listed


@pytest.mark.parametrize("name", ["=HYPERLINK(1)", " =HYPERLINK(1)", "＝HYPERLINK(1)", "|calc"])
def test_a_name_that_could_be_a_formula_is_text_in_the_list(refused, name):
    refused.report["faults"][0]["column"] = name

    assert f";'{name};" in faults_csv(refused)


def test_a_run_that_was_not_refused_has_no_faults(finished):
    assert faults_of(finished) is None


@pytest.mark.parametrize("name", ["waiting", "refused"])
def test_nothing_is_said_of_readings_before_the_files_could_be_read(request, name):
    assert readings_of(request.getfixturevalue(name)) is None


def test_an_extract_is_told_file_by_file_and_from_all_to_those_measured(finished):
    finished.report = EXTRACT_REPORT

    readings = readings_of(finished)

    assert [file.title for file in readings.files] == ["Personer", "Bopæle"]
    assert [(row.people, row.lost) for row in readings.funnel][:2] == [
        ("1.200", ""),
        ("1.000", "200"),
    ]
    assert readings.funnel[1].why == "yngre eller ældre"
    assert [fact.text for fact in readings.assumptions] == ["12"]
    assert "31. december 2007" in [fact.text for fact in readings.content]


def test_every_step_of_the_funnel_has_words():
    assert list(FUNNEL) == ["in_file", *Funnel.__dataclass_fields__]


def test_a_warning_says_who_has_seen_it_and_when(finished, draft, anna, now):
    told = {"code": "aliased", "da": "Bestemt af de øvrige.", "en": "Determined."}
    Run.objects.filter(pk=finished.pk).update(warnings=[told])
    finished.refresh_from_db()
    assert warnings_of(draft)[0].waiting == 1

    runs.accept_warning(run=finished, code="aliased", by=anna, now=now)

    row = warnings_of(draft)[0].rows[0]
    assert (row.text, row.seen_by, row.seen_at) == ("Bestemt af de øvrige.", "Anna", now)
    assert warnings_of(draft)[0].waiting == 0


PAST = {RoundState.PUBLISHED, RoundState.SUPERSEDED, RoundState.RETRACTED}
FILE = {"file": "f.parquet", "sha256": "a" * 64, "format": "parquet", "rows": 1200}
EXTRACT_REPORT = {
    "labour_market": None,
    "spells": {
        "people": 900,
        "spells": 1000,
        "municipalities": 98,
        "first_permit": "1999-01-02",
        "last_permit": "2006-12-30",
        "ends": {"employment": 600, "end_of_data": 400, "died": 0},
        "old_codes": [],
        "outside_age": 0,
        "zero_months": 0,
        "late_people": 0,
        "early_codes": 0,
        "unknown": {},
        "extract": {
            "success": "work_2_months",
            "data_end": "2007-12-31",
            "last_day": "2007-10-31",
            "files": [FILE | {"kind": "persons"}, FILE | {"kind": "residences"}],
            "assumptions": dict.fromkeys(
                [
                    "ongoing_residences",
                    "ongoing_activities",
                    "residences_before_permit",
                    "residences_at_permit",
                    "residences_after_gap",
                    "merged_activities",
                    "short_work",
                    "exits_before_permit",
                    "later_exits",
                ],
                0,
            )
            | {"merged_residences": 12},
            "funnel": [
                {"name": "in_file", "people": 1200},
                {"name": "right_age", "people": 1000},
                {"name": "measured", "people": 900},
            ],
        },
    },
}


@pytest.fixture
def running(waiting, now):
    """The computation as a worker has it: the second attempt, begun now."""

    def running(**changes):
        usual = {
            "state": RunState.RUNNING,
            "attempt": 2,
            "started_at": now,
            "lease_until": now + timedelta(hours=1),
        }
        return changed(waiting, **usual | changes)

    return running


def changed(run, **changes):
    Run.objects.filter(pk=run.pk).update(**changes)
    run.refresh_from_db()
    return run


def history():
    return history_of(Event.objects.select_related("by", "round"))


def texts(choices):
    return {choice.text for choice in choices}
