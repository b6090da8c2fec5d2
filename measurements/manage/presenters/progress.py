"""A run in words: waits, works (attempt 2 of 3), how much longer, stopped and what to do."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.utils.timesince import timesince
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from measurements.manage.words import FAILURES, STAGES, STAGES_OF_VALIDATION, Stage
from measurements.models import Run, RunKind, RunState

USUAL_WAIT = timedelta(seconds=30)  # longer than this deserves an explanation
# Before this little is known of the pace, and a guess would jump about.
SOONEST_GUESS = timedelta(seconds=3)
LEAST_SHARE = 0.05


@dataclass(frozen=True, slots=True)
class Progress:
    """A run in words, and how far it is.

    explanation  what to know or do; empty where nothing needs to be said
    time         how long it has taken and how much longer it takes, or that nobody can say yet
    percent      None where a bar would tell nothing
    """

    kind: str
    state: str
    explanation: str
    stage: str
    time: str
    percent: int | None
    is_live: bool


def progress_of(run: Run, *, now: datetime) -> Progress:
    words = {
        RunState.WAITING: _waiting,
        RunState.RUNNING: _running,
        RunState.FINISHED: _finished,
        RunState.REFUSED: _refused,
        RunState.FAILED: _failed,
    }
    return words[RunState(run.state)](run, now)


def stages_of(run: Run) -> dict[str, Stage]:
    return STAGES_OF_VALIDATION if run.kind == RunKind.VALIDATION else STAGES


def _waiting(run: Run, now: datetime) -> Progress:
    waited = now - run.requested_at
    state = _("Venter")
    explanation = _("Arbejdet begynder om et øjeblik.")
    if run.attempt:
        state = _("Venter på forsøg %(number)d af %(total)d") % _attempts(run.attempt + 1)
        explanation = _("Forrige forsøg gik i stå. %(why)s") % {"why": _why(run)}
    elif waited > USUAL_WAIT:
        explanation = _(
            "Der er ventet i %(time)s, og det er længere end sædvanligt. Intet er tabt: "
            "arbejdet begynder af sig selv, så snart der er en maskine ledig."
        ) % {"time": timesince(run.requested_at, now)}
    return _progress(
        run,
        state=state,
        explanation=explanation,
        time=_("Har ventet i %(time)s.") % {"time": _exactly(waited)},
        percent=0,
    )


def _running(run: Run, now: datetime) -> Progress:
    silent = run.lease_until is not None and run.lease_until < now
    share = _share_done(run)
    return _progress(
        run,
        state=_("Kører, forsøg %(number)d af %(total)d") % _attempts(run.attempt),
        explanation=_(
            "Maskinen, der regner, har været tavs for længe. Et nyt forsøg begynder af sig selv."
        )
        if silent
        else "",
        stage=_stage_under_way(run),
        time="" if silent else _time_taken_and_left(run, share, now),
        percent=round(100 * share),
    )


def _finished(run: Run, now: datetime) -> Progress:
    return _progress(run, state=_("Færdig"), explanation=_time_taken(run))


def _refused(run: Run, now: datetime) -> Progress:
    total = run.report["total"]
    explanation = ngettext(
        "Der er %(total)d fejl. Intet af filerne er brugt.",
        "Der er %(total)d fejl. Intet af filerne er brugt.",
        total,
    )
    return _progress(
        run, state=_("Filerne kan ikke bruges"), explanation=explanation % {"total": total}
    )


def _failed(run: Run, now: datetime) -> Progress:
    return _progress(run, state=_("Stoppet"), explanation=_why(run))


def _progress(
    run: Run,
    *,
    state: str,
    explanation: str,
    stage: str = "",
    time: str = "",
    percent: int | None = None,
) -> Progress:
    return Progress(
        kind=str(run.get_kind_display()),
        state=state,
        explanation=explanation,
        stage=stage,
        time=time,
        percent=percent,
        is_live=run.is_live,
    )


def _share_done(run: Run) -> float:
    """Of the whole run, from 0 to 1, by the table of stages."""
    stages = stages_of(run)
    told = stages.get(run.stage, stages["files"])
    return told.start + (told.end - told.start) * run.fraction


def _stage_under_way(run: Run) -> str:
    """The stage that was told of last; when it is done, the one after it has begun."""
    stages = stages_of(run)
    told = list(stages).index(run.stage) if run.stage in stages else 0
    under_way = min(told + (run.fraction >= 1), len(stages) - 1)
    return str(list(stages.values())[under_way].name)


def _time_taken_and_left(run: Run, share: float, now: datetime) -> str:
    """What this attempt has taken, and what is left if it goes on at the same pace."""
    assert run.started_at is not None, "a running run has been started"
    taken = now - run.started_at
    told = _("Har kørt i %(time)s.") % {"time": _exactly(taken)}
    if taken < SOONEST_GUESS or share < LEAST_SHARE:
        return told + " " + _("Hvor længe der er tilbage, kan endnu ikke siges.")
    left = taken * ((1 - share) / share)
    return told + " " + _("%(time)s tilbage.") % {"time": _roughly(left)}


def _exactly(time: timedelta) -> str:
    """Whole seconds up to a minute and a half, then whole minutes."""
    seconds = max(0, int(time.total_seconds()))
    if seconds < 90:
        return ngettext("%(n)d sekund", "%(n)d sekunder", seconds) % {"n": seconds}
    minutes = seconds // 60
    return ngettext("%(n)d minut", "%(n)d minutter", minutes) % {"n": minutes}


def _roughly(time: timedelta) -> str:
    """As exactly as a guess deserves: tens of seconds, then minutes."""
    seconds = time.total_seconds()
    if seconds < 10:
        return _("Få sekunder")
    if seconds < 55:
        return _("Cirka %(n)d sekunder") % {"n": round(seconds, -1)}
    minutes = round(seconds / 60)
    return ngettext("Cirka %(n)d minut", "Cirka %(n)d minutter", minutes) % {"n": minutes}


def _time_taken(run: Run) -> str:
    assert run.finished_at is not None, "the worker says when it finished"
    assert run.started_at is not None, "and when it began"
    return _("Det tog %(time)s.") % {"time": _exactly(run.finished_at - run.started_at)}


def _why(run: Run) -> str:
    """Why it stopped and what to do; what the engine itself said stands first."""
    language = "en" if get_language() == "en" else "da"
    told = [each[language] for each in run.failure.get("told", [])]
    code = run.failure.get("code", "unexpected")
    return " ".join([*told, str(FAILURES.get(code, FAILURES["unexpected"]))])


def _attempts(number: int) -> dict[str, int]:
    return {"number": number, "total": settings.RUN_ATTEMPTS}
