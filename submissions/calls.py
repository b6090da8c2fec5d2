"""The missing-method call: a municipality that was fast and has shared nothing is asked what it does."""

from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from measurements import published as measured
from measurements.published import MunicipalityResult, PublishedRound, Verdict
from submissions import published
from submissions.lifecycle import State
from submissions.models import Submission

_ON_ITS_WAY = (State.SUBMITTED, State.RETURNED)


def missing_from(shown: PublishedRound) -> list[MunicipalityResult]:
    """Who is fast in a round, and has neither shared anything nor sent anything in."""
    fast = {each.municipality.code: each for each in shown.results if each.is_fast}
    sent_in = Submission.objects.filter(state__in=_ON_ITS_WAY, municipality__in=fast)
    on_its_way = set(sent_in.values_list("municipality", flat=True))
    silent = published.sharing_among(fast).not_shared
    return [fast[code] for code in silent if code not in on_its_way]


def why_we_ask(municipality: str, round_slug: str) -> str:
    """Of a municipality that a round shows as fast: a first sentence for its form. Else nothing."""
    shown = measured.round_by_slug(round_slug) if round_slug else None
    results = shown.results if shown else ()
    found = (each for each in results if each.municipality.code == municipality and each.is_fast)
    return next((reason(each) for each in found), "")


def reason(result: MunicipalityResult) -> str:
    """Why a fast municipality is asked, no surer than the round is."""
    names = {"title": result.round.title, "name": result.municipality.name}
    if result.verdict == Verdict.FASTER:
        said = _(
            "Ifølge »%(title)s« kom nyankomne i %(name)s hurtigere i arbejde eller uddannelse "
            "end ventet."
        )
    else:
        said = _(
            "Ifølge »%(title)s« er %(name)s en af de kommuner, hvor nyankomne kom hurtigst i arbejde "
            "eller uddannelse i forhold til det ventede. Det kan være et tilfælde."
        )
    simulated = " " + _("Tallene er simulerede data.") if result.round.simulated else ""
    return said % names + simulated


def form_path(result: MunicipalityResult) -> str:
    """The form that begins with the municipality and the reason."""
    known = {"kommune": result.municipality.code, "maaling": result.round.slug}
    return f"{reverse('share-method')}?{urlencode(known)}"
