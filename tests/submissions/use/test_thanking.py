"""Once a month the author hears what came of it; a year later the adopter is asked."""

from datetime import UTC, date, datetime, timedelta

import pytest

from measurements.models import Message
from submissions.actions import adopting, tending, thanking
from submissions.actions.adopting import Month
from submissions.lifecycle import State
from submissions.models import DayCount, Use

FIRST_OF_DECEMBER = datetime(2026, 12, 1, 8, 0, tzinfo=UTC)


@pytest.fixture
def method(submission_in):
    made = submission_in(State.PUBLISHED)
    Message.objects.all().delete()
    return made


def read(method, number, *, day=date(2026, 11, 20)):
    DayCount.objects.create(code=method.code, day=day, use=Use.READ, number=number)


def test_the_author_hears_what_happened_in_the_month_before(method, oluf, now):
    read(method, 120)
    read(method, 999, day=date(2026, 12, 1))
    adopting.declare(submission=method, since=Month(2026, 11), by=oluf, now=now)

    thanking.thank_authors(now=FIRST_OF_DECEMBER)

    mail = Message.objects.get(subject="Det skete der i november med Praktik i butik")
    assert mail.to == "karen@example.com"
    assert "- læst 120 gange\n- taget i brug af 1 kommune" in mail.body


def test_a_month_is_told_once(method):
    read(method, 120)

    for hours in range(3):
        tending.tend(now=FIRST_OF_DECEMBER + timedelta(hours=hours))

    assert Message.objects.count() == 1


@pytest.mark.parametrize(
    ("number", "told"), [(thanking.FEWEST_READS - 1, 0), (thanking.FEWEST_READS, 1)]
)
def test_a_month_without_news_is_not_told(method, number, told):
    read(method, number)

    thanking.thank_authors(now=FIRST_OF_DECEMBER)

    assert Message.objects.count() == told


def test_nothing_is_told_late(method):
    read(method, 120)

    assert thanking.thank_authors(now=FIRST_OF_DECEMBER + timedelta(days=5)) == 0


@pytest.mark.parametrize(
    ("at", "asked"),
    [(datetime(2027, 10, 31, tzinfo=UTC), 0), (datetime(2027, 11, 1, tzinfo=UTC), 1)],
)
def test_a_year_after_it_began_the_adopter_is_asked_once(method, oluf, now, at, asked):
    adopting.declare(submission=method, since=Month(2026, 11), by=oluf, now=now)
    Message.objects.all().delete()

    for _twice in range(2):
        adopting.ask_how_it_went(now=at)

    assert Message.objects.filter(to=oluf.email).count() == asked


def test_whoever_has_told_is_not_asked(method, oluf, now):
    adoption = adopting.declare(submission=method, since=Month(2025, 1), by=oluf, now=now)
    adopting.tell(
        adoption=adoption, version=adoption.version, experience="worked", story="", by=oluf, now=now
    )

    assert adopting.ask_how_it_went(now=now + timedelta(days=400)) == 0
