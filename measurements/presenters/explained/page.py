"""The page of one figure, or the honest reason why there is none."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from measurements.engine import explanation
from measurements.presenters.explained import duration, judgement
from measurements.presenters.explained.printed_sum import two_decimals
from measurements.presenters.explained.step import Step, reason_of
from measurements.published import MunicipalityName, MunicipalityResult, PublishedRound
from measurements.wording import whole


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


def own_steps(result: MunicipalityResult) -> Sequence[Step]:
    """The steps that look at no other municipality: whom the figure is about, and their time."""
    found = explanation.explain(result.round.outcome, result.municipality.code)
    if found is None:
        return [*_people(result), _no_difference(result)]
    return [*_people(result), *duration.steps(result, found)]


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
    return [
        *_people(result),
        *duration.steps(result, found),
        *judgement.steps(result, found),
    ]


def _people(result: MunicipalityResult) -> Iterable[Step]:
    """Nothing of people who are too few to be counted in public."""
    if result.people is None:
        return
    sentences = [
        ngettext(
            "%(people)s person, som fik opholdstilladelse i perioden, begyndte i kommunen.",
            "Mindst %(people)s personer, som fik opholdstilladelse i perioden, begyndte i kommunen.",
            result.people,
        )
        % {"people": whole(result.people)}
    ]
    if result.events is not None:
        sentences.append(
            _(
                "Sammen med dem, der flyttede til, begyndte mindst %(events)s i arbejde eller uddannelse. De "
                "øvrige ventede stadig, da data sluttede, eller var flyttet, udvandret eller døde; "
                "den tid, de ventede, tæller med."
            )
            % {"events": whole(result.events)}
        )
    yield Step(_("Personerne"), tuple(sentences))


def _no_difference(result: MunicipalityResult) -> Step:
    sentences = [
        _("Om kommunen offentliggøres ingen forskel (%(reason)s).") % {"reason": reason_of(result)},
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
