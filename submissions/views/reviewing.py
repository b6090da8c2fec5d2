"""The editors' pages: the queue with the oldest first, and one screen for each submission."""

from collections.abc import Callable
from functools import wraps

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from submissions import forms, permissions, presenters
from submissions.actions import reviewing, sharing
from submissions.lifecycle import Action, MoveRefused, State
from submissions.models import Submission
from submissions.views.sharing import posted_form, posted_version, without_nul

DECIDED_SHOWN = 20


def for_editors(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    @login_required
    @wraps(view)
    def checked(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        if not request.user.is_moderator:
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return checked


@for_editors
def queue(request: HttpRequest) -> HttpResponse:
    rows = Submission.objects.select_related("municipality", "author")
    return render(
        request,
        "submissions/queue.html",
        {
            "waiting": rows.filter(state=State.SUBMITTED).order_by("submitted_at", "pk"),
            "decided": rows.exclude(submitted_at=None)
            .exclude(state=State.SUBMITTED)
            .order_by("-changed_at")[:DECIDED_SHOWN],
        },
    )


@for_editors
def review(request: HttpRequest, pk: int) -> HttpResponse:
    """Everything about one submission, and the decision."""
    submission = _seen_by(request, pk)
    typed = ""
    if request.method == "POST":
        typed = without_nul(request.POST.get("comment", ""))[:5000]
        try:
            return _decide(request, submission, comment=typed)
        except MoveRefused as refusal:
            messages.error(request, str(refusal))
            submission = _seen_by(request, pk)
    return render(
        request,
        "submissions/review.html",
        {
            "submission": submission,
            "page": presenters.page(submission),
            "history": presenters.history(submission),
            "state_label": submission.get_state_display(),
            "comment": typed,
            "is_own": permissions.stands_as(request.user, submission) is permissions.Who.AUTHOR,
            "may": {
                action.value: permissions.can_move(request.user, submission, action)
                for action in (*_DECISIONS, Action.CORRECT)
            },
        },
        status=409 if request.method == "POST" else 200,
    )


@for_editors
def correct(request: HttpRequest, pk: int) -> HttpResponse:
    """The form as the author knows it, for putting right what is already public."""
    submission = _seen_by(request, pk)
    if not permissions.can_move(request.user, submission, Action.CORRECT):
        raise PermissionDenied
    if request.method != "POST":
        form = forms.FORMS[submission.kind](
            initial=forms.initial_of(submission), submission=submission
        )
        return _correct_page(request, submission, form)
    # What was published with gaps may be corrected without filling them.
    form = posted_form(request, submission.kind, submission=submission, draft=True)
    if form.is_valid() and form.cleaned_data["title"]:
        try:
            reviewing.correct(
                submission=submission,
                version=form.cleaned_data["version"] or 0,
                content=form.content(),
                by=request.user,
                now=timezone.now(),
            )
        except MoveRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Rettelsen er offentliggjort."))
            return redirect("review-submission", pk=submission.pk)
    elif form.is_valid():
        form.add_error("title", _("Bidraget skal have en titel."))
    return _correct_page(request, submission, form, status=422)


_DECISIONS: dict[Action, Callable[..., None]] = {
    Action.RETURN: reviewing.return_with_comment,
    Action.PUBLISH: reviewing.publish,
    Action.REJECT: reviewing.reject,
    Action.WITHDRAW: sharing.withdraw,
}


def _decide(request: HttpRequest, submission: Submission, *, comment: str) -> HttpResponse:
    decision = next((each for each in _DECISIONS if each == request.POST.get("do")), None)
    if decision is None:
        raise MoveRefused(_("Vælg en afgørelse."))
    _DECISIONS[decision](
        submission=submission,
        version=posted_version(request),
        by=request.user,
        now=timezone.now(),
        comment=comment,
    )
    messages.success(request, _said(decision, str(submission)))
    return redirect("review")


def _said(decision: Action, title: str) -> str:
    return {
        Action.RETURN: _("»%(title)s« er sendt tilbage med din kommentar."),
        Action.PUBLISH: _("»%(title)s« er offentliggjort."),
        Action.REJECT: _("»%(title)s« er afvist."),
        Action.WITHDRAW: _("»%(title)s« er trukket tilbage."),
    }[decision] % {"title": title}


def _seen_by(request: HttpRequest, pk: int) -> Submission:
    submission = get_object_or_404(
        Submission.objects.select_related("municipality", "author", "replaces"), pk=pk
    )
    if not submission.was_sent_in or not permissions.can_see(request.user, submission):
        raise Http404
    return submission


def _correct_page(
    request: HttpRequest, submission: Submission, form: forms.SubmissionForm, *, status: int = 200
) -> HttpResponse:
    return render(
        request,
        "submissions/form.html",
        {
            "form": form,
            "submission": submission,
            "is_correction": True,
            "is_method": submission.is_method,
        },
        status=status,
    )
