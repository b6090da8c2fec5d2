"""What the municipalities said before the round was public: in sentences, and answer by answer."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from measurements.models import Position
from measurements.published import HearingAnswer, PublishedRound
from measurements.wording import whole


@dataclass(frozen=True, slots=True)
class HearingPart:
    """Empty of both where a preview has not been in hearing yet."""

    sentences: tuple[str, ...]
    answers: tuple[HearingAnswer, ...]


def of(measured: PublishedRound) -> HearingPart:
    held = measured.payload["hearing"]
    return HearingPart(
        sentences=tuple(_sentences(held, measured.hearing_answers)),
        answers=measured.hearing_answers,
    )


def _sentences(held: dict[str, Any], answers: Sequence[HearingAnswer]) -> list[str]:
    if held["not_held_because"]:
        return [
            _("Kommunerne er ikke hørt om tallene. Udgiverens begrundelse: %(reason)s")
            % {"reason": held["not_held_because"]}
        ]
    if held["until"] is None:
        return []
    return [_asked(held), _answered(answers), *_without_response(answers)]


def _asked(held: dict[str, Any]) -> str:
    return ngettext(
        "%(count)s kommune fik sine egne tal at se og kunne svare til og med den %(until)s.",
        "%(count)s kommuner fik hver deres egne tal at se og kunne svare til og med den %(until)s.",
        held["asked"],
    ) % {"count": whole(held["asked"]), "until": date_format(date.fromisoformat(held["until"]))}


def _answered(answers: Sequence[HearingAnswer]) -> str:
    if not answers:
        return _("Ingen svarede.")
    objections = sum(answer.position == Position.OBJECTS for answer in answers)
    told = ngettext("%(count)s svarede.", "%(count)s svarede.", len(answers)) % {
        "count": whole(len(answers))
    }
    if not objections:
        return _("%(answered)s Ingen af dem havde indvendinger.") % {"answered": told}
    return ngettext(
        "%(answered)s %(count)s af dem havde en indvending.",
        "%(answered)s %(count)s af dem havde indvendinger.",
        objections,
    ) % {"answered": told, "count": whole(objections)}


def _without_response(answers: Sequence[HearingAnswer]) -> list[str]:
    silent = sum(a.position == Position.OBJECTS and not a.response for a in answers)
    if not silent:
        return []
    return [
        ngettext(
            "%(count)s indvending er ikke besvaret af udgiveren.",
            "%(count)s indvendinger er ikke besvaret af udgiveren.",
            silent,
        )
        % {"count": whole(silent)}
    ]
