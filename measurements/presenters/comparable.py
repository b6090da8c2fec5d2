"""Which rounds may be compared, and what the engine gets of them when they may."""

from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from measurements.engine import comparison
from measurements.engine.comparison import Comparison
from measurements.engine.pairing import End, Measured, Published, RoundFigures
from measurements.engine.repeats import Expectation, by_lot
from measurements.published import MunicipalityResult, PublishedRound

# What must be alike for two rounds to measure the same thing.
RULES = {
    "horizon": gettext_lazy("De tæller tiden inden for hver sit antal måneder."),
    "adjust": gettext_lazy("De tager ikke højde for det lokale arbejdsmarked på samme måde."),
    "link": gettext_lazy("De bygger på hver sin form for model."),
    "sexes": gettext_lazy("De behandler ikke kvinder og mænd på samme måde."),
    "level": gettext_lazy("Deres intervaller er regnet med hver sin sikkerhed."),
}
ENDS: dict[str, End] = {"fastest": "fastest", "slowest": "slowest"}


def in_order(one: PublishedRound, other: PublishedRound) -> tuple[PublishedRound, PublishedRound]:
    """The earlier, the later: by what they cover, then by when they came."""
    first, second = sorted((one, other), key=lambda r: (r.period_to, r.published_on, r.slug))
    return first, second


def obstacles(*, earlier: PublishedRound, later: PublishedRound) -> Sequence[str]:
    """Why these two cannot be compared: the gravest reason alone, or every rule that differs."""
    if earlier.slug == later.slug:
        return [_("Det er den samme måling. Vælg en anden at sammenligne med.")]
    if not (earlier.is_computed and later.is_computed):
        return [
            _(
                "Mindst en af målingerne er offentliggjort andetsteds og har her kun udsagn og "
                "lister, ingen tal for den enkelte kommune. Hvilke navne der går igen fra den "
                "forrige liste, står på målingens egen side."
            )
        ]
    if earlier.simulated != later.simulated:
        return [
            _(
                "Den ene måling bygger på simulerede data, den anden gør ikke. En ændring mellem "
                "dem ville ikke betyde noget."
            )
        ]
    return _different_rules(earlier, later)


def compare(*, earlier: PublishedRound, later: PublishedRound) -> Comparison:
    """The engine's comparison of two rounds without obstacles."""
    return comparison.compare(earlier=_figures(earlier), later=_figures(later))


def repeats_by_lot(*, earlier: PublishedRound, later: PublishedRound) -> Expectation:
    """How many names of a list of ten would repeat if both lists were drawn blindly."""
    ranked, ranked_before = _ranked(later), _ranked(earlier)
    return by_lot(
        length=len(later.fastest),
        length_before=len(earlier.fastest),
        ranked=len(ranked),
        ranked_before=len(ranked_before),
        in_both=len(ranked & ranked_before),
        level=later.outcome["spec"]["level"],
    )


def _ranked(measured: PublishedRound) -> set[str]:
    return {each.municipality.code for each in measured.results if each.rank_low is not None}


def _different_rules(earlier: PublishedRound, later: PublishedRound) -> Sequence[str]:
    one, other = earlier.outcome, later.outcome
    told = [str(text) for key, text in RULES.items() if one["spec"][key] != other["spec"][key]]
    if one["method"] != other["method"]:
        told.append(_("De er beregnet med hver sin udgave af metoden."))
    if earlier.payload.get("success") != later.payload.get("success"):
        told.append(_("De regner ikke det samme for arbejde eller uddannelse."))
    return told


def _figures(measured: PublishedRound) -> RoundFigures:
    """The figures as they are published, with two decimals, so that changes add up to the reader."""
    spec = measured.outcome["spec"]
    return RoundFigures(
        municipalities=tuple(_published(result) for result in measured.results),
        level=spec["level"],
        seed=spec["seed"],
    )


def _published(result: MunicipalityResult) -> Published:
    return Published(
        code=result.municipality.code,
        measured=_measured(result),
        reason=result.reason or None,
        listed=ENDS.get(result.listed),
    )


def _measured(result: MunicipalityResult) -> Measured | None:
    if result.difference is None or result.low is None or result.high is None:
        return None
    return Measured(
        difference=result.difference,
        low=result.low,
        high=result.high,
        se=result.figures["se"],
        shrunken=result.figures["shrunken"],
        reliability=result.figures["reliability"],
    )
