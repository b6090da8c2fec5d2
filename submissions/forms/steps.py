"""The steps of the two forms: a table. Each has an address of its own, and each is kept."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, slots=True)
class Step:
    slug: str
    heading: str | Promise
    fields: tuple[str, ...]


CHECK = Step("se-efter", _("Se efter og send"), ())

REPORT_STEPS = (
    Step(
        "rapporten",
        _("Om rapporten"),
        ("title", "report_type", "publisher", "year", "month", "municipality", "further"),
    ),
    Step(
        "indhold",
        _("Indhold, fil og kontakt"),
        (
            "summary",
            "kept",
            "files",
            "link",
            "contact",
            "email",
            "contact_email",
            "target_group",
            "topics",
            "criteria",
        ),
    ),
    CHECK,
)
METHOD_STEPS = (
    Step(
        "metoden",
        _("Om metoden"),
        (
            "title",
            "municipality",
            "target_group",
            "further",
            "began_year",
            "began_month",
            "ended_year",
            "topics",
        ),
    ),
    Step("praksis", _("Sådan gør I"), ("problem", "practice", "who_and_time", "preconditions")),
    Step(
        "erfaring",
        _("Hvad I har lært"),
        ("experience", "what_failed", "results", "stage", "advice_smaller", "advice_larger"),
    ),
    Step(
        "kontakt",
        _("Kontakt og bilag"),
        ("contact", "email", "contact_email", "link", "kept", "files", "criteria"),
    ),
    CHECK,
)


def step_of(steps: tuple[Step, ...], slug: str) -> Step | None:
    return next((each for each in steps if each.slug == slug), None)


def after(steps: tuple[Step, ...], step: Step) -> Step | None:
    return _beside(steps, step, by=1)


def before(steps: tuple[Step, ...], step: Step) -> Step | None:
    return _beside(steps, step, by=-1)


def _beside(steps: tuple[Step, ...], step: Step, *, by: int) -> Step | None:
    place = steps.index(step) + by
    return steps[place] if 0 <= place < len(steps) else None
