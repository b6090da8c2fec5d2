"""A municipality takes up another's method."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from measurements.models import Message
from submissions import published
from submissions.actions import adopting, sharing
from submissions.actions.adopting import Month
from submissions.lifecycle import MoveRefused, StaleVersion, State
from submissions.models import Adoption, AdoptionAction, Kind

SINCE = Month(2026, 3)


@pytest.fixture
def method(submission_in):
    """Karen's, from Hedensted."""
    return submission_in(State.PUBLISHED)


@pytest.fixture
def adopted(method, oluf, now):
    return adopting.declare(submission=method, since=SINCE, by=oluf, now=now)


def change(adoption, by, now):
    return {"adoption": adoption, "version": adoption.version, "by": by, "now": now}


def test_it_is_seen_on_both_pages_and_in_the_api(adopted, method, client):
    method_page = client.get(method.get_absolute_url()).content.decode()
    municipality_page = client.get("/kommuner/lemvig/").content.decode()
    api = client.get(f"/api/v1/submissions/{method.code}/").json()

    assert "Lemvig</a> siden marts 2026" in method_page
    assert method.title in municipality_page
    assert api["adoptions"] == [
        {"municipality": "0665", "since": "2026-03-01", "is_active": True, "experience": ""}
    ]


def test_said_twice_it_stands_once_and_is_mailed_once(adopted, method, oluf, now):
    again = adopting.declare(submission=method, since=Month(2026, 5), by=oluf, now=now)

    assert again == adopted
    assert Message.objects.filter(subject__startswith="Lemvig tager").count() == 1


def test_a_municipality_does_not_take_up_its_own_method(method, karen, now):
    with pytest.raises(PermissionDenied):
        adopting.declare(submission=method, since=SINCE, by=karen, now=now)


@pytest.mark.parametrize("who", ["mads", "anna"])
def test_only_municipalities_take_up(who, method, request, now):
    with pytest.raises(PermissionDenied):
        adopting.declare(submission=method, since=SINCE, by=request.getfixturevalue(who), now=now)


def test_a_report_is_read_not_taken_up(submission_in, oluf, now):
    report = submission_in(State.PUBLISHED, kind=Kind.REPORT)

    with pytest.raises(PermissionDenied):
        adopting.declare(submission=report, since=SINCE, by=oluf, now=now)


@pytest.mark.parametrize("year", [1998, 2029, -1])
def test_a_year_that_cannot_be_is_refused(year, method, oluf, now):
    with pytest.raises(MoveRefused, match="mellem 1999 og 2028"):
        adopting.declare(submission=method, since=Month(year, 1), by=oluf, now=now)


@pytest.mark.parametrize("verb", [adopting.end, adopting.withdraw])
def test_nobody_else_ends_it(verb, adopted, karen, now):
    with pytest.raises(PermissionDenied):
        verb(**change(adopted, karen, now))


def test_another_municipality_does_not_find_the_page(adopted, karen, client):
    client.force_login(karen)

    assert client.get(reverse("adoption", args=[adopted.pk])).status_code == 404


def test_a_stale_page_loses(adopted, oluf, now):
    before = change(adopted, oluf, now)
    adopting.tell(**before, experience="worked", story="Godt.")

    with pytest.raises(StaleVersion):
        adopting.end(**before)
    assert published.adoptions_of(adopted.code)[0].is_active


def test_what_was_withdrawn_is_shown_nowhere_and_may_be_declared_anew(adopted, method, oluf, now):
    adopting.withdraw(**change(adopted, oluf, now))

    assert published.adoptions_of(method.code) == []
    assert adopting.declare(submission=method, since=SINCE, by=oluf, now=now) != adopted


def test_the_button_asks_before_it_is_deleted(adopted, oluf, client):
    client.force_login(oluf)
    address = reverse("adoption-take-back", args=[adopted.pk])
    assert address in client.get(reverse("adoption", args=[adopted.pk])).text

    page = client.get(address)

    assert "Slet, at Lemvig bruger metoden?" in page.text
    assert Adoption.objects.get(pk=adopted.pk).state == adopted.state
    answer = client.post(address, {"version": adopted.version}, follow=True)
    assert "Det er slettet igen" in answer.text


def test_an_adoption_holds_through_a_new_edition(adopted, method, content, karen, mads, now):
    from uuid import uuid4

    from submissions.actions import reviewing

    newer = sharing.submit_new(
        kind=Kind.METHOD, key=uuid4(), content=content(replaces=method), by=karen, now=now
    )
    reviewing.publish(submission=newer, version=newer.version, by=mads, now=now)

    assert [each.pk for each in published.adoptions_of(newer.code)] == [adopted.pk]


def test_the_story_is_shown_made_safe_and_a_moderator_can_hide_it(
    adopted, method, oluf, mads, now, client
):
    adopting.tell(**change(adopted, oluf, now), experience="partly", story="**Godt** <script>x")
    shown = client.get(method.get_absolute_url()).content.decode()
    adopting.hide_story(**change(adopted, mads, now))
    hidden = client.get(method.get_absolute_url()).content.decode()

    assert "<strong>Godt</strong>" in shown
    assert "<script>x" not in shown
    assert "Det virkede delvist" in shown
    assert "Godt" not in hidden


def test_a_municipal_user_hides_nothing(adopted, oluf, karen, now):
    for person in (oluf, karen):
        with pytest.raises(PermissionDenied):
            adopting.hide_story(**change(adopted, person, now))


def test_each_change_leaves_a_line(adopted, oluf, now):
    adopting.change_month(**change(adopted, oluf, now), since=Month(2025, 12))
    adopting.end(**change(adopted, oluf, now + timedelta(days=1)))

    assert list(adopted.moves.values_list("action", "version")) == [
        (AdoptionAction.DECLARE, 1),
        (AdoptionAction.DATE, 2),
        (AdoptionAction.END, 3),
    ]


def test_the_form_takes_a_month_and_says_what_is_wrong(method, oluf, client):
    client.force_login(oluf)
    address = reverse("adopt", args=[method.slug])

    wrong = client.post(address, {"month_number": "3", "year": "26"})
    right = client.post(address, {"month_number": "3", "year": "2026"}, follow=True)

    assert wrong.status_code == 422
    assert "Årstallet skal ligge mellem 1999 og 2028" in wrong.content.decode()
    assert Adoption.objects.count() == 1
    assert "I brug i Lemvig" in right.content.decode()


def test_a_method_that_is_gone_leaves_the_fact(adopted, method, karen, now, client):
    sharing.withdraw(submission=method, version=method.version, by=karen, now=now)

    page = client.get("/kommuner/lemvig/").content.decode()

    assert f"{method.code} (ikke længere offentlig)" in page


def test_a_bare_title_is_not_taken_up(method, oluf, now):
    method.only_title = True

    with pytest.raises(PermissionDenied):
        adopting.declare(submission=method, since=SINCE, by=oluf, now=now)
