"""A computed round in sentences. Every sentence is made from the figures, none is written ahead."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from measurements.published import PublishedRound, Verdict
from measurements.wording import months, percent, whole


def of(measured: PublishedRound) -> list[str]:
    """Who was followed, how they came out, how far apart, what chance gives, and the trend."""
    national = measured.outcome["national"]
    return [
        sentence
        for sentence in (
            _followed(measured, national),
            _compared(measured),
            _verdicts(measured),
            _distance(national),
            _without_noise(national),
            _explained(national),
            _one_year_trend(national),
        )
        if sentence
    ]


def _followed(measured: PublishedRound, national: dict[str, Any]) -> str:
    return _(
        "Målingen følger mindst %(people)s personer, der kom til %(municipalities)s kommuner i årene "
        "%(from)s til %(to)s; mindst %(events)s af dem begyndte i arbejde eller uddannelse."
    ) % {
        "people": whole(national["people"]),
        "municipalities": whole(national["municipalities"]),
        "from": measured.period_from,
        "to": measured.period_to,
        "events": whole(national["events"]),
    }


def _compared(measured: PublishedRound) -> str:
    ranked = measured.outcome["national"]["ranked"]
    too_few = sum(result.verdict == Verdict.TOO_FEW for result in measured.results)
    return ngettext(
        "%(ranked)s kommuner har personer nok til at blive sammenlignet (mindst %(minimum)s); om "
        "%(too_few)s er der for få til at sige noget.",
        "%(ranked)s kommuner har personer nok til at blive sammenlignet (mindst %(minimum)s); om "
        "%(too_few)s er der for få til at sige noget.",
        ranked,
    ) % {
        "ranked": whole(ranked),
        "minimum": whole(measured.minimum_people),
        "too_few": whole(too_few),
    }


def _verdicts(measured: PublishedRound) -> str:
    verdicts = [result.verdict for result in measured.results]
    return _(
        "%(faster)s af kommunerne er hurtigere end forventet, %(slower)s er langsommere, og "
        "%(as_expected)s kan ikke skelnes fra det, man måtte vente."
    ) % {
        "faster": whole(verdicts.count(Verdict.FASTER)),
        "slower": whole(verdicts.count(Verdict.SLOWER)),
        "as_expected": whole(verdicts.count(Verdict.AS_EXPECTED)),
    }


def _distance(national: dict[str, Any]) -> str:
    if national["gap"]["observed"] is None or national["chance_gap"]["mean"] is None:
        return ""
    return _(
        "Der er %(gap)s måneders forskel mellem den hurtigste og den langsomste kommune. Selv om "
        "alle kommuner var lige gode, ville tilfældet alene give omkring %(chance)s måneder "
        "(mellem %(low)s og %(high)s)."
    ) % {
        "gap": months(national["gap"]["observed"]),
        "chance": months(national["chance_gap"]["mean"]),
        "low": months(national["chance_gap"]["low"]),
        "high": months(national["chance_gap"]["high"]),
    }


def _without_noise(national: dict[str, Any]) -> str:
    if national["gap"]["shrunken"] is None:
        return ""
    return _(
        "Trækker man det fra, som tilfældet kan forklare, er forskellen omkring %(gap)s måneder."
    ) % {"gap": months(national["gap"]["shrunken"])}


def _explained(national: dict[str, Any]) -> str:
    raw, denoised = national["explained_share"]["raw"], national["explained_share"]["denoised"]
    if raw is None or denoised is None or min(raw, denoised) < 0:
        return ""  # a share below nothing only says that noise is larger than what is explained
    return _(
        "Hvem der kom til kommunen, og hvordan arbejdsmarkedet var, forklarer %(raw)s af forskellene "
        "i faktisk tid; %(denoised)s, når tilfældig variation er trukket fra."
    ) % {"raw": percent(raw), "denoised": percent(denoised)}


def _one_year_trend(national: dict[str, Any]) -> str:
    """The first and the last arrival year that were followed for a year."""
    known = [
        (cohort["permit_year"], share)
        for cohort in national["cohorts"]
        for share in cohort["shares"]
        if share["years"] == 1 and share["actual"] is not None
    ]
    if len(known) < 2:
        return ""
    (first_year, first), (last_year, last) = known[0], known[-1]
    return _(
        "Af dem, der kom i %(last_year)s, var %(last)s i arbejde eller uddannelse inden for et år "
        "(95 %% interval %(last_low)s til %(last_high)s), mod %(first)s af dem, der kom i "
        "%(first_year)s (%(first_low)s til %(first_high)s)."
    ) % {
        "last_year": last_year,
        "last": percent(last["actual"]),
        "last_low": percent(last["low"]),
        "last_high": percent(last["high"]),
        "first_year": first_year,
        "first": percent(first["actual"]),
        "first_low": percent(first["low"]),
        "first_high": percent(first["high"]),
    }
