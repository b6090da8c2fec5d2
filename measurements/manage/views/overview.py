"""All rounds, and the page of one: where it stands, what to do next, what has happened."""

from django.contrib import messages
from django.db.models import Max, Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from measurements.actions import rounds
from measurements.lifecycle import RoundAction
from measurements.manage.access import (
    administrators_only,
    attempt,
    back_to,
    not_there_yet,
    rounds_made_here,
    the_round,
)
from measurements.manage.forms import RoundForm
from measurements.manage.presenters.history import history_of
from measurements.manage.presenters.progress import progress_of
from measurements.manage.presenters.rows import chosen_group, rows_of, tabs_of
from measurements.manage.presenters.standing import next_of, other_choices, steps_of
from measurements.manage.presenters.summary import summary_of
from measurements.models import Round, Run
from measurements.permissions import may

NEWEST_EVENTS = 8


@require_GET
@administrators_only
def round_list(request: HttpRequest) -> HttpResponse:
    """Every round that is made here: its state, its age, and what to do next."""
    lean_runs = Prefetch("runs", queryset=Run.objects.defer("outcome", "report"))
    found = list(
        rounds_made_here()
        .select_related("series", "approved_by")
        .prefetch_related(lean_runs, "series__versions")
        .annotate(touched_at=Max("events__at"))
        .order_by("-touched_at", "-pk")
    )
    group = chosen_group(found, asked=request.GET.get("vis", ""))
    return render(
        request,
        "measurements/manage/round_list.html",
        {
            "rows": rows_of(found, group=group, by=request.user, now=timezone.now()),
            "tabs": tabs_of(found, chosen=group),
            "is_empty": not found,
        },
    )


@require_http_methods(["GET", "POST"])
@administrators_only
def create(request: HttpRequest) -> HttpResponse:
    form = RoundForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        created: list[Round] = []
        if attempt(
            request,
            lambda: created.append(
                rounds.create_round(
                    description=form.description(), by=request.user, now=timezone.now()
                )
            ),
        ):
            messages.success(request, _("Målingen er oprettet som kladde. Upload nu filerne."))
            return redirect("manage-round", slug=created[0].slug)
    return render(request, "measurements/manage/describe.html", {"form": form})


@require_http_methods(["GET", "POST"])
@administrators_only
def describe(request: HttpRequest, slug: str) -> HttpResponse:
    """Change what is said about a round, and its rules, before anything is promised."""
    measured = the_round(slug)
    if not may(request.user, measured, RoundAction.DESCRIBE):
        return not_there_yet(request, measured)
    form = RoundForm(request.POST) if request.method == "POST" else RoundForm.of(measured)
    if request.method == "POST" and form.is_valid():
        done = attempt(
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
            return back_to(measured)
    return render(
        request, "measurements/manage/describe.html", {"form": form, "measured": measured}
    )


@require_GET
@administrators_only
def overview(request: HttpRequest, slug: str) -> HttpResponse:
    """The whole of one round."""
    measured = the_round(slug)
    now = timezone.now()
    run = measured.newest_run
    return render(
        request,
        "measurements/manage/round.html",
        {
            "measured": measured,
            "steps": steps_of(measured),
            "next": next_of(measured, by=request.user, now=now),
            "others": other_choices(measured, by=request.user, now=now),
            "progress": progress_of(run, now=now) if run and run.is_live else None,
            "summary": summary_of(measured, now=now),
            "history": history_of(
                measured.events.select_related("by", "round")[: NEWEST_EVENTS + 1]
            ),
            "shown_events": NEWEST_EVENTS,
        },
    )


@require_http_methods(["GET", "POST"])
@administrators_only
def discard(request: HttpRequest, slug: str) -> HttpResponse:
    """Ask before a draft is deleted for good."""
    measured = the_round(slug)
    if not may(request.user, measured, RoundAction.DISCARD):
        return not_there_yet(request, measured)
    title = measured.title
    if request.method == "POST":
        done = attempt(
            request,
            lambda: rounds.discard_round(measured=measured, by=request.user, now=timezone.now()),
        )
        if not done:
            return back_to(measured)
        messages.success(request, _("Kladden “%(title)s” er slettet.") % {"title": title})
        return redirect("manage-rounds")
    return render(request, "measurements/manage/discard.html", {"measured": measured})
