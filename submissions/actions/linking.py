"""Keeps the practice links equal to what `link_rules` gives for all that is published.

Relinking a part and rebuilding the whole are the same work on a smaller or larger scope, so the
result cannot depend on the order of events. Running twice changes nothing.
"""

from collections.abc import Iterable
from dataclasses import asdict, dataclass, replace
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from measurements import doorbell, failpoints
from measurements import published as measured
from submissions import link_rules
from submissions.lifecycle import State
from submissions.link_rules import Evidence, Link, Measured, Practice, Timing
from submissions.models import PracticeLink, Projection, RelinkRequest, Submission

PRACTICE_LINKS = "practice-links"


@dataclass(frozen=True, slots=True)
class Change:
    """What relinking did."""

    added: int
    removed: int


def request(*submissions: Submission, now: datetime) -> None:
    """Note that the links of these are to be made anew, and ring once. Part of a larger verb."""
    for submission in submissions:
        note(submission=submission, now=now)
    doorbell.ring_after_commit(doorbell.SWEEP_LINKS)


def note(*, submission: Submission, now: datetime) -> None:
    """Note it without ringing, for whoever brings in many and catches up afterwards."""
    RelinkRequest.objects.create(submission=submission, requested_at=now)


@transaction.atomic
def relink_round(*, round_slug: str, now: datetime) -> Change:
    """The links of one round in all versions that can be read: new, superseded or gone."""
    projection = _locked_projection()
    found = measured.readable_versions(round_slug)
    change = _apply(
        existing=PracticeLink.objects.filter(round_slug=round_slug),
        practices=_practices(_published()),
        results=_results(found),
    )
    projection.rounds.pop(round_slug, None)
    if found:
        projection.rounds |= _versions(found)
    projection.made_at = now
    projection.save()
    return change


@transaction.atomic
def relink_submission(*, submission_id: int, now: datetime) -> Change:
    """The links of one submission, which may be new, changed or gone."""
    projection = _locked_projection()
    open_requests = RelinkRequest.objects.filter(submission=submission_id, done_at=None)
    # Those that stand here now: one that comes while we work is a later change, and keeps waiting.
    answered = list(open_requests.values_list("pk", flat=True))
    change = _apply(
        existing=PracticeLink.objects.filter(submission=submission_id),
        practices=_practices(_published().filter(pk=submission_id)),
        results=_results(_linked_rounds(projection)),
    )
    RelinkRequest.objects.filter(pk__in=answered).update(done_at=now)
    return change


@transaction.atomic
def rebuild(*, now: datetime) -> Change:
    """All links from nothing but what is published."""
    projection = _locked_projection()
    rounds = measured.readable_versions()
    change = _apply(
        existing=PracticeLink.objects.all(),
        practices=_practices(_published()),
        results=_results(rounds),
    )
    projection.rounds = _versions(rounds)
    projection.rule_version = link_rules.RULE_VERSION
    projection.made_at = now
    projection.save()
    RelinkRequest.objects.filter(done_at=None, requested_at__lte=now).update(done_at=now)
    return change


def catch_up(*, now: datetime) -> None:
    """Whatever waits: requests whose ring was lost, rounds nobody told us of, a newer rule."""
    projection, _made = Projection.objects.get_or_create(name=PRACTICE_LINKS)
    if projection.rule_version != link_rules.RULE_VERSION:
        rebuild(now=now)
        return
    published = _versions(measured.readable_versions())
    for slug in sorted(published.keys() | projection.rounds.keys()):
        if published.get(slug) != projection.rounds.get(slug):
            relink_round(round_slug=slug, now=now)
    waiting = RelinkRequest.objects.filter(done_at=None).values_list("submission", flat=True)
    for submission_id in sorted(set(waiting)):
        relink_submission(submission_id=submission_id, now=now)


def _locked_projection() -> Projection:
    """One at a time: whoever comes second reads what is published after the first is done."""
    Projection.objects.get_or_create(name=PRACTICE_LINKS)
    return Projection.objects.select_for_update().get(name=PRACTICE_LINKS)


def _versions(rounds: Iterable[measured.PublishedRound]) -> dict[str, list[int]]:
    """Which versions of each round can be read, by slug: when these change, so may the links."""
    found: dict[str, list[int]] = {}
    for each in rounds:
        found.setdefault(each.slug, []).append(each.version)
    return found


