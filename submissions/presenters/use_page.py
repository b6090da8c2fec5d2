"""What others have done with a submission, as its pages show it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.safestring import SafeString

from submissions import published, texts
from submissions.models import DayCount, Question, Use
from submissions.published import PublishedAdoption

MONTHS_SHOWN = 12
BAR_HEIGHT = 80  # of the chart's units


@dataclass(frozen=True, slots=True)
class AdoptionLine:
    """One municipality that has taken it up."""

    pk: int
    version: int
    municipality: object  # with a name and an address
    since: date
    is_active: bool
    experience: str  # in words; empty: not told
    story: SafeString


@dataclass(frozen=True, slots=True)
class MonthLine:
    """How often in one month, and how high the bar of the reads is."""

    month: date
    reads: int
    downloads: int
    x: int
    y: int
    height: int


@dataclass(frozen=True, slots=True)
class Thanks:
    """What came of sharing: numbers for the author."""

    reads: int
    downloads: int
    adoptions: int
    questions: int
    months: tuple[MonthLine, ...]  # oldest first, empty months among them
    most: int  # reads in the best month

    @property
    def is_any(self) -> bool:
        return bool(self.reads or self.downloads or self.adoptions or self.questions)


def adoptions(code: str) -> list[AdoptionLine]:
    return [_line(each) for each in published.adoptions_of(code)]


def thanks(code: str, *, today: date) -> Thanks:
    counts = list(DayCount.objects.filter(code=code))
    months = _months(counts, _last_months(today))
    return Thanks(
        reads=_sum(counts, Use.READ),
        downloads=_sum(counts, Use.DOWNLOADED),
        adoptions=len(published.adoptions_of(code)),
        questions=Question.objects.filter(code=code).count(),
        months=tuple(months),
        most=max((each.reads for each in months), default=0),
    )


def _line(adoption: PublishedAdoption) -> AdoptionLine:
    return AdoptionLine(
        pk=adoption.pk,
        version=adoption.version,
        municipality=adoption.municipality,
        since=adoption.since,
        is_active=adoption.is_active,
        experience=adoption.experience_label,
        story=texts.as_html(adoption.story),
    )


def _last_months(today: date) -> list[date]:
    last = today.year * 12 + today.month - 1
    return [
        date(number // 12, number % 12 + 1, 1)
        for number in range(last - MONTHS_SHOWN + 1, last + 1)
    ]


def _months(counts: Sequence[DayCount], months: Sequence[date]) -> list[MonthLine]:
    of_month = {month: [c for c in counts if c.day.replace(day=1) == month] for month in months}
    most = max((_sum(each, Use.READ) for each in of_month.values()), default=0)
    return [_bar(place, month, of_month[month], most=most) for place, month in enumerate(months)]


def _bar(place: int, month: date, counts: Sequence[DayCount], *, most: int) -> MonthLine:
    reads = _sum(counts, Use.READ)
    height = round(BAR_HEIGHT * reads / most) if most else 0
    return MonthLine(
        month=month,
        reads=reads,
        downloads=_sum(counts, Use.DOWNLOADED),
        x=place * 30,
        y=BAR_HEIGHT - height,
        height=height,
    )


def _sum(counts: Iterable[DayCount], use: Use) -> int:
    return sum(each.number for each in counts if each.use == use)
