"""A draft, files for it, and runs in every state. Nothing here needs a worker or Redis."""

import json
from dataclasses import asdict
from datetime import timedelta

import pytest
from django.core.files.base import ContentFile

from measurements import doorbell
from measurements.actions import inputs, publication, rounds, runs
from measurements.computing import __main__ as computing
from measurements.computing import child
from measurements.computing.job import answer_from, line
from measurements.models import InputKind, Round, RoundState, Run, RunState

DIGEST = "d" * 64


@pytest.fixture(autouse=True)
def rings(monkeypatch):
    """What was rung for, instead of Redis: (task, arguments)."""
    heard = []
    monkeypatch.setattr(
        doorbell.current_app,
        "send_task",
        lambda name, args, connection: heard.append((name, args)),
    )
    return heard


@pytest.fixture
def in_process(monkeypatch):
    """The child's work without the child: same jobs and answers, and no seconds to start a process."""

    def compute(job, limits, *, folder, watch):
        raised = []

        def progress(stage, share):
            try:
                watch(stage, share)
            except Exception as problem:
                raised.append(problem)
                raise

        answer = computing.answer_to(job, progress)
        if raised:
            raise raised[0]
        return answer_from(*json.loads(line(type(answer).__name__, asdict(answer))))

    monkeypatch.setattr(child, "compute", compute)


@pytest.fixture
def description():
    return rounds.RoundDescription(
        title="Måling 1999-2007",
        period_from=1999,
        period_to=2007,
        publisher="Ministeriet",
        contact="Kontoret",
    )


@pytest.fixture
def draft(anna, description, now):
    return rounds.create_round(description=description, by=anna, now=now)


@pytest.fixture
def upload(anna, draft, now):
    """Stores a file of the draft and gives its row."""

    def upload(content=b"person_id;...", kind=InputKind.SPELLS, name="forloeb.csv"):
        return inputs.store_input(
            measured=draft, kind=kind, file=ContentFile(content, name=name), by=anna, now=now
        )

    return upload


@pytest.fixture
def validated(anna, draft, upload, now):
    """The draft when its files have been checked and nothing is wrong with them."""
    if not draft.current_inputs:
        upload()
    run = runs.request_validation(measured=draft, by=anna, now=now)
    end_run(run, RunState.FINISHED, RoundState.VALIDATED, now=now)
    draft.refresh_from_db()
    return draft


@pytest.fixture
def waiting(anna, validated, now):
    """A computation in the queue."""
    return runs.request_run(measured=validated, by=anna, now=now)


@pytest.fixture
def finished(waiting, draft, now):
    """A finished computation, as a worker leaves it."""
    end_run(
        waiting,
        RunState.FINISHED,
        RoundState.COMPUTED,
        now=now,
        outcome_sha256=DIGEST,
        outcome=OUTCOME,
    )
    draft.refresh_from_db()
    return waiting


@pytest.fixture
def approved(anna, draft, finished, now):
    """The draft, frozen with its figures by Anna."""
    publication.approve_round(
        measured=draft,
        run=finished,
        previewed_sha256=DIGEST,
        no_hearing_reason="Kun en prøve.",
        by=anna,
        now=now,
    )
    return draft


@pytest.fixture
def public(astrid, approved, now):
    """The draft, made public by Astrid."""
    publication.publish_round(
        measured=approved, approved_sha256=approved.publication.sha256, by=astrid, now=now
    )
    return approved


@pytest.fixture
def standing_as(request, draft, now):
    """The draft in any state. What has been approved came there by the verbs; the rest of the
    states are put straight into the row.
    """

    def standing_as(state):
        if state in {RoundState.PUBLISHED, RoundState.SUPERSEDED, RoundState.RETRACTED}:
            request.getfixturevalue("public")
        elif state == RoundState.APPROVED:
            request.getfixturevalue("approved")
        else:
            request.getfixturevalue("finished")
        told = {
            RoundState.HEARING: {"hearing_until": now.date(), "sitting": 1},
            RoundState.RETRACTED: {"retracted_at": now, "retraction_reason": "Prøve."},
        }
        Round.objects.filter(pk=draft.pk).update(state=state, **told.get(state, {}))
        draft.refresh_from_db()
        return draft

    return standing_as


@pytest.fixture
def refused(anna, draft, upload, now):
    """A validation that found faults."""
    upload()
    run = runs.request_validation(measured=draft, by=anna, now=now)
    told = {"found": "“31-02-2004”", "expected": "en dato", "text": "Række 17: fandt …"}
    fault = {"code": "bad_date", "file": "forloeb.csv", "row": 17, "column": "permit_date"}
    end_run(
        run,
        RunState.REFUSED,
        RoundState.INVALID,
        now=now,
        report={"faults": [fault | {"da": told, "en": told}], "total": 250},
    )
    draft.refresh_from_db()
    return run


def end_run(run, state, round_state, *, now, **found):
    Run.objects.filter(pk=run.pk).update(
        state=state,
        attempt=1,
        started_at=now,
        finished_at=now + timedelta(seconds=8),
        lease_until=None,
        **found,
    )
    Round.objects.filter(pk=run.round_id).update(state=round_state)
    run.refresh_from_db()


OUTCOME = {
    "method": "expected-time@1",
    "national": {"people": 30000, "municipalities": 98, "ranked": 80},
    "warnings": [],
    "municipalities": [
        {
            "code": "0766",
            "verdict": "too_few",
            "reason": "fewer_than_shown",
            "people": None,
            "events": None,
            "actual": None,
            "expected": None,
            "difference": None,
            "ci_low": None,
            "ci_high": None,
            "rank_low": None,
            "rank_high": None,
        }
    ],
}
