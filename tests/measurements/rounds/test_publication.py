"""Publishing: one pointer swap of what was looked at, by whom it may concern."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied

from measurements import published
from measurements.actions import publication, rounds, runs
from measurements.actions.refusals import NotPossible
from measurements.models import Event, InputKind, Round, RoundState, Run
from measurements.preview import preview_of

from .conftest import DIGEST


@pytest.fixture
def publish(anna, draft, finished, now):
    def publish(**other):
        wanted = {"measured": draft, "run": finished, "previewed_sha256": DIGEST, "by": anna}
        publication.publish_round(**wanted | other, now=now)

    return publish


def test_publishing_makes_the_run_public_and_relinks_after_the_commit(
    publish, draft, finished, rings, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        publish()

    public = published.round_by_slug(draft.slug)
    assert (public.run_id, public.published_on) == (finished.pk, date(2026, 11, 2))
    assert ("submissions.relink", [draft.slug]) in rings
    assert Event.objects.first().details["sha256"] == DIGEST


@pytest.mark.parametrize("name", ["mads", "karen", "oluf"])
def test_others_can_neither_publish_nor_preview(request, name, publish, draft, finished, now):
    person = request.getfixturevalue(name)

    with pytest.raises(PermissionDenied):
        publish(by=person)
    with pytest.raises(PermissionDenied):
        preview_of(measured=draft, run=finished, by=person, now=now)

    assert published.round_by_slug(draft.slug) is None


def test_a_draft_is_not_public_however_finished_its_run_is(draft, finished):
    assert published.rounds() == []
    assert published.results_of("0766") == []


def test_figures_that_were_not_looked_at_are_not_published(publish):
    with pytest.raises(NotPossible, match="ikke dem, du så"):
        publish(previewed_sha256="e" * 64)

    assert Round.objects.get().state == RoundState.DRAFT


@pytest.mark.parametrize("name", ["waiting", "refused"])
def test_only_a_finished_run_is_published(request, name, anna, draft, now):
    run = request.getfixturevalue(name)

    with pytest.raises(NotPossible, match="Kun en færdig beregning"):
        publication.publish_round(measured=draft, run=run, previewed_sha256="", by=anna, now=now)


def test_a_run_of_another_round_is_not_published(publish, anna, description, now):
    other = rounds.create_round(description=description, by=anna, now=now)

    with pytest.raises(NotPossible, match="denne måling"):
        publish(measured=other)


@pytest.mark.parametrize("kind", list(InputKind))
def test_a_new_file_calls_for_a_new_run(publish, upload, draft, kind):
    upload(b"andre bytes", kind=kind)

    with pytest.raises(NotPossible, match="nye filer"):
        publish(measured=Round.objects.get(pk=draft.pk))


def test_changed_rules_call_for_a_new_run(publish, draft):
    Round.objects.update(horizon=36)

    with pytest.raises(NotPossible, match="nye filer eller regler"):
        publish(measured=Round.objects.get())


def test_a_round_is_published_once(publish):
    publish()

    with pytest.raises(NotPossible, match="offentliggjort"):
        publish()


def test_of_two_who_publish_at_once_one_is_told(publish, draft):
    stale = Round.objects.get(pk=draft.pk)
    publish()

    with pytest.raises(NotPossible, match="En anden"):
        publish(measured=stale)

    assert Event.objects.filter(action="round.published").count() == 1


def test_a_published_round_takes_no_new_run(publish, anna, draft, finished, now):
    publish()

    with pytest.raises(NotPossible):
        runs.request_run(
            measured=draft, spells=finished.spells, labour_market=None, by=anna, now=now
        )
    assert Run.objects.count() == 1


def test_a_preview_is_what_publishing_makes_public(publish, anna, draft, finished, now):
    seen = preview_of(measured=draft, run=finished, by=anna, now=now)

    publish()

    assert seen == published.round_by_slug(draft.slug)
