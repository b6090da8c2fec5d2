"""Actual and expected time, the difference between them, and how sure it is."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from measurements.engine.explanation import Explanation, Road
from measurements.presenters.explained.printed_sum import (
    printed,
    road_rows,
    signed_two_decimals,
    two_decimals,
)
from measurements.presenters.explained.step import Step
from measurements.published import MunicipalityResult
from measurements.wording import percent, whole


def steps(result: MunicipalityResult, found: Explanation) -> Iterable[Step]:
    yield _actual(result)
    yield _expected(result, found.road)
    yield _difference(result)
    yield _interval(result, found)


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
