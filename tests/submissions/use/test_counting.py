"""What came of sharing: reads and downloads, of nobody in particular."""

from datetime import date

import pytest
from django.db import DatabaseError

from submissions.actions import counting
from submissions.lifecycle import State
from submissions.models import DayCount, Use
from submissions.presenters import use_page

BROWSER = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) Firefox/144.0"


@pytest.fixture
def method(submission_in):
    return submission_in(State.PUBLISHED)


def look(client, method, **headers):
    return client.get(method.get_absolute_url(), headers={"user-agent": BROWSER, **headers})


def reads():
    return sum(DayCount.objects.filter(use=Use.READ).values_list("number", flat=True))


def test_each_read_counts(client, method):
    for _each in range(3):
        look(client, method)

    assert reads() == 3
    assert DayCount.objects.count() == 1


@pytest.mark.parametrize(
    "headers",
    [
        {"user-agent": "Googlebot/2.1"},
        {"user-agent": "curl/8"},
        {"user-agent": ""},
        {"Sec-Purpose": "prefetch;prerender"},
    ],
)
def test_machines_do_not(client, method, headers):
    look(client, method, **headers)

    assert reads() == 0


@pytest.mark.parametrize(("who", "counted"), [("karen", 0), ("mads", 0), ("oluf", 1)])
def test_owners_and_editors_do_not(client, method, who, counted, request):
    client.force_login(request.getfixturevalue(who))

    look(client, method)

    assert reads() == counted


def test_a_head_does_not(client, method):
    client.head(method.get_absolute_url(), headers={"user-agent": BROWSER})

    assert reads() == 0


def test_a_page_is_shown_though_it_cannot_be_counted(client, method, monkeypatch):
    def fail(**_of):
        raise DatabaseError

    monkeypatch.setattr(counting, "_add_one", fail)

    assert look(client, method).status_code == 200


def test_the_author_sees_the_numbers_by_month(method):
    for day, number in ((date(2026, 9, 30), 4), (date(2026, 11, 1), 8), (date(2025, 1, 1), 100)):
        DayCount.objects.create(code=method.code, day=day, use=Use.READ, number=number)

    thanks = use_page.thanks(method.code, today=date(2026, 11, 22))

    assert thanks.reads == 112
    assert [(each.month.month, each.reads) for each in thanks.months[-3:]] == [
        (9, 4),
        (10, 0),
        (11, 8),
    ]
    assert len(thanks.months) == 12
    assert [each.height for each in thanks.months[-3:]] == [40, 0, 80]


def test_the_author_s_page_has_the_chart_and_its_table(client, method, karen):
    DayCount.objects.create(code=method.code, day=date.today(), use=Use.READ, number=7)
    client.force_login(karen)

    page = client.get(f"/mine-bidrag/{method.pk}/").content.decode()

    assert "Læst måned for måned" in page
    assert "7 gange" in page
    assert "<caption>De seneste tolv måneder</caption>" in page
