"""The links are what the rule gives for all that is published, whatever happened in what order."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from measurements.models import Round, RoundState
from submissions import link_rules, published
from submissions.actions import linking, reviewing, sharing, sweeping
from submissions.lifecycle import Action, State
from submissions.link_rules import Evidence, Measured, Practice, Timing
from submissions.models import PracticeLink, RelinkRequest, Submission

HEDENSTED, LEMVIG, HORSENS = "0766", "0665", "0615"

EVIDENCE = Evidence(
    round_title="Måling",
    period_from=1999,
    period_to=2007,
    simulated=False,
    verdict="faster",
    reason="",
    listed="fastest",
    people=400,
    actual=25.0,
    expected=30.0,
    difference=-5.0,
    low=-8.0,
    high=-2.0,
    outcome_sha256="a" * 64,
)


@pytest.mark.parametrize(
    ("began", "timing"),
    [
        (None, Timing.UNKNOWN),
        ((1998, None), Timing.BEFORE),
        ((1999, 1), Timing.BEFORE),
        ((1999, 2), Timing.DURING),
        ((1999, None), Timing.DURING),
        ((2007, 12), Timing.DURING),
        ((2008, 1), Timing.AFTER),
    ],
)
def test_when_a_practice_began_is_seen_from_the_measured_period(began, timing):
    assert link_rules.timing(began, period_from=1999, period_to=2007) is timing


@given(
    order=st.permutations(range(4)), codes=st.lists(st.sampled_from("ABC"), min_size=4, max_size=4)
)
def test_the_rule_gives_the_same_links_in_any_order(order, codes):
    practices = [Practice(n, frozenset({code}), None) for n, code in enumerate(codes)]
    results = [Measured(code, "r", 1, True, code, EVIDENCE) for code in "AB"]

    links = link_rules.links(practices, results)

    assert links == link_rules.links([practices[n] for n in order], reversed(results))
    assert len(links) == sum(code in "AB" for code in codes)


def state_of_links():
    return {
        (
            r.submission_id,
            r.municipality_id,
            r.round_slug,
            r.version,
            r.is_current,
            r.timing,
            str(r.evidence),
        )
        for r in PracticeLink.objects.all()
    }


class World:
    """Three methods, two rounds, and all that can befall them. Bells are lost; sweeps come late."""

    def __init__(self, publish_round, content, karen, mads, now):
        self.publish_round, self.content, self.karen, self.mads = (
            publish_round,
            content,
            karen,
            mads,
        )
        self.now = now
        self.differences = 0

    def round(self, number):
        self.differences -= 1
        years = (1999, 2007) if number else (2001, 2009)
        shown = {HEDENSTED: float(self.differences), LEMVIG: None}
        self.publish_round(f"maaling-{number}", shown, years=years)

    def retract(self, number):
        """As the verb does it, but without asking who may."""
        shown = Round.objects.filter(series__slug=f"maaling-{number}", state=RoundState.PUBLISHED)
        shown.update(
            state=RoundState.RETRACTED, retracted_at=self.tick(), retraction_reason="En fejl."
        )

    def ring(self, number):
        linking.relink_round(round_slug=f"maaling-{number}", now=self.tick())

    def publish(self, number):
        place = (HEDENSTED, LEMVIG, HORSENS)[number]
        made = sharing.submit_new(
            kind="method",
            key=uuid4(),
            content=self.content(municipality_id=place, title=f"Metode {number}"),
            by=self.karen,
            now=self.tick(),
        )
        reviewing.publish(submission=made, version=made.version, by=self.mads, now=self.tick())

    def withdraw(self, number):
        found = self.a_public_one(number)
        if found:
            sharing.withdraw(
                submission=found, version=found.version, by=self.karen, now=self.tick()
            )

    def correct(self, number):
        found = self.a_public_one(number)
        if found:
            reviewing.correct(
                submission=found,
                version=found.version,
                content=self.content(
                    municipality_id=LEMVIG, began_year=2000 + number, further=[HEDENSTED]
                ),
                by=self.mads,
                now=self.tick(),
            )

    def sweep(self, number):
        linking.catch_up(now=self.tick())

    def a_public_one(self, number):
        return Submission.objects.filter(state=State.PUBLISHED).order_by("pk")[number:].first()

    def tick(self):
        self.now += timedelta(seconds=1)
        return self.now


EVENTS = ["round", "retract", "ring", "publish", "withdraw", "correct", "sweep"]
SCHEDULES = st.lists(st.tuples(st.sampled_from(EVENTS), st.integers(0, 1)), max_size=9)
UNHURRIED = {
    "deadline": None,
    "suppress_health_check": [HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
}


@pytest.fixture
def check_schedule(publish_round, content, karen, mads, now):
    """Let a schedule happen, catch up, rebuild: the links are the same and nothing waits."""

    def check(events):
        with transaction.atomic():
            world = World(publish_round, content, karen, mads, now)
            for name, number in events:
                getattr(world, name)(number)
            linking.catch_up(now=world.tick())
            incremental = state_of_links()
            waiting = RelinkRequest.objects.filter(done_at=None).count()
            linking.rebuild(now=world.tick())
            rebuilt = state_of_links()
            transaction.set_rollback(True)  # the next schedule begins with nothing

        assert incremental == rebuilt
        assert waiting == 0

    return check


@settings(max_examples=30, **UNHURRIED)
@given(events=SCHEDULES)
def test_any_order_of_events_ends_in_what_a_rebuild_gives(events, check_schedule):
    check_schedule(events)


@pytest.mark.long
@settings(max_examples=1_000, **UNHURRIED)
@given(events=SCHEDULES)
def test_a_thousand_orders_of_events_end_in_what_a_rebuild_gives(events, check_schedule):
    check_schedule(events)


def test_relinking_twice_changes_nothing(publish_round, submission_in, now):
    submission_in(State.PUBLISHED)
    publish_round("maaling", {HEDENSTED: -5.0})
    first = linking.relink_round(round_slug="maaling", now=now)
    rows = set(PracticeLink.objects.values_list("pk", flat=True))

    again = linking.relink_round(round_slug="maaling", now=now)
    swept = linking.rebuild(now=now)

    assert first == linking.Change(added=1, removed=0)
    assert again == swept == linking.Change(added=0, removed=0)
    assert set(PracticeLink.objects.values_list("pk", flat=True)) == rows


def test_the_evidence_is_that_of_the_round(publish_round, submission_in, now):
    submission = submission_in(State.PUBLISHED, began_year=2010)
    publish_round("maaling", {HEDENSTED: -5.0}, simulated=True)

    linking.catch_up(now=now)

    (link,) = published.links_of(HEDENSTED)
    assert link.submission_code == submission.code
    assert link.timing is Timing.AFTER
    assert (link.evidence.difference, link.evidence.low, link.evidence.high) == (-5.0, -8.0, -2.0)
    assert (link.evidence.people, link.evidence.verdict) == (400, "faster")
    assert link.evidence.simulated


def test_a_corrected_round_moves_the_link_to_its_new_figures(publish_round, submission_in, now):
    submission_in(State.PUBLISHED)
    publish_round("maaling", {HEDENSTED: -5.0})
    linking.catch_up(now=now)

    publish_round("maaling", {HEDENSTED: 1.0})
    linking.catch_up(now=now)

    (link,) = published.links_of(HEDENSTED)
    assert link.evidence.difference == 1.0


def test_a_municipality_no_longer_fast_keeps_its_link_on_the_older_version(
    publish_round, submission_in, now
):
    submission = submission_in(State.PUBLISHED)
    publish_round("maaling", {HEDENSTED: -5.0})
    publish_round("maaling", {HEDENSTED: 1.0})

    linking.catch_up(now=now)

    (older,) = published.fast_links_of_round("maaling", version=1, most=5)[HEDENSTED]
    (newer,) = published.links_of(HEDENSTED)
    assert (older.is_current, newer.is_current) == (False, True)
    assert (older.evidence.is_fast, newer.evidence.is_fast) == (True, False)
    assert published.fast_links_of_round("maaling", version=2, most=5) == {}
    assert older.submission_code == newer.submission_code == submission.code
    assert [each.version for each in published.links_of_submission(submission.code)] == [2]


def test_a_retracted_round_loses_its_links_in_every_version(publish_round, submission_in, now):
    submission_in(State.PUBLISHED)
    publish_round("maaling", {HEDENSTED: -5.0})
    newer = publish_round("maaling", {HEDENSTED: -4.0})
    linking.catch_up(now=now)

    Round.objects.filter(pk=newer.pk).update(
        state=RoundState.RETRACTED, retracted_at=now, retraction_reason="En fejl."
    )
    linking.catch_up(now=now)

    assert not PracticeLink.objects.exists()


def test_a_version_after_a_retraction_is_linked_alone(publish_round, submission_in, now):
    submission_in(State.PUBLISHED)
    first = publish_round("maaling", {HEDENSTED: -5.0})
    Round.objects.filter(pk=first.pk).update(
        state=RoundState.RETRACTED, retracted_at=now, retraction_reason="En fejl."
    )
    publish_round("maaling", {HEDENSTED: -4.0})

    linking.catch_up(now=now)

    assert [link.version for link in published.links_of(HEDENSTED)] == [2]
    assert published.fast_links_of_round("maaling", version=1, most=5) == {}


def test_a_round_nobody_rang_for_is_found_by_the_sweep(publish_round, submission_in, now, bells):
    submission_in(State.PUBLISHED)
    linking.catch_up(now=now)
    publish_round("maaling", {HEDENSTED: -5.0})

    sweeping.sweep(now=now)

    assert bells == []
    assert len(published.links_of(HEDENSTED)) == 1


def test_a_request_whose_bell_was_lost_is_answered_by_the_sweep(
    publish_round, submission_in, mads, now
):
    publish_round("maaling", {HEDENSTED: -5.0})
    linking.catch_up(now=now)
    submission_in(State.PUBLISHED)
    assert published.links_of(HEDENSTED) == []

    sweeping.sweep(now=now)

    assert len(published.links_of(HEDENSTED)) == 1


def test_publishing_rings_for_links_and_search_after_the_commit(
    submission_in, mads, now, bells, django_capture_on_commit_callbacks
):
    submission = submission_in(State.SUBMITTED)

    with django_capture_on_commit_callbacks(execute=True):
        reviewing.publish(submission=submission, version=submission.version, by=mads, now=now)
        assert bells == []

    assert bells == ["submissions.sweep", "submissions.index_search"]


def test_a_newer_rule_rebuilds_all(publish_round, submission_in, now, monkeypatch):
    submission_in(State.PUBLISHED)
    publish_round("maaling", {HEDENSTED: -5.0})
    linking.catch_up(now=now)

    monkeypatch.setattr(link_rules, "RULE_VERSION", "practice-link@2")
    linking.catch_up(now=now)

    assert [each.rule_version for each in published.links_of(HEDENSTED)] == ["practice-link@2"]


def test_names_from_before_2007_lead_to_the_municipality_of_today(
    stated_rounds, submission_in, now
):
    submission_in(State.PUBLISHED, municipality_id="0530")  # Billund took over Grindsted

    linking.catch_up(now=now)

    of_2006 = [each for each in published.links_of("0530") if each.round_slug.endswith("2006")]
    assert [(each.as_name, each.evidence.listed) for each in of_2006] == [("Grindsted", "fastest")]
    assert of_2006[0].evidence.difference is None


def test_a_replaced_edition_hands_its_links_over(publish_round, submission_in, now):
    publish_round("maaling", {HEDENSTED: -5.0})
    replaced = submission_in(State.REPLACED)

    linking.catch_up(now=now)

    (link,) = PracticeLink.objects.all()
    assert link.submission.replaces == replaced
    assert replaced.moves.last().action == Action.REPLACE


def test_the_page_of_each_version_shows_what_its_fast_municipalities_have_shared(
    client, publish_round, submission_in, now
):
    submission_in(State.PUBLISHED, title="Praktik i butik")
    publish_round("maaling", {HEDENSTED: -5.0})
    publish_round("maaling", {HEDENSTED: 1.0})
    linking.catch_up(now=now)

    older = client.get("/maalinger/maaling/udgave/1/metoder/").content.decode()
    current = client.get("/maalinger/maaling/metoder/").content.decode()

    assert "Praktik i butik" in older
    assert "Forskel −5,0 måneder (95 % interval −8,0 til −2,0), mindst 400 personer." in older
    assert "Udgave 1 gælder ikke længere" in older
    assert "Praktik i butik" not in current
    assert "Ingen af dem har delt noget endnu." in current
