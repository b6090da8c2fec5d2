"""The board of a hearing: who has looked, who has answered what, and who waits for an answer."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import TextChoices
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from measurements.models import Hearing, Position, Round

BY_STANDING = "svar"
BY_NAME = "navn"


class Standing(TextChoices):
    """How far a municipality is. In the order of the board: what needs an answer first."""

    OBJECTS = "indvending", _("Indvending uden svar")
    OBJECTION_ANSWERED = "besvaret", _("Indvending, besvaret")
    AGREES = "enig", _("Ingen indvendinger")
    LOOKED = "set", _("Set, ikke svaret")
    NOT_LOOKED = "ikke-set", _("Ikke set")


@dataclass(frozen=True, slots=True)
class BoardRow:
    """One municipality. `users` is how many people can answer for it."""

    name: str
    url: str
    standing: Standing
    has_comment: bool
    has_file: bool
    seen_at: datetime | None
    answered_at: datetime | None
    reminded_at: datetime | None
    users: int


@dataclass(frozen=True, slots=True)
class Count:
    """How many municipalities are so far; also the link that shows them alone."""

    text: str
    count: int
    query: str
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class Board:
    rows: Sequence[BoardRow]
    counts: Sequence[Count]
    chosen: str  # of Standing; empty: all
    sort: str
    not_looked: int  # of those who have somebody to remind
    without_users: Sequence[str]  # names of municipalities that nobody can answer for
    until: date | None


def standing_of(hearing: Hearing) -> Standing:
    if hearing.is_unanswered_objection:
        return Standing.OBJECTS
    if hearing.position == Position.OBJECTS:
        return Standing.OBJECTION_ANSWERED
    if hearing.position == Position.AGREES:
        return Standing.AGREES
    return Standing.LOOKED if hearing.first_seen_at else Standing.NOT_LOOKED


def board_of(
    measured: Round, hearings: Sequence[Hearing], users: dict[str, int], *, chosen: str, sort: str
) -> Board:
    """hearings  of the present sitting, in Danish alphabetical order, with their municipalities
    users     how many can answer, by municipality code; absent: nobody
    """
    rows = [_row(measured, each, users.get(each.municipality_id, 0)) for each in hearings]
    chosen = chosen if chosen in Standing.values else ""
    sort = BY_NAME if sort == BY_NAME else BY_STANDING
    shown = [row for row in rows if chosen in {"", row.standing}]
    if sort == BY_STANDING:
        order = list(Standing)
        shown.sort(key=lambda row: order.index(row.standing))
    return Board(
        rows=shown,
        counts=_counts(rows, chosen),
        chosen=chosen,
        sort=sort,
        not_looked=sum(row.seen_at is None and row.users > 0 for row in rows),
        without_users=[row.name for row in rows if not row.users],
        until=measured.hearing_until,
    )


def _row(measured: Round, hearing: Hearing, users: int) -> BoardRow:
    return BoardRow(
        name=hearing.municipality.name,
        url=reverse("manage-hearing-answer", args=[measured.slug, hearing.municipality.slug]),
        standing=standing_of(hearing),
        has_comment=bool(hearing.comment),
        has_file=bool(hearing.file_sha256),
        seen_at=hearing.first_seen_at,
        answered_at=hearing.answered_at,
        reminded_at=hearing.reminded_at,
        users=users,
    )


def _counts(rows: Sequence[BoardRow], chosen: str) -> list[Count]:
    found = Counter(row.standing for row in rows)
    everyone = Count(str(_("Alle")), len(rows), "", chosen == "")
    return [
        everyone,
        *(Count(str(s.label), found[s], f"?vis={s.value}", chosen == s.value) for s in Standing),
    ]
