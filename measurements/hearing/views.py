"""Pages where a municipality sees its own figures before the public does, and answers.

To everybody else they do not exist: another municipality's user, an editor and a stranger get the
same answers for a round in hearing as for one that was never made.
"""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from measurements.actions import hearing as hearing_verbs
from measurements.actions import hearing_files
from measurements.file_response import for_download
from measurements.hearing import drafts, presenters
from measurements.hearing.forms import AnswerForm
from measurements.hearings import hearings_of
from measurements.lifecycle import PUBLIC, NotPossible
from measurements.models import Hearing, Position
from measurements.permissions import can_manage_rounds, municipality_of


@require_safe
@login_required
def my_hearings(request: HttpRequest) -> HttpResponse:
    """Every round that the municipality is or was asked about."""
    if can_manage_rounds(request.user):
        return redirect("manage-rounds")
    if municipality_of(request.user) is None:
        raise PermissionDenied(_("Høringer er for kommunernes brugere."))
    rows = presenters.hearing_rows(
        list(hearings_of(request.user).order_by("-pk")), now=timezone.now()
    )
    return render(request, "measurements/hearing/list.html", {"rows": rows})


@require_http_methods(["GET", "HEAD", "POST"])
def hearing(request: HttpRequest, slug: str) -> HttpResponse:
    """The municipality's own figures, and its answer."""
    if not request.user.is_authenticated:
        if request.method == "POST":
            drafts.keep(request)
        return redirect_to_login(request.path)
    found = _own_hearing(request, slug)
    if found.round.state in PUBLIC:
        return redirect("municipality", slug=found.municipality.slug)
    if not presenters.is_shown(found):
        return render(request, "measurements/hearing/taken_back.html", {"hearing": found})
    if request.method == "POST":
        return _receive(request, found)
    if request.method == "GET":
        hearing_verbs.record_look(hearing=found, by=request.user, now=timezone.now())
    draft = drafts.take(request, municipality=found.municipality_id)
    if draft:
        messages.info(
            request,
            _(
                "Du var blevet logget ud. Din tekst er her endnu, men er ikke sendt. Vælg filen igen."
            ),
        )
    return _page(request, found, AnswerForm(found, draft=draft))


@require_safe
@login_required
def own_file(request: HttpRequest, slug: str) -> FileResponse:
    """The file of the municipality's own answer."""
    found = _own_hearing(request, slug)
    if not found.file_sha256 or not presenters.is_shown(found):
        raise Http404
    return for_download(
        hearing_files.path_of(found.file_sha256),
        name=found.file_name,
        content_type=hearing_files.content_type_of(found.file_name),
    )


def _receive(request: HttpRequest, found: Hearing) -> HttpResponse:
    # A form keeps a good file before it is known whether the answer is taken: not after the end.
    is_open = found.round.takes_answers(timezone.localdate())
    form = AnswerForm(found, request.POST, request.FILES if is_open else None)
    if form.is_valid():
        try:
            hearing_verbs.answer(
                hearing=found,
                version=form.cleaned_data["version"],
                position=Position(form.cleaned_data["position"]),
                comment=form.cleaned_data["comment"],
                file=form.answer_file(),
                by=request.user,
                now=timezone.now(),
            )
        except hearing_verbs.ChangedMeanwhile as refusal:
            found = _own_hearing(request, found.round.slug)
            form.add_error(None, str(refusal))
            form.now_against(found)
        except NotPossible as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Tak. Kommunens svar er modtaget."))
            return redirect(request.path)
    return _page(request, found, form, status=422)


def _page(
    request: HttpRequest, found: Hearing, form: AnswerForm, *, status: int = 200
) -> HttpResponse:
    return render(
        request,
        "measurements/hearing/hearing.html",
        {"page": presenters.hearing_page(found, now=timezone.now()), "form": form},
        status=status,
    )


def _own_hearing(request: HttpRequest, slug: str) -> Hearing:
    """Other municipalities' do not exist here."""
    return get_object_or_404(
        hearings_of(request.user).select_related("answered_by"), round__slug=slug
    )
