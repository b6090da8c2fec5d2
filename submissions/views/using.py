"""What others do with what is shared: take it up, tell how it went, ask."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from submissions import contacts, permissions, signed
from submissions.actions import adopting, asking
from submissions.forms import use_forms
from submissions.lifecycle import MoveRefused, State
from submissions.models import Adoption, AdoptionState, Submission
from submissions.views.sharing import posted_version


@login_required
def adopt(request: HttpRequest, slug: str) -> HttpResponse:
    """Say that one's municipality takes this up, or go on with what was said before."""
    submission = _published(slug)
    if not permissions.can_adopt(request.user, submission):
        raise PermissionDenied
    earlier = adopting.of_municipality(submission, request.user.home_municipality_id)
    if earlier is not None:
        return redirect("adoption", pk=earlier.pk)
    form = use_forms.MonthForm(request.POST or None)
    if form.is_valid():
        try:
            made = adopting.declare(
                submission=submission, since=form.month(), by=request.user, now=timezone.now()
            )
        except MoveRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Tak. Det står nu på metodens side og på jeres kommunes."))
            return redirect("adoption", pk=made.pk)
    return render(
        request,
        "submissions/adopt.html",
        {"submission": submission, "form": form},
        status=422 if form.errors else 200,
    )


@login_required
def adoption(request: HttpRequest, pk: int) -> HttpResponse:
    """One's municipality's own adoption: the month, how it went, the end, a mistake."""
    return _adoption_page(request, _ours(request, pk))


@login_required
@require_POST
def change_month(request: HttpRequest, pk: int) -> HttpResponse:
    found = _ours(request, pk)
    form = use_forms.MonthForm(request.POST)
    if form.is_valid():
        try:
            adopting.change_month(**_change(request, found), since=form.month())
        except MoveRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Måneden er rettet."))
            return redirect("adoption", pk=pk)
    return _adoption_page(request, found, month=form)


@login_required
@require_POST
def tell(request: HttpRequest, pk: int) -> HttpResponse:
    found = _ours(request, pk)
    form = use_forms.StoryForm(request.POST)
    if form.is_valid():
        try:
            adopting.tell(**_change(request, found), **form.cleaned_data)
        except MoveRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Tak. Det kan nu læses af alle."))
            return redirect("adoption", pk=pk)
    return _adoption_page(request, found, story=form)


@login_required
@require_POST
def end(request: HttpRequest, pk: int) -> HttpResponse:
    found = _ours(request, pk)
    try:
        adopting.end(**_change(request, found))
    except MoveRefused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Det står nu, at I ikke længere bruger metoden."))
    return redirect("adoption", pk=pk)


@login_required
@require_http_methods(["GET", "POST"])
def take_back(request: HttpRequest, pk: int) -> HttpResponse:
    """It was declared by mistake: ask, and delete it."""
    found = _ours(request, pk)
    if request.method == "GET":
        shown = {"adoption": found, "submission": asking.subject_of(found)}
        return render(request, "submissions/adoption_delete.html", shown)
    try:
        adopting.withdraw(**_change(request, found))
    except MoveRefused as refusal:
        messages.error(request, str(refusal))
        return redirect("adoption", pk=pk)
    messages.success(request, _("Det er slettet igen og vises ingen steder."))
    return redirect("submissions")


@login_required
@require_POST
def hide_story(request: HttpRequest, pk: int) -> HttpResponse:
    """A moderator takes a text down."""
    if not getattr(request.user, "is_moderator", False):
        raise Http404
    found = get_object_or_404(Adoption, pk=pk)
    try:
        adopting.hide_story(**_change(request, found))
    except MoveRefused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Teksten er skjult."))
    return redirect(asking.subject_of(found))


@login_required
def ask(request: HttpRequest, slug: str) -> HttpResponse:
    """A question to whoever answers for the submission."""
    submission = _published(slug)
    if not permissions.can_ask(request.user, submission):
        raise PermissionDenied
    form = use_forms.QuestionForm(request.POST or None)
    if form.is_valid():
        try:
            asking.ask(
                submission=submission,
                text=form.cleaned_data["text"],
                by=request.user,
                now=timezone.now(),
            )
        except MoveRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Spørgsmålet er sendt. Svaret kommer til dig med en mail."))
            return redirect(submission)
    return render(
        request,
        "submissions/ask.html",
        {
            "submission": submission,
            "form": form,
            "has_contact": contacts.has_live_contact(submission),
        },
        status=422 if form.errors else 200,
    )


def answer(request: HttpRequest, token: str) -> HttpResponse:
    """The contact's page: the question, and a field for the answer."""
    try:
        question = signed.question_of(token)
    except signed.BadLink:
        return render(request, "submissions/bad_link.html", status=404)
    form = use_forms.AnswerForm(request.POST or None)
    if form.is_valid():
        try:
            asking.answer(question=question, text=form.cleaned_data["text"], now=timezone.now())
        except MoveRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Tak. Svaret er sendt."))
            return redirect(request.path)
    return render(
        request,
        "submissions/answer.html",
        {"question": question, "submission": asking.subject_of(question), "form": form},
        status=422 if form.errors else 200,
    )


def _change(request: HttpRequest, found: Adoption) -> dict[str, object]:
    return {
        "adoption": found,
        "version": posted_version(request),
        "by": request.user,
        "now": timezone.now(),
    }


def _adoption_page(
    request: HttpRequest,
    found: Adoption,
    *,
    month: use_forms.MonthForm | None = None,
    story: use_forms.StoryForm | None = None,
) -> HttpResponse:
    return render(
        request,
        "submissions/adoption.html",
        {
            "adoption": found,
            "submission": asking.subject_of(found),
            "is_active": found.state == AdoptionState.ACTIVE,
            "month": month or use_forms.MonthForm(initial=use_forms.month_of(found)),
            "story": story or use_forms.StoryForm(initial=use_forms.story_of(found)),
        },
        status=422 if month or story else 200,
    )


def _published(slug: str) -> Submission:
    return get_object_or_404(
        Submission.objects.select_related("municipality", "author"),
        slug=slug,
        state=State.PUBLISHED,
    )


def _ours(request: HttpRequest, pk: int) -> Adoption:
    """Another municipality's is not found here."""
    found = get_object_or_404(
        Adoption.objects.exclude(state=AdoptionState.WITHDRAWN).select_related("municipality"),
        pk=pk,
    )
    if not permissions.speaks_for(request.user, found.municipality_id):
        raise Http404
    return found
