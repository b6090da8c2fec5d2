"""The words for where a round stands: honest about waiting, attempts, silence and stops."""

import re
from datetime import timedelta
from itertools import pairwise
from pathlib import Path

import pytest

from measurements import doorbell
from measurements.manage.presenters import progress as presenters
from measurements.manage.presenters.progress import Place
from measurements.manage.presenters.readings import readings_of
from measurements.manage.words import EVENTS
from measurements.models import Round, Run, RunState

SECOND = timedelta(seconds=1)


def test_a_fresh_run_waits_and_says_so(waiting, now):
    progress = presenters.progress_of(waiting, now=now + SECOND)

    assert (progress.state, progress.percent, progress.is_live) == ("Venter", 0, True)
    assert "om et øjeblik" in progress.explanation


def test_a_long_wait_is_explained(waiting, now):
    progress = presenters.progress_of(waiting, now=now + 120 * SECOND)

    assert "2\xa0minutter" in progress.explanation
    assert "Intet er tabt" in progress.explanation


def test_a_running_run_says_which_attempt_stage_and_how_far(waiting, now):
    run = changed(
        waiting,
        state=RunState.RUNNING,
        attempt=2,
        stage="fitting",
        fraction=0.5,
        lease_until=now + 60 * SECOND,
    )

    progress = presenters.progress_of(run, now=now)

    assert progress.state == "Kører, forsøg 2 af 3"
    assert progress.stage == "Tilpasser modellen"
    assert progress.percent == 51
    assert progress.explanation == ""


def test_when_a_stage_is_done_the_next_is_under_way(waiting, now):
    run = changed(
        waiting,
        state=RunState.RUNNING,
        attempt=1,
        stage="fitting",
        fraction=1,
        lease_until=now + 60 * SECOND,
    )

    assert presenters.progress_of(run, now=now).stage == "Beregner faktisk og forventet tid"


def test_a_silent_worker_is_not_passed_off_as_work(waiting, now):
    run = changed(waiting, state=RunState.RUNNING, attempt=1, lease_until=now - SECOND)

    assert "tavs for længe" in presenters.progress_of(run, now=now).explanation


def test_between_attempts_the_next_one_is_counted(waiting, now):
    run = changed(waiting, attempt=1, failure={"code": "memory"})

    progress = presenters.progress_of(run, now=now)

    assert progress.state == "Venter på forsøg 2 af 3"
    assert "hukommelse" in progress.explanation


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("stopped", "En administrator stoppede"),
        ("worker_died", "gik ned ved hvert forsøg"),
        ("memory", "ikke hukommelse nok"),
        ("file_missing", "Upload den igen"),
        ("unexpected", "fejl i programmet"),
    ],
)
def test_a_stopped_run_says_why_and_what_to_do(waiting, now, code, words):
    run = changed(waiting, state=RunState.FAILED, failure={"code": code})

    progress = presenters.progress_of(run, now=now)

    assert progress.state == "Stoppet"
    assert words in progress.explanation
    assert not progress.is_live


def test_progress_never_runs_backwards_through_the_stages():
    bounds = [(stage.start, stage.end) for stage in presenters.STAGES.values()]

    assert bounds[0][0] == 0
    assert bounds[-1][1] == 1
    assert all(start <= end for start, end in bounds)
    assert all(before[1] == after[0] for before, after in pairwise(bounds))


def test_every_event_that_a_verb_records_has_words():
    actions = Path(doorbell.__file__).parent / "actions"
    recorded = {
        action
        for file in actions.glob("*.py")
        for action in re.findall(r'record\(\s*action="([a-z.]+)"', file.read_text())
    }

    assert recorded == set(EVENTS)


def test_faults_are_told_with_their_place_and_how_many_more(refused):
    faults = presenters.faults_of(refused)

    row = faults.rows[0]
    assert (row.file, row.row, row.column) == ("forloeb.csv", "17", "permit_date")
    assert (faults.total, faults.left_out) == (250, 249)


def test_a_run_that_was_not_refused_has_no_faults(finished):
    assert presenters.faults_of(finished) is None


@pytest.mark.parametrize(
    ("run", "place"),
    [
        (None, Place.FILES),
        ("waiting", Place.COMPUTING),
        ("refused", Place.FILES),
        ("finished", Place.PREVIEW),
    ],
)
def test_the_step_follows_the_newest_run(request, draft, run, place):
    if run:
        request.getfixturevalue(run)

    assert presenters.place_of(draft) == place
    current = [step.number for step in presenters.steps_of(draft) if step.state == "current"]
    assert current == [place.value]


def test_new_rules_lead_back_to_the_computation(draft, finished):
    Round.objects.update(minimum_people=100)
    draft.refresh_from_db()

    assert presenters.place_of(draft) == Place.COMPUTING
    assert presenters.can_compute_again(draft)
    assert presenters.next_step(draft).link == "Beregn igen"


def test_nothing_is_said_of_readings_before_the_files_could_be_read(waiting, refused):
    assert readings_of(waiting) is None
    assert readings_of(refused) is None


def changed(run, **changes):
    Run.objects.filter(pk=run.pk).update(**changes)
    run.refresh_from_db()
    return run
