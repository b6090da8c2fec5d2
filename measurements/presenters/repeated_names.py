"""How many names repeat between two rounds' lists of ten, beside what chance alone would give."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from measurements.engine.comparison import Comparison
from measurements.engine.pairing import End
from measurements.engine.repeats import Expectation, Repeats
from measurements.published import MunicipalityName
from measurements.wording import listing, months, whole


@dataclass(frozen=True, slots=True)
class Yardstick:
    """How many names repeat, or would, in each of the two lists; texts."""

    name: str
    fastest: str
    slowest: str


@dataclass(frozen=True, slots=True)
class RepeatedNames:
    sentences: tuple[str, ...]
    yardsticks: tuple[Yardstick, ...]


def of(found: Comparison, names: Mapping[str, MunicipalityName]) -> RepeatedNames:
    fastest, slowest = found.repeats["fastest"], found.repeats["slowest"]
    return RepeatedNames(
        sentences=(
            *(_repeated(found.repeats[end], names, end) for end in found.repeats),
            *(_judged(found.repeats[end], end) for end in found.repeats),
        ),
        yardsticks=(
            Yardstick(_("Gik igen"), _seen(fastest), _seen(slowest)),
            Yardstick(
                _("Hvis begge lister var trukket tilfældigt"),
                _expected(fastest.by_lot),
                _expected(slowest.by_lot),
            ),
            Yardstick(
                _("Hvis ingen kommune havde ændret sig, og målingerne ikke delte personer"),
                _expected(fastest.if_unchanged),
                _expected(slowest.if_unchanged),
            ),
            Yardstick(
                _(
                    "Hvis ingen kommune havde ændret sig, og den ene måling rummede alle den "
                    "andens personer"
                ),
                _expected(fastest.if_nested),
                _expected(slowest.if_nested),
            ),
        ),
    )


def _repeated(repeats: Repeats, names: Mapping[str, MunicipalityName], end: End) -> str:
    again = [name for code, name in names.items() if code in repeats.codes]
    sentence = {
        ("fastest", True): _("%(count)s af de %(length)s hurtigste går igen: %(names)s."),
        ("slowest", True): _("%(count)s af de %(length)s langsomste går igen: %(names)s."),
        ("fastest", False): _("Ingen af de %(length)s hurtigste går igen."),
        ("slowest", False): _("Ingen af de %(length)s langsomste går igen."),
    }[end, bool(again)]
    return sentence % {
        "count": whole(len(again)),
        "length": whole(repeats.length),
        "names": listing(again),
    }


def _judged(repeats: Repeats, end: End) -> str:
    """Whether the number says that anything has changed."""
    assert repeats.if_unchanged is not None, "compared rounds rank somebody"
    assert repeats.if_nested is not None, "compared rounds rank somebody"
    least, most = repeats.if_unchanged.low, repeats.if_nested.high
    seen = len(repeats.codes)
    if seen < least:
        sentence = {
            "fastest": _(
                "Det er færre af de hurtigste end ventet, hvis ingen kommune havde ændret sig."
            ),
            "slowest": _(
                "Det er færre af de langsomste end ventet, hvis ingen kommune havde ændret sig."
            ),
        }
    elif seen > most:
        sentence = {
            "fastest": _(
                "Det er flere af de hurtigste end ventet, selv hvis intet havde ændret sig."
            ),
            "slowest": _(
                "Det er flere af de langsomste end ventet, selv hvis intet havde ændret sig."
            ),
        }
    else:
        sentence = {
            "fastest": _(
                "For de hurtigste er antallet, som man kunne vente, hvis ingen kommune havde "
                "ændret sig: At et navn bliver eller forsvinder, siger ikke meget i sig selv."
            ),
            "slowest": _(
                "For de langsomste er antallet, som man kunne vente, hvis ingen kommune havde "
                "ændret sig."
            ),
        }
    return sentence[end]


def _seen(repeats: Repeats) -> str:
    return _("%(count)s af %(length)s") % {
        "count": whole(len(repeats.codes)),
        "length": whole(repeats.length),
    }


def _expected(expectation: Expectation | None) -> str:
    assert expectation is not None, "compared rounds rank somebody"
    return _("%(mean)s (%(low)s til %(high)s)") % {
        "mean": months(expectation.mean),
        "low": whole(expectation.low),
        "high": whole(expectation.high),
    }
