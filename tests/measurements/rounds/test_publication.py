"""From figures that were looked at to a public round: frozen by one, published by another."""

import json
from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.base import ContentFile

from measurements import payload, published
from measurements.actions import inputs, publication, rounds, runs
from measurements.actions.refusals import NotPossible
from measurements.models import (
    CorrectionKind,
    Event,
    InputKind,
    Publication,
    Round,
    RoundState,
    Run,
    RunState,
)
from measurements.preview import preview_of

from .conftest import DIGEST, OUTCOME, end_run

OTHERS = ["mads", "karen", "oluf"]


@pytest.fixture(autouse=True)
def nothing_read_before():
    """What is sealed is kept by its seal; the made-up outcome of every test here has the same."""
    payload.sealed.cache_clear()


@pytest.fixture
def approve(anna, draft, now):
    def approve(**other):
        wanted = {
            "measured": draft,
            "previewed_sha256": DIGEST,
            "no_hearing_reason": "Kun en prøve.",
            "by": anna,
            "now": now,
        }
        publication.approve_round(**wanted | other)

    return approve


@pytest.fixture
def publish(astrid, approved, now):
    def publish(**other):
        wanted = {
            "measured": approved,
            "approved_sha256": approved.publication.sha256,
            "by": astrid,
            "now": now,
        }
        publication.publish_round(**wanted | other)

    return publish


# --- approving


def test_approving_freezes_the_figures_and_says_who_when_and_why(approve, anna, draft, finished):
    approve(run=finished)

    frozen = Publication.objects.get(round=draft)
    assert frozen.sha256 == payload.digest(frozen.payload)
    assert json.loads(frozen.payload)["outcome"] == OUTCOME
    assert (draft.state, draft.approved_by, draft.approved_run) == (
        RoundState.APPROVED,
        anna,
        finished,
    )
    assert Event.objects.filter(action="round.approved", reason="Kun en prøve.").exists()


def test_what_is_approved_is_not_public(approved):
    assert published.rounds() == []
    assert published.results_of("0766") == []


@pytest.mark.parametrize("name", OTHERS)
def test_others_can_neither_approve_nor_preview(request, name, approve, draft, finished, now):
    person = request.getfixturevalue(name)

    with pytest.raises(PermissionDenied):
        approve(run=finished, by=person)
    with pytest.raises(PermissionDenied):
        preview_of(measured=draft, run=finished, by=person, now=now)

    draft.refresh_from_db()
    assert draft.state == RoundState.COMPUTED


def test_figures_that_were_not_looked_at_are_not_approved(approve, finished):
    with pytest.raises(NotPossible, match="ikke dem, du så"):
        approve(run=finished, previewed_sha256="e" * 64)

    assert Round.objects.get().state == RoundState.COMPUTED


def test_without_a_hearing_a_reason_is_needed(approve, finished):
    with pytest.raises(NotPossible, match="ikke hørt"):
        approve(run=finished, no_hearing_reason="  ")


def test_warnings_that_nobody_has_seen_stand_in_the_way(approve, anna, finished, now):
    told = {"code": "aliased", "da": "Bestemt af de øvrige.", "en": "Determined."}
    Run.objects.filter(pk=finished.pk).update(warnings=[told])
    finished.refresh_from_db()

    with pytest.raises(NotPossible, match="advarsler"):
        approve(run=finished)

    runs.accept_warning(run=finished, code="aliased", by=anna, now=now)
    approve(run=finished)
    assert Round.objects.get().state == RoundState.APPROVED


@pytest.mark.parametrize("name", ["waiting", "refused"])
def test_only_a_finished_computation_is_approved(request, name, approve):
    run = request.getfixturevalue(name)

    with pytest.raises(NotPossible, match="Kun en færdig beregning"):
        approve(run=run, previewed_sha256=run.outcome_sha256)


def test_a_run_of_another_round_is_not_approved(approve, anna, finished, description, now):
    other = rounds.create_round(description=description, by=anna, now=now)

    with pytest.raises(NotPossible, match="denne måling"):
        approve(measured=other, run=finished)


