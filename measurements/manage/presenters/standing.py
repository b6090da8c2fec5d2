"""Where a round stands, what to do next and by whom, and what else may be done."""

from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.models import AbstractBaseUser
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from measurements.actions.runs import is_up_to_date
from measurements.lifecycle import RoundAction, RoundState, actions_from
from measurements.manage.presenters.progress import progress_of
from measurements.models import Round, Run, RunKind, RunState
from measurements.permissions import may, needs_another

STEPS = (
    ("filer", gettext_lazy("Filer")),
    ("kontrol", gettext_lazy("Kontrol")),
    ("beregning", gettext_lazy("Beregning")),
    ("horing", gettext_lazy("Høring")),
    ("godkendelse", gettext_lazy("Godkendelse")),
    ("offentliggorelse", gettext_lazy("Offentliggørelse")),
)
FILES, CHECK, COMPUTATION, HEARING, APPROVAL, PUBLICATION, PAST_THE_LAST = range(1, 8)


@dataclass(frozen=True, slots=True)
class Step:
    number: int
    title: str
    state: str  # "done", "current" or "later"
    anchor: str


@dataclass(frozen=True, slots=True)
class Choice:
    """Something that may be done: a link to its page, or a button that does it at once."""

    text: str
    url: str
    is_button: bool = False


@dataclass(frozen=True, slots=True)
class Next:
    """Where the round stands, what should happen now, and the button for it.

    choice  None where there is nothing for this person to press
    """

    standing: str
    text: str
    choice: Choice | None


@dataclass(frozen=True, slots=True)
class _Page:
    """Where an action is done. A round can be sent there from every state that allows it."""

    address: str
    text: Promise
    is_button: bool = False


# The actions that an administrator chooses. What the machine does has no page.
PAGES: dict[RoundAction, _Page] = {
    RoundAction.UPLOAD: _Page("manage-round-files", gettext_lazy("Upload filer")),
    RoundAction.VALIDATE: _Page(
        "manage-round-validate", gettext_lazy("Kontrollér filerne"), is_button=True
    ),
    RoundAction.COMPUTE: _Page("manage-round-compute", gettext_lazy("Beregn"), is_button=True),
    RoundAction.STOP: _Page("manage-round-stop", gettext_lazy("Stop arbejdet"), is_button=True),
    RoundAction.OPEN_HEARING: _Page("manage-hearing", gettext_lazy("Send i høring")),
    RoundAction.EXTEND_HEARING: _Page(
        "manage-hearing-extend", gettext_lazy("Forlæng høringsfristen")
    ),
    RoundAction.APPROVE: _Page("manage-round-approve", gettext_lazy("Godkend målingen")),
    RoundAction.REOPEN: _Page("manage-round-reopen", gettext_lazy("Tag målingen tilbage")),
    RoundAction.PUBLISH: _Page("manage-round-publish", gettext_lazy("Offentliggør målingen")),
    RoundAction.CORRECT: _Page("manage-round-correct", gettext_lazy("Begynd en rettet udgave")),
    RoundAction.RETRACT: _Page("manage-round-retract", gettext_lazy("Træk målingen tilbage")),
    RoundAction.DESCRIBE: _Page("manage-round-describe", gettext_lazy("Ret beskrivelse og regler")),
    RoundAction.DISCARD: _Page("manage-round-discard", gettext_lazy("Slet kladden")),
}


# What has to wait until somebody has seen the warnings.
BEHIND_WARNINGS = {
    RoundState.VALIDATED: (RoundAction.COMPUTE,),
    RoundState.COMPUTED: (RoundAction.OPEN_HEARING, RoundAction.APPROVE),
}


def step_of(measured: Round) -> int:
    """The step that is under way: 1 to 6, or past the last."""
    state = RoundState(measured.state)
    if state == RoundState.FAILED:
        return CHECK if _newest_is(measured, RunKind.VALIDATION) else COMPUTATION
    if state == RoundState.VALIDATED:
        return CHECK if open_warnings(measured) else COMPUTATION
    if state == RoundState.COMPUTED:
        return COMPUTATION if open_warnings(measured) else HEARING
    return {
        RoundState.DRAFT: FILES,
        RoundState.INVALID: FILES,
        RoundState.UPLOADED: CHECK,
        RoundState.VALIDATING: CHECK,
        RoundState.COMPUTING: COMPUTATION,
        RoundState.HEARING: HEARING,
        RoundState.APPROVED: PUBLICATION,
    }.get(state, PAST_THE_LAST)


def steps_of(measured: Round) -> list[Step]:
    here = step_of(measured)
    return [
        Step(
            number=number,
            title=str(title),
            state="done" if number < here else "current" if number == here else "later",
            anchor=anchor,
        )
        for number, (anchor, title) in enumerate(STEPS, start=1)
    ]


