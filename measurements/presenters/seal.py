"""The page of a seal: what it covers, whether it holds now, and how to check it without us."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from measurements.models import InputKind
from measurements.presenters.calculation import Fact
from measurements.published import PublishedRound
from measurements.verification import Check, Part, Verification

PARTS: dict[Part, Promise] = {
    Part.PAYLOAD: gettext_lazy("Det frosne indhold, læst og regnet igennem igen"),
    Part.LOG: gettext_lazy("Linjen i historikken fra den dag, udgaven blev offentliggjort"),
    Part.COLUMNS: gettext_lazy("Titel, periode, datoer og begrundelser, som siderne viser dem"),
    Part.OUTCOME: gettext_lazy("Resultatet, som beregningen selv satte kontrolsum på"),
}


@dataclass(frozen=True, slots=True)
class CheckedPart:
    """What was held up against the seal; the texts are only shown where they differ."""

    name: str
    holds: bool
    expected: str
    found: str


@dataclass(frozen=True, slots=True)
class Input:
    kind: str
    sha256: str
    size: int  # bytes


@dataclass(frozen=True, slots=True)
class SealPage:
    round: PublishedRound
    holds: bool
    checked: tuple[CheckedPart, ...]
    facts: tuple[Fact, ...]
    inputs: tuple[Input, ...]
    commands: tuple[str, ...]  # for a terminal; the last prints the seal
    published_on: date


def seal_page(measured: PublishedRound, verification: Verification) -> SealPage:
    payload = measured.payload
    return SealPage(
        round=measured,
        holds=verification.holds,
        checked=tuple(_checked(each) for each in verification.checks),
        facts=tuple(_facts(payload)),
        inputs=tuple(_input(each) for each in payload["inputs"]),
        commands=_commands(measured),
        published_on=measured.version_published_on,
    )


def _checked(check: Check) -> CheckedPart:
    return CheckedPart(
        name=str(PARTS[check.part]),
        holds=check.holds,
        expected=check.expected,
        found=check.found,
    )


def _facts(payload: dict[str, Any]) -> list[Fact]:
    outcome = payload["outcome"]
    told = [
        (gettext_lazy("Metode"), outcome["method"]),
        (gettext_lazy("Regler for, hvad der ikke vises"), _policy(outcome)),
        (gettext_lazy("Indholdets format"), payload["format"]),
        (gettext_lazy("Kontrolsum af resultatet"), payload["outcome_sha256"]),
    ]
    return [Fact(str(name), text, is_code=True) for name, text in told if text]


def _policy(outcome: dict[str, Any]) -> str:
    return outcome["disclosure"]["policy"]["version"] if "disclosure" in outcome else ""


def _input(row: dict[str, Any]) -> Input:
    return Input(kind=str(InputKind(row["kind"]).label), sha256=row["sha256"], size=row["size"])


def _commands(measured: PublishedRound) -> tuple[str, ...]:
    name = f"{measured.slug}-udgave-{measured.version}.json"
    address = settings.BASE_URL + reverse("round-json", args=[measured.slug, measured.version])
    return (f"curl --output {name} {address}", f"sha256sum {name}")
