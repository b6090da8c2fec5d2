"""A draft, step by step: each has its address, each is kept, by the page or while one types."""

from collections.abc import Callable
from datetime import datetime
from functools import wraps
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.middleware.csrf import get_token
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from measurements.uploads import RefusedFile
from submissions import forms, signed
from submissions.actions import drafting, judging, sharing
from submissions.forms import haste
from submissions.forms.steps import CHECK, Step, step_of
from submissions.lifecycle import Action, MoveRefused, StaleVersion, State
from submissions.models import Submission
from submissions.permissions import Actor, Sender, can_move, owns
from submissions.presenters import draft_page, submission_page
from submissions.views import unsent

View = Callable[..., HttpResponse]


def of_mine(view: View) -> View:
    """For the author, logged in; other people's do not exist. Nothing typed is lost on the way."""

    @wraps(view)
    def checked(request: HttpRequest, pk: int, **further: Any) -> HttpResponse:
        if not request.user.is_authenticated:
            return unsent.after_the_log_in(request)
        found = get_object_or_404(
            Submission.objects.select_related("municipality", "author"), pk=pk
        )
        if not owns(request.user, found):
            raise Http404
        return view(request, found, request.user, **further)

    return checked


def by_draft_link(view: View) -> View:
    """For whoever holds the link of a draft; one that has moved on leads to where it is now."""

    @never_cache
    @wraps(view)
    def checked(request: HttpRequest, token: str, **further: Any) -> HttpResponse:
        try:
            found = signed.draft_of(token)
        except signed.BadLink:
            return render(request, "submissions/bad_link.html", status=404)
        if found.author_id or found.state != State.DRAFT:
            return redirect(where_it_is_now(found))
        return view(request, found, Sender(found.pk), **further)

    return checked


def first_step(request: HttpRequest, submission: Submission, by: Actor) -> HttpResponse:
    return redirect(draft_page.place_of(submission, by).step(_steps(submission)[0]))


def step(request: HttpRequest, submission: Submission, by: Actor, slug: str) -> HttpResponse:
    """One step: shown, or kept and gone on from."""
    here = step_of(_steps(submission), slug)
    if here is None:
        raise Http404
    if not can_move(by, submission, Action.SAVE):
        return _too_late(request, submission, here)
    if request.method == "POST":
        return _answer(request, submission, by, here)
    return step_page(request, submission, _shown(request, submission, here))


@require_POST
def files(request: HttpRequest, submission: Submission, by: Actor) -> HttpResponse:
    """One file, sent by itself: its line of the list, or why it was refused."""
    file = request.FILES.get("file")
    if file is None:
        return JsonResponse({"problem": _("Der kom ingen fil. Prøv igen.")}, status=400)
    try:
        kept = drafting.add_file(
            submission=submission, file=file, most=forms.MOST_FILES, by=by, now=timezone.now()
        )
    except RefusedFile as refusal:
        return JsonResponse({"problem": str(refusal)}, status=422)
    except (MoveRefused, PermissionDenied):
        return JsonResponse({"problem": _("Bidraget kan ikke rettes nu.")}, status=409)
    line = render_to_string("submissions/_draft_file.html", {"file": kept}, request=request)
    return JsonResponse({"line": line})


@never_cache
def form_key(request: HttpRequest) -> JsonResponse:
    """A fresh key for a form that has been open while somebody logged in in another window."""
    return JsonResponse({"key": get_token(request)})


def kept_answer(
    submission: Submission,
    now: datetime,
    problems: dict[str, str] | None = None,
    *,
    by: object = None,
) -> JsonResponse:
    """What a page is told that saved while somebody typed."""
    whole = draft_page.whole_form(submission)
    place = draft_page.place_of(submission, by)
    return JsonResponse(
        {
            "version": submission.version,
            "saved": draft_page.saved(now),
            "missing": draft_page.in_words(draft_page.gaps(whole)),
            "steps": {each.slug: place.step(each) for each in whole.steps},
            "problems": problems or {},
        }
    )


def step_page(
    request: HttpRequest,
    submission: Submission,
    form: forms.SubmissionForm,
    *,
    differences: list[draft_page.Difference] | None = None,
    status: int = 200,
) -> HttpResponse:
    place = draft_page.place_of(submission, _actor(request, submission))
    whole = draft_page.whole_form(submission)
    is_check = form.step == CHECK
    form.remark(judging.comments_of(submission))
    return render(
        request,
        "submissions/step.html",
        {
            "form": form,
            "submission": submission,
            "is_method": submission.is_method,
            "is_check": is_check,
            "progress": draft_page.progress(whole, form.step),
            "gaps": [(gap, place.step(gap.step)) for gap in draft_page.gaps(whole)]
            if is_check
            else [],
            "place": place,
            "files": submission.attachments.all(),
            "page": submission_page.page(submission) if is_check else None,
            "address": place.step(form.step),
            "megabytes": settings.MAX_ATTACHMENT_MEGABYTES,
            "standing": submission_page.standing(submission, _actor(request, submission)),
            "differences": differences or [],
            "is_by_link": place.name == "draft",
            "most_files": forms.MOST_FILES,
        },
        status=status,
    )


