"""What owners say after publication: still in use, changed or stopped; whom to ask."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from measurements.signed_links import BadLink
from submissions import permissions, running, running_links, signed
from submissions.actions import editions, living
from submissions.forms.living_forms import ContactForm, StoppedForm
from submissions.lifecycle import Action, MoveRefused, State
from submissions.models import Submission
from submissions.permissions import Actor, Sender
from submissions.views.sharing import posted_version


def running_by_link(request: HttpRequest, token: str) -> HttpResponse:
    """Opening shows three buttons; only they act: mail scanners open links too."""
    try:
        asked = running_links.read(token)
    except running_links.Answered as answered:
        return _already(request, answered.submission)
    except BadLink:
        return render(request, "submissions/bad_link.html", status=404)
    return _running(request, asked.submission, Sender(asked.submission.pk), asked.address)


@login_required
def still_running(request: HttpRequest, slug: str) -> HttpResponse:
    submission = _owned(request, slug, Action.AFFIRM)
    return _running(request, submission, request.user, request.user.email)


@login_required
def contact(request: HttpRequest, slug: str) -> HttpResponse:
    return _contact(request, _owned(request, slug, Action.CONTACT), request.user)


def still_running_by_status(request: HttpRequest, token: str) -> HttpResponse:
    """At any time, for a sender without an account."""
    return _by_status(request, token, Action.AFFIRM)


def contact_by_link(request: HttpRequest, token: str) -> HttpResponse:
    return _by_status(request, token, Action.CONTACT)


def _by_status(request: HttpRequest, token: str, action: Action) -> HttpResponse:
    try:
        submission = signed.submission_of(token, purpose=signed.STATUS)
    except BadLink:
        return render(request, "submissions/bad_link.html", status=404)
    by = Sender(submission.pk)
    if not permissions.can_move(by, submission, action):
        raise Http404
    if action == Action.CONTACT:
        return _contact(request, submission, by)
    return _running(request, submission, by, submission.sender_email)


def _running(request: HttpRequest, submission: Submission, by: Actor, address: str) -> HttpResponse:
    if not submission.is_method:
        raise Http404
    form = StoppedForm(request.POST if request.POST.get("do") == "stopped" else None)
    if request.method == "POST":
        try:
            answer = _answered(request, submission, by, address, form)
        except MoveRefused as refusal:
            messages.error(request, str(refusal))
        else:
            if answer is not None:
                return answer
    return render(
        request,
        "submissions/still_running.html",
        {
            "submission": submission,
            "form": form,
            "label": running.label(submission, now=timezone.now()),
        },
        status=422 if request.method == "POST" else 200,
    )


def _answered(
    request: HttpRequest, submission: Submission, by: Actor, address: str, form: StoppedForm
) -> HttpResponse | None:
    """Carry the answer out and lead on; None where the form is to be filled in again."""
    said = request.POST.get("do")
    change = {
        "submission": submission,
        "version": posted_version(request),
        "by": by,
        "now": timezone.now(),
    }
    if said == "yes":
        living.affirm(**change)
        messages.success(request, _("Tak. Det står nu på siden, at metoden stadig er i brug."))
        return redirect(submission)
    if said == "changed":
        living.affirm(**change, changed=True)
        messages.success(request, _("Tak. Skriv her, hvad der er ændret."))
        return redirect(signed.status_path(_next_edition(submission, by, address)))
    if said == "stopped":
        if not form.is_valid():
            return None
        living.stop(**change, **form.cleaned_data)
        messages.success(request, _("Tak. Det står nu på siden, at metoden er stoppet."))
        return redirect(submission)
    raise MoveRefused(_("Vælg et af de tre svar."))


def _next_edition(submission: Submission, by: Actor, address: str) -> Submission:
    """The author's own where their link was used, so that they find it when they log in."""
    author = submission.author
    if isinstance(by, Sender) and author is not None and author.email.lower() == address:
        by = author
    return editions.begin(submission=submission, by=by, address=address, now=timezone.now())


def _already(request: HttpRequest, submission: Submission) -> HttpResponse:
    messages.info(request, _("Tak. Der er allerede svaret på dette spørgsmål."))
    return redirect(submission)


def _contact(request: HttpRequest, submission: Submission, by: Actor) -> HttpResponse:
    known = {"contact": submission.contact, "contact_email": submission.contact_email}
    is_erasing = request.POST.get("do") == "erase"
    form = ContactForm(None if is_erasing else request.POST or None, initial=known)
    if is_erasing or form.is_valid():
        try:
            _change_contact(request, submission, by, None if is_erasing else form)
        except MoveRefused as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, _("Kontakten er ændret."))
            return redirect(submission)
    return render(
        request,
        "submissions/contact.html",
        {"submission": submission, "form": form},
        status=422 if request.method == "POST" else 200,
    )


def _change_contact(
    request: HttpRequest, submission: Submission, by: Actor, form: ContactForm | None
) -> None:
    """To what the form says; without one, to nobody."""
    change = {
        "submission": submission,
        "version": posted_version(request),
        "by": by,
        "now": timezone.now(),
    }
    if form is None:
        living.erase_contact(**change)
    else:
        living.change_contact(**change, **form.cleaned_data)


def _owned(request: HttpRequest, slug: str, action: Action) -> Submission:
    """One's own or one's municipality's; others are told that they may not."""
    found = get_object_or_404(
        Submission.objects.select_related("municipality", "author"),
        slug=slug,
        state=State.PUBLISHED,
    )
    if not permissions.can_move(request.user, found, action):
        raise PermissionDenied
    return found
