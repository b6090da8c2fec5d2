"""The versions of a round: which one a page shows, why it came, and every figure that it changed."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.formats import number_format
from django.utils.translation import gettext_lazy

from measurements.presenters import reasons
from measurements.published import (
    MunicipalityName,
    PublishedRound,
    Verdict,
    VersionNote,
    municipalities,
    versions_of,
)
from measurements.wording import whole

ABSENT = "–"


@dataclass(frozen=True, slots=True)
class Standing:
    """Which version a page shows. `successor` is the public version that came after it."""

    shown: VersionNote
    current: VersionNote | None  # None: the current version has been retracted
    successor: VersionNote | None
    count: int  # of all that have been public


@dataclass(frozen=True, slots=True)
class ChangedFigure:
    """One figure of one municipality before and after; texts, a dash for what was not shown."""

    municipality: MunicipalityName
    figure: str
    before: str
    after: str

    @property
    def can_be_seen(self) -> bool:
        """Whether it differs in what the pages and files show."""
        return self.before != self.after


@dataclass(frozen=True, slots=True)
class VersionChanges:
    """A version with the figures it changed. `finer` differ only after the second decimal."""

    note: VersionNote
    measured: PublishedRound | None  # None: it cannot be read any more
    figures: tuple[ChangedFigure, ...]
    municipalities: int
    finer: int
    replaces_retracted: bool


@dataclass(frozen=True, slots=True)
class VersionsPage:
    title: str
    slug: str
    simulated: bool
    versions: tuple[VersionChanges, ...]


def standing_of(measured: PublishedRound) -> Standing:
    """Where a published version stands among the others of its round."""
    notes = versions_of(measured.slug)
    later = [each for each in notes if each.number > measured.version]
    return Standing(
        shown=next(each for each in notes if each.number == measured.version),
        current=next((each for each in notes if each.is_current), None),
        successor=later[-1] if later else None,
        count=len(notes),
    )


def versions_page(current: PublishedRound, readable: Sequence[PublishedRound]) -> VersionsPage:
    """All versions, the newest first; `readable` are those that still have figures to show."""
    by_number = {each.version: each for each in readable}
    return VersionsPage(
        title=current.title,
        slug=current.slug,
        simulated=current.simulated,
        versions=tuple(
            _version(note, by_number.get(note.number), by_number.get(note.replaces or 0))
            for note in versions_of(current.slug)
        ),
    )


def changed_figures(measured: PublishedRound, before: PublishedRound) -> list[ChangedFigure]:
    """What this version changed in the one `before`, by municipality in Danish order.

    A reason names the limits of its own version.
    """
    spec, spec_before = measured.outcome["spec"], before.outcome["spec"]
    by_code: dict[str, list[dict[str, Any]]] = {}
    for change in measured.payload["changes"]:
        by_code.setdefault(change["code"], []).append(change)
    return [
        ChangedFigure(
            municipality=place,
            figure=str(FIGURES[change["figure"]].name),
            before=_in_words(change["figure"], change["before"], spec_before),
            after=_in_words(change["figure"], change["after"], spec),
        )
        for place in municipalities()
        for change in by_code.get(place.code, ())
    ]


def _version(
    note: VersionNote, measured: PublishedRound | None, before: PublishedRound | None
) -> VersionChanges:
    changed = changed_figures(measured, before) if measured and before else []
    seen = tuple(each for each in changed if each.can_be_seen)
    correction = (measured.payload.get("correction") if measured else None) or {}
    return VersionChanges(
        note=note,
        measured=measured,
        figures=seen,
        municipalities=len({each.municipality.code for each in seen}),
        finer=len(changed) - len(seen),
        replaces_retracted=correction.get("replaces_retracted", False),
    )


def _in_words(figure: str, value: Any, spec: dict[str, Any]) -> str:
    return ABSENT if value is None else FIGURES[figure].written(value, spec)


def _months(value: float, spec: dict[str, Any]) -> str:
    """With the two decimals of the files: a correction may be smaller than a page shows."""
    return number_format(round(value, 2) + 0.0, 2).replace("-", "−")


def _count(value: int, spec: dict[str, Any]) -> str:
    return whole(value)


@dataclass(frozen=True, slots=True)
class _Figure:
    name: object  # translated when asked for
    written: Callable[[Any, dict[str, Any]], str]


# Every public figure of a municipality, as measurements.payload names it.
FIGURES = {
    "verdict": _Figure(gettext_lazy("vurdering"), lambda value, spec: str(Verdict(value).label)),
    "reason": _Figure(
        gettext_lazy("hvorfor tal mangler"), lambda value, spec: reasons.in_words(value, spec)
    ),
    "people": _Figure(gettext_lazy("personer"), _count),
    "events": _Figure(gettext_lazy("begyndt i arbejde eller uddannelse"), _count),
    "actual": _Figure(gettext_lazy("faktisk tid, måneder"), _months),
    "expected": _Figure(gettext_lazy("forventet tid, måneder"), _months),
    "difference": _Figure(gettext_lazy("forskel, måneder"), _months),
    "ci_low": _Figure(gettext_lazy("forskel, nedre grænse"), _months),
    "ci_high": _Figure(gettext_lazy("forskel, øvre grænse"), _months),
    "rank_low": _Figure(gettext_lazy("placering, fra"), _count),
    "rank_high": _Figure(gettext_lazy("placering, til"), _count),
}
