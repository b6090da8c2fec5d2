"""Submissions as pages show them: texts made safe, facts in order, results beside the practice."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.utils.formats import date_format
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from measurements import published as measured
from submissions import contacts, permissions, published, texts
from submissions.cautions import label_of
from submissions.lifecycle import Action, State
from submissions.link_rules import Timing
from submissions.models import Move, Submission
from submissions.permissions import Actor
from submissions.presenters import file_page
from submissions.presenters.file_page import FileLine, FileStanding
from submissions.published import Link


@dataclass(frozen=True, slots=True)
class Section:
    heading: str
    html: SafeString


@dataclass(frozen=True, slots=True)
class Fact:
    name: str
    text: str


@dataclass(frozen=True, slots=True)
class ResultRow:
    """One measured municipality in one round. Texts; figures stay numbers for the filters."""

    round_slug: str
    period: str
    municipality: str
    simulated: bool
    is_stated: bool
    listed: str
    verdict: str  # code, for the colour
    verdict_label: str
    people: int | None
    difference: float | None
    low: float | None
    high: float | None


@dataclass(frozen=True, slots=True)
class ResultGroup:
    """The results of one stretch of time seen from the practice: before, during, after."""

    heading: str
    rows: tuple[ResultRow, ...]


@dataclass(frozen=True, slots=True)
class Page:
    """A submission exactly as it is or will be published."""

    title: str
    kind_label: str
    is_method: bool
    only_title: bool
    code: str
    edition: int
    publisher: str
    published_on: date | None
    published_precision: str
    municipalities: tuple[object, ...]  # each with a name and an address, the owner first
    owner_code: str
    facts: tuple[Fact, ...]
    sections: tuple[Section, ...]
    link: str
    contact: str
    files: tuple[FileLine, ...]  # those that everybody may have
    file_standings: tuple[FileStanding, ...]


@dataclass(frozen=True, slots=True)
class HistoryLine:
    at: object
    what: str
    who: str
    comment: str
    on_fields: tuple[Fact, ...]  # what was said of single fields


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a submission stands, said to its author, and what comes next."""

    state: str
    label: str
    next_step: str
    comment: str  # the editors' latest, while it is the author's turn
    can_edit: bool
    can_withdraw: bool


def page(submission: Submission) -> Page:
    municipalities = published.places(submission)
    attached = submission.attachments.all()
    return Page(
        title=str(submission),
        kind_label=published.kind_label(submission),
        is_method=submission.is_method,
        only_title=submission.only_title,
        code=submission.code or "",
        edition=submission.edition,
        publisher=published.publisher(submission),
        published_on=published.date_of(submission),
        published_precision=published.precision_of(submission),
        municipalities=tuple(municipalities),
        owner_code=submission.municipality_id or "",
        facts=tuple(_facts(submission)),
        sections=tuple(_sections(submission)),
        link=texts.safe_address(submission.link),
        contact=submission.contact,
        files=file_page.lines(attached),
        file_standings=file_page.standings(attached),
    )


def results(links: Iterable[Link]) -> list[ResultGroup]:
    """The owner's results around the beginning of the practice, in the order of time."""
    links = list(links)
    names = {each.code: each.name for each in measured.municipalities()} if links else {}
    groups = [
        (timing, [_result_row(each, names) for each in links if each.timing is timing])
        for timing in (Timing.AFTER, Timing.DURING, Timing.BEFORE, Timing.UNKNOWN)
    ]
    return [ResultGroup(_group_heading(timing), tuple(rows)) for timing, rows in groups if rows]


def history(submission: Submission) -> list[HistoryLine]:
    return [
        HistoryLine(
            at=move.at,
            what=_what(move),
            who=_who(move, submission),
            comment=move.comment,
            on_fields=tuple(_on_fields(move)),
        )
        for move in submission.moves.select_related("by").prefetch_related("field_comments")
        if move.action != Action.SAVE
    ]


def standing(submission: Submission, by: Actor) -> Standing:
    state = State(submission.state)
    return Standing(
        state=state.value,
        label=str(state.label),
        next_step=_next_step(state),
        comment=_latest_comment(submission) if state in _SPOKEN_OF else "",
        can_edit=permissions.can_move(by, submission, Action.SUBMIT),
        can_withdraw=permissions.can_move(by, submission, Action.WITHDRAW),
    )


