"""Who works for a municipality here: for its editor. What administrators may do too is theirs too."""

from collections.abc import Callable

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from measurements import kept_text
from portal import addresses, permissions
from portal.accounts.forms import InviteForm
from portal.accounts.known import KnownRequest
from portal.actions import inviting, tending
from portal.actions.refusing import Refused
from portal.models import MUNICIPAL_ROLES, Invitation, User


@require_http_methods(["GET", "POST"])
@login_required
def my_municipality(request: KnownRequest) -> HttpResponse:
    """People and invitations of the editor's municipality, and a form for one more."""
    if not request.user.is_municipality_editor:
        raise PermissionDenied
    home = request.user.home_municipality
    assert home is not None, "the database holds that an editor has one"
    form = InviteForm(request.POST or None, initial=kept_text.take(request))
    if form.is_valid():
        try:
            sent = inviting.invite(
                **form.cleaned_data, municipality=home.pk, by=request.user, now=timezone.now()
            )
        except Refused as refusal:
            form.add_error("email", str(refusal))
        else:
            messages.success(request, _("Vi har skrevet til %(email)s.") % {"email": sent.email})
            return redirect("my-municipality")
    people = User.objects.filter(home_municipality=home, role__in=MUNICIPAL_ROLES)
    return render(
        request,
        "accounts/my_municipality.html",
        {
            "form": form,
            "municipality": home,
            "people": people.order_by("-is_active", "first_name", "email"),
            "invitations": waiting_invitations().filter(municipality=home),
            "domains": addresses.domains_of(home.pk),
            "now": timezone.now(),
        },
        status=422 if form.errors else 200,
    )


@require_http_methods(["GET", "POST"])
@login_required
def close(request: KnownRequest, pk: int) -> HttpResponse:
    """Ask whether the account is to be closed, and close it."""
    person = _person(request, pk)
    if request.method == "GET":
        shown = {"person": person, "back": _list_of(request)}
        return render(request, "accounts/close_account.html", shown)
    return _done(
        request,
        lambda: tending.close(person=person, by=request.user, now=timezone.now()),
        _("Kontoen er lukket. Den, der brugte den, er logget ud."),
    )


@require_POST
@login_required
def open_again(request: KnownRequest, pk: int) -> HttpResponse:
    person = _person(request, pk)
    return _done(
        request,
        lambda: tending.open_again(person=person, by=request.user, now=timezone.now()),
        _("Kontoen er åben igen."),
    )


@require_POST
@login_required
def withdraw(request: KnownRequest, pk: int) -> HttpResponse:
    found = _invitation(request, pk)
    return _done(
        request,
        lambda: inviting.withdraw(invitation=found, by=request.user, now=timezone.now()),
        _("Invitationen er trukket tilbage. Linket virker ikke mere."),
    )


@require_POST
@login_required
def send_again(request: KnownRequest, pk: int) -> HttpResponse:
    found = _invitation(request, pk)
    return _done(
        request,
        lambda: inviting.invite_again(invitation=found, by=request.user, now=timezone.now()),
        _("Invitationen er sendt igen. Linket i den første mail virker ikke mere."),
    )


def waiting_invitations() -> QuerySet[Invitation]:
    """Neither used nor withdrawn; those that are too old can be sent again."""
    waiting = Invitation.objects.filter(used_at=None, withdrawn_at=None)
    return waiting.select_related("municipality", "invited_by")


def _person(request: KnownRequest, pk: int) -> User:
    """404 for people whom it is not this person's business to know of."""
    person = get_object_or_404(User, pk=pk)
    if not permissions.can_tend(request.user, person):
        raise Http404
    return person


def _invitation(request: KnownRequest, pk: int) -> Invitation:
    found = get_object_or_404(Invitation, pk=pk)
    if not permissions.can_invite(
        request.user, role=found.role, municipality=found.municipality_id
    ):
        raise Http404
    return found


def _done(request: KnownRequest, act: Callable[[], object], said: str) -> HttpResponse:
    """Do it, say so, and go back to the list that this person came from."""
    try:
        act()
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, said)
    return redirect(_list_of(request))


def _list_of(request: KnownRequest) -> str:
    return reverse("people" if request.user.is_administrator else "my-municipality")