def where_it_is_now(submission: Submission) -> str:
    """An account holder's own page asks for the log-in; a sender was mailed where to go on."""
    if submission.author_id:
        return signed.status_path(submission)
    return "share-thanks"


def _too_late(request: HttpRequest, submission: Submission, here: Step) -> HttpResponse:
    """It was sent in another window: what was typed in this one since is shown, to be copied."""
    if unsent.wants_json(request):
        return JsonResponse({"version": submission.version, "differing": {}}, status=409)
    status = signed.status_path(submission, _actor(request, submission))
    found = []
    if request.method == "POST":
        found = draft_page.differences(_posted(request, submission, here), submission)
    if not found:
        messages.info(request, _("Bidraget kan ikke rettes nu."))
        return redirect(status)
    return render(
        request, "submissions/too_late.html", {"typed": found, "status": status}, status=409
    )


def _answer(request: HttpRequest, submission: Submission, by: Actor, here: Step) -> HttpResponse:
    form = _posted(request, submission, here)
    if form.is_from_a_robot:
        return redirect("share-thanks")
    now = timezone.now()
    is_valid = form.is_valid()
    try:
        _keep(submission, form, by, now, seen=_version_seen(request, submission, form))
    except StaleVersion as refusal:
        return _changed_elsewhere(request, submission, form, refusal)
    if unsent.wants_json(request):
        problems = {name: " ".join(form.errors[name]) for name in form.errors}
        return kept_answer(submission, now, problems, by=by)
    became_theirs = _give_to_whoever_is_logged_in(request, submission, by, now)
    _take_files(request, submission, form, by=_actor(request, submission), now=now)
    if not is_valid or form.errors:
        form.now_against(submission.version)
        return step_page(request, submission, form, status=422)
    asked = request.POST.get("do", "")
    if asked == "send" and not became_theirs:
        return _send(request, submission, now)
    if asked == "mail" and isinstance(by, Sender) and not became_theirs:
        _mail_link(request, submission, by, now)
    return redirect(next_address(request, submission, here, asked))


def _keep(
    submission: Submission, form: forms.SubmissionForm, by: Actor, now: datetime, *, seen: int
) -> None:
    """Keep what is good of this step. The last one only shows, and has nothing to keep."""
    if form.step == CHECK:
        return
    email = form.cleaned_data.get("email")
    drafting.keep(
        submission=submission, version=seen, content=form.content(), by=by, now=now, email=email
    )


def _version_seen(request: HttpRequest, submission: Submission, form: forms.SubmissionForm) -> int:
    """What the page was about; or what there is now, where nobody else's words would be lost.

    A save that came twice, or from two windows with the same words, is no conflict. Neither is one
    that follows the page's own: it was left before it heard that its last words had arrived.
    """
    if _version(form) == submission.version:
        return submission.version
    is_no_conflict = not draft_page.differences(form, submission) or _follows_its_own(
        request, submission, form
    )
    return submission.version if is_no_conflict else _version(form)


def _follows_its_own(
    request: HttpRequest, submission: Submission, form: forms.SubmissionForm
) -> bool:
    """Whether what is kept is what the same page sent before, as far as it says so."""
    if "unanswered" not in request.POST or form.step is None:
        return False
    before = request.POST.copy()
    for name, values in QueryDict(request.POST["unanswered"]).lists():
        before.setlist(name, values)
    return not draft_page.differences(_form_of(before, submission, form.step), submission)


def _changed_elsewhere(
    request: HttpRequest, submission: Submission, form: forms.SubmissionForm, refusal: StaleVersion
) -> HttpResponse:
    """Both texts, and a page that may now be saved: whoever presses again has seen the other."""
    newest = Submission.objects.get(pk=submission.pk)
    found = draft_page.differences(form, newest)
    if unsent.wants_json(request):
        differing = {each.name: {"label": each.label, "theirs": each.theirs} for each in found}
        return JsonResponse({"version": newest.version, "differing": differing}, status=409)
    form.add_error(
        None,
        _(
            "Kladden er ændret et andet sted, siden du åbnede siden. Begge tekster står herunder. "
            "Gem igen, når din tekst er, som den skal være."
        ),
    )
    form.now_against(newest.version)
    return step_page(request, newest, form, differences=found, status=409)


def _give_to_whoever_is_logged_in(
    request: HttpRequest, submission: Submission, by: Actor, now: datetime
) -> bool:
    """Who began without an account and then logged in has the draft among their own."""
    if not (isinstance(by, Sender) and request.user.is_authenticated):
        return False
    if not draft_page.needs_email(submission):
        return False
    drafting.make_own(submission=submission, by=request.user, link=by, now=now)
    messages.success(request, _("Kladden er din nu. Du finder den under »Mine bidrag«."))
    return True


