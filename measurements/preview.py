"""A finished run in the shape of a published round, for those who decide whether it becomes one."""

from dataclasses import replace
from datetime import datetime

from django.contrib.auth.models import AbstractBaseUser
from django.utils import timezone

from measurements.models import Round, RoundKind, Run
from measurements.payload import Payload, assemble
from measurements.permissions import check_can_manage_rounds
from measurements.published import MunicipalityResult, PublishedRound


def preview_of(*, measured: Round, run: Run, by: AbstractBaseUser, now: datetime) -> PublishedRound:
    """The round as everyone would see it if it were published now with this run."""
    check_can_manage_rounds(by)
    return as_published(measured=measured, run=run, now=now)


def as_published(*, measured: Round, run: Run, now: datetime) -> PublishedRound:
    """The same without asking who looks: for the hearing, which shows one municipality of it."""
    assert run.round_id == measured.pk, "a run is looked at in its own round"
    today = timezone.localdate(now)
    return PublishedRound(
        slug=measured.series.slug,
        version=measured.number,
        title=measured.title,
        kind=RoundKind(measured.kind),
        publisher=measured.publisher,
        contact=measured.contact,
        published_on=measured.series.published_on or today,
        published_precision="day",
        version_published_on=today,
        is_current=True,
        period_from=measured.period_from,
        period_to=measured.period_to,
        horizon=measured.horizon,
        minimum_people=measured.minimum_people,
        simulated=measured.simulated,
        facts=measured.facts,
        run_id=run.pk,
        seal="",
        unsealed=assemble(measured=measured, run=run),
    )


def own_result_of(
    *, measured: Round, run: Run, code: str, now: datetime
) -> MunicipalityResult | None:
    """What one municipality may see of a round that is not public: a round of itself alone.

    The others are not hidden on the page; they are not there to be shown.
    """
    whole = as_published(measured=measured, run=run, now=now)
    return next(iter(replace(whole, unsealed=_alone(whole.payload, code)).results), None)


def _alone(payload: Payload, code: str) -> Payload:
    outcome = payload["outcome"]
    return {
        "success": payload["success"],
        "lists": {end: [c for c in codes if c == code] for end, codes in payload["lists"].items()},
        "outcome": {
            "method": outcome["method"],
            "spec": outcome["spec"],
            "national": {"ranked": outcome["national"]["ranked"]},
            "municipalities": [row for row in outcome["municipalities"] if row["code"] == code],
        },
    }
