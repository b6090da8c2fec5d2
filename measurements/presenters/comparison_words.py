"""What two rounds say together, in sentences: who moved, one municipality, and what is assumed."""

from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from measurements.engine.comparison import Comparison
from measurements.presenters.changes import ChangeRow, Movement, MunicipalityChange, period
from measurements.published import MunicipalityName, PublishedRound
from measurements.wording import listing, percent, probability, whole


def findings(found: Comparison, changes: Sequence[MunicipalityChange]) -> list[str]:
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


def own(row: ChangeRow, earlier: PublishedRound, later: PublishedRound) -> str:
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


def assumptions(
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
