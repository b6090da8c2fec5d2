"""Pages where an administrator takes a round from files to publication."""

from collections.abc import Callable
from functools import wraps

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Prefetch, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from measurements.manage.presenters import progress as presenters
from measurements.actions import inputs, publication, rounds, runs
from measurements.actions.refusals import NotPossible
from measurements.manage.forms import FilesForm, RoundForm
from measurements.lifecycle import OPEN, RoundAction
from measurements.manage.presenters.readings import readings_of
from measurements.models import InputKind, Round, RoundKind, RoundState, Run, RunKind
from measurements.permissions import check_can_manage_rounds, may
from measurements.presenters import round_page
from measurements.presenters.table import BY_NAME
from measurements.preview import preview_of

View = Callable[..., HttpResponse]


def administrators_only(view: View) -> View:
    """Whoever is not logged in may log in; whoever is, and may not, is told so."""

    @login_required
    @wraps(view)
    def guarded(request: HttpRequest, *arguments: object, **named: object) -> HttpResponse:
        check_can_manage_rounds(request.user)
        return view(request, *arguments, **named)

    return guarded


@require_GET
@administrators_only
def round_list(request: HttpRequest) -> HttpResponse:
    """Every round that is made here: its state, and what to do next."""
    lean_runs = Prefetch("runs", queryset=Run.objects.defer("outcome"))
    found = _computed_rounds().prefetch_related(lean_runs, "inputs").order_by("-created_at")
    return render(
        request,
        "measurements/manage/round_list.html",
        {"rows": presenters.round_rows(list(found), now=timezone.now())},
    )


@require_http_methods(["GET", "POST"])
@administrators_only
def create(request: HttpRequest) -> HttpResponse:
    form = RoundForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        created = rounds.create_round(
            description=form.description(), by=request.user, now=timezone.now()
        )
        messages.success(request, _("Målingen er oprettet som kladde. Upload nu filerne."))
        return redirect("manage-round", slug=created.slug)
    return render(request, "measurements/manage/describe.html", {"form": form})


@require_http_methods(["GET", "POST"])
@administrators_only
def describe(request: HttpRequest, slug: str) -> HttpResponse:
    """Change what is said about a draft."""
    measured = _round(slug)
    form = RoundForm(request.POST) if request.method == "POST" else RoundForm.of(measured)
    if request.method == "POST" and form.is_valid():
        done = _try(
            request,
            lambda: rounds.describe_round(
                measured=measured,
                description=form.description(),
                by=request.user,
                now=timezone.now(),
            ),
        )
        if done:
            messages.success(request, _("Beskrivelsen er gemt."))
            return redirect("manage-round", slug=slug)
    return render(
        request, "measurements/manage/describe.html", {"form": form, "measured": measured}
    )


@require_GET
@administrators_only
def overview(request: HttpRequest, slug: str) -> HttpResponse:
    return _overview(request, _round(slug))


@require_POST
@administrators_only
def upload(request: HttpRequest, slug: str) -> HttpResponse:
    """Keep the files and ask for a computation of them."""
    measured = _round(slug)
    form = _files_form(measured, request)
    if not form.is_valid():
        return _overview(request, measured, form, status=422)
    if _try(request, lambda: _store_and_validate(request, measured, form)):
        messages.success(request, _("Filerne er gemt, og kontrollen er sat i kø."))
    return redirect("manage-round", slug=slug)


@require_GET
@administrators_only
def progress(request: HttpRequest, slug: str) -> HttpResponse:
    """The fragment that the page fetches each second while a run is live."""
    run = _round(slug).newest_run
    if run is None:
        return HttpResponse(status=204)
    shown = presenters.progress_of(run, now=timezone.now())
    response = render(request, "measurements/manage/_progress.html", {"progress": shown})
    response["Cache-Control"] = "no-store"
    response["Run-Is-Live"] = "yes" if shown.is_live else "no"
    return response


@require_POST
@administrators_only
def compute_again(request: HttpRequest, slug: str) -> HttpResponse:
    """Another computation of the files that are there."""
    measured = _round(slug)
    if _try(
        request, lambda: runs.request_run(measured=measured, by=request.user, now=timezone.now())
    ):
        messages.success(request, _("Beregningen er sat i kø."))
    return redirect("manage-round", slug=slug)


@require_POST
@administrators_only
def stop(request: HttpRequest, slug: str) -> HttpResponse:
    run = _round(slug).live_run
    if run is None:
        messages.info(request, _("Der var ingen beregning at stoppe."))
    elif _try(request, lambda: runs.stop_run(run=run, by=request.user, now=timezone.now())):
        messages.success(request, _("Beregningen er stoppet."))
    return redirect("manage-round", slug=slug)


@require_GET
@administrators_only
def preview(request: HttpRequest, slug: str) -> HttpResponse:
    """The public page, drawn by the same presenter and template, before it is public."""
    measured = _round(slug)
    run = measured.newest_of(RunKind.COMPUTATION)
    if run is None or not run.outcome:
        return _not_there_yet(request, measured)
    seen = preview_of(measured=measured, run=run, by=request.user, now=timezone.now())
    page = round_page(seen, sort=request.GET.get("sorter", BY_NAME))
    return render(request, "measurements/manage/preview.html", {"page": page, "measured": measured})


