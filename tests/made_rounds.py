"""Rounds with made-up figures, put straight into the tables: for tests that only read them."""

from datetime import UTC, datetime

from measurements.actions.trace import record
from measurements.models import (
    InputFile,
    InputKind,
    Publication,
    Round,
    RoundState,
    Run,
    RunKind,
    RunState,
    Series,
)
from measurements.payload import assemble, canonical, digest

MADE_AT = datetime(2026, 11, 1, 9, 0, tzinfo=UTC)


def finished_round(*, slug, by, outcome, **fields):
    """A computed round with a finished computation: `(round, run)`."""
    measured = Round.objects.create(
        series=Series.objects.create(slug=slug),
        slug=slug,
        state=RoundState.COMPUTED,
        created_at=MADE_AT,
        **{"publisher": "Prøve", "period_from": 1999, "period_to": 2007, **fields},
    )
    return measured, finished_run(measured, by=by, outcome=outcome)


def finished_run(measured, *, by, outcome):
    file = InputFile.objects.create(
        round=measured,
        kind=InputKind.SPELLS,
        in_use=not measured.inputs.exists(),
        sha256="0" * 64,
        name="forloeb.csv",
        size=1,
        uploaded_by=by,
        uploaded_at=MADE_AT,
    )
    run = Run.objects.create(
        round=measured,
        kind=RunKind.COMPUTATION,
        settings={},
        state=RunState.FINISHED,
        requested_at=MADE_AT,
        outcome=outcome,
        outcome_sha256=digest(canonical(outcome)),
    )
    run.inputs.add(file)
    return run


def make_public(measured, run, *, by, at=MADE_AT):
    """Freeze the round as it is with this run and point its series at it."""
    seal = make_approved(measured, run, by=by, at=at)
    rows = Round.objects.filter(pk=measured.pk)
    rows.update(state=RoundState.PUBLISHED, published_by=by, published_at=at)
    record(action="round.published", of=measured, by=by, at=at, details={"seal": seal})
    series = measured.series
    before = series.current
    Series.objects.filter(pk=series.pk).update(
        current=measured, published_on=series.published_on or at.date()
    )
    if before is not None and before.state == RoundState.PUBLISHED:
        Round.objects.filter(pk=before.pk).update(state=RoundState.SUPERSEDED)
        record(action="round.superseded", of=before, by=None, at=at)
    series.refresh_from_db()
    measured.refresh_from_db()


def make_approved(measured, run, *, by, at=MADE_AT):
    """Freeze the round as it is with this run; gives the seal."""
    rows = Round.objects.filter(pk=measured.pk)
    rows.update(state=RoundState.APPROVED, approved_run=run, approved_by=by, approved_at=at)
    measured.refresh_from_db()
    text = canonical(assemble(measured=measured, run=run))
    frozen = Publication.objects.create(
        round=measured, payload=text, sha256=digest(text), frozen_at=at
    )
    return frozen.sha256