_SPOKEN_OF = {
    State.RETURNED,
    State.REJECTED,
    State.PUBLISHED,
    State.WITHDRAWN,
    State.MERGED,
}


def _next_step(state: State) -> str:
    return {
        State.DRAFT: _("Kun du kan se kladden. Skriv videre, og send den ind, når du er klar."),
        State.UNCONFIRMED: _("Åbn linket i den mail, vi har sendt, og bekræft adressen."),
        State.SUBMITTED: _(
            "Redaktionen læser bidraget og svarer med en mail. Du kan rette i det imens."
        ),
        State.RETURNED: _("Læs redaktionens kommentar, ret bidraget, og send det ind igen."),
        State.PUBLISHED: _("Alle kan læse bidraget."),
        State.REJECTED: _("Bidraget bliver ikke offentliggjort. Begrundelsen står herunder."),
        State.WITHDRAWN: _("Bidraget er ikke offentligt."),
        State.REPLACED: _("En nyere udgave er offentliggjort i stedet."),
        State.MERGED: _("Indholdet er taget med i et andet bidrag."),
    }[state]


def _facts(submission: Submission) -> Iterable[Fact]:
    if submission.began_year:
        yield Fact(_("Periode"), _period(submission))
    if submission.target_group:
        yield Fact(_("Målgruppe"), submission.target_group)


def _period(submission: Submission) -> str:
    began = date(submission.began_year, submission.began_month or 1, 1)
    start = date_format(began, "F Y" if submission.began_month else "Y")
    if submission.ended_year:
        return _("%(start)s til %(end)s") % {"start": start, "end": str(submission.ended_year)}
    return _("Siden %(start)s") % {"start": start}


def _sections(submission: Submission) -> Iterable[Section]:
    for heading, text in (
        (_("Resumé"), submission.summary),
        (_("Problemet"), submission.problem),
        (_("Sådan gøres det"), submission.practice),
        (_("Hvem gør det, og hvor lang tid tager det?"), submission.who_and_time),
        (_("Forudsætninger"), submission.preconditions),
        (_("Resultater, og hvordan de er målt"), submission.results),
        (_("Hvad der ikke virkede"), submission.what_failed),
        (_("Råd til en mindre kommune"), submission.advice_smaller),
        (_("Råd til en større kommune"), submission.advice_larger),
    ):
        if text.strip():
            yield Section(heading, texts.as_html(text))


def _group_heading(timing: Timing) -> str:
    return {
        Timing.AFTER: _("Før metoden begyndte"),
        Timing.DURING: _("Metoden begyndte i løbet af perioden"),
        Timing.BEFORE: _("Efter at metoden begyndte"),
        Timing.UNKNOWN: _("Det er ikke oplyst, hvornår metoden begyndte"),
    }[timing]


def _result_row(link: Link, names: dict[str, str]) -> ResultRow:
    evidence = link.evidence
    name = names[link.municipality]
    return ResultRow(
        round_slug=link.round_slug,
        period=f"{evidence.period_from}–{evidence.period_to}",
        municipality=name
        if name == link.as_name
        else _("%(name)s (som %(as_name)s)") % {"name": name, "as_name": link.as_name},
        simulated=evidence.simulated,
        is_stated=not evidence.verdict,
        listed=_listed(evidence.listed),
        verdict=evidence.verdict,
        verdict_label=str(measured.Verdict(evidence.verdict).label) if evidence.verdict else "",
        people=evidence.people,
        difference=evidence.difference,
        low=evidence.low,
        high=evidence.high,
    )


def _listed(end: str) -> str:
    return {
        "": "",
        "fastest": _("på listen over de hurtigste"),
        "slowest": _("på listen over de langsomste"),
    }[end]


def _what(move: Move) -> str:
    if move.action == Action.SUBMIT and move.from_state == State.SUBMITTED:
        return _("Ændret, mens redaktionen læste")
    return str(move.get_action_display())


def _on_fields(move: Move) -> Iterable[Fact]:
    for said in move.field_comments.all():
        yield Fact(label_of(said.field), said.text)


def _who(move: Move, submission: Submission) -> str:
    if move.by is not None:
        return contacts.name_of(move.by)
    return _("Afsenderen") if submission.sender_email else ""


def _latest_comment(submission: Submission) -> str:
    spoken = [move.comment for move in submission.moves.all() if move.comment]
    return spoken[-1] if spoken else ""
