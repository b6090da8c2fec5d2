"""The pages that join results and practice, and the few that stand alone."""

from dataclasses import dataclass

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from measurements import published as results
from measurements import retention, sentences
from measurements.asked import asked_round
from measurements.drawn import municipality_body
from submissions import calls, match_words, matches
from submissions import published as practice

NEWEST = 6
CARDS = 6  # of one municipality, on its page; the list has them all
EACH_SHOWS = 5  # practices of each fast municipality; likewise


@dataclass(frozen=True, slots=True)
class Group:
    """A fast municipality with the first of its practices; `has_more`: that are not shown here."""

    place: results.MunicipalityName
    links: list[practice.Link]
    has_more: bool


def home(request: HttpRequest) -> HttpResponse:
    """The newest round in three sentences, find my municipality, who has shared, newest methods."""
    rounds = results.rounds()
    newest = results.newest_computed_round(rounds)
    return render(
        request,
        "pages/home.html",
        {
            "round": newest,
            "findings": sentences.of_round(newest) if newest else [],
            "sharing": _sharing(newest) if newest else None,
            "stated": next((r for r in rounds if not r.is_computed), None),
            "municipalities": results.municipalities(),
            "newest": practice.newest(NEWEST),
        },
    )


def municipalities(request: HttpRequest) -> HttpResponse:
    """All 98, or straight to the one that was asked for by name, old or new."""
    wanted = request.GET.get("navn", "").strip()
    found = _find(wanted) if wanted else []
    if len(found) == 1:
        return redirect("municipality", slug=found[0].slug)
    counts = practice.counts_by_municipality()
    return render(
        request,
        "pages/municipalities.html",
        {
            "wanted": wanted,
            "found": found,
            "near": results.municipalities_near(wanted) if wanted and not found else [],
            "rows": [(each, counts.get(each.code, 0)) for each in results.municipalities()],
        },
    )


def municipality(request: HttpRequest, slug: str) -> HttpResponse:
    """One municipality: its result in words and drawn, its rounds, what it has shared."""
    found = results.municipality(slug=slug)
    if found is None:
        raise Http404
    rounds, predecessors = results.rounds(), results.predecessors_of(found.code)
    measured = results.results_of(found.code, among=rounds)
    newest = measured[0] if measured else None
    methods = practice.by_municipality(found.code, most=CARDS + 1)
    is_fast = bool(newest and newest.is_fast)
    return render(
        request,
        "pages/municipality.html",
        {
            "municipality": found,
            "newest": newest,
            "result": municipality_body(found, predecessors=predecessors, among=rounds),
            "predecessors": predecessors,
            "methods": methods[:CARDS],
            "has_more": len(methods) > CARDS,
            "methods_first": bool(is_fast and methods),
            "adoptions": practice.adoptions_by(found.code),
            "learn": match_words.learn_from(matches.learn_from(found, among=rounds)),
            "call_url": calls.form_path(newest) if newest and is_fast else "",
            "embed_url": settings.BASE_URL + reverse("municipality-embedded", args=[slug]),
        },
    )


def round_practices(request: HttpRequest, slug: str, number: int | None = None) -> HttpResponse:
    """What the municipalities that one version of a round shows as fast have shared."""
    measured = asked_round(slug, number)
    links = practice.fast_links_of_round(
        measured.slug, version=measured.version, most=EACH_SHOWS + 1
    )
    groups = [
        Group(place, links[place.code][:EACH_SHOWS], len(links[place.code]) > EACH_SHOWS)
        for place in results.municipalities()
        if place.code in links
    ]
    shown = {"round": measured, "groups": groups}
    return render(request, "pages/round_practices.html", shown)


def about(request: HttpRequest) -> HttpResponse:
    return render(request, "pages/about.html")


def contact(request: HttpRequest) -> HttpResponse:
    return render(request, "pages/contact.html", {"email": settings.CONTACT_EMAIL})


def privacy(request: HttpRequest) -> HttpResponse:
    return render(
        request,
        "pages/privacy.html",
        {"email": settings.CONTACT_EMAIL, "retention": retention.RULES},
    )


def accessibility(request: HttpRequest) -> HttpResponse:
    return render(request, "pages/accessibility.html", {"email": settings.CONTACT_EMAIL})


def _sharing(measured: results.PublishedRound) -> dict[str, object]:
    """Which of the ten fastest have shared something, and which have not; alphabetically."""
    fastest = {
        r.municipality.code: r.municipality for r in measured.results if r.listed == "fastest"
    }
    sharing = practice.sharing_among(fastest)
    return {
        "fastest": list(fastest.values()),
        "certainty": sentences.of_list(measured, "fastest"),
        "shared": [fastest[code] for code in sharing.shared],
        "not_shared": [fastest[code] for code in sharing.not_shared],
    }


def _find(wanted: str) -> list[results.MunicipalityName]:
    """By name, by former name, or by the beginning of a name."""
    exact = results.municipality(name=wanted)
    if exact:
        return [exact]
    return results.former_municipality(wanted) or results.municipalities_like(wanted)
