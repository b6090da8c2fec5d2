"""Whether what a round says stands under other defensible choices: a row for each choice.

What is compared is what the page claims: that the municipalities judged faster or slower are on that
side of what was expected, and which ten are fastest.
"""

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from measurements.payload import LIST_LENGTH
from measurements.published import MunicipalityResult, PublishedRound, Verdict
from measurements.wording import listing, whole

SIDES = {Verdict.FASTER: -1, Verdict.SLOWER: 1}

Values = Mapping[str, float]  # by municipality; below 0 is faster than expected
Figures = Mapping[str, Mapping[str, Any]]  # what was published of each ranked municipality


@dataclass(frozen=True, slots=True)
class Choice:
    """Another choice, and what it makes of every municipality."""

    name: str
    values: Values


@dataclass(frozen=True, slots=True)
class RobustnessRow:
    """Texts.

    compared   municipalities that are ranked in both
    same_side  of those judged faster or slower: how many are still on that side of the expected
    in_ten     of the ten fastest: how many are still among the ten fastest
    """

    name: str
    compared: str
    same_side: str
    in_ten: str


@dataclass(frozen=True, slots=True)
class RobustnessPart:
    sentences: tuple[str, ...]
    rows: tuple[RobustnessRow, ...]


def of(measured: PublishedRound) -> RobustnessPart | None:
    """None where nothing was computed that could be compared with."""
    ranked = [each for each in measured.results if each.rank_low is not None]
    figures = {each.municipality.code: each.figures for each in ranked}
    choices = [each for each in _choices(figures) if each.values]
    if not choices:
        return None
    return RobustnessPart(
        sentences=(_verdicts_that_stand(ranked, choices), _ten_that_stay(ranked, choices)),
        rows=tuple(_row(each, ranked) for each in choices),
    )


def _choices(figures: Figures) -> Iterator[Choice]:
    for horizon in sorted({h["horizon"] for h in _at_other_horizons(figures.values())}):
        name = _("Tiden tælles inden for %(horizon)s måneder") % {"horizon": horizon}
        yield Choice(name, _at_horizon(figures, horizon))
    yield Choice(
        _("Alle kommuner regnes, som om de fik landets sammensætning"),
        _known(figures, "direct_difference"),
    )
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


def _row(choice: Choice, ranked: Sequence[MunicipalityResult]) -> RobustnessRow:
    both = [each for each in ranked if each.municipality.code in choice.values]
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
    others = _("Det gør ikke: %(names)s.") % {"names": listing(changing)}
    return f"{told} {others}"


def _stands(result: MunicipalityResult, choices: Sequence[Choice]) -> bool:
    """In every choice that has a figure for it."""
    code = result.municipality.code
    return all(_is_kept(result, each) for each in choices if code in each.values)


def _ten_that_stay(ranked: Sequence[MunicipalityResult], choices: Sequence[Choice]) -> str:
    counts = [_stay_in_ten(ranked, each) for each in choices]
    return _(
        "Af de %(length)s hurtigste er mellem %(least)s og %(most)s stadig blandt de %(length)s, "
        "alt efter hvilket valg man tager."
    ) % {
        "length": whole(_fastest_of(ranked)),
        "least": whole(min(counts)),
        "most": whole(max(counts)),
    }
