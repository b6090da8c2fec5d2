"""Creating, describing and discarding drafts."""

from dataclasses import replace

import pytest
from django.conf import settings
from django.core.exceptions import PermissionDenied

from measurements.actions import rounds
from measurements.actions.refusals import NotPossible
from measurements.models import Event, Round, RoundState, Run
from measurements.permissions import can_manage_rounds, check_can_manage_rounds

ALLOWED = {"anna": True, "mads": False, "karen": False, "oluf": False}


@pytest.mark.parametrize(("name", "allowed"), ALLOWED.items())
def test_only_anna_may_manage_rounds_in_both_voices(request, name, allowed):
    person = request.getfixturevalue(name)

    assert can_manage_rounds(person) is allowed
    if allowed:
        check_can_manage_rounds(person)
    else:
        with pytest.raises(PermissionDenied):
            check_can_manage_rounds(person)


def test_an_administrator_who_left_may_nothing(anna):
    anna.is_active = False

    assert not can_manage_rounds(anna)


@pytest.mark.parametrize("name", [name for name, allowed in ALLOWED.items() if not allowed])
def test_others_cannot_create_describe_or_discard(request, name, draft, description, now):
    person = request.getfixturevalue(name)

    with pytest.raises(PermissionDenied):
        rounds.create_round(description=description, by=person, now=now)
    with pytest.raises(PermissionDenied):
        rounds.describe_round(measured=draft, description=description, by=person, now=now)
    with pytest.raises(PermissionDenied):
        rounds.discard_round(measured=draft, by=person, now=now)

    assert list(Round.objects.all()) == [draft]


def test_a_new_round_is_a_draft_with_an_address_of_its_own(anna, description, now):
    first = rounds.create_round(description=description, by=anna, now=now)
    second = rounds.create_round(description=description, by=anna, now=now)

    assert first.state == RoundState.DRAFT
    assert (first.slug, second.slug) == ("maling-1999-2007", "maling-1999-2007-2")


def test_a_title_cannot_take_the_address_of_a_page(anna, description, now):
    created = rounds.create_round(description=replace(description, title="Opret"), by=anna, now=now)

    assert created.slug == "opret-2"


def test_describing_keeps_the_address(anna, draft, description, now):
    wanted = replace(description, title="Et andet navn", horizon=36)

    rounds.describe_round(measured=draft, description=wanted, by=anna, now=now)

    draft.refresh_from_db()
    assert (draft.title, draft.horizon, draft.slug) == ("Et andet navn", 36, "maling-1999-2007")


def test_a_stale_page_cannot_overwrite_what_another_wrote(anna, draft, description, now):
    stale = Round.objects.get(pk=draft.pk)
    rounds.describe_round(
        measured=draft, description=replace(description, title="Først"), by=anna, now=now
    )

    with pytest.raises(NotPossible):
        rounds.describe_round(
            measured=stale, description=replace(description, title="Sidst"), by=anna, now=now
        )

    draft.refresh_from_db()
    assert draft.title == "Først"


def test_discarding_takes_runs_and_files_along_and_leaves_the_log(
    anna, draft, finished, now, django_capture_on_commit_callbacks
):
    assert len(list(settings.INPUT_ROOT.iterdir())) == 1

    with django_capture_on_commit_callbacks(execute=True):
        rounds.discard_round(measured=draft, by=anna, now=now)

    assert not Round.objects.exists()
    assert not Run.objects.exists()
    assert list(settings.INPUT_ROOT.iterdir()) == []
    assert Event.objects.first().action == "round.discarded"
    assert Event.objects.first().details["title"] == "Måling 1999-2007"


def test_a_file_that_another_round_uses_survives_the_discarding(
    anna, draft, finished, description, upload, now, django_capture_on_commit_callbacks
):
    other = rounds.create_round(description=description, by=anna, now=now)
    row = draft.inputs.get()
    row.pk, row.round = None, other
    row.save()

    with django_capture_on_commit_callbacks(execute=True):
        rounds.discard_round(measured=draft, by=anna, now=now)

    assert len(list(settings.INPUT_ROOT.iterdir())) == 1


def test_a_published_round_is_neither_described_nor_discarded(anna, public, description, now):
    with pytest.raises(NotPossible):
        rounds.describe_round(measured=public, description=description, by=anna, now=now)
    with pytest.raises(NotPossible):
        rounds.discard_round(measured=public, by=anna, now=now)

    assert Round.objects.get().state == RoundState.PUBLISHED


def test_a_round_stated_elsewhere_is_not_touched(anna, stated_rounds, description, now):
    stated = Round.objects.first()

    with pytest.raises(NotPossible):
        rounds.discard_round(measured=stated, by=anna, now=now)
