"""Making a round public: one pointer swap, after everything public has been seen."""

from datetime import datetime

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from measurements import doorbell
from measurements.actions.refusals import NotPossible, check_is_draft, someone_was_faster
from measurements.actions.trace import record
from measurements.models import InputKind, Round, RoundState, Run, RunState
from measurements.permissions import check_can_manage_rounds


@transaction.atomic
def publish_round(
    *, measured: Round, run: Run, previewed_sha256: str, by: AbstractBaseUser, now: datetime
) -> None:
    """Point the round at a finished run. `previewed_sha256` says which figures were looked at."""
    check_can_manage_rounds(by)
    check_is_draft(measured)
    check_can_be_published(measured, run)
    if previewed_sha256 != run.outcome_sha256:
        raise NotPossible(_("Tallene er ikke dem, du så. Se forhåndsvisningen igen."))
    swapped = Round.objects.filter(
        pk=measured.pk, state=RoundState.DRAFT, version=measured.version
    ).update(
        state=RoundState.PUBLISHED,
        version=measured.version + 1,
        published_run=run,
        published_on=timezone.localdate(now),
    )
    if not swapped:
        raise someone_was_faster()
    record(
        action="round.published",
        of=measured,
        by=by,
        at=now,
        run=run.pk,
        sha256=run.outcome_sha256,
    )
    doorbell.ring_after_commit(doorbell.RELINK, measured.slug)
    measured.refresh_from_db()


def check_can_be_published(measured: Round, run: Run) -> None:
    """Only a finished run of this round, on the newest files."""
    if run.round_id != measured.pk or run.state != RunState.FINISHED:
        raise NotPossible(_("Kun en færdig beregning af denne måling kan offentliggøres."))
    if not is_up_to_date(measured, run):
        raise NotPossible(
            _("Der er kommet nye filer eller regler siden beregningen. Beregn målingen igen.")
        )


def is_up_to_date(measured: Round, run: Run) -> bool:
    """Whether the run used the newest files and the rules that the round has now."""
    used = {InputKind.SPELLS: run.spells_id, InputKind.LABOUR_MARKET: run.labour_market_id}
    newest = {kind: measured.newest_input(kind) for kind in used}
    same_files = all(used[kind] == (file.pk if file else None) for kind, file in newest.items())
    rules = (run.settings["horizon"], run.settings["minimum_people"])
    return same_files and rules == (measured.horizon, measured.minimum_people)