@require_http_methods(["GET", "POST"])
@administrators_only
def approve(request: HttpRequest, slug: str) -> HttpResponse:
    """What would become public, and the button that freezes it."""
    measured = _round(slug)
    run = measured.newest_of(RunKind.COMPUTATION)
    if run is None or not may(request.user, measured, RoundAction.APPROVE):
        return _not_there_yet(request, measured)
    if request.method == "POST" and _try(
        request,
        lambda: publication.approve_round(
            measured=measured,
            run=run,
            previewed_sha256=request.POST.get("outcome_sha256", ""),
            no_hearing_reason=request.POST.get("no_hearing_reason", ""),
            by=request.user,
            now=timezone.now(),
        ),
    ):
        messages.success(request, _("Målingen er godkendt. Nu kan den offentliggøres."))
        return redirect("manage-round", slug=slug)
    return render(
        request,
        "measurements/manage/approve.html",
        {"measured": measured, "run": run, "national": run.outcome["national"]},
    )


@require_http_methods(["GET", "POST"])
@administrators_only
def publish(request: HttpRequest, slug: str) -> HttpResponse:
    """What becomes public, and the button that makes it so."""
    measured = _round(slug)
    if measured.state != RoundState.APPROVED:
        return _not_there_yet(request, measured)
    run = measured.approved_run
    if request.method == "POST" and _try(
        request,
        lambda: publication.publish_round(
            measured=measured,
            approved_sha256=request.POST.get("seal", ""),
            alone_reason=request.POST.get("alone_reason", ""),
            by=request.user,
            now=timezone.now(),
        ),
    ):
        messages.success(request, _("Målingen er offentliggjort. Her er den, som alle ser den."))
        return redirect("round", slug=measured.series.slug)
    return render(
        request,
        "measurements/manage/publish.html",
        {"measured": measured, "run": run, "national": run.outcome["national"]},
    )


@require_http_methods(["GET", "POST"])
@administrators_only
def discard(request: HttpRequest, slug: str) -> HttpResponse:
    """Ask before a draft is deleted for good."""
    measured = _round(slug)
    title = measured.title
    if request.method == "POST":
        done = _try(
            request,
            lambda: rounds.discard_round(measured=measured, by=request.user, now=timezone.now()),
        )
        if done:
            messages.success(request, _("Kladden “%(title)s” er slettet.") % {"title": title})
            return redirect("manage-rounds")
        return redirect("manage-round", slug=slug)
    return render(request, "measurements/manage/discard.html", {"measured": measured})


def _overview(
    request: HttpRequest, measured: Round, form: FilesForm | None = None, status: int = 200
) -> HttpResponse:
    """The whole of one round: steps, files, computation, what happened."""
    run = measured.newest_run
    now = timezone.now()
    return render(
        request,
        "measurements/manage/round.html",
        {
            "measured": measured,
            "is_draft": measured.state in OPEN,
            "steps": presenters.steps_of(measured),
            "next": presenters.next_step(measured),
            "place": presenters.place_of(measured).name,
            "can_compute_again": presenters.can_compute_again(measured),
            "files": presenters.files_of(measured),
            "form": form or _files_form(measured),
            "run": run,
            "progress": presenters.progress_of(run, now=now) if run else None,
            "faults": presenters.faults_of(run) if run else None,
            "readings": readings_of(run) if run else None,
            "history": presenters.history_of(measured),
        },
        status=status,
    )


def _not_there_yet(request: HttpRequest, measured: Round) -> HttpResponse:
    """Back to the round's page, which says what comes first."""
    messages.info(request, presenters.next_step(measured).text)
    return redirect("manage-round", slug=measured.slug)


def _store_and_validate(request: HttpRequest, measured: Round, form: FilesForm) -> None:
    for kind in InputKind:
        if file := form.cleaned_data.get(kind.value):
            inputs.store_input(
                measured=measured, kind=kind, file=file, by=request.user, now=timezone.now()
            )
    runs.request_validation(measured=measured, by=request.user, now=timezone.now())


def _files_form(measured: Round, request: HttpRequest | None = None) -> FilesForm:
    has_spells = any(file.kind == InputKind.SPELLS for file in measured.current_inputs)
    if request is None:
        return FilesForm(has_spells=has_spells)
    return FilesForm(request.POST, request.FILES, has_spells=has_spells)


def _try(request: HttpRequest, verb: Callable[[], object]) -> bool:
    """Do it, or say why it cannot be done now."""
    try:
        verb()
    except NotPossible as reason:
        messages.error(request, str(reason))
        return False
    return True


def _computed_rounds() -> QuerySet[Round]:
    return Round.objects.filter(kind=RoundKind.COMPUTED)


def _round(slug: str) -> Round:
    return get_object_or_404(_computed_rounds(), slug=slug)
