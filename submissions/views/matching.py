"""Whom a municipality can learn from, and how much each part of the conditions should count."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from measurements import published as measured
from submissions import match_words, matches
from submissions.forms.weights_form import WeightsForm
from submissions.matching import AS_THE_MODEL_SAYS, LIMIT, PER_DOUBLING


@require_safe
def learn_from(request: HttpRequest, slug: str) -> HttpResponse:
    """Every match with its reasons, or who came nearest and what each lacks."""
    place = measured.municipality(slug=slug)
    if place is None:
        raise Http404
    form = WeightsForm.asked(request.GET)
    weights = form.weights
    found = matches.learn_from(place, weights=weights)
    shown = {
        "form": form,
        "is_changed": weights != AS_THE_MODEL_SAYS,
        "limit": LIMIT,
        "per_doubling": PER_DOUBLING,
        "learn": match_words.learn_from(found),
    }
    return render(request, "submissions/learn_from.html", shown)
