"""Every municipality in two rounds: both figures, the change, and how it is judged."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import TextChoices
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from measurements.engine.comparison import NOT_IN_ROUND, Change, Comparison
from measurements.presenters import reasons
from measurements.published import MunicipalityName, MunicipalityResult, PublishedRound, Verdict
from measurements.wording import signed_months, whole

ABSENT = "–"


class Movement(TextChoices):
    """What a comparison says of a municipality."""

    FASTER = "moved_faster", gettext_lazy("blevet hurtigere")
    WITHIN_NOISE = "within_noise", gettext_lazy("ingen sikker ændring")
    SLOWER = "moved_slower", gettext_lazy("blevet langsommere")
    NOT_COMPARABLE = "not_comparable", gettext_lazy("kan ikke sammenlignes")


@dataclass(frozen=True, slots=True)
class MunicipalityChange:
    """A municipality in both rounds; a result is None where the round does not have it."""

    municipality: MunicipalityName
    before: MunicipalityResult | None
    after: MunicipalityResult | None
    change: Change


@dataclass(frozen=True, slots=True)
class Shown:
    """A municipality as one of the rounds shows it; texts, empty or a dash for what is absent."""

    people: str
    difference: str
    interval: str
    verdict: Verdict | None  # None: not in the round


@dataclass(frozen=True, slots=True)
class ChangeRow:
    """One municipality in both rounds. Texts; the reason says why there is no judgement."""

    municipality: MunicipalityName
    before: Shown
    after: Shown
    change: str
    interval: str
    movement: Movement
    reason: str


def of(
    found: Comparison, *, earlier: PublishedRound, later: PublishedRound
) -> Sequence[MunicipalityChange]:
    """Every municipality of either round in Danish alphabetical order, the later round's first."""
    before = {each.municipality.code: each for each in earlier.results}
    after = {each.municipality.code: each for each in later.results}
    changes = {each.code: each for each in found.changes}
    return [
        MunicipalityChange(
            municipality=(after.get(code) or before[code]).municipality,
            before=before.get(code),
            after=after.get(code),
            change=changes[code],
        )
        for code in dict.fromkeys((*after, *before))
    ]


def row_of(each: MunicipalityChange, earlier: PublishedRound, later: PublishedRound) -> ChangeRow:
    change = each.change
    return ChangeRow(
        municipality=each.municipality,
        before=_shown(each.before),
        after=_shown(each.after),
        change=signed_months(change.months) or ABSENT,
        interval=interval_of(change.low, change.high),
        movement=Movement(change.verdict),
        reason=why_not(change, earlier=earlier, later=later),
    )


def why_not(change: Change, *, earlier: PublishedRound, later: PublishedRound) -> str:
    """Why a municipality was not judged, or nothing."""
    if change.reason is None:
        return ""
    where = earlier if change.reason_in == "earlier" else later
    reason = (
        _("kommunen er ikke med")
        if change.reason == NOT_IN_ROUND
        else reasons.in_words(change.reason, where.outcome["spec"])
    )
    if change.reason_in == "both":
        return _("i begge målinger: %(reason)s") % {"reason": reason}
    return _("i %(period)s: %(reason)s") % {"period": period(where), "reason": reason}


def period(measured: PublishedRound) -> str:
    return f"{measured.period_from}–{measured.period_to}"


def interval_of(low: float | None, high: float | None) -> str:
    if low is None:
        return ""
    return _("%(low)s til %(high)s") % {"low": signed_months(low), "high": signed_months(high)}


def _shown(result: MunicipalityResult | None) -> Shown:
    if result is None:
        return Shown("", ABSENT, "", None)
    return Shown(
        people=whole(result.people),
        difference=signed_months(result.difference) or ABSENT,
        interval=interval_of(result.low, result.high),
        verdict=result.verdict,
    )
