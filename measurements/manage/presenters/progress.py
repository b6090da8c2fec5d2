"""Rounds under way, in words an administrator can act on."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import IntEnum

from django.conf import settings
from django.urls import reverse
from django.utils.timesince import timesince
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from measurements.actions.runs import is_up_to_date
from measurements.manage.words import EVENTS, FAILURES, STAGES
from measurements.models import InputFile, Round, RoundState, Run, RunState

USUAL_WAIT = timedelta(seconds=30)  # longer than this deserves an explanation


class Place(IntEnum):
    """Where a round is on its way from file to publication: the step that is marked."""

    FILES = 1
    COMPUTING = 2
    PREVIEW = 3
    PUBLISHED = 5  # past the last step


@dataclass(frozen=True, slots=True)
class Step:
    number: int
    title: str
    state: str  # "done", "current" or "later"
    anchor: str


@dataclass(frozen=True, slots=True)
class Next:
    """What to do now, and where."""

    text: str
    link: str
    url: str


@dataclass(frozen=True, slots=True)
class RoundRow:
    """One line of the list of rounds."""

    title: str
    url: str
    period: str
    state: str
    simulated: bool
    next: Next


@dataclass(frozen=True, slots=True)
class Progress:
    """A run in words, and how far it is."""

    state: str
    explanation: str
    stage: str
    percent: int | None  # None where a bar would tell nothing
    is_live: bool


@dataclass(frozen=True, slots=True)
class FaultRow:
    """One fault in a file. Empty texts where the fault is about the whole file."""

    file: str
    row: str
    column: str
    found: str
    expected: str
    text: str


@dataclass(frozen=True, slots=True)
class Faults:
    """What is wrong with the files: the first ones, and how many there are in all."""

    rows: list[FaultRow]
    total: int

    @property
    def left_out(self) -> int:
        return self.total - len(self.rows)


@dataclass(frozen=True, slots=True)
class HistoryRow:
    at: datetime
    who: str
    what: str


def round_rows(rounds: list[Round], *, now: datetime) -> list[RoundRow]:
    return [
        RoundRow(
            title=each.title,
            url=reverse("manage-round", args=[each.slug]),
            period=f"{each.period_from}-{each.period_to}",
            state=state_of(each, now=now),
            simulated=each.simulated,
            next=next_step(each),
        )
        for each in rounds
    ]


def state_of(measured: Round, *, now: datetime) -> str:
    """Published, or a draft and how far its newest run is."""
    run = measured.newest_run
    if measured.state == RoundState.PUBLISHED or run is None:
        return str(measured.get_state_display())
    return _("%(draft)s: %(run)s") % {
        "draft": measured.get_state_display(),
        "run": progress_of(run, now=now).state,
    }


def place_of(measured: Round) -> Place:
    run = measured.newest_run
    if measured.state == RoundState.PUBLISHED:
        return Place.PUBLISHED
    if run is None or run.state == RunState.REFUSED:
        return Place.FILES
    if run.state == RunState.FINISHED and is_up_to_date(measured, run):
        return Place.PREVIEW
    return Place.COMPUTING


def can_compute_again(measured: Round) -> bool:
    """Whether the files that are there should be computed once more."""
    run = measured.newest_run
    return place_of(measured) == Place.COMPUTING and run is not None and not run.is_live


def steps_of(measured: Round) -> list[Step]:
    here = place_of(measured)
    titles = (_("Filer"), _("Kontrol og beregning"), _("Forhåndsvisning"), _("Offentliggørelse"))
    anchors = ("filer", "beregning", "forhandsvisning", "offentliggorelse")
    return [
        Step(
            number=number,
            title=title,
            state="done" if number < here else "current" if number == here else "later",
            anchor=anchor,
        )
        for number, (title, anchor) in enumerate(zip(titles, anchors, strict=True), start=1)
    ]


def next_step(measured: Round) -> Next:
    page = reverse("manage-round", args=[measured.slug])
    run = measured.newest_run
    place = place_of(measured)
    if place == Place.PUBLISHED:
        return Next(
            _("Målingen kan ses af alle."), _("Se målingen"), reverse("round", args=[measured.slug])
        )
    if place == Place.PREVIEW:
        return Next(
            _("Tallene er klar. Se dem igennem, før alle kan se dem."),
            _("Se forhåndsvisningen"),
            reverse("manage-round-preview", args=[measured.slug]),
        )
    if place == Place.FILES and run is not None:
        return Next(
            _("Filerne kan ikke bruges, som de er. Se hvorfor, ret dem, og upload dem igen."),
            _("Se fejlene"),
            f"{page}#beregning",
        )
    if place == Place.FILES:
        return Next(
            _("Upload filen med forløb og filen med kommuner og år."),
            _("Upload filer"),
            f"{page}#filer",
        )
    assert run is not None, "a round without a run is at its files"
    if run.is_live:
        return Next(
            _("Beregningen passer sig selv. Du kan lukke siden og komme tilbage."),
            _("Følg beregningen"),
            f"{page}#beregning",
        )
    if run.state == RunState.FINISHED:
        return Next(
            _("Filerne eller reglerne er ændret siden beregningen. Beregn igen."),
            _("Beregn igen"),
            f"{page}#beregning",
        )
    return Next(
        _("Beregningen er stoppet. Læs hvorfor, og prøv igen."),
        _("Se hvorfor"),
        f"{page}#beregning",
    )


def progress_of(run: Run, *, now: datetime) -> Progress:
    words = {
        RunState.WAITING: _waiting,
        RunState.RUNNING: _running,
        RunState.FINISHED: _finished,
        RunState.REFUSED: _refused,
        RunState.FAILED: _failed,
    }
    return words[RunState(run.state)](run, now)


def faults_of(run: Run) -> Faults | None:
    """What was wrong with the files, when the run was refused."""
    if run.state != RunState.REFUSED:
        return None
    language = "en" if get_language() == "en" else "da"
    rows = [
        FaultRow(
            file=fault["file"],
            row=_text(fault["row"]),
            column=_text(fault["column"]),
            **fault[language],
        )
        for fault in run.report["faults"]
    ]
    return Faults(rows=rows, total=run.report["total"])


def files_of(measured: Round) -> list[InputFile]:
    """The files that a computation would use now."""
    return measured.current_inputs


def history_of(measured: Round) -> list[HistoryRow]:
    return [
        HistoryRow(
            at=event.at,
            who=str(event.by) if event.by else _("Programmet"),
            what=str(EVENTS[event.action]),
        )
        for event in measured.events.select_related("by")
    ]


def _waiting(run: Run, now: datetime) -> Progress:
    if run.attempt:
        state = _("Venter på forsøg %(number)d af %(total)d") % _attempts(run.attempt + 1)
        why = str(FAILURES.get(run.failure.get("code", ""), ""))
        explanation = _("Forrige forsøg gik i stå. %(why)s") % {"why": why}
    elif now - run.requested_at > USUAL_WAIT:
        state = _("Venter")
        explanation = _(
            "Der er ventet i %(time)s, og det er længere end sædvanligt. Intet er tabt: "
            "beregningen begynder af sig selv, så snart der er en maskine ledig."
        ) % {"time": timesince(run.requested_at, now)}
    else:
        state = _("Venter")
        explanation = _("Beregningen begynder om et øjeblik.")
    return Progress(state=state, explanation=explanation, stage="", percent=0, is_live=True)


def _running(run: Run, now: datetime) -> Progress:
    told = STAGES.get(run.stage, STAGES["files"])
    silent = run.lease_until is not None and run.lease_until < now
    return Progress(
        state=_("Kører, forsøg %(number)d af %(total)d") % _attempts(run.attempt),
        explanation=_(
            "Maskinen, der regner, har været tavs for længe. Et nyt forsøg begynder af sig selv."
        )
        if silent
        else "",
        stage=_stage_under_way(run),
        percent=round(100 * (told.start + (told.end - told.start) * run.fraction)),
        is_live=True,
    )


def _stage_under_way(run: Run) -> str:
    """The stage that was told of last; when it is done, the one after it has begun."""
    told = list(STAGES).index(run.stage) if run.stage in STAGES else 0
    under_way = min(told + (run.fraction >= 1), len(STAGES) - 1)
    return str(list(STAGES.values())[under_way].name)


def _finished(run: Run, now: datetime) -> Progress:
    assert run.finished_at is not None, "the worker says when it finished"
    assert run.started_at is not None, "and when it began"
    seconds = round((run.finished_at - run.started_at).total_seconds())
    return Progress(
        state=_("Færdig"),
        explanation=ngettext(
            "Beregningen tog %(seconds)d sekund.", "Beregningen tog %(seconds)d sekunder.", seconds
        )
        % {"seconds": seconds},
        stage="",
        percent=None,
        is_live=False,
    )


def _refused(run: Run, now: datetime) -> Progress:
    total = run.report["total"]
    return Progress(
        state=_("Filerne kan ikke bruges"),
        explanation=ngettext(
            "Der er %(total)d fejl. Målingen er, som den var før.",
            "Der er %(total)d fejl. Målingen er, som den var før.",
            total,
        )
        % {"total": total},
        stage="",
        percent=None,
        is_live=False,
    )


def _failed(run: Run, now: datetime) -> Progress:
    code = run.failure.get("code", "unexpected")
    return Progress(
        state=_("Stoppet"), explanation=str(FAILURES[code]), stage="", percent=None, is_live=False
    )


def _attempts(number: int) -> dict[str, int]:
    return {"number": number, "total": settings.RUN_ATTEMPTS}


def _text(value: object) -> str:
    return "" if value is None else str(value)
