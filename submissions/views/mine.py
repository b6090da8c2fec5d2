"""One's own submissions, reached by log-in or by a signed link: where they stand, and going on."""

from collections.abc import Callable
from io import BytesIO

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from measurements import strangers
from measurements.strangers import Act
from submissions import forms, signed
from submissions.actions import sharing
from submissions.lifecycle import Action, MoveRefused, StaleVersion, State
from submissions.models import Submission
from submissions.pdf import NoPdf, TooLong, drawing_of
from submissions.permissions import Actor, Sender, can_move, owned_by, owns
from submissions.presenters import living_page, submission_page, use_page
from submissions.views import drafting, unsent
from submissions.views.sharing import posted_form, posted_version, wants_draft, without_nul

LONGEST_REASON = 1_000  # letters


@login_required
def my_submissions(request: HttpRequest) -> HttpResponse:
    rows = owned_by(request.user)
    return render(
        request,
        "submissions/mine.html",
        {"rows": [(each, submission_page.standing(each, request.user)) for each in rows]},
    )


@login_required
def my_submission(request: HttpRequest, pk: int) -> HttpResponse:
    return _standing_page(request, _own(request, pk), request.user)


@login_required
@require_http_methods(["GET", "POST"])
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    return _withdraw(request, _own(request, pk), request.user)


def _by_link(
    view: Callable[..., HttpResponse], *, purpose: str = signed.STATUS
) -> Callable[..., HttpResponse]:
    """A page for whoever holds the signed link; a page that says what to do if it does not hold."""

    def with_submission(request: HttpRequest, token: str, **further: str) -> HttpResponse:
        try:
            submission = signed.submission_of(token, purpose=purpose)
        except signed.BadLink:
            return render(request, "submissions/bad_link.html", status=404)
        return view(request, submission, Sender(submission.pk), **further)

    return with_submission


def _confirm(request: HttpRequest, submission: Submission, by: Sender) -> HttpResponse:
    """Opening the link shows a page; only its button confirms: mail scanners open links too."""
    if request.method == "POST" and submission.state == State.UNCONFIRMED:
        try:
            sharing.confirm_email(submission=submission, by=by, now=timezone.now())
        except StaleVersion:
            pass  # confirmed in another tab: the next page says so
        else:
            messages.success(request, _("Tak. Bidraget er sendt til redaktionen."))
        return redirect(signed.status_path(submission))
    if submission.state != State.UNCONFIRMED:
        return redirect(signed.status_path(submission))
    return render(
        request,
        "submissions/confirm.html",
        {"submission": submission, "page": submission_page.page(submission)},
    )


def _standing_page(request: HttpRequest, submission: Submission, by: Actor) -> HttpResponse:
    return render(
        request,
        "submissions/standing.html",
        {
            "submission": submission,
            "standing": submission_page.standing(submission, by),
            "page": submission_page.page(submission),
            "history": submission_page.history(submission),
            "paths": _paths(submission, by),
            "owner": living_page.owner_paths(submission, by),
            "thanks": use_page.thanks(submission.code, today=timezone.localdate())
            if submission.is_published
            else None,
        },
    )


def _edit(request: HttpRequest, submission: Submission, by: Actor) -> HttpResponse:
    """The form again, with all that is kept, as long as it is the author's turn."""
    if not can_move(by, submission, Action.SUBMIT):
        messages.info(request, _("Bidraget kan ikke rettes nu."))
        return redirect(signed.status_path(submission, by))
    if request.method != "POST":
        typed = unsent.take(request)
        if typed is None and "hele" not in request.GET and can_move(by, submission, Action.SAVE):
            first = forms.FORMS[submission.kind].steps[0]
            return drafting.step(request, submission, by, first.slug)
        form = forms.FORMS[submission.kind](
            typed, initial=forms.initial_of(submission), submission=submission
        )
        return _edit_page(request, submission, form, by)
    draft = wants_draft(request) and can_move(by, submission, Action.SAVE)
    form = posted_form(request, submission.kind, submission=submission, draft=draft)
    if form.is_valid():
        try:
            return _keep(request, submission, form, by, draft=draft)
        except StaleVersion as refusal:
            form.add_error(None, str(refusal))
            form.add_error(None, _("Se efter, at teksten herunder er den rigtige, og gem igen."))
            form.now_against(Submission.objects.get(pk=submission.pk).version)
        except MoveRefused as refusal:
            form.add_error(None, str(refusal))
    return _edit_page(request, submission, form, by, status=422)