def open_warnings(measured: Round) -> int:
    """Warnings of the newest run that nobody has taken a stand on yet."""
    run = measured.newest_run
    return len(run.open_warnings) if run and run.state == RunState.FINISHED else 0


def next_of(measured: Round, *, by: AbstractBaseUser, now: datetime) -> Next:
    """In each state one sentence about the round, one about what comes now, one button."""
    tell = {
        RoundState.DRAFT: _of_draft,
        RoundState.UPLOADED: _of_uploaded,
        RoundState.VALIDATING: _of_live,
        RoundState.INVALID: _of_invalid,
        RoundState.VALIDATED: _of_validated,
        RoundState.COMPUTING: _of_live,
        RoundState.FAILED: _of_failed,
        RoundState.COMPUTED: _of_computed,
        RoundState.HEARING: _of_hearing,
        RoundState.APPROVED: _of_approved,
        RoundState.PUBLISHED: _of_published,
        RoundState.SUPERSEDED: _of_superseded,
        RoundState.RETRACTED: _of_retracted,
    }
    return tell[RoundState(measured.state)](measured, by, now)


def next_from_report(measured: Round, *, by: AbstractBaseUser, now: datetime) -> Choice | None:
    """The way on from the validation report itself: to the files when these are what is wrong."""
    if measured.state == RoundState.INVALID:
        return _choice(measured, RoundAction.UPLOAD)
    following = next_of(measured, by=by, now=now).choice
    here = _page_of(measured, "manage-round-report")
    return None if following is None or following.url.startswith(here) else following


def other_choices(measured: Round, *, by: AbstractBaseUser, now: datetime) -> list[Choice]:
    """Everything else that this person may do with the round now, in the order of the table."""
    first = next_of(measured, by=by, now=now).choice
    possible = [
        action
        for action in PAGES
        if action in actions_from(measured.state) and may(by, measured, action)
    ]
    found = [_choice(measured, action) for action in possible if not _waits(measured, action)]
    return [each for each in found if first is None or each.url != first.url]


def _of_draft(measured: Round, by: AbstractBaseUser, now: datetime) -> Next:
    if measured.number > 1:
        return Next(
            _("Rettelsen er begyndt. Den offentlige udgave er urørt."),
            _("Upload de rettede filer, alle sammen. Er kun reglerne forkerte, så ret dem først."),
            _choice(measured, RoundAction.UPLOAD),
        )
    return Next(
        _("Målingen er en kladde uden filer."),
        _("Upload filerne. De bliver kontrolleret, før noget beregnes."),
        _choice(measured, RoundAction.UPLOAD),
    )


def _of_uploaded(measured: Round, by: AbstractBaseUser, now: datetime) -> Next:
    return Next(
        _("Filerne er modtaget, men ikke kontrolleret."),
        _("Sæt kontrollen i gang, når alle filer er her."),
        _choice(measured, RoundAction.VALIDATE),
    )


def _of_live(measured: Round, by: AbstractBaseUser, now: datetime) -> Next:
    checking = measured.state == RoundState.VALIDATING
    return Next(
        _("Filerne bliver kontrolleret.") if checking else _("Målingen bliver beregnet."),
        _("Arbejdet passer sig selv. Du kan lukke siden og komme tilbage."),
        None,
    )


def _of_invalid(measured: Round, by: AbstractBaseUser, now: datetime) -> Next:
    return Next(
        _("Filerne har fejl og kan ikke bruges, som de er."),
        _("Se fejlene i kontrolrapporten, ret dem i filen, og upload den igen."),
        Choice(_("Se fejlene"), _page_of(measured, "manage-round-report")),
    )


def _of_validated(measured: Round, by: AbstractBaseUser, now: datetime) -> Next:
    if waiting := open_warnings(measured):
        return _look_at_warnings(measured, _("Filerne kan læses."), waiting)
    return Next(
        _("Filerne er kontrolleret og kan bruges."),
        _("Sæt beregningen i gang. Det tager som regel under et minut."),
        _choice(measured, RoundAction.COMPUTE),
    )


def _of_failed(measured: Round, by: AbstractBaseUser, now: datetime) -> Next:
    run = measured.newest_run
    assert run is not None, "only a run can fail"
    action = RoundAction.VALIDATE if run.kind == RunKind.VALIDATION else RoundAction.COMPUTE
    return Next(
        _("Kontrollen er stoppet.")
        if run.kind == RunKind.VALIDATION
        else _("Beregningen er stoppet."),
        progress_of(run, now=now).explanation,
        Choice(_("Prøv igen"), _page_of(measured, PAGES[action].address), is_button=True),
    )


