"""How one figure was made: from the people to the verdict, each step recomputed from published figures.

Written for a page and for a terminal alike: titles, sentences, and sums that add up as printed.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from measurements.engine import explanation
from measurements.engine.explanation import Explanation, Road, Trial
from measurements.presenters import reasons
from measurements.presenters.printed_sum import (
    Row,
    printed,
    road_rows,
    signed_two_decimals,
    two_decimals,
)
from measurements.published import MunicipalityName, MunicipalityResult, PublishedRound, Verdict
from measurements.wording import percent, probability, whole


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the explanation; `rows` is a sum, where the step is one."""

    title: str
    sentences: tuple[str, ...]
    rows: tuple[Row, ...] = ()


@dataclass(frozen=True, slots=True)
class ExplainedPage:
    """`result` is None where the round has no figures, or none of this municipality."""

    round: PublishedRound
    municipality: MunicipalityName
    result: MunicipalityResult | None
    steps: tuple[Step, ...]
    method: str  # "expected-time@1"; empty for a round stated elsewhere
    method_slug: str  # as in /metode/expected-time-1/


def explained_page(measured: PublishedRound, municipality: MunicipalityName) -> ExplainedPage:
    """The figure of one municipality in one published round, or the honest reason why there is none."""
    result = next((r for r in measured.results if r.municipality.code == municipality.code), None)
    method = measured.outcome["method"] if measured.is_computed else ""
    return ExplainedPage(
        round=measured,
        municipality=municipality,
        result=result,
        steps=tuple(_steps(measured, result)),
        method=method,
        method_slug=method.replace("@", "-"),
    )


def _steps(measured: PublishedRound, result: MunicipalityResult | None) -> Sequence[Step]:
    if not measured.is_computed:
        return [
            Step(
                _("Ingen tal at regne efter"),
                (
                    _(
                        "Målingen er offentliggjort andetsteds. Her gengives kun dens udsagn og "
                        "lister, ingen tal for den enkelte kommune."
                    ),
                ),
            )
        ]
    if result is None:
        return [
            Step(
                _("Ingen tal at regne efter"),
                (_("Ingen personer i målingen begyndte i kommunen, så den er ikke med."),),
            )
        ]
    found = explanation.explain(measured.outcome, result.municipality.code)
    if found is None:
        return [*_people(result), _no_difference(result)]
    return [*_people(result), *_measured_steps(result, found)]


def _people(result: MunicipalityResult) -> Iterable[Step]:
    """Nothing of people who are too few to be counted in public."""
    if result.people is None:
        return
    sentences = [
        ngettext(
            "%(people)s person, som fik opholdstilladelse i perioden, begyndte i kommunen.",
            "%(people)s personer, som fik opholdstilladelse i perioden, begyndte i kommunen.",
            result.people,
        )
        % {"people": whole(result.people)}
    ]
    if result.events is not None:
        sentences.append(
            _(
                "Sammen med dem, der flyttede til, begyndte %(events)s i arbejde eller uddannelse. De "
                "øvrige ventede stadig, da data sluttede, eller var flyttet, udrejst eller døde; den "
                "tid, de ventede, tæller med."
            )
            % {"events": whole(result.events)}
        )
    yield Step(_("Personerne"), tuple(sentences))


def _no_difference(result: MunicipalityResult) -> Step:
    sentences = [
        _("Om kommunen offentliggøres ingen forskel (%(reason)s).") % {"reason": _reason(result)},
        _(
            "Det er en regel, som er lagt fast på forhånd og gælder alle kommuner. Med så lidt at "
            "bygge på ville tallet mest vise tilfældet, og det kunne røbe noget om enkelte."
        ),
    ]
    if result.expected is not None:
        sentences.append(
            _("Den forventede tid for de mennesker, der kom, er %(expected)s måneder.")
            % {"expected": two_decimals(result.expected)}
        )
    return Step(_("Hvorfor der ikke står et tal"), tuple(sentences))


def _reason(result: MunicipalityResult) -> str:
    return reasons.in_words(result.reason, result.round.outcome["spec"])


def _measured_steps(result: MunicipalityResult, found: Explanation) -> Iterable[Step]:
    yield _actual(result)
    yield _expected(result, found.road)
    yield _difference(result)
    yield _interval(result, found)
    yield _verdict(result, found.trial)
    yield _placement(result, found)
    if found.shrinking:
        yield _shrunken(found)
    yield _checked(found)


def _actual(result: MunicipalityResult) -> Step:
    horizon = result.round.horizon
    return Step(
        _("Den faktiske tid"),
        (
            _(
                "I gennemsnit gik der %(actual)s måneder fra opholdstilladelse til det første "
                "arbejde eller den første uddannelse."
            )
            % {"actual": two_decimals(result.actual)},
            _(
                "Tiden tælles inden for %(horizon)s måneder. Den, der ikke når det, tæller "
                "%(horizon)s, og den måned, hvor det lykkes, tæller helt med."
            )
            % {"horizon": whole(horizon)},
            _(
                "De sidst ankomne er ikke fulgt i %(horizon)s måneder. Derfor er tiden regnet med "
                "modellen, ud fra den fart, der er set i kommunen måned for måned."
            )
            % {"horizon": whole(horizon)},
        ),
    )