def _keep(
    request: HttpRequest,
    submission: Submission,
    form: forms.SubmissionForm,
    by: Actor,
    *,
    draft: bool,
) -> HttpResponse:
    verb = sharing.save if draft else sharing.submit
    verb(
        submission=submission,
        version=form.cleaned_data["version"] or 0,
        content=form.content(),
        by=by,
        now=timezone.now(),
    )
    if draft:
        messages.success(
            request, _("Kladden er gemt. Du kan gå fra siden og skrive videre senere.")
        )
        return redirect(request.path)
    messages.success(request, _("Tak. Bidraget er sendt til redaktionen."))
    return redirect(signed.status_path(submission, by))


def _pdf(request: HttpRequest, submission: Submission, by: Actor) -> HttpResponse:
    """What was sent, to keep or to print."""
    drawing = drawing_of(submission)
    if not drawing.is_kept and not strangers.may(request, Act.DRAW, now=timezone.now()):
        messages.error(request, _("Der er hentet mange PDF-filer herfra. Prøv igen om en time."))
        return redirect(signed.status_path(submission, by))
    try:
        content = drawing.pdf()
    except TooLong:
        messages.error(
            request,
            _(
                "Bidraget har for mange afsnit til en PDF. Udskriv siden i stedet, og vælg »Gem som "
                "PDF«."
            ),
        )
        return redirect(signed.status_path(submission, by))
    except NoPdf:
        messages.error(
            request,
            _("Serveren kan ikke lave PDF. Udskriv siden i stedet, og vælg »Gem som PDF«."),
        )
        return redirect(signed.status_path(submission, by))
    name = f"{submission.code or 'kladde'}.pdf"
    return FileResponse(
        BytesIO(content), as_attachment=True, filename=name, content_type="application/pdf"
    )


def _withdraw(request: HttpRequest, submission: Submission, by: Actor) -> HttpResponse:
    """Ask whether it is to be taken back, and take it back."""
    if request.method == "GET":
        return _withdraw_page(request, submission, by)
    try:
        sharing.withdraw(
            submission=submission,
            version=posted_version(request),
            by=by,
            now=timezone.now(),
            reason=without_nul(request.POST.get("reason", ""))[:LONGEST_REASON],
        )
    except MoveRefused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Bidraget er trukket tilbage."))
    return redirect(signed.status_path(submission, by))


def _withdraw_page(request: HttpRequest, submission: Submission, by: Actor) -> HttpResponse:
    back = signed.status_path(submission, by)
    if not can_move(by, submission, Action.WITHDRAW):
        messages.info(request, _("Bidraget kan ikke trækkes tilbage nu."))
        return redirect(back)
    shown = {
        "submission": submission,
        "is_draft": submission.state == State.DRAFT,
        "back": back,
    }
    return render(request, "submissions/withdraw.html", shown)


def _edit_page(
    request: HttpRequest,
    submission: Submission,
    form: forms.SubmissionForm,
    by: Actor,
    *,
    status: int = 200,
) -> HttpResponse:
    return render(
        request,
        "submissions/form.html",
        {
            "form": form,
            "submission": submission,
            "standing": submission_page.standing(submission, by),
            "can_keep_draft": can_move(by, submission, Action.SAVE),
            "is_method": submission.is_method,
        },
        status=status,
    )


def _own(request: HttpRequest, pk: int) -> Submission:
    """Other people's do not exist here."""
    found = get_object_or_404(Submission.objects.select_related("municipality", "author"), pk=pk)
    if not owns(request.user, found):
        raise Http404
    return found


def _paths(submission: Submission, by: Actor) -> dict[str, str]:
    """Where this page's buttons lead, with log-in or with a signed link."""
    if not isinstance(by, Sender):
        return {
            "edit": reverse("edit-submission", args=[submission.pk]),
            "pdf": reverse("my-submission-pdf", args=[submission.pk]),
            "withdraw": reverse("withdraw-submission", args=[submission.pk]),
        }
    token = signed.token(submission, purpose=signed.STATUS)
    return {
        "edit": reverse("edit-by-link", args=[token]),
        "pdf": reverse("submission-status-pdf", args=[token]),
        "withdraw": reverse("withdraw-by-link", args=[token]),
    }


edit = drafting.of_mine(_edit)
my_pdf = drafting.of_mine(_pdf)
confirm_email = _by_link(_confirm, purpose=signed.CONFIRM)
status_by_link = _by_link(_standing_page)
edit_by_link = _by_link(_edit)
pdf_by_link = _by_link(_pdf)
step_by_link = _by_link(drafting.step)
files_by_link = _by_link(drafting.files)
withdraw_by_link = require_http_methods(["GET", "POST"])(_by_link(_withdraw))
