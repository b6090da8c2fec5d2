"""The answer of the search as the page shows it: words for what was found, why, and the filters."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from measurements.published import MunicipalityName
from submissions.models import Sort, Stage
from submissions.narrowing import Filters
from submissions.search.passages import Passage
from submissions.search.question import Reason
from submissions.searching import Answer, Result, Why
from submissions.subject_words import TARGET_GROUPS, TOPICS


@dataclass(frozen=True, slots=True)
class Option:
    value: str
    text: str
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class Choice:
    """One filter: its name in the address, what it is called, and what can be chosen."""

    name: str
    label: str
    options: tuple[Option, ...]


@dataclass(frozen=True, slots=True)
class Line:
    """One result."""

    kind: str
    url: str
    title: Passage
    passage: Passage
    places: tuple[str, ...]
    year: int | None
    only_title: bool  # nothing but the title is known
    source: str  # the file and page where the passage stands; empty: in the text itself
    why: tuple[str, ...]  # empty where the very words were found


def lines(results: Iterable[Result], places: Sequence[MunicipalityName]) -> list[Line]:
    names = {place.code: place.name for place in places}
    return [_line(each, names) for each in results]


def choices(answer: Answer, filters: Filters, places: Sequence[MunicipalityName]) -> list[Choice]:
    """The filters with the number of results behind each, leaving out those that would find none."""
    counts = answer.counts
    choice = partial(_choice, is_cut=answer.is_cut)
    sorts = {sort.value: str(sort.label) for sort in Sort}
    years = {str(year): str(year) for year in sorted(counts.years, reverse=True)}
    slugs = {place.slug: counts.municipalities.get(place.code, 0) for place in places}
    chosen = {place.code: place.slug for place in places}
    return [
        choice("slags", _("Slags"), sorts, counts.sorts, filters.sort),
        choice("emne", _("Emne"), TOPICS, counts.topics, filters.topic),
        choice(
            "maalgruppe",
            _("Målgruppe"),
            TARGET_GROUPS,
            counts.target_groups,
            filters.target_group,
        ),
        choice(
            "kommune",
            _("Kommune"),
            {place.slug: place.name for place in places},
            slugs,
            chosen.get(filters.municipality, ""),
        ),
        choice("afproevning", _("Afprøvning"), dict(Stage.choices), counts.stages, filters.stage),
        choice(
            "aar",
            _("År"),
            years,
            {str(year): count for year, count in counts.years.items()},
            str(filters.year or ""),
        ),
    ]


def faster_count(answer: Answer) -> str:
    return _number(answer.counts.faster, is_cut=answer.is_cut)


def like_count(answer: Answer, filters: Filters) -> str:
    """Empty where no municipality is chosen."""
    return _number(answer.counts.like, is_cut=answer.is_cut) if filters.like else ""


def like_choice(filters: Filters, places: Sequence[MunicipalityName]) -> Choice:
    """Every municipality: how many are like it can be counted only when it is chosen."""
    options = tuple(Option(place.slug, place.name, place.code == filters.like) for place in places)
    return Choice("ligesom", _("Lignende vilkår som"), options)


def total(answer: Answer) -> str:
    if answer.is_cut:
        return _("Mindst %(count)s resultater") % {"count": answer.total}
    if answer.total == 1:
        return _("1 resultat")
    return _("%(count)s resultater") % {"count": answer.total}


def _number(count: int, *, is_cut: bool) -> str:
    """How many results there are behind a filter; of very many, the least there are."""
    return _("mindst %(count)s") % {"count": count} if is_cut and count else str(count)


def _choice(
    name: str,
    label: str,
    texts: Mapping[str, str | Promise],
    counts: Mapping[str, int],
    chosen: str,
    *,
    is_cut: bool,
) -> Choice:
    options = tuple(
        Option(value, f"{text} ({_number(counts.get(value, 0), is_cut=is_cut)})", value == chosen)
        for value, text in texts.items()
        if counts.get(value) or value == chosen
    )
    return Choice(name, label, options)


def _line(result: Result, names: Mapping[str, str]) -> Line:
    places = [names[code] for code in result.municipality_codes if code in names]
    return Line(
        kind=str(result.sort.label),
        url=result.url,
        title=result.title,
        passage=result.passage,
        places=() if result.sort == Sort.MUNICIPALITY else tuple(places),
        year=result.year,
        only_title=not result.passage.pieces and result.sort in {Sort.METHOD, Sort.REPORT},
        source=_source(result),
        why=tuple(_told(result.why)),
    )


def _source(result: Result) -> str:
    if not result.file_name:
        return ""
    return _("Side %(page)s i %(file)s") % {"page": result.page, "file": result.file_name}


def _told(why: Sequence[Why]) -> Iterable[str]:
    for each in why:
        if not each.is_same:
            yield _sentence(each) % {"word": each.word, "asked": each.asked}


def _sentence(why: Why) -> str:
    if why.is_within and why.reason == Reason.WORD:
        return _("»%(asked)s« er en del af »%(word)s«")
    if why.is_within and why.reason in {Reason.SYNONYM, Reason.ENGLISH}:
        return _("»%(word)s« rummer et ord, der svarer til »%(asked)s«")
    sentences: dict[Reason, Callable[[], str]] = {
        Reason.WORD: lambda: _("»%(word)s« er en bøjning af »%(asked)s«"),
        Reason.PART: lambda: _("»%(word)s« svarer til en del af »%(asked)s«"),
        Reason.DERIVED: lambda: _("»%(word)s« er beslægtet med »%(asked)s«"),
        Reason.SYNONYM: lambda: _("»%(word)s« kan betyde det samme som »%(asked)s«"),
        Reason.ENGLISH: lambda: _("»%(word)s« svarer til det engelske »%(asked)s«"),
        Reason.SPELLING: lambda: _("»%(word)s« ligner »%(asked)s«"),
    }
    return sentences[why.reason]()
