"""The sections of a round's page: files, check, computation, hearing, approval, versions."""

from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse

from measurements.manage.presenters.progress import Progress, progress_of
from measurements.models import Hearing, InputFile, Position, Round, Run, RunKind, RunState


@dataclass(frozen=True, slots=True)
class RunSummary:
    """The newest run of a kind in two lines."""

    progress: Progress
    ended_at: datetime | None
    is_finished: bool
    warnings: int
    waiting: int  # warnings that nobody has taken a stand on


@dataclass(frozen=True, slots=True)
class HearingSummary:
    """How many municipalities have come how far."""

    asked: int
    seen: int
    agree: int
    object: int
    unanswered: int  # objections without a response


@dataclass(frozen=True, slots=True)
class VersionRow:
    number: int
    state: str
    url: str
    is_this: bool


@dataclass(frozen=True, slots=True)
class Summary:
    files: list[InputFile]
    validation: RunSummary | None
    computation: RunSummary | None
    hearing: HearingSummary | None
    hearing_url: str
    versions: list[VersionRow]
    public_url: str  # empty while nothing of it is public
    seal: str


def summary_of(measured: Round, *, now: datetime) -> Summary:
    publication = getattr(measured, "publication", None)
    is_public = measured.series.current_id == measured.pk
    return Summary(
        files=measured.current_inputs,
        validation=_run(measured, RunKind.VALIDATION, now),
        computation=_run(measured, RunKind.COMPUTATION, now),
        hearing=_hearing(measured.current_hearings),
        hearing_url=reverse("manage-hearing", args=[measured.slug]),
        versions=_versions(measured),
        public_url=reverse("round", args=[measured.series.slug]) if is_public else "",
        seal=publication.sha256 if publication else "",
    )


def _run(measured: Round, kind: RunKind, now: datetime) -> RunSummary | None:
    run: Run | None = measured.newest_of(kind)
    if run is None:
        return None
    is_finished = run.state == RunState.FINISHED
    return RunSummary(
        progress=progress_of(run, now=now),
        ended_at=run.finished_at,
        is_finished=is_finished,
        warnings=len(run.warnings),
        waiting=len(run.open_warnings) if is_finished else 0,
    )


def _hearing(hearings: list[Hearing]) -> HearingSummary | None:
    if not hearings:
        return None
    objections = [each for each in hearings if each.position == Position.OBJECTS]
    return HearingSummary(
        asked=len(hearings),
        seen=sum(each.first_seen_at is not None for each in hearings),
        agree=sum(each.position == Position.AGREES for each in hearings),
        object=len(objections),
        unanswered=sum(each.is_unanswered_objection for each in objections),
    )


def _versions(measured: Round) -> list[VersionRow]:
    """All versions of the measurement, the newest first; none where there is only this one."""
    found = sorted(measured.series.versions.all(), key=lambda each: -each.number)
    if len(found) == 1:
        return []
    return [
        VersionRow(
            number=each.number,
            state=str(each.get_state_display()),
            url=reverse("manage-round", args=[each.slug]),
            is_this=each.pk == measured.pk,
        )
        for each in found
    ]
