"""The pages that join results and practice, and the few that stand alone."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from measurements import published as results


def home(request: HttpRequest) -> HttpResponse:
    return render(request, "pages/home.html")


def municipalities(request: HttpRequest) -> HttpResponse:
    return render(request, "pages/municipalities.html", {"municipalities": results.municipalities()})


def municipality(request: HttpRequest, slug: str) -> HttpResponse:
    found = results.municipality(slug=slug)
    if found is None:
        raise Http404
    return render(request, "pages/municipality.html", {"municipality": found})


def about(request: HttpRequest) -> HttpResponse:
    return render(request, "pages/about.html")


def contact(request: HttpRequest) -> HttpResponse:
    return render(request, "pages/contact.html")


def privacy(request: HttpRequest) -> HttpResponse:
    return render(request, "pages/privacy.html")


def accessibility(request: HttpRequest) -> HttpResponse:
    return render(request, "pages/accessibility.html")
