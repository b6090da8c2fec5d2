"""The page of two rounds side by side: who moved beyond noise, in sentences, a chart and a table."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import TextChoices
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from measurements.charts import Slope, SlopeChart, slope_chart
from measurements.engine.comparison import NOT_IN_ROUND, Change, Comparison
from measurements.presenters import comparable, reasons, repeated_names
from measurements.presenters.repeated_names import RepeatedNames
from measurements.published import (
    MunicipalityName,
    MunicipalityResult,
    PublishedRound,
    Verdict,
    rounds,
)
from measurements.wording import listing, percent, probability, signed_months, whole

ABSENT = "–"


class Movement(TextChoices):
    """What a comparison says of a municipality."""

    FASTER = "moved_faster", gettext_lazy("blevet hurtigere")
    WITHIN_NOISE = "within_noise", gettext_lazy("ingen sikker ændring")
    SLOWER = "moved_slower", gettext_lazy("blevet langsommere")
    NOT_COMPARABLE = "not_comparable", gettext_lazy("kan ikke sammenlignes")


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


@dataclass(frozen=True, slots=True)
class Compared:
    """What two rounds say together. `own` is of the municipality that the reader asked for."""

    findings: tuple[str, ...]
    own: tuple[str, ...]
    assumptions: tuple[str, ...]
    repeated: RepeatedNames
    chart: SlopeChart | None
    rows: tuple[ChangeRow, ...]


@dataclass(frozen=True, slots=True)
class ComparisonPage:
    """`compared` is None where `obstacles` say why the rounds cannot be compared.

    others  rounds to choose among; chosen: slug of the municipality that the reader asked for
    """

    earlier: PublishedRound
    later: PublishedRound
    earlier_period: str
    later_period: str
    obstacles: tuple[str, ...]
    compared: Compared | None
    others: tuple[PublishedRound, ...]
    chosen: str


@dataclass(frozen=True, slots=True)
class MunicipalityChange:
    """A municipality in both rounds; a result is None where the round does not have it."""

    municipality: MunicipalityName
    before: MunicipalityResult | None
    after: MunicipalityResult | None
    change: Change


def comparison_page(
    *, earlier: PublishedRound, later: PublishedRound, chosen: str = ""
) -> ComparisonPage:
    """Two published rounds; `chosen` is the slug of a municipality to point out."""
    in_the_way = tuple(comparable.obstacles(earlier=earlier, later=later))
    return ComparisonPage(
        earlier=earlier,
        later=later,
        earlier_period=period(earlier),
        later_period=period(later),
        obstacles=in_the_way,
        compared=None if in_the_way else _compared(earlier, later, chosen),
        others=tuple(each for each in rounds() if each.is_computed and each.slug != later.slug),
        chosen=chosen,
    )


def changes_of(
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


def why_not(change: Change, *, earlier: PublishedRound, later: PublishedRound) -> str:
    """Why a municipality was not judged, or nothing."""
    if change.reason is None:
        return ""
    of = earlier if change.reason_in == "earlier" else later
    reason = (
        _("kommunen er ikke med")
        if change.reason == NOT_IN_ROUND
        else reasons.in_words(change.reason, of.outcome["spec"])
    )
    if change.reason_in == "both":
        return _("i begge målinger: %(reason)s") % {"reason": reason}
    return _("i %(period)s: %(reason)s") % {"period": period(of), "reason": reason}


def period(measured: PublishedRound) -> str:
    return f"{measured.period_from}–{measured.period_to}"


def _compared(earlier: PublishedRound, later: PublishedRound, chosen: str) -> Compared:
    found = comparable.compare(earlier=earlier, later=later)
    changes = changes_of(found, earlier=earlier, later=later)
    names = {each.municipality.code: each.municipality for each in changes}
    rows = tuple(_row(each, earlier, later) for each in changes)
    return Compared(
        findings=tuple(_findings(found, changes)),
        own=tuple(_own(row, earlier, later) for row in rows if row.municipality.slug == chosen),
        assumptions=tuple(_assumptions(found, changes, earlier, later)),
        repeated=repeated_names.of(found, names),
        chart=slope_chart(
            [_slope(each, chosen) for each in changes if each.change.months is not None],
            before=period(earlier),
            after=period(later),
        ),
        rows=rows,
    )


def _findings(found: Comparison, changes: Sequence[MunicipalityChange]) -> list[str]:
    faster, slower = _moved(changes, Movement.FASTER), _moved(changes, Movement.SLOWER)
    compared = found.line.among
    told = [
        ngettext(
            "%(compared)s kommune har personer nok i begge målinger til at blive sammenlignet.",
            "%(compared)s kommuner har personer nok i begge målinger til at blive sammenlignet.",
            compared,
        )
        % {"compared": whole(compared)}
    ]
    if not faster and not slower:
        return [*told, _("Ingen af dem har flyttet sig mere, end usikkerheden kan forklare.")]
    moved = len(faster) + len(slower)
    told.append(
        ngettext(
            "%(moved)s har flyttet sig i forhold til det ventede, mere end usikkerheden kan forklare. "
            "For de øvrige %(rest)s kan en ændring ikke skelnes fra ingen.",
            "%(moved)s har flyttet sig i forhold til det ventede, mere end usikkerheden kan forklare. "
            "For de øvrige %(rest)s kan en ændring ikke skelnes fra ingen.",
            moved,
        )
        % {"moved": whole(moved), "rest": whole(compared - moved)}
    )
    if faster:
        told.append(_("Blevet hurtigere: %(names)s.") % {"names": listing(faster)})
    if slower:
        told.append(_("Blevet langsommere: %(names)s.") % {"names": listing(slower)})
    return told


def _moved(changes: Sequence[MunicipalityChange], movement: Movement) -> list[MunicipalityName]:
    return [each.municipality for each in changes if each.change.verdict == movement]


def _own(row: ChangeRow, earlier: PublishedRound, later: PublishedRound) -> str:
    judged = row.movement.label
    if row.reason:
        judged = _("%(movement)s (%(reason)s)") % {"movement": judged, "reason": row.reason}
    if not row.interval:
        return _("%(name)s: %(judged)s.") % {"name": row.municipality.name, "judged": judged}
    return _(
        "%(name)s: fra %(first)s måneder (%(first_interval)s; %(first_people)s personer) i "
        "%(before)s til %(last)s (%(last_interval)s; %(last_people)s personer) i %(after)s. "
        "Ændringen er %(change)s måneder (95 %% interval %(interval)s): %(judged)s."
    ) % {
        "name": row.municipality.name,
        "before": period(earlier),
        "first": row.before.difference,
        "first_interval": row.before.interval,
        "first_people": row.before.people,
        "after": period(later),
        "last": row.after.difference,
        "last_interval": row.after.interval,
        "last_people": row.after.people,
        "change": row.change,
        "interval": row.interval,
        "judged": judged,
    }


def _assumptions(
    found: Comparison,
    changes: Sequence[MunicipalityChange],
    earlier: PublishedRound,
    later: PublishedRound,
) -> list[str]:
    """What the intervals take for granted about people in both rounds, and which way it errs."""
    line = _(
        "Når %(among)s kommuner vurderes på én gang, skal der mere til for at regne en ændring for "
        "sikker: p-værdien må højst være %(limit)s. Af de ændringer, der nævnes, ventes højst "
        "%(share)s at være tilfældige."
    ) % {
        "among": whole(found.line.among),
        "limit": probability(found.line.limit),
        "share": percent(1 - later.outcome["spec"]["level"]),
    }
    if later.period_from > earlier.period_to:
        return [
            _("Målingerne dækker hver sin periode og regnes for ikke at have personer til fælles."),
            line,
        ]
    return [
        _(
            "De to målinger følger mange af de samme personer, men hvor mange, siger tallene ikke. "
            "Her er regnet, som om de ingen delte. Det gør intervallerne for brede, ikke for smalle: "
            "En ændring, der nævnes, holder, uanset hvem målingerne deler, men mindre ændringer kan "
            "være overset."
        ),
        _if_nested(found, changes),
        line,
    ]


def _if_nested(found: Comparison, changes: Sequence[MunicipalityChange]) -> str:
    names = [each.municipality for each in changes if each.change.code in found.moved_if_nested]
    if not names:
        return _(
            "Rummer den ene måling alle den andens personer, er usikkerheden mindre. Heller ikke da "
            "ville nogen kommune regnes for at have flyttet sig."
        )
    return _(
        "Rummer den ene måling alle den andens personer, er usikkerheden mindre. Da ville disse "
        "regnes for at have flyttet sig: %(names)s."
    ) % {"names": listing(names)}


def _slope(each: MunicipalityChange, chosen: str) -> Slope:
    assert each.before is not None, "a change has both results"
    assert each.after is not None, "a change has both results"
    movement = Movement(each.change.verdict)
    return Slope(
        name=each.municipality.name,
        before=each.before.difference,
        after=each.after.difference,
        movement=movement.value,
        is_chosen=each.municipality.slug == chosen,
        told=_(
            "%(name)s: %(before)s til %(after)s måneder, ændring %(change)s (%(interval)s), %(movement)s"
        )
        % {
            "name": each.municipality.name,
            "before": signed_months(each.before.difference),
            "after": signed_months(each.after.difference),
            "change": signed_months(each.change.months),
            "interval": _interval(each.change.low, each.change.high),
            "movement": movement.label,
        },
    )


def _row(each: MunicipalityChange, earlier: PublishedRound, later: PublishedRound) -> ChangeRow:
    change = each.change
    return ChangeRow(
        municipality=each.municipality,
        before=_shown(each.before),
        after=_shown(each.after),
        change=signed_months(change.months) or ABSENT,
        interval=_interval(change.low, change.high),
        movement=Movement(change.verdict),
        reason=why_not(change, earlier=earlier, later=later),
    )


def _shown(result: MunicipalityResult | None) -> Shown:
    if result is None:
        return Shown("", ABSENT, "", None)
    return Shown(
        people=whole(result.people),
        difference=signed_months(result.difference) or ABSENT,
        interval=_interval(result.low, result.high),
        verdict=result.verdict,
    )


def _interval(low: float | None, high: float | None) -> str:
    if low is None:
        return ""
    return _("%(low)s til %(high)s") % {"low": signed_months(low), "high": signed_months(high)}
