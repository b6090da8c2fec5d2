"""Error pages that say what happened and what to do, in the site's own dress."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "pages/error_400.html", status=400)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "pages/error_403.html", status=403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "pages/error_404.html", status=404)


def server_error(request: HttpRequest) -> HttpResponse:
    return render(request, "pages/error_500.html", status=500)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The form's key is missing or too old: say how to keep what was typed."""
    return render(request, "pages/error_csrf.html", status=403)