@pytest.mark.parametrize("kind", list(InputKind))
def test_a_new_file_calls_for_a_new_run(approve, upload, draft, finished, kind):
    upload(b"andre bytes", kind=kind)
    draft.refresh_from_db()

    assert draft.state == RoundState.UPLOADED
    with pytest.raises(NotPossible, match="nye filer"):
        approve(run=finished)


def test_changed_rules_call_for_a_new_run(approve, draft, finished):
    Round.objects.update(horizon=36)
    draft.refresh_from_db()

    with pytest.raises(NotPossible, match="nye filer eller regler"):
        approve(run=finished)


# --- taking back


def test_taking_an_approval_back_unfreezes_and_needs_a_reason(approved, anna, now):
    with pytest.raises(NotPossible, match="Skriv hvorfor"):
        publication.reopen_round(measured=approved, reason=" ", by=anna, now=now)

    publication.reopen_round(measured=approved, reason="En kommune ringede.", by=anna, now=now)

    assert approved.state == RoundState.COMPUTED
    assert (approved.approved_by, approved.approved_run) == (None, None)
    assert not Publication.objects.exists()
    assert Event.objects.filter(action="round.reopened", reason="En kommune ringede.").exists()


# --- publishing


def test_publishing_makes_the_run_public_and_relinks_after_the_commit(
    publish, approved, finished, rings, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        publish()

    public = published.round_by_slug(approved.series.slug)
    assert (public.run_id, public.published_on) == (finished.pk, date(2026, 11, 2))
    assert ("submissions.relink", [approved.series.slug]) in rings
    assert Event.objects.first().details["seal"] == approved.publication.sha256


def test_whoever_approved_does_not_publish(publish, anna, approved):
    with pytest.raises(PermissionDenied, match="En anden administrator"):
        publish(by=anna)

    assert Round.objects.get().state == RoundState.APPROVED


def test_where_one_person_may_do_both_the_reason_is_kept(publish, anna, approved, settings):
    """The control of the test above: with the rule off the same call goes through."""
    settings.TWO_PEOPLE_PUBLISH = False

    with pytest.raises(NotPossible, match="alene"):
        publish(by=anna)
    publish(by=anna, alone_reason="Kun Anna er på arbejde.")

    assert approved.alone_reason == "Kun Anna er på arbejde."
    assert Event.objects.filter(action="round.published", reason=approved.alone_reason).exists()


@pytest.mark.parametrize("name", OTHERS)
def test_others_cannot_publish(request, name, publish, approved):
    with pytest.raises(PermissionDenied):
        publish(by=request.getfixturevalue(name))

    assert published.round_by_slug(approved.series.slug) is None


def test_another_seal_than_the_one_looked_at_is_not_published(publish):
    with pytest.raises(NotPossible, match="ikke den, du så"):
        publish(approved_sha256="e" * 64)

    assert Round.objects.get().state == RoundState.APPROVED


def test_a_round_is_published_once(publish):
    publish()

    with pytest.raises(NotPossible, match="Offentliggjort"):
        publish()


def test_of_two_who_publish_at_once_one_is_told(publish, approved):
    stale = Round.objects.get(pk=approved.pk)
    publish()

    with pytest.raises(NotPossible, match="En anden"):
        publish(measured=stale)

    assert Event.objects.filter(action="round.published").count() == 1


def test_a_preview_is_what_publishing_makes_public(publish, anna, approved, finished, now):
    seen = preview_of(measured=approved, run=finished, by=anna, now=now)

    publish()

    public = published.round_by_slug(approved.series.slug)
    assert seen.payload == public.payload
    assert (seen.slug, seen.version, seen.title) == (public.slug, public.version, public.title)


def test_a_public_round_takes_no_new_run_and_no_new_file(public, anna, upload, now):
    count = Run.objects.count()

    with pytest.raises(NotPossible):
        runs.request_run(measured=public, by=anna, now=now)
    with pytest.raises(NotPossible):
        upload(b"andre bytes")

    assert Run.objects.count() == count


# --- correcting and retracting


@pytest.fixture
def correction(public, anna, now):
    return rounds.begin_correction(
        measured=public,
        kind=CorrectionKind.CORRECTION,
        reason="En kommune var talt to gange.",
        by=anna,
        now=now,
    )


def test_a_correction_is_a_new_draft_beside_what_is_public(public, correction):
    assert (correction.number, correction.state) == (2, RoundState.DRAFT)
    assert correction.replaces == public
    assert published.round_by_slug(public.series.slug).version == 1


def test_there_is_one_correction_at_a_time(public, correction, anna, now):
    with pytest.raises(NotPossible, match="udgave 2"):
        rounds.begin_correction(
            measured=public, kind=CorrectionKind.REVISION, reason="Igen.", by=anna, now=now
        )


def test_the_corrected_version_takes_the_place_of_the_first(public, correction, anna, astrid, now):
    later = now + timedelta(days=1)
    _compute(correction, by=anna, now=later)
    publication.approve_round(
        measured=correction,
        run=correction.newest_run,
        previewed_sha256=DIGEST,
        no_hearing_reason="Kun ét tal.",
        by=anna,
        now=later,
    )
    publication.publish_round(
        measured=correction,
        approved_sha256=correction.publication.sha256,
        by=astrid,
        now=later,
    )

    public.refresh_from_db()
    assert public.state == RoundState.SUPERSEDED
    assert published.round_by_slug(public.series.slug).version == 2


def test_a_correction_that_tells_of_retracted_figures_is_not_published(
    public, correction, anna, astrid, now
):
    """Its list of changes names what they were; approved again, it names none."""
    _compute(correction, by=anna, now=now)
    approval = {
        "measured": correction,
        "run": correction.newest_run,
        "previewed_sha256": DIGEST,
        "no_hearing_reason": "Kun en prøve.",
        "by": anna,
        "now": now,
    }
    publication.approve_round(**approval)
    publication.retract_round(measured=public, reason="Forkert fil.", by=anna, now=now)

    with pytest.raises(NotPossible, match="gælder ikke længere"):
        publish_as_seen(correction, by=astrid, now=now)
    publication.reopen_round(measured=correction, reason="Udgave 1 er væk.", by=anna, now=now)
    publication.approve_round(**approval)
    publish_as_seen(correction, by=astrid, now=now)

    assert published.round_by_slug(public.series.slug).payload["changes"] == []


def test_a_frozen_text_that_was_exchanged_under_its_seal_is_not_published(
    publish, approved, anna, now
):
    """Before it is public the database lets a payload be taken back, and so also be exchanged."""
    seal = approved.publication.sha256
    forged = approved.publication.payload.replace("Måling 1999-2007", "Måling 1999-2017")
    Publication.objects.filter(round=approved).delete()
    Publication.objects.create(round=approved, payload=forged, sha256=seal, frozen_at=now)

    with pytest.raises(NotPossible, match="ikke den, du så"):
        publish(approved_sha256=seal)

    assert published.rounds() == []


def publish_as_seen(measured, *, by, now):
    seal = Publication.objects.get(round=measured).sha256
    publication.publish_round(measured=measured, approved_sha256=seal, by=by, now=now)


def test_retracting_leaves_the_reason_and_no_figures(public, anna, now):
    publication.retract_round(measured=public, reason="Forkert år.", by=anna, now=now)

    assert (public.state, public.retraction_reason) == (RoundState.RETRACTED, "Forkert år.")
    assert published.round_by_slug(public.series.slug) is None
    assert published.results_of("0766") == []


def test_retracting_needs_a_reason(public, anna, now):
    with pytest.raises(NotPossible, match="Skriv hvorfor"):
        publication.retract_round(measured=public, reason="", by=anna, now=now)


def _compute(measured, *, by, now):
    """Files, a validation and a computation, as the worker leaves them."""
    for_them = {"measured": measured, "by": by, "now": now}
    inputs.store_input(
        kind=InputKind.SPELLS, file=ContentFile(b"rettet", name="forloeb.csv"), **for_them
    )
    end_run(runs.request_validation(**for_them), RunState.FINISHED, RoundState.VALIDATED, now=now)
    measured.refresh_from_db()
    end_run(
        runs.request_run(**for_them),
        RunState.FINISHED,
        RoundState.COMPUTED,
        now=now,
        outcome_sha256=DIGEST,
        outcome=OUTCOME,
    )
    measured.refresh_from_db()
