"""How a round was calculated: every choice that decided its figures, and where to check it."""

import re
from dataclasses import dataclass
from typing import Any

from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from measurements.models import Success
from measurements.published import PublishedRound
from measurements.wording import whole


@dataclass(frozen=True, slots=True)
class Fact:
    name: str
    text: str
    is_code: bool = False  # set in a fixed width, to be copied


MUNICIPALITY_CODE = re.compile(r"\b0\d{3}\b")
LINKS = {
    "cloglog": gettext_lazy("komplementær log-log, en effekt for hver måned og hver kommune"),
    "poisson": gettext_lazy("Poisson (Cox med Breslows behandling af samtidige hændelser)"),
}
ADJUSTMENTS = {
    "none": gettext_lazy("ikke taget med"),
    "within": gettext_lazy(
        "taget med gennem udsving fra år til år i den enkelte kommune; efter datas slutning "
        "regnes med det sidste år"
    ),
    "full": gettext_lazy(
        "taget med, også de varige forskelle mellem kommuner; efter datas slutning regnes med det "
        "sidste år"
    ),
}
SEXES = {
    "together": gettext_lazy("i samme model, med køn som forklaring"),
    "separate": gettext_lazy("hver sine månedseffekter"),
}


def of(measured: PublishedRound) -> tuple[Fact, ...]:
    """The facts in the order a reader asks for them."""
    spec, national = measured.outcome["spec"], measured.outcome["national"]
    return (
        Fact(_("Metode"), measured.outcome["method"], is_code=True),
        Fact(_("Målt tid"), _horizon(spec)),
        Fact(_("Hvem tæller med"), _people(national)),
        Fact(_("Grænser"), _limits(spec)),
        *_withheld(measured.outcome),
        Fact(_("Model"), str(LINKS[spec["link"]])),
        Fact(_("Lokalt arbejdsmarked"), str(ADJUSTMENTS[spec["adjust"]])),
        Fact(_("Kvinder og mænd"), str(SEXES[spec["sexes"]])),
        Fact(_("Tilfældige træk"), _draws(spec)),
        Fact(_("Kontrolsum (SHA-256) af resultatet"), measured.outcome_sha256, is_code=True),
    )


def success(measured: PublishedRound) -> str:
    """What counted as having come into work or education; empty where the round does not say."""
    counted = measured.payload.get("success")
    return str(Success(counted).label) if counted else ""


def warnings(measured: PublishedRound) -> tuple[str, ...]:
    """What the computation wants its reader to know, in the language of the page.

    The engine knows municipalities by code only; here they get their names.
    """
    language = "en" if get_language() == "en" else "da"
    names = {each.municipality.code: each.municipality.name for each in measured.results}
    return tuple(
        MUNICIPALITY_CODE.sub(lambda code: names.get(code[0], code[0]), each[f"text_{language}"])
        for each in measured.outcome["warnings"]
    )


def _horizon(spec: dict[str, Any]) -> str:
    return _(
        "måneder fra opholdstilladelse til første arbejde eller uddannelse, talt inden for "
        "%(horizon)s måneder; den, der ikke når det, tæller %(horizon)s"
    ) % {"horizon": whole(spec["horizon"])}


def _people(national: dict[str, Any]) -> str:
    return _(
        "%(people)s personer med %(spells)s forløb; den, der flytter, har et forløb i hver kommune, "
        "men måles i den første"
    ) % {"people": whole(national["people"]), "spells": whole(national["spells"])}


def _limits(spec: dict[str, Any]) -> str:
    return _(
        "kommuner under %(ranked)s personer placeres ikke; under %(shown)s vises ingen tal"
    ) % {"ranked": whole(spec["minimum_people"]), "shown": whole(spec["minimum_shown"])}


def _withheld(outcome: dict[str, Any]) -> tuple[Fact, ...]:
    """What is kept back for the sake of the people counted, and how it was tried to get it out."""
    if "disclosure" not in outcome:
        return ()
    policy, attack = outcome["disclosure"]["policy"], outcome["disclosure"]["attack"]
    told = _(
        "antal er rundet ned til hele %(rounding)s, og der vises ikke tal, som under "
        "%(smallest)s personer står bag; af %(cells)s tal, der er rundet eller skjult, kunne et "
        "program regne %(exact)s ud"
    ) % {
        "rounding": whole(policy["rounding"]),
        "smallest": whole(policy["smallest_cell"]),
        "cells": whole(attack["cells"]),
        "exact": whole(attack["exact"]),
    }
    return (Fact(_("Hensyn til de målte"), told),)


def _draws(spec: dict[str, Any]) -> str:
    return _("%(draws)s træk, frø %(seed)s: samme data og frø giver samme tal") % {
        "draws": whole(spec["draws"]),
        "seed": spec["seed"],
    }
