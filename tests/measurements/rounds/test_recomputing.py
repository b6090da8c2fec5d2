"""A public version is computed again from its files: the same figures, unless something was changed."""

import io
from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command

from measurements.actions import execution, inputs, publication, runs
from measurements.actions.recomputing import recompute
from measurements.computing import child
from measurements.computing.job import Broken, Found
from measurements.models import InputKind, Run, RunKind

from .spell_file import LABOUR_MARKET, SPELLS

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("in_process")]


@pytest.fixture
def public(anna, make_user, upload, draft, now):
    """Published by the verbs, from files to the pointer."""
    upload(SPELLS)
    upload(LABOUR_MARKET, kind=InputKind.LABOUR_MARKET, name="kommuner_aar.csv")
    for request in (runs.request_validation, runs.request_run):
        run = request(measured=draft, by=anna, now=now)
        execution.execute(run_id=run.pk)
        draft.refresh_from_db()
        accept_all(draft, by=anna, now=now)
    run = draft.newest_of(RunKind.COMPUTATION)
    publication.approve_round(
        measured=draft,
        run=run,
        previewed_sha256=run.outcome_sha256,
        no_hearing_reason="Prøve.",
        by=anna,
        now=now,
    )
    publication.publish_round(
        measured=draft,
        approved_sha256=draft.publication.sha256,
        by=make_user("agnes@example.com", "administrator"),
        now=now + timedelta(minutes=1),
    )
    return draft


def accept_all(draft, *, by, now):
    run = Run.objects.filter(round=draft).first()
    for warning in run.open_warnings:
        runs.accept_warning(run=run, code=warning["code"], by=by, now=now)


def verify(*arguments):
    told = io.StringIO()
    call_command("verify_round", *arguments, stdout=told, stderr=told)
    return told.getvalue()


def test_the_same_files_give_the_same_figures(public):
    found = recompute(slug=public.series.slug, version=1)

    assert (found.holds, found.missing, found.fault) == (True, (), "")
    assert "computed again, the same figures" in verify(public.series.slug, "--recompute")


def test_other_bytes_under_the_same_name_are_found(public):
    spells = public.approved_run.inputs.get(kind=InputKind.SPELLS)
    inputs.path_of(spells).write_bytes(SPELLS + b"\n")

    assert recompute(slug=public.series.slug, version=1).fault == "other bytes: spells"
    with pytest.raises(CommandError):
        verify(public.series.slug, "--recompute")


def test_a_program_that_measures_otherwise_is_found(public, monkeypatch):
    monkeypatch.setattr(child, "compute", lambda *given, **named: Found(report={}, outcome={}))

    found = recompute(slug=public.series.slug, version=1)

    assert (found.holds, found.fault) == (False, "")
    with pytest.raises(CommandError):
        verify(public.series.slug, "--recompute")


def test_a_computation_that_ends_otherwise_is_a_fault_and_no_excuse(public, monkeypatch):
    monkeypatch.setattr(child, "compute", lambda *given, **named: Broken("timeout"))

    found = recompute(slug=public.series.slug, version=1)

    assert (found.holds, found.fault) == (False, "ended as Broken")


def test_files_whose_time_is_over_cannot_be_computed_from_and_are_no_fault(public):
    for file in public.approved_run.inputs.all():
        inputs.path_of(file).unlink()

    told = verify("--all", "--recompute")

    assert "not computed again, files no longer kept: labour_market, spells" in told
