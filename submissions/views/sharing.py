"""Sharing: the choice between two forms, and a form until it is sent in."""

from dataclasses import dataclass

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from measurements import uploads
from measurements.uploads import RefusedFile
from submissions import calls, forms, permissions
from submissions.actions import files, sharing
from submissions.lifecycle import MoveRefused
from submissions.models import Attachment, Kind, Submission
from submissions.views import beginning, unsent

MOST_DIGITS = 10  # of a version: the column holds no more, and Python reads no more than 4300


def share(request: HttpRequest) -> HttpResponse:
    return render(request, "submissions/share.html")


def share_report(request: HttpRequest) -> HttpResponse:
    return _share(request, Kind.REPORT)


def share_method(request: HttpRequest) -> HttpResponse:
    return _share(request, Kind.METHOD)


def thanks(request: HttpRequest) -> HttpResponse:
    return render(request, "submissions/thanks.html")


@dataclass(frozen=True, slots=True)
class Received:
    """What became of the files of a post: kept by reference, or refused with a reason."""

    kept: list[Attachment]
    refused: list[str]


def receive_files(request: HttpRequest) -> Received:
    """Keep the good files at once, so that an error elsewhere in the form does not lose them."""
    received = Received([], [])
    sent = request.FILES.getlist("files")
    for file in sent[: forms.MOST_FILES]:
        try:
            received.kept.append(files.keep_file(file=file, now=timezone.now()))
        except RefusedFile as refusal:
            received.refused.append(str(refusal))
    for file in sent[forms.MOST_FILES :]:
        received.refused.append(
            _("%(name)s kom ikke med. Send højst %(most)d filer.")
            % {"name": uploads.display_name(file.name or ""), "most": forms.MOST_FILES}
        )
    return received


def posted_form(
    request: HttpRequest, kind: str, *, submission: Submission | None = None, draft: bool = False
) -> forms.SubmissionForm:
    """The form as it was sent, files taken in."""
    received = receive_files(request)
    return forms.FORMS[kind](
        request.POST,
        submission=submission,
        draft=draft,
        with_email=submission is None and not request.user.is_authenticated,
        received=received.kept,
        refused=received.refused,
    )


def posted_version(request: HttpRequest) -> int:
    """The version that the page was about; 0, which no page is about, where it is no number."""
    version = request.POST.get("version", "")
    return int(version) if version.isdecimal() and len(version) < MOST_DIGITS else 0


def without_nul(text: str) -> str:
    """Posted text that no form has looked at; PostgreSQL takes no NUL."""
    return text.replace("\0", "")


def wants_draft(request: HttpRequest) -> bool:
    return request.POST.get("do") == "draft"


def _share(request: HttpRequest, kind: Kind) -> HttpResponse:
    replaced = _to_be_replaced(request, kind)
    if "step" in request.POST:
        return beginning.begin(request, kind, _known(request, replaced))
    if request.method != "POST" and "hele" not in request.GET:
        return beginning.first_page(request, kind, _known(request, replaced), replaced=replaced)
    if request.method != "POST":
        form = forms.FORMS[kind](
            initial=_known(request, replaced), with_email=not request.user.is_authenticated
        )
        return _form_page(request, form, replaced)
    draft = wants_draft(request) and request.user.is_authenticated
    form = posted_form(request, kind, draft=draft)
    if form.is_from_a_robot:
        return redirect("share-thanks")  # a robot learns nothing from being thanked
    if not request.user.is_authenticated:
        form.refuse_haste()
    if form.is_valid():
        try:
            return _take_in(request, form, draft=draft)
        except (MoveRefused, PermissionDenied) as refusal:
            form.add_error(None, str(refusal))
        except sharing.KeyInUse:
            form.add_error(
                None, _("Siden er for gammel. Åbn skemaet igen, og kopiér teksten over.")
            )
            return _form_page(request, form, replaced, status=409)
    return _form_page(request, form, replaced, status=422)


def _take_in(request: HttpRequest, form: forms.SubmissionForm, *, draft: bool) -> HttpResponse:
    arrived = {
        "kind": form.kind,
        "key": form.cleaned_data["key"],
        "content": form.content(),
        "now": timezone.now(),
    }
    if not request.user.is_authenticated:
        unsent.check_may_write_to(request)
        sharing.submit_by_email(**arrived, email=form.cleaned_data["email"])
        return redirect("share-thanks")
    if draft:
        submission = sharing.save_new_draft(**arrived, by=request.user)
        messages.success(
            request, _("Kladden er gemt. Du kan gå fra siden og skrive videre senere.")
        )
        return redirect("edit-submission", pk=submission.pk)
    submission = sharing.submit_new(**arrived, by=request.user)
    messages.success(request, _("Tak. Bidraget er sendt til redaktionen."))
    return redirect("my-submission", pk=submission.pk)


def _known(request: HttpRequest, replaced: Submission | None) -> dict[str, object]:
    """What is known beforehand: the edition to be completed, or the municipality and its result."""
    if replaced is not None:
        known = forms.initial_of(replaced)
        if replaced.only_title:  # anybody may describe it; the address is for its owners
            known["contact_email"] = ""
        return {
            **{name: known[name] for name in known.keys() - {"key", "version", "email"}},
            "replaces": replaced.code,
        }
    home = getattr(request.user, "home_municipality_id", None)
    municipality = request.GET.get("kommune") or home
    result = calls.why_we_ask(str(municipality), request.GET.get("maaling", ""))
    return {"municipality": municipality, **({"results": result} if result else {})}


def _to_be_replaced(request: HttpRequest, kind: Kind) -> Submission | None:
    code = request.POST.get("replaces") or request.GET.get("bidrag") or ""
    if not code:
        return None
    found = Submission.objects.filter(code=without_nul(code), slug__isnull=False, kind=kind).first()
    by = request.user if request.user.is_authenticated else None
    return found if found and permissions.can_replace(by, found) else None


def _form_page(
    request: HttpRequest,
    form: forms.SubmissionForm,
    replaced: Submission | None,
    *,
    status: int = 200,
) -> HttpResponse:
    return render(
        request,
        "submissions/form.html",
        {
            "form": form,
            "replaced": replaced,
            "can_keep_draft": request.user.is_authenticated,
            "is_method": form.kind == Kind.METHOD,
        },
        status=status,
    )
