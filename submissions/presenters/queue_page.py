"""The editors' queue: what waits, the most pressing first, and what was decided lately."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q, TextChoices
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from submissions import published, similar
from submissions.cautions import cautions_of
from submissions.lifecycle import Action, State
from submissions.models import Attachment, FileState, Move, Submission

OVERDUE = timedelta(days=7)
DECIDED_SHOWN = 20
_DECISIONS = (Action.RETURN, Action.PUBLISH, Action.REJECT, Action.MERGE, Action.WITHDRAW)


class Reason(TextChoices):
    """Why something needs attention, the most pressing first: the queue is in this order."""

    OVERDUE = "ventet", _("Har ventet over en uge")
    PERSONAL = "personoplysninger", _("Mulige personoplysninger")
    AGAIN = "igen", _("Rettet efter jeres kommentar")
    NEW_SENDER = "ny", _("Ny afsender")
    TWIN = "ligner", _("Ligner et andet bidrag")
    QUARANTINE = "fil", _("En fil er ikke kontrolleret")


@dataclass(frozen=True, slots=True)
class Row:
    pk: int
    title: str
    kind_label: str
    municipality: str
    sender: str
    submitted_at: datetime
    reasons: tuple[Reason, ...]

    @property
    def place(self) -> tuple[int, datetime]:
        """Where it stands: by its most pressing reason, then by how long it has waited."""
        order = list(Reason)
        return (order.index(self.reasons[0]) if self.reasons else len(order), self.submitted_at)


@dataclass(frozen=True, slots=True)
class Filter:
    reason: Reason
    number: int
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class Queue:
    rows: tuple[Row, ...]  # as narrowed
    total: int
    filters: tuple[Filter, ...]  # those that would leave something


def queue(*, now: datetime, only: str = "") -> Queue:
    """What waits now; `only`: with this reason."""
    rows = sorted(_rows(now), key=lambda row: row.place)
    numbers = Counter(reason for row in rows for reason in row.reasons)
    chosen = next((each for each in Reason if each == only), None)
    return Queue(
        rows=tuple(row for row in rows if chosen is None or chosen in row.reasons),
        total=len(rows),
        filters=tuple(
            Filter(each, numbers[each], each is chosen)
            for each in Reason
            if numbers[each] or each is chosen
        ),
    )


def next_in_queue(*, now: datetime, after: int) -> Row | None:
    """The most pressing one beside the one that is being read."""
    return min((row for row in _rows(now) if row.pk != after), key=lambda r: r.place, default=None)


def decided() -> list[Move]:
    """The editors' latest decisions."""
    by_editors = Move.objects.filter(action__in=_DECISIONS).exclude(by=None)
    not_owners = by_editors.exclude(Q(action=Action.WITHDRAW, from_state__in=_OWN_STATES))
    rows = not_owners.select_related("submission", "by").order_by("-at", "-pk")
    return list(rows[:DECIDED_SHOWN])


_OWN_STATES = (State.DRAFT, State.SUBMITTED, State.RETURNED)  # only owners withdraw from these


def _rows(now: datetime) -> list[Row]:
    waiting = list(
        Submission.objects.filter(state=State.SUBMITTED)
        .select_related("municipality", "author")
        .prefetch_related("attachments")
        .order_by("submitted_at", "pk")
    )
    facts = _Facts.of(waiting, now)
    return [_row(each, facts) for each in waiting]


@dataclass(frozen=True)
class _Facts:
    """What the reasons need to know of all that waits, asked for once."""

    now: datetime
    returned: set[int]
    known_authors: set[int]
    known_addresses: set[str]
    twins: set[int]

    @classmethod
    def of(cls, waiting: Sequence[Submission], now: datetime) -> "_Facts":
        keys = [each.pk for each in waiting]
        returned = Move.objects.filter(submission__in=keys, action=Action.RETURN)
        accepted = Submission.objects.exclude(published_at=None)
        addresses = {each.sender_email.lower() for each in waiting if each.sender_email}
        known = accepted.annotate(address=Lower("sender_email")).filter(address__in=addresses)
        authors = {each.author_id for each in waiting if each.author_id}
        return cls(
            now=now,
            returned=set(returned.values_list("submission", flat=True)),
            known_authors=set(accepted.filter(author__in=authors).values_list("author", flat=True)),
            known_addresses=set(known.values_list("address", flat=True)),
            twins=similar.twins(waiting),
        )

    def reasons(self, each: Submission) -> Iterator[Reason]:
        """In the order of the table."""
        if each.submitted_at is not None and self.now - each.submitted_at > OVERDUE:
            yield Reason.OVERDUE
        if cautions_of(each):
            yield Reason.PERSONAL
        if each.pk in self.returned:
            yield Reason.AGAIN
        if not self._is_known(each):
            yield Reason.NEW_SENDER
        if each.pk in self.twins:
            yield Reason.TWIN
        if _has_unchecked(each.attachments.all()):
            yield Reason.QUARANTINE

    def _is_known(self, each: Submission) -> bool:
        """Whether something of the same sender has been public."""
        if each.author_id:
            return each.author_id in self.known_authors
        return each.sender_email.lower() in self.known_addresses


def _has_unchecked(files: Iterable[Attachment]) -> bool:
    return any(file.state == FileState.WAITING for file in files)


def _row(each: Submission, facts: _Facts) -> Row:
    assert each.submitted_at is not None, "it was sent in"
    return Row(
        pk=each.pk,
        title=str(each),
        kind_label=published.kind_label(each),
        municipality=str(each.municipality or ""),
        sender=str(each.author or each.sender_email),
        submitted_at=each.submitted_at,
        reasons=tuple(facts.reasons(each)),
    )
