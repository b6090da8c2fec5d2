"""The page of a round published elsewhere: its statements and lists, retold. Nothing is computed
here but which names repeat."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from measurements.presenters import lists
from measurements.presenters.lists import Before, ListOfPlaces
from measurements.published import NamedPlace, PublishedRound, places_named, previous_of
from measurements.wording import listing, months, percent, whole

CHANCE_GAP = 9  # months between the extremes of 80 equal municipalities; see the method note

CRITERIA = {
    "employment or education": gettext_lazy("arbejde eller uddannelse"),
    "self-sufficiency or education": gettext_lazy("selvforsørgelse eller uddannelse"),
}
POPULATIONS = {
    "refugees and family-reunified people covered by the Integration Act": gettext_lazy(
        "flygtninge og familiesammenførte, der er omfattet af integrationsloven"
    ),
    "refugees and family-reunified people receiving introduction benefit": gettext_lazy(
        "flygtninge og familiesammenførte på introduktionsydelse"
    ),
}
BEFORE_2007 = "municipalities before 2007"
DIVISIONS = {
    BEFORE_2007: gettext_lazy("Kommunerne er dem fra før kommunalreformen i 2007."),
    "municipalities from 2007": gettext_lazy("Kommunerne er dem fra 2007 og frem."),
}


@dataclass(frozen=True, slots=True)
class StatedPage:
    round: PublishedRound
    criterion: str
    measured: tuple[str, ...]
    trend: tuple[str, ...]
    fastest: ListOfPlaces
    slowest: ListOfPlaces
    distance: tuple[str, ...]


def stated_page(stated: PublishedRound) -> StatedPage:
    """What the publisher stated, in our words."""
    facts, previous = stated.facts, previous_of(stated)
    criterion = str(CRITERIA[facts["criterion"]])
    return StatedPage(
        round=stated,
        criterion=criterion,
        measured=tuple(_measured(stated, criterion)),
        trend=tuple(_trend(facts, criterion)),
        fastest=_list(stated, previous, "fastest"),
        slowest=_list(stated, previous, "slowest"),
        distance=tuple(_distance(facts)),
    )


def _measured(stated: PublishedRound, criterion: str) -> list[str]:
    facts = stated.facts
    sentences = []
    if "population" in facts:
        sentences.append(
            _("Målingen handler om %(population)s.")
            % {"population": POPULATIONS[facts["population"]]}
        )
    sentences.append(
        _(
            "Målingen ser på tiden fra opholdstilladelse til %(criterion)s i årene %(from)s til %(to)s."
        )
        % {"criterion": criterion, "from": stated.period_from, "to": stated.period_to}
    )
    sentences.append(str(DIVISIONS[facts["division"]]))
    if "ranked" in facts:
        sentences.append(
            _("%(ranked)s kommuner med mindst %(minimum)s personer blev sammenlignet.")
            % {"ranked": whole(facts["ranked"]), "minimum": whole(facts["minimum_people"])}
        )
    if "share_reached" in facts:
        sentences.append(
            _("%(share)s af personerne nåede %(criterion)s i perioden.")
            % {"share": percent(facts["share_reached"]), "criterion": criterion}
        )
    return sentences


def _trend(facts: dict[str, Any], criterion: str) -> list[str]:
    one_year = facts.get("one_year_share")
    if one_year is None:
        return []
    later = [years for years in facts["trend_years"] if years > 1]
    return [
        _one_year_trend(one_year, criterion),
        ngettext(
            "Andelen er også steget tydeligt efter %(years)s år.",
            "Andelen er også steget tydeligt efter %(years)s år.",
            later[-1],
        )
        % {"years": listing(later)},
        _("Udgiveren nævner en mere effektiv indsats i kommunerne som en af flere mulige årsager."),
    ]


def _one_year_trend(one_year: dict[str, Any], criterion: str) -> str:
    sentence = (
        _(
            "Andelen, der er i %(criterion)s efter et år, er fordoblet fra dem, der kom i "
            "%(compared)s, til dem, der kom i %(cohort)s."
        )
        if one_year["ratio"] == 2
        else _(
            "Andelen, der er i %(criterion)s efter et år, er blevet %(ratio)s gange så stor fra dem, "
            "der kom i %(compared)s, til dem, der kom i %(cohort)s."
        )
    )
    return sentence % {
        "criterion": criterion,
        "ratio": months(one_year["ratio"]),
        "compared": one_year["compared_with"],
        "cohort": one_year["cohort"],
    }


def _list(stated: PublishedRound, previous: PublishedRound | None, end: str) -> ListOfPlaces:
    facts = stated.facts[end]
    found = lists.of(
        _places(stated, end),
        length=facts["of"],
        complete=facts["complete"],
        before=_before(previous, end),
    )
    return ListOfPlaces(
        places=found.places,
        length=found.length,
        sentences=(*found.sentences, *_as_stated(stated, previous, end)),
    )


def _before(previous: PublishedRound | None, end: str) -> Before | None:
    if previous is None:
        return None
    facts = previous.facts[end]
    return Before.of(
        previous, _places(previous, end), length=facts["of"], complete=facts["complete"]
    )


def _places(stated: PublishedRound, end: str) -> list[NamedPlace]:
    names = getattr(stated, end)
    return places_named(names, before_2007=stated.facts["division"] == BEFORE_2007)


def _as_stated(stated: PublishedRound, previous: PublishedRound | None, end: str) -> list[str]:
    """The publisher's own count of repeats, where the list it was made from is not whole here."""
    told = stated.facts.get("repeats_from_previous")
    if told is None or previous is None or previous.facts[end]["complete"]:
        return []
    return [_("Udgiveren oplyser selv, at %(count)s går igen.") % {"count": whole(told[end])}]


def _distance(facts: dict[str, Any]) -> list[str]:
    if "gap_months" not in facts:
        return []
    return [
        _(
            "Udgiveren oplyser, at der er %(gap)s måneder mellem de hurtigste og de langsomste kommuner."
        )
        % {"gap": months(facts["gap_months"])},
        _(
            "Læs forskellen med forbehold: Tilfældet alene ville give omkring %(chance)s måneder "
            "mellem yderpunkterne, selv om alle kommuner var lige gode."
        )
        % {"chance": whole(CHANCE_GAP)},
    ]
