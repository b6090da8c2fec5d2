"""The first step of a form that is no draft yet: shown, and kept as soon as something is typed."""

from collections.abc import Mapping
from dataclasses import replace

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from submissions import forms
from submissions.actions import sharing
from submissions.actions.sharing import Content, KeyInUse
from submissions.lifecycle import MoveRefused, State
from submissions.models import Submission
from submissions.presenters import draft_page
from submissions.views import drafting, unsent


def first_page(
    request: HttpRequest,
    kind: str,
    known: Mapping[str, object],
    *,
    replaced: Submission | None = None,
    form: forms.SubmissionForm | None = None,
    status: int = 200,
) -> HttpResponse:
    """The first step, with what is known beforehand; or as it was typed and not taken."""
    form_class = forms.FORMS[kind]
    form = form or form_class(initial=dict(known), step=form_class.steps[0], draft=True)
    whole = draft_page.new_form(kind, known, with_email=not request.user.is_authenticated)
    return render(
        request,
        "submissions/step.html",
        {
            "form": form,
            "is_method": kind == forms.MethodForm.kind,
            "progress": draft_page.progress(whole, form_class.steps[0]),
            "replaced": replaced,
            "reason": known.get("results") if replaced is None else "",
        },
        status=status,
    )


def begin(request: HttpRequest, kind: str, known: Mapping[str, object]) -> HttpResponse:
    """Keep the first step as a draft, and go on to the second. The same form twice is one draft."""
    form_class = forms.FORMS[kind]
    form = form_class(request.POST, step=form_class.steps[0], draft=True)
    if form.is_from_a_robot:
        return redirect("share-thanks")
    form.is_valid()
    try:
        draft = _draft(request, form, known)
    except (MoveRefused, PermissionDenied, KeyInUse) as refusal:
        return _refused(request, form, known, refusal)
    if draft.state != State.DRAFT:
        return redirect(drafting.where_it_is_now(draft))
    if unsent.wants_json(request):
        problems = {name: " ".join(form.errors[name]) for name in form.errors}
        return drafting.kept_answer(draft, timezone.now(), problems)
    if form.errors:
        form.now_against(draft.version)
        return drafting.step_page(request, draft, form, status=422)
    return redirect(drafting.next_address(request, draft, form.step, request.POST.get("do", "")))


def _draft(
    request: HttpRequest, form: forms.SubmissionForm, known: Mapping[str, object]
) -> Submission:
    if "key" not in form.cleaned_data:
        raise KeyInUse
    by = request.user if request.user.is_authenticated else None
    if by is None and not unsent.may_leave_something(request):
        raise MoveRefused(
            _("Der er begyndt mange skemaer fra jeres netværk. Vent en time, eller log ind.")
        )
    return sharing.save_new_draft(
        kind=form.kind,
        key=form.cleaned_data["key"],
        content=_with(form.content(), known, form),
        by=by,
        now=timezone.now(),
    )


def _with(content: Content, known: Mapping[str, object], form: forms.SubmissionForm) -> Content:
    """What was typed, over what was known beforehand of the steps to come."""
    whole = forms.FORMS[form.kind](forms.as_post(known), draft=True)
    whole.is_valid()
    return replace(content, fields={**whole.content().fields, **content.fields}, attachments=())


def _refused(
    request: HttpRequest,
    form: forms.SubmissionForm,
    known: Mapping[str, object],
    refusal: Exception,
) -> HttpResponse:
    """The page as it was typed, with the reason."""
    status = 409 if isinstance(refusal, KeyInUse) else 422
    text = str(refusal) or _("Siden er for gammel. Åbn skemaet igen, og kopiér teksten over.")
    if unsent.wants_json(request):
        return JsonResponse({"problem": text}, status=422)
    form.add_error(None, text)
    return first_page(request, form.kind, known, form=form, status=status)
