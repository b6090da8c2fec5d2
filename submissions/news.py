"""What is new of municipalities: results, what they share, and what they take up from others."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from measurements import published as measured
from submissions import published
from submissions.lifecycle import State
from submissions.models import Adoption, AdoptionState, Submission


@dataclass(frozen=True, slots=True)
class News:
    """One thing that happened. `text` is a sentence in the language of the moment."""

    at: datetime
    code: str  # of the municipality
    key: str  # what it is, the same however often it is asked for
    text: str
    path: str  # of the page where it is read
    is_result: bool = False  # what a round says of the municipality


def by_municipality(*, after: datetime, until: datetime) -> Mapping[str, list[News]]:
    """What happened after the first moment and by the last, the earliest first.

    Only what everybody can still see. A municipality without news has no key.
    """
    found: dict[str, list[News]] = {}
    everything = [
        *_results(after, until),
        *_retractions(after, until),
        *_shared(after, until),
        *_taken_up(after, until),
    ]
    for each in sorted(everything, key=lambda news: (news.at, news.key)):
        found.setdefault(each.code, []).append(each)
    return found


def _results(after: datetime, until: datetime) -> Iterator[News]:
    for release in measured.releases(after=after, until=until):
        for result in release.round.results:
            yield News(
                at=release.at,
                code=result.municipality.code,
                key=f"round/{release.round.slug}/{release.round.version}",
                text=_of_result(result),
                path=reverse("municipality", args=[result.municipality.slug]),
                is_result=True,
            )


def _of_result(result: measured.MunicipalityResult) -> str:
    """Which round, what came out, and whether the municipality itself has said something to it."""
    shown = result.round
    words = {"title": shown.title, "verdict": str(result.verdict.label)}
    if shown.version == 1:
        told = _("Ny måling: »%(title)s«. Vurdering: %(verdict)s.") % words
    else:
        told = _("Ny udgave af målingen »%(title)s«. Vurdering: %(verdict)s.") % words
    parts = [told]
    if shown.simulated:
        parts.append(_("Simulerede data."))
    if result.hearing_answer:
        parts.append(_("Kommunens svar i høringen står ved resultatet."))
    return " ".join(parts)


def _retractions(after: datetime, until: datetime) -> Iterator[News]:
    """Told of every municipality: the round had them all, and nobody can look it up any longer."""
    gone = measured.retractions(after=after, until=until)
    places = measured.municipalities() if gone else []
    for each in gone:
        for place in places:
            yield News(
                at=each.at,
                code=place.code,
                key=f"retracted/{each.notice.slug}/{each.notice.version}",
                text=_("Målingen »%(title)s« er trukket tilbage.") % {"title": each.notice.title},
                path=reverse("round", args=[each.notice.slug]),
            )


def _shared(after: datetime, until: datetime) -> Iterator[News]:
    came = Submission.objects.filter(
        state=State.PUBLISHED, published_at__gt=after, published_at__lte=until
    ).select_related("municipality")
    for row in came.prefetch_related("further_municipalities"):
        assert row.published_at, "a check constraint ties it to the state"
        for place in published.places(row):
            yield News(
                at=row.published_at,
                code=place.pk,
                key=f"submission/{row.pk}",
                text=_of_submission(row),
                path=row.get_absolute_url(),
            )


def _of_submission(row: Submission) -> str:
    words = {"title": row.title, "kind": published.kind_label(row).lower()}
    if row.edition == 1:
        return _("Nyt bidrag: »%(title)s« (%(kind)s).") % words
    return _("Ny udgave af bidraget »%(title)s« (%(kind)s).") % words


def _taken_up(after: datetime, until: datetime) -> Iterator[News]:
    declared = Adoption.objects.filter(declared_at__gt=after, declared_at__lte=until).exclude(
        state=AdoptionState.WITHDRAWN
    )
    titles = _titles(each.code for each in declared)
    for row in declared:
        if row.code in titles:
            title, path = titles[row.code]
            yield News(
                at=row.declared_at,
                code=row.municipality_id,
                key=f"adoption/{row.pk}",
                text=_("Kommunen tager en metode i brug: »%(title)s«.") % {"title": title},
                path=path,
            )


def _titles(codes: Iterable[str]) -> dict[str, tuple[str, str]]:
    """Title and address by code, of what is public now."""
    public = Submission.objects.filter(state=State.PUBLISHED, code__in=list(codes))
    return {row.code or "": (row.title, row.get_absolute_url()) for row in public}
