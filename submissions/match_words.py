"""The matcher's answer in words: one for the page, the API and the mail, so that they say the same."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.conf import settings
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from measurements import danish
from measurements import published as measured
from measurements.wording import listing, months, signed_months, whole
from submissions.matches import Found, Place
from submissions.matching import (
    AS_THE_MODEL_SAYS,
    LIMIT,
    Caution,
    Compared,
    Distance,
    Gap,
    Requirement,
    Weights,
)
from submissions.published import ApplicableMethod

MOST_METHODS = 5  # told of one municipality; how many more there are is told too


@dataclass(frozen=True, slots=True)
class Line:
    """A municipality of the answer: why it is there, what to mind, and the figures behind.

    figures       its own result with interval, people and verdict, as a sentence
    methods       the first few that can be taken up; `method_count` of all
    distance, gap None of the municipality that asks
    """

    municipality: measured.MunicipalityName
    result: measured.MunicipalityResult
    why: str
    figures: str
    cautions: tuple[str, ...]
    methods: tuple[ApplicableMethod, ...] = ()
    method_count: int = 0
    distance: Distance | None = None
    gap: Gap | None = None
    fails: tuple[Requirement, ...] = ()

    @property
    def url(self) -> str:
        return reverse("municipality", args=[self.municipality.slug])

    @property
    def further_methods(self) -> int:
        return self.method_count - len(self.methods)


@dataclass(frozen=True, slots=True)
class Step:
    """How many municipalities are left when one more requirement is asked for."""

    requirement: Requirement
    text: str
    left: int


@dataclass(frozen=True, slots=True)
class LearnFrom:
    """own      the municipality that asks; None where the newest round does not have it
    summary  what came out, in one or two sentences
    misses   told only where there is no match: who came nearest, and what each lacks
    """

    municipality: measured.MunicipalityName
    round: measured.PublishedRound | None
    weights: Weights
    is_comparable: bool
    own: Line | None
    summary: str
    steps: tuple[Step, ...]
    compared: int
    matches: tuple[Line, ...]
    misses: tuple[Line, ...]

    @property
    def rows(self) -> tuple[Line, ...]:
        """The figures behind: one's own, then those of the matches or the nearest."""
        return ((self.own,) if self.own else ()) + (self.matches or self.misses)

    @property
    def adjusts_labour_market(self) -> bool:
        return any(
            line.result.conditions and line.result.conditions.labour_market is not None
            for line in self.rows
        )


def learn_from(found: Found) -> LearnFrom:
    return LearnFrom(
        municipality=found.municipality,
        round=found.round,
        weights=found.weights,
        is_comparable=found.answer.is_comparable,
        own=_own(found.own) if found.own else None,
        summary=_summary(found),
        steps=tuple(_steps(found)) if found.answer.is_comparable else (),
        compared=len(found.answer.others),
        matches=tuple(_match(each, found) for each in found.told if each.is_match),
        misses=tuple(_miss(each, found) for each in found.told if not each.is_match),
    )


def as_text(shown: LearnFrom) -> str:
    """For a mail. Contacts are not in it: they may be replaced or erased, and a mail cannot."""
    page = settings.BASE_URL + reverse("learn-from", args=[shown.municipality.slug])
    parts = [_title(shown), shown.summary]
    parts += [_as_paragraph(line) for line in shown.matches or shown.misses]
    if shown.matches:
        parts.append(_("Sammenfald, ikke bevis: tallene viser ikke, at metoden er årsagen."))
    return "\n\n".join([*parts, page])


def _title(shown: LearnFrom) -> str:
    title = _("Hvem kan %(name)s lære af?") % {"name": shown.municipality.name}
    return f"{title}\n{shown.round.title}" if shown.round else title


def _as_paragraph(line: Line) -> str:
    """Methods of a match only: of the others it is said what they lack."""
    methods = () if line.fails else line.methods
    addresses = [f"- {each.title}: {settings.BASE_URL}{each.url}" for each in methods]
    return "\n".join([line.municipality.name, line.why, *addresses, line.figures, *line.cautions])


