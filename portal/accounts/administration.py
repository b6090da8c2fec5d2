"""Everybody who can log in, for administrators: roles, invitations, domains, lost phones."""

from collections.abc import Callable
from functools import wraps

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from measurements import kept_text
from portal import factors, permissions
from portal.accounts.colleagues import waiting_invitations
from portal.accounts.events import lines
from portal.accounts.forms import DomainForm, InvitePersonForm, PeopleFilter, RoleForm
from portal.accounts.known import KnownRequest
from portal.actions import domains as domain_verbs
from portal.actions import inviting, second_factors, tending
from portal.actions.refusing import Refused
from portal.models import MunicipalityDomain, User

ON_A_PAGE = 50
NEWEST_EVENTS = 30
View = Callable[..., HttpResponse]


def administrators_only(view: View) -> View:
    @wraps(view)
    @login_required
    def asked(request: KnownRequest, **named: int) -> HttpResponse:
        if not request.user.is_administrator:
            raise PermissionDenied
        return view(request, **named)

    return asked


@require_GET
@administrators_only
def people(request: KnownRequest) -> HttpResponse:
    """Everybody, and the invitations that wait."""
    form = PeopleFilter(request.GET)
    found = _matching(form) if form.is_valid() else User.objects.none()
    return render(
        request,
        "accounts/people.html",
        {
            "form": form,
            "page": Paginator(found, ON_A_PAGE).get_page(request.GET.get("side")),
            "invitations": waiting_invitations(),
            "now": timezone.now(),
        },
    )


@require_http_methods(["GET", "POST"])
@administrators_only
def invite(request: KnownRequest) -> HttpResponse:
    form = InvitePersonForm(request.POST or None, initial=kept_text.take(request))
    if form.is_valid():
        try:
            sent = inviting.invite(
                email=form.cleaned_data["email"],
                role=form.cleaned_data["role"],
                municipality=form.municipality_code(),
                by=request.user,
                now=timezone.now(),
            )
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Vi har skrevet til %(email)s.") % {"email": sent.email})
            return redirect("people")
    status = 422 if form.errors else 200
    return render(request, "accounts/invite.html", {"form": form}, status=status)


@require_http_methods(["GET", "POST"])
@administrators_only
def person(request: KnownRequest, pk: int) -> HttpResponse:
    """One account: its role, what was done about it, and the doors to close it."""
    found = get_object_or_404(User.objects.select_related("home_municipality"), pk=pk)
    now_has = {"role": found.role, "municipality": found.home_municipality_id}
    form = RoleForm(request.POST or None, initial=now_has | kept_text.take(request))
    if form.is_valid():
        try:
            tending.change_role(
                person=found,
                role=form.cleaned_data["role"],
                municipality=form.municipality_code(),
                by=request.user,
                now=timezone.now(),
            )
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Rollen er ændret. Den gælder fra næste log-in."))
            return redirect("person", pk=pk)
    return render(
        request,
        "accounts/person.html",
        {
            "person": found,
            "form": form,
            "may_tend": permissions.can_tend(request.user, found),
            "has_factor": factors.has_one(found),
            "lines": lines(found.events.select_related("by")[:NEWEST_EVENTS]),
        },
        status=422 if form.errors else 200,
    )


@require_POST
@administrators_only
def remove_factor(request: KnownRequest, pk: int) -> HttpResponse:
    """For somebody who has lost both the phone and the paper."""
    found = get_object_or_404(User, pk=pk)
    permissions.check_can_tend(request.user, found)
    second_factors.remove(person=found, by=request.user, now=timezone.now())
    messages.success(request, _("Koden er fjernet, og vedkommende har fået en mail om det."))
    return redirect("person", pk=pk)


@require_http_methods(["GET", "POST"])
@administrators_only
def domains(request: KnownRequest) -> HttpResponse:
    """Which e-mail domains each municipality has."""
    form = DomainForm(request.POST or None, initial=kept_text.take(request))
    if form.is_valid():
        try:
            domain_verbs.add(**form.cleaned_data, by=request.user, now=timezone.now())
        except Refused as refusal:
            form.add_error("domain", str(refusal))
        else:
            messages.success(request, _("Domænet er føjet til."))
            return redirect("domains")
    kept = MunicipalityDomain.objects.select_related("municipality")
    shown = {"form": form, "domains": kept.order_by("municipality__name", "domain")}
    return render(request, "accounts/domains.html", shown, status=422 if form.errors else 200)


@require_POST
@administrators_only
def remove_domain(request: KnownRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(MunicipalityDomain, pk=pk)
    domain_verbs.remove(domain=found, by=request.user, now=timezone.now())
    messages.success(request, _("Domænet er fjernet."))
    return redirect("domains")


def _matching(form: PeopleFilter) -> QuerySet[User]:
    found = User.objects.select_related("home_municipality").order_by("first_name", "email")
    wanted = form.cleaned_data
    if wanted["q"]:
        names = ("email", "first_name", "last_name")
        match = Q()
        for name in names:
            match |= Q(**{f"{name}__icontains": wanted["q"]})
        found = found.filter(match)
    if wanted["role"]:
        found = found.filter(role=wanted["role"])
    if wanted["municipality"]:
        found = found.filter(home_municipality=wanted["municipality"])
    return found