def _expected(result: MunicipalityResult, road: Road | None) -> Step:
    told = _(
        "Samme mennesker og samme arbejdsmarked, men landets gennemsnitlige fart, ville give "
        "%(expected)s måneder."
    ) % {"expected": two_decimals(result.expected)}
    if road is None:
        return Step(_("Den forventede tid"), (told,))
    return Step(
        _("Den forventede tid"),
        (told, _("Sådan kommer man fra landet til kommunen, i måneder:")),
        tuple(road_rows(result, road)),
    )


def _difference(result: MunicipalityResult) -> Step:
    sentences = [
        _("Faktisk minus forventet: %(actual)s − %(expected)s = %(difference)s måneder.")
        % {
            "actual": two_decimals(result.actual),
            "expected": two_decimals(result.expected),
            "difference": signed_two_decimals(result.difference),
        },
        _(
            "Minus betyder hurtigere end ventet. Forskellen viser, hvordan resultatet afviger fra det "
            "ventede; den beviser ikke, at kommunens indsats er årsagen."
        ),
    ]
    if printed(result.actual) - printed(result.expected) != printed(result.difference):
        sentences.insert(1, _("Forskellen er regnet før afrunding."))
    return Step(_("Forskellen"), tuple(sentences))


def _interval(result: MunicipalityResult, found: Explanation) -> Step:
    of = found.interval
    level = percent(result.round.outcome["spec"]["level"])
    return Step(
        _("Hvor sikker forskellen er"),
        (
            _(
                "Standardfejlen er %(se)s måneder. Regner man usikkerheden med, ligger forskellen "
                "mellem %(low)s og %(high)s måneder (%(level)s interval)."
            )
            % {
                "se": two_decimals(of.se),
                "low": signed_two_decimals(result.low),
                "high": signed_two_decimals(result.high),
                "level": level,
            },
            _(
                "Til sammenligning giver forskellen minus og plus %(z)s standardfejl %(low)s til "
                "%(high)s. Det offentliggjorte interval er regnet på kommunens fart og ført over til "
                "måneder; derfor når det lidt længere til den ene side, mest i små kommuner."
            )
            % {
                "z": two_decimals(of.z),
                "low": signed_two_decimals(of.symmetric_low),
                "high": signed_two_decimals(of.symmetric_high),
            },
        ),
    )


def _verdict(result: MunicipalityResult, trial: Trial | None) -> Step:
    title = _("Vurderingen")
    if trial is None:
        return Step(
            title,
            (
                _("%(verdict)s (%(reason)s).")
                % {"verdict": str(Verdict.TOO_FEW.label).capitalize(), "reason": _reason(result)},
                _("Forskellen og dens interval vises, men kommunen vurderes ikke."),
            ),
        )
    told = {
        "z": signed_two_decimals(trial.z),
        "p": probability(trial.p_value),
        "limit": probability(trial.line.limit),
        "among": whole(trial.line.among),
        "told": whole(trial.line.told),
        "level": percent(1 - result.round.outcome["spec"]["level"]),
        "factor": max(trial.line.told, 1),
        "verdict": result.verdict.label,
    }
    kept = trial.p_value <= trial.line.limit
    return Step(
        title,
        (
            _(
                "Forskellen divideret med standardfejlen er %(z)s. Var kommunen som ventet, ville en "
                "forskel så stor eller større komme med sandsynligheden %(p)s (p-værdien)."
            )
            % told,
            _(
                "Når %(among)s kommuner vurderes på én gang, ville %(level)s af dem skille sig ud ved et "
                "tilfælde. Derfor sættes grænsen efter Benjamini og Hochberg: %(told)s kommuner skiller "
                "sig ud, og grænsen er %(factor)s / %(among)s · %(level)s = %(limit)s."
            )
            % told,
            (
                _("P-værdien er under grænsen. Vurderingen er: %(verdict)s.")
                if kept
                else _("P-værdien er over grænsen. Vurderingen er: %(verdict)s.")
            )
            % told,
        ),
    )


def _placement(result: MunicipalityResult, found: Explanation) -> Step:
    title = _("Placeringen")
    standing = found.standing
    if standing is None:
        return Step(
            title, (_("Kommunen får ingen placering (%(reason)s).") % {"reason": _reason(result)},)
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


FIGURES = {
    "difference": gettext_lazy("forskellen"),
    "expected": gettext_lazy("den forventede tid"),
    "actual": gettext_lazy("den faktiske tid"),
    "verdict": gettext_lazy("vurderingen"),
    "reliability": gettext_lazy("andelen af signal"),
    "shrunken": gettext_lazy("det bedste bud"),
}


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
