"""The index follows what is public, whatever happens in whatever order."""

import random

import pytest

from submissions import searching
from submissions.actions import indexing, reviewing, sharing
from submissions.actions.sharing import Content
from submissions.lifecycle import State
from submissions.models import SearchDocument, SearchState, Submission
from submissions.tasks import index_search
from tests.submissions.conftest import METHOD


def test_what_is_published_is_found_when_the_bell_is_heard(submission_in, found):
    submission_in(State.PUBLISHED, title="Cykelkørekort for kvinder")

    index_search()

    assert found("cykelkorekort") == ["Cykelkørekort for kvinder"]


def test_a_sweep_finds_what_nobody_rang_for(submission_in, found, now):
    from submissions.actions import sweeping

    submission_in(State.PUBLISHED, title="Cykelkørekort for kvinder")

    sweeping.sweep(now=now)

    assert found("cykelkørekort")


def test_a_second_ring_changes_nothing(submission_in, index_now, dump):
    submission_in(State.PUBLISHED)
    index_now()
    before = dump()

    change = index_now()

    assert (change.added, change.removed) == (0, 0)
    assert dump() == before


def test_what_is_withdrawn_is_gone_before_the_index_has_followed(
    submission_in, index_now, found, karen, now
):
    shared = submission_in(State.PUBLISHED, title="Cykelkørekort")
    index_now()
    assert found("cykelkørekort")

    sharing.withdraw(submission=shared, version=shared.version, by=karen, now=now)

    assert found("cykelkørekort") == []
    index_now()
    assert not SearchDocument.objects.filter(title="Cykelkørekort").exists()


def test_without_the_second_look_a_withdrawn_text_would_still_be_shown(
    submission_in, index_now, found, karen, now, monkeypatch
):
    """Negative control of the test above."""
    from django.db.models import Q

    shared = submission_in(State.PUBLISHED, title="Cykelkørekort")
    index_now()
    sharing.withdraw(submission=shared, version=shared.version, by=karen, now=now)

    monkeypatch.setattr(searching.searchable, "IS_PUBLIC", Q())

    assert found("cykelkørekort") == ["Cykelkørekort"]


def test_a_corrected_text_is_never_shown_as_it_was(submission_in, index_now, mads, now):
    shared = submission_in(State.PUBLISHED, practice="Ring til Sanne på kontoret.")
    index_now()
    better = Content({**METHOD, "practice": "Ring til kontoret."}, (), (), None)

    reviewing.correct(
        submission=shared, version=shared.version, content=better, by=mads, now=now, comment="Navn."
    )

    assert all("Sanne" not in r.passage.plain for r in searching.search("kontoret").results)
    index_now()
    assert not SearchDocument.objects.filter(text__contains="Sanne").exists()
    assert searching.search("kontoret").results


def test_the_index_holds_what_is_public_and_nothing_else(submission_in, index_now, publish_round):
    """Q11: neither texts nor counts can tell of what has not been published."""
    for state in State:
        submission_in(state, title=f"Hemmelighed{state.value}", practice="Kvalmende zebraer.")
    publish_round("2026", {"0766": -5.0, "0101": None})
    index_now()

    public = Submission.objects.filter(state=State.PUBLISHED)
    indexed = SearchDocument.objects.exclude(submission=None)
    assert set(indexed.values_list("submission", flat=True)) == {each.pk for each in public}
    assert searching.search("zebraer").total == public.filter(practice__contains="zebra").count()
    a_round = SearchDocument.objects.get(sort="round")
    assert not any(figure in f"{a_round.text} {a_round.also}" for figure in ("400", "-5", "30.0"))


@pytest.mark.parametrize("seed", range(4))
def test_any_order_of_events_leaves_the_index_of_a_rebuild(
    seed, submission_in, index_now, dump, karen, mads, now, publish_round
):
    chance = random.Random(seed)
    for number in range(8):
        shared = submission_in(State.PUBLISHED, title=f"Praktik nummer {number}")
        if chance.random() < 0.4:
            index_now()
        if chance.random() < 0.4:
            sharing.withdraw(submission=shared, version=shared.version, by=karen, now=now)
        elif chance.random() < 0.6:
            better = Content({**METHOD, "title": f"Mentor {number}"}, (), (), None)
            reviewing.correct(
                submission=shared, version=shared.version, content=better, by=mads, now=now
            )
    publish_round("2026", {"0766": -5.0})
    index_now()
    followed = dump()

    indexing.rebuild(now=now)

    assert dump() == followed
    assert SearchState.objects.get().documents == len(followed["documents"])


def test_other_rules_of_reading_build_the_index_anew(submission_in, index_now, dump):
    submission_in(State.PUBLISHED)
    index_now()
    SearchState.objects.update(rules="terms@0")

    change = index_now()

    assert change.added == SearchDocument.objects.count()


def test_a_new_round_is_found_and_a_municipality_by_a_former_name(publish_round, index_now, found):
    publish_round("2026", {"0766": -5.0})
    index_now()

    assert "Måling 2026" in found("måling 2026")
    assert set(found("Tørring-Uldum")[:2]) == {"Hedensted", "Vejle"}
    assert found("Århus")[0] == found("aarhus")[0] == "Aarhus"
