"""A draft, files for it, and runs in every state. Nothing here needs a worker or Redis."""

from datetime import timedelta

import pytest
from django.core.files.base import ContentFile

from measurements import doorbell
from measurements.actions import inputs, rounds, runs
from measurements.models import (
    InputKind,
    Municipality,
    Result,
    Run,
    RunState,
)

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
def request_run(anna, draft, upload, now):
    """Puts a run of the draft's newest files in the queue."""

    def request_run():
        spells = draft.newest_input(InputKind.SPELLS) or upload()
        return runs.request_run(
            measured=draft,
            spells=spells,
            labour_market=draft.newest_input(InputKind.LABOUR_MARKET),
            by=anna,
            now=now,
        )

    return request_run


@pytest.fixture
def waiting(request_run):
    return request_run()


@pytest.fixture
def finished(waiting, now):
    """A finished run with one result, as a worker leaves it."""
    Run.objects.filter(pk=waiting.pk).update(
        state=RunState.FINISHED,
        attempt=1,
        started_at=now,
        finished_at=now + timedelta(seconds=8),
        outcome_sha256=DIGEST,
        outcome=OUTCOME,
    )
    Result.objects.create(
        run=waiting,
        municipality=Municipality.objects.get(code="0766"),
        verdict="too_few",
        reason="fewer_than_shown",
    )
    waiting.refresh_from_db()
    return waiting


@pytest.fixture
def refused(waiting, now):
    told = {"found": "“31-02-2004”", "expected": "en dato", "text": "Række 17: fandt …"}
    fault = {"code": "bad_date", "file": "forloeb.csv", "row": 17, "column": "permit_date"}
    Run.objects.filter(pk=waiting.pk).update(
        state=RunState.REFUSED,
        attempt=1,
        finished_at=now,
        report={"faults": [fault | {"da": told, "en": told}], "total": 250},
    )
    waiting.refresh_from_db()
    return waiting


OUTCOME = {
    "method": "expected-time@1",
    "national": {"people": 30000, "municipalities": 98, "ranked": 80},
    "warnings": [],
}
