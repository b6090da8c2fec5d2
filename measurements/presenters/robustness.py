"""Whether what a round says stands under other defensible choices: a row for each choice.

What is compared is what the page claims: that the municipalities judged faster or slower are on that
side of what was expected, and which ten are fastest.
"""

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from measurements.payload import LIST_LENGTH
from measurements.published import MunicipalityResult, PublishedRound, Verdict
from measurements.wording import listing, whole

SIDES = {Verdict.FASTER: -1, Verdict.SLOWER: 1}

# The engine's robustness panel by its codes; see engine.robustness.
VARIANTS = {
    "event_6_months": gettext_lazy("Arbejde tæller først efter 6 måneder"),
    "event_13_weeks": gettext_lazy("Arbejde tæller først efter 13 uger"),
    "self_sufficiency": gettext_lazy("Selvforsørgelse tæller i stedet for arbejde"),
    "adjust_none": gettext_lazy("Uden hensyn til det lokale arbejdsmarked"),
    "adjust_within": gettext_lazy("Arbejdsmarkedet kun gennem udsving fra år til år"),
    "adjust_full": gettext_lazy("Også varige forskelle i arbejdsmarkedet regnes fra"),
    "one_sex": gettext_lazy("Kvinder og mænd hver for sig"),
    "sex_female": gettext_lazy("Kun kvinder"),
    "sex_male": gettext_lazy("Kun mænd"),
    "before_2002": gettext_lazy("Kun dem, der kom før 2002"),
    "from_2002": gettext_lazy("Kun dem, der kom i 2002 eller senere"),
    "first_municipality": gettext_lazy("Den, der flytter, tæller hele tiden i den første kommune"),
    "horizon_36": gettext_lazy("Tiden tælles inden for 36 måneder"),
    "horizon_48": gettext_lazy("Tiden tælles inden for 48 måneder"),
    "horizon_96": gettext_lazy("Tiden tælles inden for 96 måneder"),
    "minimum_50": gettext_lazy("Kommuner med mindst 50 personer sammenlignes"),
    "minimum_150": gettext_lazy("Kun kommuner med mindst 150 personer sammenlignes"),
    "other_link": gettext_lazy("En anden form for model"),
    "direct": gettext_lazy("Alle kommuner regnes, som om de fik landets sammensætning"),
    "competing_exits": gettext_lazy("Død og udrejse tæller som en anden udgang"),
}
WHY_NOT = {
    "needs_other_spells": gettext_lazy("kræver andre forløb, end målingen har"),
    "needs_end_reasons": gettext_lazy("kræver, at filen siger, hvorfor et forløb sluttede"),
    "needs_sex": gettext_lazy("kræver, at filen rummer køn"),
    "needs_labour_market": gettext_lazy("kræver tal for det lokale arbejdsmarked"),
    "not_followed_that_long": gettext_lazy("ingen er fulgt så længe"),
    "cannot_be_measured": gettext_lazy("data er for spinkle til et skøn"),
}
TOO_THIN = "cannot_be_measured"

Values = Mapping[str, float]  # by municipality; below 0 is faster than expected
Figures = Mapping[str, Mapping[str, Any]]  # what was published of each ranked municipality


@dataclass(frozen=True, slots=True)
class Choice:
    """Another choice, and what it makes of every municipality; or why it cannot be made here."""

    name: str
    values: Values
    why_not: str = ""


@dataclass(frozen=True, slots=True)
class RobustnessRow:
    """Texts; empty where `why_not` says why.

    compared   municipalities that are ranked in both
    same_side  of those judged faster or slower: how many are still on that side of the expected
    in_ten     of the ten fastest: how many are still among the ten fastest
    """

    name: str
    compared: str = ""
    same_side: str = ""
    in_ten: str = ""
    why_not: str = ""


@dataclass(frozen=True, slots=True)
class RobustnessPart:
    sentences: tuple[str, ...]
    rows: tuple[RobustnessRow, ...]


def of(measured: PublishedRound) -> RobustnessPart | None:
    """None where nothing was computed that could be compared with."""
    ranked = [each for each in measured.results if each.rank_low is not None]
    choices = _choices(measured, ranked)
    if not any(each.values for each in choices):
        return None
    return RobustnessPart(
        sentences=(_verdicts_that_stand(ranked, choices), _ten_that_stay(ranked, choices)),
        rows=tuple(_row(each, ranked) for each in choices),
    )


def _choices(measured: PublishedRound, ranked: Sequence[MunicipalityResult]) -> list[Choice]:
    """Those that every computation makes, and the panel where it was computed; each choice once."""
    figures = {each.municipality.code: each.figures for each in ranked}
    found = [*_always(figures), *_panel(measured)]
    return list({each.name: each for each in found}.values())


