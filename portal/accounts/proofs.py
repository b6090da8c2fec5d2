"""Where a person shows a code or the password again, and sets up the second factor."""

from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render, resolve_url
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from portal import factors, log_ins
from portal.accounts.forms import CodeForm, FirstCodeForm, ProveForm
from portal.accounts.known import KnownRequest
from portal.actions import second_factors
from portal.federation import brokers

SECRET = "second_factor_secret"  # noqa: S105  (the key of the session, not the secret)


@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
@login_required
def second_factor(request: KnownRequest) -> HttpResponse:
    """The second half of logging in."""
    if request.session.get(log_ins.FACTOR) != log_ins.NOT_SHOWN:
        return redirect(safe_next(request))
    form = CodeForm(request, request.POST or None)
    if form.is_valid():
        request.session.cycle_key()
        request.session[log_ins.FACTOR] = log_ins.SHOWN
        log_ins.mark_proved(request, timezone.now())
        return redirect(safe_next(request))
    return _page(request, "accounts/second_factor.html", form)


@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
@login_required
def prove_again(request: KnownRequest) -> HttpResponse:
    """Before what nobody undoes: the password, or a code. Goes back to where it was asked."""
    form = ProveForm(request, request.POST or None)
    if form.is_valid():
        now = timezone.now()
        log_ins.mark_proved(request, now)
        second_factors.note_proof(person=request.user, page=safe_next(request), now=now)
        return redirect(safe_next(request))
    ways = brokers.ways_in(next_page=safe_next(request), anew=True)
    return _page(request, "accounts/prove_again.html", form, brokers=ways)


@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
@login_required
def set_up(request: KnownRequest) -> HttpResponse:
    """A secret for the app, kept when the app has shown that it knows it; then codes for paper."""
    secret = request.session.setdefault(SECRET, factors.generate_totp_secret())
    form = FirstCodeForm(secret, request.POST or None)
    if form.is_valid():
        codes = second_factors.set_up(
            person=request.user,
            secret=secret,
            log_in=log_ins.number_of(request),
            now=timezone.now(),
        )
        del request.session[SECRET]
        request.user.refresh_from_db()
        update_session_auth_hash(request, request.user)
        request.session[log_ins.FACTOR] = log_ins.SHOWN
        shown = {"codes": codes, "next": safe_next(request)}
        return render(request, "accounts/recovery_codes.html", shown)
    more = {"secret": secret, "picture": factors.picture(request.user, secret)}
    return _page(request, "accounts/set_up_factor.html", form, **more)


@require_http_methods(["GET", "POST"])
@login_required
def remove(request: KnownRequest) -> HttpResponse:
    """Do without a second factor; staff may not where the site asks it of them."""
    may_go = factors.has_one(request.user) and not factors.is_required(request.user)
    if request.method == "POST" and may_go:
        second_factors.remove(person=request.user, by=request.user, now=timezone.now())
        request.session[log_ins.FACTOR] = log_ins.NONE
        messages.success(request, _("Du bliver ikke længere spurgt om en kode."))
        return redirect("security")
    return render(request, "accounts/remove_factor.html", {"may_go": may_go})


def safe_next(request: HttpRequest) -> str:
    """Where to go afterwards: a page of ours, else the person's own."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    is_ours = url_has_allowed_host_and_scheme(
        wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return wanted if is_ours else resolve_url("my-page")


def _page(request: HttpRequest, template: str, form: object, **more: object) -> HttpResponse:
    shown = {"form": form, "next": safe_next(request), **more}
    return render(request, template, shown, status=422 if request.method == "POST" else 200)
