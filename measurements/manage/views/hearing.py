"""The board of a hearing: send a round there, follow it, remind, extend, and answer objections."""

from collections.abc import Callable

from django.contrib import messages
from django.db.models import QuerySet
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from measurements.actions import hearing as verbs
from measurements.actions import hearing_files
from measurements.actions.hearing_mail import users_by_municipality
from measurements.file_response import for_download
from measurements.lifecycle import NotPossible, RoundAction, RoundState
from measurements.manage.access import administrators_only, attempt, not_there_yet, the_round
from measurements.manage.hearing_forms import ExtendHearingForm, OpenHearingForm, ResponseForm
from measurements.manage.presenters import hearing as presenters
from measurements.models import Hearing, Municipality, Round, Run, RunKind
from measurements.permissions import may
from measurements.presenters.own_result import own_result
from measurements.preview import own_result_of

Form = OpenHearingForm | ExtendHearingForm


@require_http_methods(["GET", "POST"])
@administrators_only
def board(request: HttpRequest, slug: str) -> HttpResponse:
    """Where the hearing stands; before there is one, the page that sends the round there."""
    measured = the_round(slug)
    if measured.current_hearings:
        return _board(request, measured)
    if not may(request.user, measured, RoundAction.OPEN_HEARING):
        return not_there_yet(request, measured)
    form = OpenHearingForm(request.POST or None)
    if form.is_valid() and _done(
        form,
        lambda: verbs.open_hearing(
            measured=measured, by=request.user, now=timezone.now(), **form.cleaned_data
        ),
    ):
        messages.success(request, _("Målingen er i høring, og kommunerne får en mail om det."))
        return redirect("manage-hearing", slug=slug)
    return _opening(request, measured, form)


@require_http_methods(["GET", "POST"])
@administrators_only
def extend(request: HttpRequest, slug: str) -> HttpResponse:
    """Give the municipalities more time."""
    measured = the_round(slug)
    if not may(request.user, measured, RoundAction.EXTEND_HEARING):
        return not_there_yet(request, measured)
    form = ExtendHearingForm(request.POST or None)
    if form.is_valid() and _done(
        form,
        lambda: verbs.extend_hearing(
            measured=measured,
            until=form.cleaned_data["until"],
            by=request.user,
            now=timezone.now(),
        ),
    ):
        messages.success(request, _("Fristen er forlænget, og kommunerne får en mail om det."))
        return redirect("manage-hearing", slug=slug)
    return render(
        request,
        "measurements/manage/hearing_extend.html",
        {"measured": measured, "form": form},
        status=422 if form.is_bound else 200,
    )


@require_POST
@administrators_only
def remind(request: HttpRequest, slug: str) -> HttpResponse:
    """A mail to those who have not looked."""
    measured = the_round(slug)
    reminded: list[int] = []
    if attempt(
        request,
        lambda: reminded.append(
            verbs.remind(measured=measured, by=request.user, now=timezone.now())
        ),
    ):
        messages.success(request, _reminded(reminded[0]))
    return redirect("manage-hearing", slug=slug)


@require_http_methods(["GET", "POST"])
@administrators_only
def answer(request: HttpRequest, slug: str, municipality: str) -> HttpResponse:
    """What one municipality sees and says, and the publisher's response to it."""
    measured = the_round(slug)
    found = _hearing(measured, municipality)
    form = ResponseForm(found, request.POST if request.method == "POST" else None)
    if form.is_valid() and _done(
        form,
        lambda: verbs.respond(
            hearing=found,
            version=form.cleaned_data["version"],
            response=form.cleaned_data["response"],
            by=request.user,
            now=timezone.now(),
        ),
    ):
        messages.success(request, _("Svaret er gemt, og kommunen får en mail om det."))
        return redirect("manage-hearing", slug=slug)
    if form.is_bound and form.non_field_errors():  # refused: show what there is to respond to now
        found = _hearing(measured, municipality)
        form.now_against(found)
    return _answer(request, measured, found, form)


@require_GET
@administrators_only
def file(request: HttpRequest, slug: str, municipality: str) -> FileResponse:
    found = _hearing(the_round(slug), municipality)
    if not found.file_sha256:
        raise Http404
    return for_download(
        hearing_files.path_of(found.file_sha256),
        name=found.file_name,
        content_type=hearing_files.content_type_of(found.file_name),
    )


def _board(request: HttpRequest, measured: Round) -> HttpResponse:
    users = {code: len(people) for code, people in users_by_municipality().items()}
    hearings = _sitting(measured).select_related("municipality").order_by("municipality__sort_key")
    shown = presenters.board_of(
        measured,
        list(hearings),
        users,
        chosen=request.GET.get("vis", ""),
        sort=request.GET.get("sorter", ""),
    )
    return render(
        request,
        "measurements/manage/hearing.html",
        {
            "measured": measured,
            "board": shown,
            "is_in_hearing": measured.state == RoundState.HEARING,
            "is_open": measured.takes_answers(timezone.localdate()),
            "can_approve": may(request.user, measured, RoundAction.APPROVE),
        },
    )


def _opening(request: HttpRequest, measured: Round, form: OpenHearingForm) -> HttpResponse:
    """Who would be asked, and who of them has nobody to be asked by."""
    run = Run.objects.get(pk=_computation(measured).pk)
    codes = [row["code"] for row in run.outcome["municipalities"]]
    people = users_by_municipality()
    silent = Municipality.objects.filter(code__in=set(codes) - people.keys())
    return render(
        request,
        "measurements/manage/hearing_open.html",
        {
            "measured": measured,
            "form": form,
            "asked": len(codes),
            "mails": sum(len(people.get(code, ())) for code in codes),
            "silent": list(silent),
        },
        status=422 if form.is_bound else 200,
    )


def _answer(
    request: HttpRequest, measured: Round, found: Hearing, form: ResponseForm
) -> HttpResponse:
    result = own_result_of(
        measured=measured,
        run=_computation(measured),
        code=found.municipality_id,
        now=timezone.now(),
    )
    return render(
        request,
        "measurements/manage/hearing_answer.html",
        {
            "measured": measured,
            "hearing": found,
            "standing": presenters.standing_of(found),
            "own": own_result(result) if result else None,
            "form": form if found.position and measured.state == RoundState.HEARING else None,
        },
        status=422 if form.is_bound else 200,
    )


def _done(form: Form | ResponseForm, verb: Callable[[], object]) -> bool:
    """Do it, or say in the form why it cannot be done."""
    try:
        verb()
    except NotPossible as reason:
        form.add_error(None, str(reason))
        return False
    return True


def _reminded(count: int) -> str:
    if not count:
        return _(
            "Der var ingen at minde om høringen: de har set tallene eller er mindet om dem i dag."
        )
    return ngettext("%(count)d kommune får en mail.", "%(count)d kommuner får en mail.", count) % {
        "count": count
    }


def _computation(measured: Round) -> Run:
    run = measured.approved_run or measured.newest_of(RunKind.COMPUTATION)
    assert run is not None, "only a computed round is heard"
    return run


def _sitting(measured: Round) -> QuerySet[Hearing]:
    return Hearing.objects.filter(round=measured, sitting=measured.sitting)


def _hearing(measured: Round, municipality: str) -> Hearing:
    found = _sitting(measured).select_related("round", "municipality", "answered_by")
    if measured.hearing_until is None:
        raise Http404
    return get_object_or_404(found, municipality__slug=municipality)
