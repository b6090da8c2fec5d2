"""The answer of the search as the page shows it: words for what was found, why, and the filters."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from django.utils.functional import Promise
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from measurements.published import MunicipalityName
from submissions.models import Sort, Stage
from submissions.narrowing import Filters
from submissions.search.passages import Passage, Piece
from submissions.search.question import Reason
from submissions.searching import Answer, Result, Why
from submissions.subject_words import TARGET_GROUPS, TOPICS


@dataclass(frozen=True, slots=True)
class Choice:
    """One filter: its name in the address, what it is called, and what can be chosen."""

    name: str
    label: str
    options: SafeString  # drawn here: a page has hundreds of them


@dataclass(frozen=True, slots=True)
class Line:
    """One result."""

    kind: str
    url: str
    title: SafeString
    passage: SafeString  # empty: there is none
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
    choice = partial(_choice, answer=answer)
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


def faster_count(answer: Answer, filters: Filters) -> str:
    return _number(answer.counts.faster, is_cut=_is_cut(answer, is_chosen=filters.faster))


def like_count(answer: Answer, filters: Filters) -> str:
    """Empty where no municipality is chosen."""
    if not filters.like:
        return ""
    return _number(answer.counts.like, is_cut=_is_cut(answer, is_chosen=True))


def like_choice(filters: Filters, places: Sequence[MunicipalityName]) -> Choice:
    """Every municipality: how many are like it can be counted only when it is chosen."""
    names = {place.slug: place.name for place in places}
    chosen = next((place.slug for place in places if place.code == filters.like), "")
    return Choice("ligesom", _("Lignende vilkår som"), _options(names, chosen))


def total(answer: Answer) -> str:
    count = answer.total
    if answer.is_cut:
        told = ngettext("Mindst %(count)s resultat", "Mindst %(count)s resultater", count)
    else:
        told = ngettext("%(count)s resultat", "%(count)s resultater", count)
    return told % {"count": count}


def _is_cut(answer: Answer, *, is_chosen: bool) -> bool:
    """Whether the numbers of a filter are the least there are: its own choice does not narrow them."""
    return answer.was_cut if is_chosen else answer.is_cut


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
    answer: Answer,
) -> Choice:
    is_cut = _is_cut(answer, is_chosen=bool(chosen))
    told = {
        value: f"{text} ({_number(counts.get(value, 0), is_cut=is_cut)})"
        for value, text in texts.items()
        if counts.get(value) or value == chosen
    }
    return Choice(name, label, _options(told, chosen))


def _options(texts: Mapping[str, str], chosen: str) -> SafeString:
    rows = ((value, " selected" if value == chosen else "", text) for value, text in texts.items())
    return format_html_join("", '<option value="{}"{}>{}</option>', rows)


def _line(result: Result, names: Mapping[str, str]) -> Line:
    places = [names[code] for code in result.municipality_codes if code in names]
    return Line(
        kind=str(result.sort.label),
        url=result.url,
        title=_marked(result.title),
        passage=_marked(result.passage),
        places=() if result.sort == Sort.MUNICIPALITY else tuple(places),
        year=result.year,
        only_title=not result.passage.pieces and result.sort in {Sort.METHOD, Sort.REPORT},
        source=_source(result),
        why=tuple(_told(result.why)),
    )


def _marked(passage: Passage) -> SafeString:
    """The text with the words that answer marked; drawn here, for a page has hundreds of pieces."""
    return format_html_join(
        "", "{}", ((_mark(piece) if piece.is_marked else piece.text,) for piece in passage.pieces)
    )


def _mark(piece: Piece) -> SafeString:
    return format_html("<mark>{}</mark>", piece.text)


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
