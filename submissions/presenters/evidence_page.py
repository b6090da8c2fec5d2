"""How well a submission is known to work: what its owner says, what was measured, who judged it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import gettext as _

from measurements import published as measured
from submissions.lifecycle import State
from submissions.link_rules import Timing
from submissions.models import Criterion, CriterionTick, Side, Submission
from submissions.published import Link


@dataclass(frozen=True, slots=True)
class Measured:
    """The owner's result in the newest round that was computed after the practice began.

    difference, low, high  months from the expected, with the 95 % interval; minus is faster
    """

    round_slug: str
    period: str
    municipality: str  # as it was called then
    simulated: bool
    people: int | None
    difference: float
    low: float
    high: float
    verdict: str  # code, for the colour
    verdict_label: str


@dataclass(frozen=True, slots=True)
class Card:
    """What there is of evidence; an absent figure comes with its reason."""

    stage: str  # in words; empty: not told
    experience: str
    tells_how_measured: bool  # in the text of the page
    measured: Measured | None
    why_not: str  # measured


@dataclass(frozen=True, slots=True)
class Judged:
    """A criterion that somebody holds is met, and since when; None: that side has not said so."""

    label: str
    by_sender: datetime | None
    by_reviewer: datetime | None


@dataclass(frozen=True, slots=True)
class SharedToo:
    """A municipality whose own telling was merged into this one."""

    municipality: str
    on: date


def card(submission: Submission, links: Iterable[Link]) -> Card | None:
    """Of a method; a report has its own evidence inside. `links`: all current ones."""
    if not submission.is_method or submission.only_title:
        return None
    of_owner = [each for each in links if each.municipality == submission.municipality_id]
    figures = [each for each in of_owner if each.evidence.difference is not None]
    after = [each for each in figures if each.timing is Timing.BEFORE]
    newest = max(after, key=lambda each: each.evidence.period_to, default=None)
    return Card(
        stage=submission.get_stage_display(),
        experience=submission.get_experience_display(),
        tells_how_measured=bool(submission.results.strip()),
        measured=_measured(newest) if newest else None,
        why_not="" if newest else _why_not(submission, figures),
    )


def judged(submission: Submission) -> list[Judged]:
    """The criteria that either side has ticked, in the order of the form."""
    ticks = {
        (each.criterion, each.side): each.at
        for each in CriterionTick.objects.filter(submission=submission)
    }
    lines = [
        Judged(str(each.label), ticks.get((each, Side.SENDER)), ticks.get((each, Side.REVIEWER)))
        for each in Criterion
    ]
    return [each for each in lines if each.by_sender or each.by_reviewer]


def shared_too(submission: Submission) -> list[SharedToo]:
    """Whose submissions were merged into any edition of this one, the earliest first."""
    rows = Submission.objects.filter(state=State.MERGED, merged_into__code=submission.code)
    return [
        SharedToo(str(row.municipality), row.changed_at.date())
        for row in rows.exclude(municipality=None)
        .select_related("municipality")
        .order_by("changed_at", "pk")
    ]


def _measured(link: Link) -> Measured:
    evidence = link.evidence
    assert evidence.difference is not None, "only those with a figure are asked for"
    assert evidence.low is not None, "a difference comes with its interval"
    assert evidence.high is not None, "a difference comes with its interval"
    return Measured(
        round_slug=link.round_slug,
        period=f"{evidence.period_from}–{evidence.period_to}",
        municipality=link.as_name,
        simulated=evidence.simulated,
        people=evidence.people,
        difference=evidence.difference,
        low=evidence.low,
        high=evidence.high,
        verdict=evidence.verdict,
        verdict_label=str(measured.Verdict(evidence.verdict).label),
    )


def _why_not(submission: Submission, figures: list[Link]) -> str:
    """Why no measured difference stands on the card."""
    if submission.municipality_id is None:
        return _("Ikke målt: bidraget har ikke én kommune.")
    if submission.began_year is None:
        return _("Kan ikke vises: det er ikke oplyst, hvornår metoden begyndte.")
    if figures:
        return _("Endnu ikke: ingen måling ligger helt efter, at metoden begyndte.")
    return _("Endnu ikke: der er ingen beregnede tal for kommunen.")
