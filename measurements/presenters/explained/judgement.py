"""Verdict, place, how much of the figure is signal, and whether all of it adds up."""

from collections.abc import Iterable

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from measurements.engine.explanation import Explanation, Trial
from measurements.engine.many_tests import Line
from measurements.presenters.explained.printed_sum import signed_two_decimals, two_decimals
from measurements.presenters.explained.step import Step, reason_of
from measurements.published import MunicipalityResult, Verdict
from measurements.wording import percent, probability, whole

FIGURES = {
    "difference": gettext_lazy("forskellen"),
    "expected": gettext_lazy("den forventede tid"),
    "actual": gettext_lazy("den faktiske tid"),
    "verdict": gettext_lazy("vurderingen"),
    "reliability": gettext_lazy("andelen af signal"),
    "shrunken": gettext_lazy("det bedste bud"),
}


def steps(result: MunicipalityResult, found: Explanation) -> Iterable[Step]:
    yield _verdict(result, found.trial)
    yield _placement(result, found)
    if found.shrinking:
        yield _shrunken(found)
    yield _checked(found)


def _verdict(result: MunicipalityResult, trial: Trial | None) -> Step:
    title = _("Vurderingen")
    if trial is None:
        return Step(
            title,
            (
                _("%(verdict)s (%(reason)s).")
                % {"verdict": str(Verdict.TOO_FEW.label).capitalize(), "reason": reason_of(result)},
                _("Forskellen og dens interval vises, men kommunen vurderes ikke."),
            ),
        )
    told = _(
        "Forskellen divideret med standardfejlen er %(z)s. Var kommunen som ventet, ville en "
        "forskel så stor eller større komme med sandsynligheden %(p)s (p-værdien)."
    ) % {"z": signed_two_decimals(trial.z), "p": probability(trial.p_value)}
    if trial.line is None:
        return Step(title, (told, _without_line(result)))
    return Step(title, (told, _line(result, trial.line), _outcome(result, trial, trial.line)))


def _line(result: MunicipalityResult, line: Line) -> str:
    return _(
        "Når %(among)s kommuner vurderes på én gang, ville %(level)s af dem skille sig ud ved et "
        "tilfælde. Derfor sættes grænsen efter Benjamini og Hochberg: %(told)s kommuner skiller "
        "sig ud, og grænsen er %(factor)s / %(among)s · %(level)s = %(limit)s."
    ) % {
        "among": whole(line.among),
        "told": whole(line.told),
        "factor": max(line.told, 1),
        "level": percent(1 - result.round.outcome["spec"]["level"]),
        "limit": probability(line.limit),
    }


def _outcome(result: MunicipalityResult, trial: Trial, line: Line) -> str:
    sentence = (
        _("P-værdien er under grænsen. Vurderingen er: %(verdict)s.")
        if trial.p_value <= line.limit
        else _("P-værdien er over grænsen. Vurderingen er: %(verdict)s.")
    )
    return sentence % {"verdict": result.verdict.label}


def _without_line(result: MunicipalityResult) -> str:
    return _(
        "Grænsen, som p-værdien skal holde sig under, afhænger af alle de sammenlignede kommuner. "
        "Tallene for nogle af dem offentliggøres ikke, så den kan ikke regnes efter her. Vurderingen "
        "er: %(verdict)s."
    ) % {"verdict": result.verdict.label}


def _placement(result: MunicipalityResult, found: Explanation) -> Step:
    title = _("Placeringen")
    standing = found.standing
    if standing is None:
        return Step(
            title,
            (_("Kommunen får ingen placering (%(reason)s).") % {"reason": reason_of(result)},),
        )
    return Step(
        title,
        (
            _(
                "Kommunen sammenlignes med hver af de andre %(others)s. %(faster)s er påviseligt "
                "hurtigere, %(slower)s er påviseligt langsommere, og %(rest)s kan den ikke skelnes fra."
            )
            % {
                "others": whole(standing.ranked - 1),
                "faster": whole(standing.faster),
                "slower": whole(standing.slower),
                "rest": whole(standing.not_told_apart),
            },
            _(
                "Derfor er placeringen et sted mellem 1 + %(faster)s = %(low)s og %(ranked)s − "
                "%(slower)s = %(high)s. Nogen enkelt plads kan data ikke udpege."
            )
            % {
                "faster": whole(standing.faster),
                "slower": whole(standing.slower),
                "ranked": whole(standing.ranked),
                "low": whole(result.rank_low),
                "high": whole(result.rank_high),
            },
        ),
    )


def _shrunken(found: Explanation) -> Step:
    of = found.shrinking
    assert of is not None, "asked only where somebody is ranked"
    return Step(
        _("Hvor meget af tallet der er signal"),
        (
            _(
                "De sammenlignede kommuners forskelle spreder sig %(spread)s måneder omkring "
                "%(mean)s, når tilfældet er trukket fra. Holdt op mod standardfejlen på %(se)s er "
                "%(share)s af kommunens tal signal: %(spread)s² / (%(spread)s² + %(se)s²)."
            )
            % {
                "spread": two_decimals(of.between_sd),
                "mean": signed_two_decimals(of.mean),
                "se": two_decimals(found.interval.se),
                "share": percent(of.reliability),
            },
            _(
                "Trækkes resten fra, er det bedste bud på forskellen %(shrunken)s måneder. Det tal er "
                "en hjælp til at læse forskellen, ikke en erstatning for den."
            )
            % {"shrunken": signed_two_decimals(of.shrunken)},
        ),
    )


def _checked(found: Explanation) -> Step:
    wrong = [str(FIGURES[each.name]) for each in found.checks if not each.holds]
    told = (
        _("Disse tal stemmer ikke med de offentliggjorte: %(names)s. Skriv til udgiveren.")
        % {"names": ", ".join(wrong)}
        if wrong
        else _(
            "Her er %(count)s af kommunens tal regnet efter ud fra målingens øvrige offentliggjorte "
            "tal. Alle stemmer."
        )
        % {"count": whole(len(found.checks))}
    )
    return Step(_("Regnet efter"), (told,))