def _take_files(
    request: HttpRequest,
    submission: Submission,
    form: forms.SubmissionForm,
    *,
    by: Actor,
    now: datetime,
) -> None:
    """Files sent with the page itself, where no script sends them one by one."""
    asked = request.POST.get("do", "")
    if asked.startswith("remove-") and asked[7:].isdecimal() and len(asked) < 20:
        drafting.remove_file(submission=submission, attachment=int(asked[7:]), by=by)
    for file in request.FILES.getlist("files"):
        try:
            drafting.add_file(
                submission=submission, file=file, most=forms.MOST_FILES, by=by, now=now
            )
        except RefusedFile as refusal:
            form.add_error("files" if "files" in form.fields else None, str(refusal))


def next_address(request: HttpRequest, submission: Submission, here: Step, asked: str) -> str:
    """Where the pressed button leads, now that this step is kept."""
    steps = _steps(submission)
    if asked == "next":
        wanted: Step | None = steps[min(steps.index(here) + 1, len(steps) - 1)]
    else:
        wanted = step_of(steps, asked.removeprefix("go-"))
    if asked == "stay":
        messages.success(
            request, _("Kladden er gemt. Du kan gå fra siden og skrive videre senere.")
        )
    return draft_page.place_of(submission, _actor(request, submission)).step(wanted or here)


def _mail_link(request: HttpRequest, submission: Submission, by: Sender, now: datetime) -> None:
    try:
        unsent.check_may_write_to(request)
        drafting.mail_link(submission=submission, by=by, now=now)
    except MoveRefused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Linket er sendt til den adresse, du har skrevet."))


def _send(request: HttpRequest, submission: Submission, now: datetime) -> HttpResponse:
    """All of it to the editors, or back to what is missing."""
    whole = draft_page.whole_form(submission)
    by = _actor(request, submission)
    check = forms.FORMS[submission.kind](
        request.POST, submission=submission, step=CHECK, draft=True
    )
    check.is_valid()
    if isinstance(by, Sender) and haste.is_hasty_since(submission.created_at):
        check.add_error(None, haste.TOO_SOON)
        return step_page(request, submission, check, status=422)
    if not whole.is_valid():
        check.add_error(None, draft_page.in_words(draft_page.gaps(whole)))
        return step_page(request, submission, check, status=422)
    try:
        return _hand_in(request, submission, whole, by, version=_version(check), now=now)
    except (MoveRefused, PermissionDenied) as refusal:
        newest = Submission.objects.get(pk=submission.pk)
        check.add_error(None, str(refusal))
        check.now_against(newest.version)
        return step_page(request, newest, check, status=409)


def _hand_in(
    request: HttpRequest,
    submission: Submission,
    whole: forms.SubmissionForm,
    by: Actor,
    *,
    version: int,
    now: datetime,
) -> HttpResponse:
    sent = {
        "submission": submission,
        "version": version,
        "content": whole.content(),
        "by": by,
        "now": now,
    }
    if draft_page.needs_email(submission):
        unsent.check_may_write_to(request)
        sharing.ask(**sent, email=whole.cleaned_data["email"])
        return redirect("share-thanks")
    sharing.submit(**sent)
    messages.success(request, _("Tak. Bidraget er sendt til redaktionen."))
    return redirect(signed.status_path(submission, by))


def _shown(request: HttpRequest, submission: Submission, here: Step) -> forms.SubmissionForm:
    """The step as it is kept; or as it was typed when the log-in ended, to be saved now."""
    typed = unsent.take(request)
    if typed is not None:
        messages.warning(
            request,
            _("Du var blevet logget ud. Her er det, du skrev. Det er ikke gemt endnu: gem det nu."),
        )
    return forms.FORMS[submission.kind](
        typed,
        initial=forms.initial_of(submission),
        submission=submission,
        step=here,
        draft=True,
        with_email=draft_page.needs_email(submission),
    )


def _posted(request: HttpRequest, submission: Submission, here: Step) -> forms.SubmissionForm:
    return _form_of(request.POST, submission, here)


def _form_of(typed: QueryDict, submission: Submission, here: Step) -> forms.SubmissionForm:
    return forms.FORMS[submission.kind](
        typed,
        submission=submission,
        step=here,
        draft=True,
        with_email=draft_page.needs_email(submission),
    )


def _version(form: forms.SubmissionForm) -> int:
    """What the page was about; 0, which no page is about, where it does not say."""
    return form.cleaned_data.get("version") or 0


def _actor(request: HttpRequest, submission: Submission) -> Actor:
    """Whoever is logged in and owns it, an editor of the municipality too; else by link."""
    if submission.author_id or owns(request.user, submission):
        return request.user
    return Sender(submission.pk)


def _steps(submission: Submission) -> tuple[Step, ...]:
    return forms.FORMS[submission.kind].steps


my_step = of_mine(step)
my_files = of_mine(files)
draft = by_draft_link(first_step)
draft_step = by_draft_link(step)
draft_files = by_draft_link(files)