def _linked_rounds(projection: Projection) -> list[measured.PublishedRound]:
    """Versions that have been linked. One that has not will take this submission along then."""
    return [
        each
        for each in measured.readable_versions()
        if each.version in projection.rounds.get(each.slug, [])
    ]


def _apply(
    *,
    existing: QuerySet[PracticeLink],
    practices: Iterable[Practice],
    results: Iterable[Measured],
) -> Change:
    """Make the stored links of a scope equal to those that the rule gives."""
    wanted = link_rules.links(practices, results)
    stored = {_as_link(row): row.pk for row in existing}
    gone = [pk for link, pk in stored.items() if link not in wanted]
    PracticeLink.objects.filter(pk__in=gone).delete()
    failpoints.reach("mid_link")
    new = sorted(wanted - stored.keys(), key=_order)
    PracticeLink.objects.bulk_create([_as_row(link) for link in new])
    return Change(added=len(new), removed=len(gone))


def _published() -> QuerySet[Submission]:
    return Submission.objects.filter(state=State.PUBLISHED)


def _practices(submissions: QuerySet[Submission]) -> list[Practice]:
    return [
        Practice(
            submission=each.pk,
            municipalities=frozenset(
                code
                for code in [
                    each.municipality_id,
                    *(m.pk for m in each.further_municipalities.all()),
                ]
                if code
            ),
            began=(each.began_year, each.began_month) if each.began_year else None,
        )
        for each in submissions.prefetch_related("further_municipalities")
    ]


def _results(rounds: Iterable[measured.PublishedRound]) -> list[Measured]:
    return [
        result
        for each in rounds
        for result in (_computed(each) if each.is_computed else _stated(each))
    ]


def _computed(round: measured.PublishedRound) -> list[Measured]:
    return [
        Measured(
            municipality=result.municipality.code,
            round_slug=round.slug,
            version=round.version,
            is_current=round.is_current,
            as_name=result.municipality.name,
            evidence=replace(
                _nothing_but(round),
                verdict=str(result.verdict),
                reason=result.reason,
                listed=result.listed,
                people=result.people,
                actual=result.actual,
                expected=result.expected,
                difference=result.difference,
                low=result.low,
                high=result.high,
            ),
        )
        for result in round.results
    ]


def _stated(round: measured.PublishedRound) -> list[Measured]:
    """The two lists of a round published elsewhere; names of before 2007 by the dated key."""
    return [
        Measured(
            municipality=place.code,
            round_slug=round.slug,
            version=round.version,
            is_current=round.is_current,
            as_name=name,
            evidence=replace(_nothing_but(round), listed=end),
        )
        for end, names in (("fastest", round.fastest), ("slowest", round.slowest))
        for name in names
        for place in _places(name)
    ]


def _places(name: str) -> list[measured.MunicipalityName]:
    today = measured.municipality(name=name)
    return [today] if today else measured.former_municipality(name)


def _nothing_but(round: measured.PublishedRound) -> Evidence:
    """Evidence that knows the round and nothing of any municipality yet."""
    return Evidence(
        round_title=round.title,
        period_from=round.period_from,
        period_to=round.period_to,
        simulated=round.simulated,
        verdict="",
        reason="",
        listed="",
        people=None,
        actual=None,
        expected=None,
        difference=None,
        low=None,
        high=None,
        outcome_sha256=round.outcome_sha256,
    )


def _as_row(link: Link) -> PracticeLink:
    return PracticeLink(
        submission_id=link.submission,
        municipality_id=link.municipality,
        round_slug=link.round_slug,
        version=link.version,
        is_current=link.is_current,
        as_name=link.as_name,
        rule_version=link.rule_version,
        timing=link.timing,
        evidence=asdict(link.evidence),
    )


def _as_link(row: PracticeLink) -> Link:
    return Link(
        submission=row.submission_id,
        municipality=row.municipality_id,
        round_slug=row.round_slug,
        version=row.version,
        is_current=row.is_current,
        as_name=row.as_name,
        timing=Timing(row.timing),
        evidence=Evidence(**row.evidence),
        rule_version=row.rule_version,
    )


def _order(link: Link) -> tuple[object, ...]:
    return (link.submission, link.municipality, link.round_slug, link.version, link.as_name)