def _of_computed(measured: Round, by: AbstractBaseUser, now: datetime) -> Next:
    standing = _("Målingen er beregnet. Kun administratorer kan se tallene.")
    if waiting := open_warnings(measured):
        return _look_at_warnings(measured, standing, waiting)
    run = measured.newest_of(RunKind.COMPUTATION)
    assert run is not None, "a computed round has a computation"
    if not is_up_to_date(measured, run):
        return Next(
            standing,
            _(
                "Siden beregningen er der offentliggjort en anden måling. Beregn igen, så det bliver "
                "set efter, at de to tilsammen ikke røber noget om nogen."
            ),
            _choice(measured, RoundAction.COMPUTE),
        )
    return Next(
        standing,
        _("Se tallene igennem, som de vil stå på siden, og send dem derefter i høring."),
        Choice(_("Se forhåndsvisningen"), _page_of(measured, "manage-round-preview")),
    )


def _of_hearing(measured: Round, by: AbstractBaseUser, now: datetime) -> Next:
    until = measured.hearing_until
    assert until is not None, "a hearing has a deadline"
    if localdate(now) <= until:
        return Next(
            _("Kommunerne er i høring til og med %(date)s.") % {"date": date_format(until)},
            _("Besvar indvendingerne, efterhånden som de kommer."),
            Choice(_("Følg høringen"), _page_of(measured, "manage-hearing")),
        )
    return Next(
        _("Høringsfristen var %(date)s.") % {"date": date_format(until)},
        _("Besvar de sidste indvendinger, og godkend så målingen."),
        _choice(measured, RoundAction.APPROVE),
    )


def _of_approved(measured: Round, by: AbstractBaseUser, now: datetime) -> Next:
    assert measured.approved_at is not None, "a check constraint ties the state to its date"
    standing = _("Målingen blev godkendt den %(date)s af %(name)s og er låst.") % {
        "name": measured.approved_by,
        "date": date_format(localdate(measured.approved_at)),
    }
    if needs_another(by, measured):
        return Next(
            standing,
            _(
                "En anden administrator end dig skal offentliggøre den: to mennesker skal have set "
                "på tallene, før alle kan."
            ),
            None,
        )
    return Next(
        standing,
        _("Se den igennem en sidste gang, og offentliggør den."),
        _choice(measured, RoundAction.PUBLISH),
    )


def _of_published(measured: Round, by: AbstractBaseUser, now: datetime) -> Next:
    return Next(
        _("Målingen er offentlig."),
        _("Den ændrer sig ikke mere. En fejl rettes i en ny udgave."),
        Choice(_("Se målingen"), reverse("round", args=[measured.series.slug])),
    )


def _of_superseded(measured: Round, by: AbstractBaseUser, now: datetime) -> Next:
    return Next(
        _("Målingen er afløst af en nyere udgave."),
        _("Den kan stadig læses, men siden henviser til den nyere."),
        Choice(_("Se den nyeste udgave"), reverse("round", args=[measured.series.slug])),
    )


def _of_retracted(measured: Round, by: AbstractBaseUser, now: datetime) -> Next:
    return Next(
        _("Målingen er trukket tilbage. Læserne ser begrundelsen i stedet for tallene."),
        _("Skal den ud igen, så begynd en rettet udgave."),
        None if _is_being_corrected(measured) else _choice(measured, RoundAction.CORRECT),
    )


def _look_at_warnings(measured: Round, standing: str, waiting: int) -> Next:
    text = ngettext(
        "%(n)d advarsel venter på, at nogen tager stilling til den.",
        "%(n)d advarsler venter på, at nogen tager stilling til dem.",
        waiting,
    )
    return Next(
        standing,
        text % {"n": waiting},
        Choice(_("Se advarslerne"), _page_of(measured, "manage-round-report") + "#advarsler"),
    )


def _waits(measured: Round, action: RoundAction) -> bool:
    """Whether something else must be done first, so that the verb would say no."""
    if action is RoundAction.CORRECT:
        return _is_being_corrected(measured)
    return action in BEHIND_WARNINGS.get(RoundState(measured.state), ()) and bool(
        open_warnings(measured)
    )


def _is_being_corrected(measured: Round) -> bool:
    """Whether a newer version has been begun; there is one at a time."""
    newer = any(each.number > measured.number for each in measured.series.versions.all())
    return newer and RoundAction.CORRECT in actions_from(measured.state)


def _newest_is(measured: Round, kind: RunKind) -> bool:
    run: Run | None = measured.newest_run
    return run is not None and run.kind == kind


def _choice(measured: Round, action: RoundAction) -> Choice:
    page = PAGES[action]
    is_again = action is RoundAction.COMPUTE and measured.newest_of(RunKind.COMPUTATION)
    text = _("Beregn igen") if is_again else str(page.text)
    return Choice(text, _page_of(measured, page.address), page.is_button)


def _page_of(measured: Round, address: str) -> str:
    return reverse(address, args=[measured.slug])
