"""The audit log: everything that was done to rounds, by whom, when and why."""

from django.contrib.auth import get_user_model
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from measurements.manage.access import administrators_only
from measurements.manage.forms import LogForm
from measurements.manage.presenters.history import history_of
from measurements.models import Event

PER_PAGE = 50


@require_GET
@administrators_only
def log(request: HttpRequest) -> HttpResponse:
    """All events, the newest first, narrowed by round, person and what was done."""
    form = LogForm(request.GET, people=_people(), rounds=_rounds())
    events = Event.objects.select_related("by", "round").order_by("-at", "-pk")
    page = Paginator(events.filter(**form.wanted()), PER_PAGE).get_page(request.GET.get("side"))
    return render(
        request,
        "measurements/manage/log.html",
        {
            "form": form,
            "page": page,
            "rows": history_of(page.object_list),
            "is_narrowed": bool(form.wanted()),
            "kept": form.as_address(),
        },
    )


def _people() -> list[tuple[str, str]]:
    """Everybody who has done something, and the program."""
    known = get_user_model().objects.filter(pk__in=Event.objects.values("by")).order_by("email")
    return [(str(person.pk), str(person)) for person in known]


def _rounds() -> list[tuple[str, str]]:
    """Every round that something was done to, by the title it had last; discarded ones too."""
    found: dict[int, str] = {}
    lines = Event.objects.order_by("at", "pk").values_list(
        "round_id", "details__title", "details__version"
    )
    for number, title, version in lines:
        found[number] = f"{title} ({version})" if version and version > 1 else title
    return sorted(((str(n), title) for n, title in found.items()), key=lambda each: each[1])