def _summary(found: Found) -> str:
    if found.round is None:
        return _("Der er endnu ingen måling, som er beregnet her, så ingen kan sammenlignes.")
    if not found.answer.is_comparable:
        return _(
            "Den nyeste måling siger ikke nok om %(name)s til at sammenligne med andre kommuner. "
            "Som regel er der for få personer."
        ) % {"name": found.municipality.name}
    count = len(found.answer.matches)
    if not count:
        return _("Ingen opfylder kravene.") + " " + _where_it_stops(found)
    return ngettext(
        "%(count)s kommune opfylder alle fire krav.",
        "%(count)s kommuner opfylder alle fire krav. Den, der ligner mest, står først.",
        count,
    ) % {"count": count}


def _where_it_stops(found: Found) -> str:
    """The first requirement that nobody fulfils who fulfils those before it."""
    stops = next(each for each in Requirement if not found.answer.left_after(each))
    return {
        Requirement.SIMILAR: _("Ingen anden kommune i målingen har lignende vilkår."),
        Requirement.FASTER: _(
            "Ingen af dem med lignende vilkår var hurtigere, ud over hvad usikkerheden kan forklare."
        ),
        Requirement.METHOD: _(
            "Der er lignende kommuner, som var hurtigere, men ingen af dem har delt en metode, der "
            "er i brug."
        ),
        Requirement.CONTACT: _(
            "Der er lignende kommuner, som var hurtigere og har delt en metode, men ingen af dem "
            "har en kontakt, man kan spørge."
        ),
    }[stops]


def _steps(found: Found) -> Iterable[Step]:
    for requirement in Requirement:
        left = found.answer.left_after(requirement)
        yield Step(requirement, _step(requirement, left), left)


def _step(requirement: Requirement, left: int) -> str:
    """What so many municipalities do, without the number: `3` **har lignende vilkår**."""
    return {
        Requirement.SIMILAR: ngettext("har lignende vilkår", "har lignende vilkår", left),
        Requirement.FASTER: ngettext(
            "var også hurtigere, ud over hvad usikkerheden kan forklare",
            "var også hurtigere, ud over hvad usikkerheden kan forklare",
            left,
        ),
        Requirement.METHOD: ngettext(
            "har også delt en metode, der er i brug",
            "har også delt en metode, der er i brug",
            left,
        ),
        Requirement.CONTACT: ngettext(
            "har også en kontakt, man kan spørge", "har også en kontakt, man kan spørge", left
        ),
    }[requirement]


def _own(place: Place) -> Line:
    return Line(
        place.result.municipality, place.result, "", _figures(place.result), _cautions(place)
    )


def _match(each: Compared, found: Found) -> Line:
    why = ngettext(
        "%(name)s og %(own)s havde lignende vilkår (%(apart)s); %(name)s var %(faster)s måneder "
        "hurtigere, målt mod det forventede (mellem %(low)s og %(high)s med 95 %% sikkerhed), og har "
        "en metode i brug med en kontakt, man kan spørge.",
        "%(name)s og %(own)s havde lignende vilkår (%(apart)s); %(name)s var %(faster)s måneder "
        "hurtigere, målt mod det forventede (mellem %(low)s og %(high)s med 95 %% sikkerhed), og har "
        "%(methods)s metoder i brug med en kontakt, man kan spørge.",
        each.answered,
    ) % {
        "name": found.places[each.code].result.municipality.name,
        "own": found.municipality.name,
        "apart": _apart(each.distance, found.weights),
        "faster": months(-each.gap.months),
        "low": months(-each.gap.high),
        "high": months(-each.gap.low),
        "methods": each.answered,
    }
    return _line(each, found, why)


