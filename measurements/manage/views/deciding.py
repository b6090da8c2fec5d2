"""Looking at the figures, freezing them, making them public, and taking them back."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from measurements import kept_text
from measurements.actions import publication, rounds
from measurements.lifecycle import RoundAction, RoundState
from measurements.manage.access import (
    administrators_only,
    attempt,
    back_to,
    check_is_as_shown,
    not_there_yet,
    the_round,
)
from measurements.manage.forms import (
    ApproveForm,
    CorrectionForm,
    PublishForm,
    ReasonForm,
    RetractForm,
)
from measurements.manage.presenters.dry_run import dry_run
from measurements.models import CorrectionKind, RunKind
from measurements.permissions import approved_it, may
from measurements.presenters import round_page
from measurements.presenters.table import BY_NAME
from measurements.preview import preview_of


@require_GET
@administrators_only
def preview(request: HttpRequest, slug: str) -> HttpResponse:
    """The public page, drawn by the same presenter and template, before it is public."""
    measured = the_round(slug)
    run = measured.approved_run or measured.newest_of(RunKind.COMPUTATION)
    if run is None or not run.outcome:
        return not_there_yet(request, measured)
    seen = preview_of(measured=measured, run=run, by=request.user, now=timezone.now())
    page = round_page(seen, sort=request.GET.get("sorter", BY_NAME))
    return render(
        request,
        "measurements/manage/preview.html",
        {
            "page": page,
            "measured": measured,
            "can_hear": may(request.user, measured, RoundAction.OPEN_HEARING),
            "can_approve": may(request.user, measured, RoundAction.APPROVE),
            "can_publish": may(request.user, measured, RoundAction.PUBLISH),
        },
    )


@require_http_methods(["GET", "POST"])
@administrators_only
def approve(request: HttpRequest, slug: str) -> HttpResponse:
    """What would become public, and the button that freezes it."""
    measured = the_round(slug)
    run = measured.newest_of(RunKind.COMPUTATION)
    if run is None or not may(request.user, measured, RoundAction.APPROVE):
        return not_there_yet(request, measured)
    if run.open_warnings:
        messages.info(request, _("Beregningen har advarsler. Tag stilling til dem først."))
        return redirect("manage-round-report", slug=slug)
    was_heard = measured.state == RoundState.HEARING
    form = ApproveForm(
        request.POST or None,
        was_heard=was_heard,
        in_the_way=publication.what_hearing_is_against(measured, now=timezone.now()),
    )

    def approve_as_shown() -> None:
        check_is_as_shown(request, measured)
        publication.approve_round(
            measured=measured,
            run=run,
            previewed_sha256=request.POST.get("outcome_sha256", ""),
            no_hearing_reason=form.cleaned_data.get("no_hearing_reason", ""),
            hearing_reason=form.cleaned_data.get("hearing_reason", ""),
            by=request.user,
            now=timezone.now(),
        )

    if form.is_valid() and attempt(request, approve_as_shown):
        messages.success(request, _("Målingen er godkendt og låst. Intet er offentligt endnu."))
        return back_to(measured)
    return render(
        request,
        "measurements/manage/approve.html",
        {
            "measured": measured,
            "run": run,
            "form": form,
            "dry_run": dry_run(measured, run=run),
            "was_heard": was_heard,
        },
    )


@require_http_methods(["GET", "POST"])
@administrators_only
def publish(request: HttpRequest, slug: str) -> HttpResponse:
    """What becomes public, and the button that makes it so."""
    measured = the_round(slug)
    if not may(request.user, measured, RoundAction.PUBLISH):
        return not_there_yet(request, measured)
    form = PublishForm(
        measured,
        request.POST or None,
        initial=kept_text.take(request),
        is_alone=approved_it(request.user, measured),
    )
    if form.is_valid() and attempt(
        request,
        lambda: publication.publish_round(
            measured=measured,
            approved_sha256=request.POST.get("seal", ""),
            alone_reason=form.cleaned_data.get("alone_reason", ""),
            by=request.user,
            now=timezone.now(),
        ),
    ):
        messages.success(request, _("Målingen er offentliggjort. Her er den, som alle ser den."))
        return redirect("round", slug=measured.series.slug)
    return render(
        request,
        "measurements/manage/publish.html",
        {
            "measured": measured,
            "form": form,
            "dry_run": dry_run(measured, run=measured.approved_run),
            "seal": measured.publication.sha256,
        },
    )


@require_http_methods(["GET", "POST"])
@administrators_only
def reopen(request: HttpRequest, slug: str) -> HttpResponse:
    """Take a hearing or an approval back while nothing is public."""
    measured = the_round(slug)
    if not may(request.user, measured, RoundAction.REOPEN):
        return not_there_yet(request, measured)
    form = ReasonForm(
        request.POST or None, help_text=_("Begrundelsen bliver stående i historikken.")
    )
    if form.is_valid() and attempt(
        request,
        lambda: publication.reopen_round(
            measured=measured,
            reason=form.cleaned_data["reason"],
            by=request.user,
            now=timezone.now(),
        ),
    ):
        messages.success(request, _("Målingen er taget tilbage og kan ændres igen."))
        return back_to(measured)
    return render(
        request,
        "measurements/manage/reopen.html",
        {
            "measured": measured,
            "form": form,
            "is_in_hearing": measured.state == RoundState.HEARING,
        },
    )


@require_http_methods(["GET", "POST"])
@administrators_only
def correct(request: HttpRequest, slug: str) -> HttpResponse:
    """Begin another version of what is public."""
    measured = the_round(slug)
    if not may(request.user, measured, RoundAction.CORRECT):
        return not_there_yet(request, measured)
    form = CorrectionForm(
        request.POST or None,
        help_text=_(
            "Begrundelsen kommer til at stå øverst på den rettede måling: hvad var forkert, og "
            "hvad er gjort?"
        ),
    )
    if form.is_valid():
        begun = []
        if attempt(
            request,
            lambda: begun.append(
                rounds.begin_correction(
                    measured=measured,
                    kind=CorrectionKind(form.cleaned_data["kind"]),
                    reason=form.cleaned_data["reason"],
                    by=request.user,
                    now=timezone.now(),
                )
            ),
        ):
            messages.success(request, _("Den nye udgave er oprettet som kladde."))
            return back_to(begun[0])
    return render(request, "measurements/manage/correct.html", {"measured": measured, "form": form})


@require_http_methods(["GET", "POST"])
@administrators_only
def retract(request: HttpRequest, slug: str) -> HttpResponse:
    """Take a public round away, and leave a notice."""
    measured = the_round(slug)
    if not may(request.user, measured, RoundAction.RETRACT):
        return not_there_yet(request, measured)
    form = RetractForm(
        measured,
        request.POST or None,
        initial=kept_text.take(request),
        help_text=_("Begrundelsen kommer til at stå, hvor målingen stod. Skriv til læserne."),
    )
    if form.is_valid() and attempt(
        request,
        lambda: publication.retract_round(
            measured=measured,
            reason=form.cleaned_data["reason"],
            by=request.user,
            now=timezone.now(),
        ),
    ):
        messages.success(request, _("Målingen er trukket tilbage. Læserne ser begrundelsen."))
        return back_to(measured)
    return render(request, "measurements/manage/retract.html", {"measured": measured, "form": form})