def _always(figures: Figures) -> Iterator[Choice]:
    for horizon in sorted({h["horizon"] for h in _at_other_horizons(figures.values())}):
        yield Choice(str(VARIANTS[f"horizon_{horizon}"]), _at_horizon(figures, horizon))
    yield Choice(str(VARIANTS["direct"]), _known(figures, "direct_difference"))
    yield Choice(
        _("Antallet, der kom i gang, sammenlignes i stedet for tiden"),
        {code: -math.log(ratio) for code, ratio in _known(figures, "ratio").items() if ratio > 0},
    )
    yield Choice(
        _("Kommunens egne tal måned for måned i stedet for én effekt"),
        {
            code: figures[code]["difference"] + own
            for code, own in _known(figures, "own_baseline_difference").items()
        },
    )


def _at_other_horizons(rows: Iterable[Mapping[str, Any]]) -> Iterator[Mapping[str, Any]]:
    return (found for row in rows for found in row.get("other_horizons", ()))


def _at_horizon(figures: Figures, horizon: int) -> Values:
    return {
        code: found["difference"]
        for code, row in figures.items()
        for found in _at_other_horizons([row])
        if found["horizon"] == horizon and found["difference"] is not None
    }


def _known(figures: Figures, name: str) -> Values:
    return {code: row[name] for code, row in figures.items() if row.get(name) is not None}


def _panel(measured: PublishedRound) -> Iterator[Choice]:
    """The robustness panel: the round computed again by other rules."""
    for variant in measured.outcome.get("robustness", {}).get("variants", ()):
        name = str(VARIANTS[variant["code"]])
        if variant["reason"]:
            yield Choice(name, {}, why_not=str(WHY_NOT[variant["reason"]]))
        else:
            yield Choice(name, variant["differences"])


def _row(choice: Choice, ranked: Sequence[MunicipalityResult]) -> RobustnessRow:
    both = [each for each in ranked if each.municipality.code in choice.values]
    if not both:
        return RobustnessRow(choice.name, why_not=choice.why_not or str(WHY_NOT[TOO_THIN]))
    judged = [each for each in both if each.verdict in SIDES]
    return RobustnessRow(
        name=choice.name,
        compared=whole(len(both)),
        same_side=_of(sum(_is_kept(each, choice) for each in judged), len(judged)),
        in_ten=_of(_stay_in_ten(both, choice), _fastest_of(both)),
    )


def _of(some: int, every: int) -> str:
    return _("%(some)s af %(every)s") % {"some": whole(some), "every": whole(every)}


def _is_kept(result: MunicipalityResult, choice: Choice) -> bool:
    """Still on the side of the expected that it was judged to be on."""
    return choice.values[result.municipality.code] * SIDES[result.verdict] > 0


def _stay_in_ten(both: Sequence[MunicipalityResult], choice: Choice) -> int:
    fastest = sorted(choice.values, key=lambda code: choice.values[code])[:LIST_LENGTH]
    return sum(each.listed == "fastest" and each.municipality.code in fastest for each in both)


def _fastest_of(both: Sequence[MunicipalityResult]) -> int:
    return sum(each.listed == "fastest" for each in both)


def _verdicts_that_stand(ranked: Sequence[MunicipalityResult], choices: Sequence[Choice]) -> str:
    judged = [each for each in ranked if each.verdict in SIDES]
    if not judged:
        return _("Ingen kommune er vurderet hurtigere eller langsommere end forventet.")
    changing = [each.municipality for each in judged if not _stands(each, choices)]
    told = _(
        "Af de %(judged)s kommuner, der er vurderet hurtigere eller langsommere, ligger %(stand)s på "
        "samme side af det ventede, uanset hvilket af valgene man tager."
    ) % {"judged": whole(len(judged)), "stand": whole(len(judged) - len(changing))}
    if not changing:
        return told
    return f"{told} {_('Det gør ikke: %(names)s.') % {'names': listing(changing)}}"


def _stands(result: MunicipalityResult, choices: Sequence[Choice]) -> bool:
    """In every choice that has a figure for it."""
    code = result.municipality.code
    return all(_is_kept(result, each) for each in choices if code in each.values)


def _ten_that_stay(ranked: Sequence[MunicipalityResult], choices: Sequence[Choice]) -> str:
    counts = [_stay_in_ten(ranked, each) for each in choices if each.values]
    return _(
        "Af de %(length)s hurtigste er mellem %(least)s og %(most)s stadig blandt de %(length)s, "
        "alt efter hvilket valg man tager."
    ) % {
        "length": whole(_fastest_of(ranked)),
        "least": whole(min(counts)),
        "most": whole(max(counts)),
    }
