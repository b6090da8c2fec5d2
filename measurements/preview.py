"""A finished run in the shape of a published round, for those who decide whether it becomes one."""

from datetime import datetime

from django.contrib.auth.models import AbstractBaseUser
from django.utils import timezone

from measurements.models import Round, RoundKind, Run
from measurements.permissions import check_can_manage_rounds
from measurements.published import PublishedRound


def preview_of(*, measured: Round, run: Run, by: AbstractBaseUser, now: datetime) -> PublishedRound:
    """The round as everyone would see it if it were published now with this run."""
    check_can_manage_rounds(by)
    assert run.round_id == measured.pk, "a run is looked at in its own round"
    return PublishedRound(
        slug=measured.slug,
        title=measured.title,
        kind=RoundKind(measured.kind),
        publisher=measured.publisher,
        contact=measured.contact,
        published_on=timezone.localdate(now),
        published_precision="day",
        period_from=measured.period_from,
        period_to=measured.period_to,
        horizon=measured.horizon,
        minimum_people=measured.minimum_people,
        simulated=measured.simulated,
        facts=measured.facts,
        run_id=run.pk,
        outcome=run.outcome,
        outcome_sha256=run.outcome_sha256,
    )