def _miss(each: Compared, found: Found) -> Line:
    lacks = [_lack(requirement, each, found.weights) for requirement in each.fails]
    why = f"{capfirst('; '.join(lacks))}."
    if Requirement.FASTER not in each.fails:
        why = f"{_lead(each, found)} {why}"
    return _line(each, found, why)


def _lead(each: Compared, found: Found) -> str:
    """How much faster a municipality was that lacks something else: its own figure does not tell."""
    return _(
        "%(name)s var %(faster)s måneder hurtigere end %(own)s, målt mod det forventede (mellem "
        "%(low)s og %(high)s med 95 %% sikkerhed)."
    ) % {
        "name": found.places[each.code].result.municipality.name,
        "own": found.municipality.name,
        "faster": months(-each.gap.months),
        "low": months(-each.gap.high),
        "high": months(-each.gap.low),
    }


def _line(each: Compared, found: Found, why: str) -> Line:
    place = found.places[each.code]
    methods = _by_title(found.methods.get(each.code, ()))
    return Line(
        municipality=place.result.municipality,
        result=place.result,
        why=why,
        figures=_figures(place.result),
        cautions=_cautions(place),
        methods=tuple(methods[:MOST_METHODS]),
        method_count=len(methods),
        distance=each.distance,
        gap=each.gap,
        fails=each.fails,
    )


def _figures(result: measured.MunicipalityResult) -> str:
    if result.difference is None:
        return ""
    return _(
        "Kommunens egen forskel fra det forventede: %(difference)s måneder (mellem %(low)s og "
        "%(high)s), mindst %(people)s personer, %(verdict)s."
    ) % {
        "difference": signed_months(result.difference),
        "low": signed_months(result.low),
        "high": signed_months(result.high),
        "people": whole(result.people),
        "verdict": result.verdict.label,
    }


def _by_title(methods: Sequence[ApplicableMethod]) -> list[ApplicableMethod]:
    return sorted(methods, key=lambda each: (danish.sort_key(each.title), each.code))


def _apart(distance: Distance, weights: Weights) -> str:
    told = {"months": months(distance.months)}
    if weights == AS_THE_MODEL_SAYS:
        return _("forskellen svarer til %(months)s måneder") % told
    return _("forskellen svarer til %(months)s måneder med de valgte vægte") % told


def _lack(requirement: Requirement, each: Compared, weights: Weights) -> str:
    if requirement is Requirement.SIMILAR:
        return _("vilkårene er for forskellige (%(apart)s, og grænsen er %(limit)s)") % {
            "apart": _apart(each.distance, weights),
            "limit": months(LIMIT),
        }
    if requirement is Requirement.FASTER:
        return _not_faster(each)
    return {
        Requirement.METHOD: _("den har ikke delt en metode, der er i brug"),
        Requirement.CONTACT: _("den har delt en metode, men ingen kontakt, man kan spørge"),
    }[requirement]


def _not_faster(each: Compared) -> str:
    if not each.is_judged:
        return _("den har for få personer til en vurdering")
    return _("forspringet kan være tilfældigt (%(months)s måneder, mellem %(low)s og %(high)s)") % {
        "months": signed_months(each.gap.months),
        "low": signed_months(each.gap.low),
        "high": signed_months(each.gap.high),
    }


def _cautions(place: Place) -> tuple[str, ...]:
    told = {
        Caution.FEW_PEOPLE: _("Få personer (mindst %(people)s): enkelte forløb kan flytte tallet.")
        % {"people": whole(place.result.people)},
        Caution.DIVIDED: _(
            "Fik en del af %(names)s, som blev delt i 2007. Personer fra før delingen kan være talt "
            "hos en anden kommune."
        )
        % {"names": listing(place.parts_of)},
        Caution.SHARED_JOB_CENTRE: _(
            "Delte jobcenter med %(name)s i en del af perioden: resultatet er ikke kommunens alene."
        )
        % {"name": place.shares_with},
    }
    return tuple(told[each] for each in place.cautions)
