"""What becomes public when a round is published, told before anything is."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from measurements.models import Position, Round, Run
from measurements.payload import changed_figures, lists_of, sealed
from measurements.wording import whole


@dataclass(frozen=True, slots=True)
class DryRun:
    """address  where everybody will find it; becomes, stays: one sentence a line"""

    address: str
    becomes: list[str]
    stays: list[str]


def dry_run(measured: Round, *, run: Run) -> DryRun:
    """The list for a round as it is, computed by this run."""
    return DryRun(
        address=reverse("round", args=[measured.series.slug]),
        becomes=[*_figures(measured, run), *_hearing(measured), *_correction(measured, run)],
        stays=[
            _("De uploadede filer. Af dem vises kun fingeraftryk og størrelse."),
            _("Alt, hvad der står om enkelte personer, og tal, der hviler på for få."),
            _("Hvem i kommunerne der har set tallene og svaret på høringen."),
        ],
    )


def _figures(measured: Round, run: Run) -> list[str]:
    national = run.outcome["national"]
    length = len(lists_of(run.outcome["municipalities"])["fastest"])
    told = [
        _(
            "Resultater for %(municipalities)s kommuner med %(people)s personer i alt, hver med sin usikkerhed"
        )
        % {
            "municipalities": whole(national["municipalities"]),
            "people": whole(national["people"]),
        },
        _("Placeringer for de %(ranked)s kommuner, der har mindst %(minimum)s personer")
        % {"ranked": whole(national["ranked"]), "minimum": whole(measured.minimum_people)},
    ]
    if length:
        told.append(
            _("Listerne over de %(length)s hurtigste og de %(length)s langsomste")
            % {"length": length}
        )
    return [
        *told,
        _("Andelen i arbejde eller uddannelse efter 1 til 6 år for hvert ankomstår"),
        _("Kommunernes egne sider, filerne med tal og de åbne data"),
        _("Koblingen mellem kommunernes resultater og de metoder, de har delt"),
    ]


def _hearing(measured: Round) -> list[str]:
    if measured.no_hearing_reason:
        return [_("At kommunerne ikke er hørt, og hvorfor")]
    answers = [each for each in measured.current_hearings if each.position]
    objections = sum(each.position == Position.OBJECTS for each in answers)
    if not answers:
        return []
    return [
        ngettext(
            "%(n)d høringssvar, heraf %(objections)d med indvendinger, og svarene på dem",
            "%(n)d høringssvar, heraf %(objections)d med indvendinger, og svarene på dem",
            len(answers),
        )
        % {"n": len(answers), "objections": objections}
    ]


def _correction(measured: Round, run: Run) -> list[str]:
    """What a newer version changes for those who know the one before."""
    before = measured.replaces
    if before is None:
        return []
    frozen = sealed(before.publication.sha256)["outcome"]["municipalities"]
    changed = len(changed_figures(frozen, run.outcome["municipalities"]))
    return [
        _("At udgave %(before)d er rettet, og begrundelsen: “%(reason)s”")
        % {"before": before.number, "reason": measured.correction_reason},
        ngettext(
            "Listen over %(n)s tal, der er ændret siden udgave %(before)d",
            "Listen over %(n)s tal, der er ændret siden udgave %(before)d",
            changed,
        )
        % {"n": whole(changed), "before": before.number},
        _("Udgave %(before)d bliver stående på sin egen adresse med henvisning til den nye")
        % {"before": before.number},
    ]
