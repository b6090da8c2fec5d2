"""A step of a draft as its page shows it: where it is, what is missing, what others have typed."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.forms import BoundField
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from submissions import forms, signed
from submissions.forms.steps import Step
from submissions.lifecycle import State
from submissions.models import Submission


@dataclass(frozen=True, slots=True)
class Place:
    """Where one draft is written: its author's own address, or one behind a signed link."""

    name: str  # of the address; those of its parts begin alike
    argument: str

    def step(self, step: Step) -> str:
        return reverse(f"{self.name}-step", args=[self.argument, step.slug])

    @property
    def whole(self) -> str:
        """All of the form on one page."""
        return f"{reverse(self.name, args=[self.argument])}?hele=1"

    @property
    def files(self) -> str:
        return reverse(f"{self.name}-files", args=[self.argument])


@dataclass(frozen=True, slots=True)
class Gap:
    """Something that has to be put right before the whole can be sent."""

    label: str
    step: Step
    text: str  # what is wrong with what was typed; empty where nothing was


@dataclass(frozen=True, slots=True)
class Mark:
    """One step in the list of all of them."""

    step: Step
    is_here: bool
    is_done: bool  # something is typed, and nothing that is needed is missing


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a form is: the steps, where one stands, what is still missing."""

    marks: tuple[Mark, ...]
    number: int
    previous: Step | None
    following: Step | None
    missing: str


@dataclass(frozen=True, slots=True)
class Difference:
    """A field that was changed elsewhere meanwhile: what was typed here, and what is kept."""

    name: str
    label: str
    ours: str
    theirs: str


def place_of(submission: Submission, by: object = None) -> Place:
    """by  as for `signed.status_path`"""
    if submission.author_id or getattr(by, "is_authenticated", False):
        return Place("edit-submission", str(submission.pk))
    if submission.state == State.DRAFT:
        return Place("draft", signed.draft_token(submission))
    return Place("edit-by-link", signed.token(submission, purpose=signed.STATUS))


def needs_email(submission: Submission) -> bool:
    """Whether whoever writes has yet to say where they can be reached."""
    return submission.author_id is None and submission.state == State.DRAFT


def whole_form(submission: Submission) -> forms.SubmissionForm:
    """All that is kept, looked at as if it were sent now."""
    return forms.FORMS[submission.kind](
        forms.as_posted(submission),
        submission=submission,
        with_email=needs_email(submission),
    )


def new_form(kind: str, known: Mapping[str, object], *, with_email: bool) -> forms.SubmissionForm:
    """A form that nobody has typed in yet, looked at as if it were sent now."""
    return forms.FORMS[kind](forms.as_post(known), with_email=with_email)


def progress(whole: forms.SubmissionForm, here: Step) -> Progress:
    steps = whole.steps
    missing = gaps(whole)
    place = steps.index(here)
    behind = {gap.step for gap in missing}
    return Progress(
        marks=tuple(
            Mark(step, step == here, step not in behind and _is_begun(whole, step))
            for step in steps
        ),
        number=place + 1,
        previous=steps[place - 1] if place else None,
        following=steps[place + 1] if place + 1 < len(steps) else None,
        missing=in_words(missing),
    )


def gaps(whole: forms.SubmissionForm) -> list[Gap]:
    """What stands between this and sending it, in the order in which the page asks."""
    found = []
    for step in whole.steps:
        for name in step.fields:
            if name in whole.errors:
                found.append(Gap(_name_of(whole[name]), step, _fault(whole, name)))
    return found


def in_words(missing: Iterable[Gap]) -> str:
    labels = ", ".join(gap.label for gap in missing)
    if not labels:
        return _("Alt, der skal med, er udfyldt. Resten kan vente.")
    return _("Mangler for at kunne sendes: %(labels)s.") % {"labels": labels}


def saved(now: datetime) -> str:
    return _("Gemt %(time)s") % {"time": date_format(timezone.localtime(now), "H.i")}


def differences(form: forms.SubmissionForm, submission: Submission) -> list[Difference]:
    """Where what is kept differs from what this post holds: somebody else, or another window."""
    kept = forms.FORMS[submission.kind](
        initial=forms.initial_of(submission),
        submission=submission,
        step=form.step,
        with_email=needs_email(submission),
    )
    return list(_differing(form, kept))


def _is_begun(whole: forms.SubmissionForm, step: Step) -> bool:
    return any(whole[name].value() for name in step.fields if name in whole.fields)


def _differing(form: forms.SubmissionForm, kept: forms.SubmissionForm) -> Iterator[Difference]:
    for name in form.step.fields if form.step else ():
        if name in form.fields and name != "files":
            ours, theirs = _said(form[name]), _said(kept[name])
            if ours != theirs:
                yield Difference(name, str(form[name].label), ours, theirs or _("(tomt)"))


def _said(field: BoundField) -> str:
    """A field's value as a reader sees it."""
    value = field.value()
    chosen = {str(each) for each in value} if isinstance(value, list) else {str(value)}
    choices = getattr(field.field, "choices", None)
    if choices is not None:
        return ", ".join(str(label) for code, label in choices if code and str(code) in chosen)
    return "" if value is None else str(value).replace("\r\n", "\n").strip()


def _name_of(field: BoundField) -> str:
    return _("Fil eller link") if field.name in {"files", "link"} else str(field.label)


def _fault(whole: forms.SubmissionForm, name: str) -> str:
    return " ".join(whole.errors[name]) if whole[name].value() else ""
