"""Results in words that can be read aloud. Every number comes with how sure it is."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from measurements.published import MunicipalityResult, PublishedRound, Verdict
from measurements.wording import months, signed_months, whole


def of_round(measured: PublishedRound) -> list[str]:
    """A computed round in three sentences: what was seen, how far apart, what chance alone gives."""
    verdicts = [result.verdict for result in measured.results]
    return [
        _people_and_places(measured),
        _(
            "%(faster)d af kommunerne er hurtigere end forventet, %(slower)d er langsommere, og "
            "%(as_expected)d kan ikke skelnes fra det, man måtte vente."
        )
        % {
            "faster": verdicts.count(Verdict.FASTER),
            "slower": verdicts.count(Verdict.SLOWER),
            "as_expected": verdicts.count(Verdict.AS_EXPECTED),
        },
        _(
            "Der er %(gap)s måneder mellem yderpunkterne; tilfældet alene ville give omkring "
            "%(chance)s måneder, selv om alle kommuner var lige gode."
        )
        % {
            "gap": months(measured.outcome["national"]["gap"]["observed"]),
            "chance": months(measured.outcome["national"]["chance_gap"]["mean"]),
        },
    ]


def of_list(measured: PublishedRound, end: str) -> str:
    """What a place on a list of ten need not mean; empty where all on it are beyond chance.

    end  "fastest" or "slowest"
    """
    listed = [result.verdict for result in measured.results if result.listed == end]
    count = listed.count(Verdict.AS_EXPECTED)
    if not count:
        return ""
    return ngettext(
        "%(count)d af de %(length)d er »som forventet«: Forskellen kan skyldes tilfældet.",
        "%(count)d af de %(length)d er »som forventet«: Forskellene kan skyldes tilfældet.",
        count,
    ) % {"count": count, "length": len(listed)}


def of_municipality(result: MunicipalityResult) -> list[str]:
    """One municipality's result: what, compared with what, how sure, and where that places it."""
    if result.difference is None:
        return [_("Der er for få personer i kommunen til at sige noget om, hvor hurtigt det går.")]
    sentences = [
        _(
            "Nyankomne i kommunen er i gennemsnit %(actual)s måneder om at komme i arbejde eller "
            "uddannelse, talt inden for de første %(horizon)d måneder."
        )
        % {"actual": months(result.actual), "horizon": result.round.horizon},
        _(
            "Ud fra hvem der kom til kommunen, og hvordan arbejdsmarkedet var, skulle man vente "
            "%(expected)s måneder."
        )
        % {"expected": months(result.expected)},
        _(
            "Forskellen er %(difference)s måneder. Regner man usikkerheden med, ligger den mellem "
            "%(low)s og %(high)s måneder (95 %% sikkerhed, mindst %(people)s personer)."
        )
        % {
            "difference": signed_months(result.difference),
            "low": signed_months(result.low),
            "high": signed_months(result.high),
            "people": whole(result.people),
        },
    ]
    return [*sentences, *_why_not_said(result), _placement(result)]


def _why_not_said(result: MunicipalityResult) -> list[str]:
    """Where the interval stays on one side of nought, and the verdict still does not take a side."""
    assert result.low is not None, "shown with its difference"
    assert result.high is not None, "shown with its difference"
    if result.verdict != Verdict.AS_EXPECTED or result.low <= 0 <= result.high:
        return []
    return [
        _(
            "Intervallet ligger helt på den ene side af nul. Når mange kommuner vurderes på én gang, "
            "skal der mere til for at sige, at forskellen ikke er tilfældig."
        )
    ]


def _people_and_places(measured: PublishedRound) -> str:
    national = measured.outcome["national"]
    return _(
        "Mindst %(people)s personer i %(municipalities)d kommuner er fulgt; %(ranked)d kommuner har "
        "personer nok til at blive sammenlignet."
    ) % {
        "people": whole(national["people"]),
        "municipalities": national["municipalities"],
        "ranked": national["ranked"],
    }


def _placement(result: MunicipalityResult) -> str:
    if result.rank_low is None:
        return _("Der er for få personer til en placering.")
    ranked = result.round.outcome["national"]["ranked"]
    return ngettext(
        "Placeringen er et sted mellem %(low)d og %(high)d af %(ranked)d kommune.",
        "Placeringen er et sted mellem %(low)d og %(high)d af %(ranked)d kommuner.",
        ranked,
    ) % {"low": result.rank_low, "high": result.rank_high, "ranked": ranked}
