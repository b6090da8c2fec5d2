"""An earlier edition can be taken down alone: with a reason, a trace and a notice where it was."""

from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied

from measurements.models import Message
from submissions.actions import editions, reviewing, sharing
from submissions.lifecycle import Action, MoveRefused, State
from submissions.models import CONTENT, Submission

REASON = "Udgaven nævnte en borger ved navn."
NAMED = "Sagen om Navngiven"


@pytest.fixture
def earlier(submission_in):
    """A first edition with a title and a text that the second does not have."""
    first = submission_in(State.REPLACED, title=NAMED, practice="Vi ringede til Navngiven.")
    kept = {name: getattr(first, name) for name in CONTENT[first.kind]}
    changed = {**kept, "title": "Linkworker i butik", "practice": "Vi ringede."}
    Submission.objects.filter(code=first.code, edition=2).update(**changed)
    return first


@pytest.fixture
def address_of():
    """Of the page that all editions of a submission share."""
    return lambda first: Submission.objects.get(code=first.code, edition=2).get_absolute_url()


@pytest.fixture
def address(earlier, address_of):
    return address_of(earlier)


def take_down(earlier, by, now, **more):
    editions.take_down(
        submission=earlier,
        version=earlier.version,
        by=by,
        now=now,
        **{"reason": REASON, **more},
    )


def test_everybody_can_read_it_until_then(earlier, address, client):
    page = client.get(f"{address}udgave/1/")

    assert page.status_code == 200
    assert "Vi ringede til Navngiven" in page.text
    assert "Navngiven" in client.get(f"{address}udgaver/").text


def test_a_notice_stands_in_its_place_and_the_newer_one_is_left_alone(
    earlier, address, client, mads, now
):
    take_down(earlier, mads, now)

    page = client.get(f"{address}udgave/1/")
    assert page.status_code == 410
    for words in (NAMED, "Udgave 1 er taget ned 2. november 2026", REASON):
        assert words in page.text
    assert "Vi ringede" not in page.text
    assert client.get(address).status_code == 200
    assert client.get(f"/api/v1/submissions/{earlier.code}/").status_code == 200


def test_neither_the_list_of_editions_nor_the_differences_repeat_it(
    earlier, address, client, mads, now
):
    take_down(earlier, mads, now)

    for query in ("", "?fra=1&til=2"):
        page = client.get(f"{address}udgaver/{query}").text
        assert "taget ned 2. november 2026" in page
        assert "Navngiven" not in page


def test_a_title_that_is_complained_of_is_not_named(earlier, address_of, client, mads, now):
    take_down(earlier, mads, now, hide_title=True)

    page = client.get(f"{address_of(earlier)}udgave/1/")

    assert page.status_code == 410
    assert "Navngiven" not in page.text


def test_the_address_does_not_name_it_either(submission_in, address_of, mads, now, client):
    first = submission_in(State.REPLACED, title=NAMED)
    Submission.objects.filter(code=first.code, edition=2).update(title="Linkworker i butik")
    assert "navngiven" in address_of(first)

    take_down(first, mads, now, hide_title=True)

    assert address_of(first) == "/bidrag/linkworker-i-butik/"
    assert client.get(address_of(first)).status_code == 200
    assert client.get(f"/bidrag/{first.code}/")["Location"] == address_of(first)


def test_a_title_that_is_still_in_use_keeps_its_address(submission_in, address_of, mads, now):
    first = submission_in(State.REPLACED)
    before = address_of(first)

    take_down(first, mads, now, hide_title=True)

    assert address_of(first) == before


def test_the_editor_does_it_on_the_page_of_review(earlier, address, address_of, client, mads):
    client.force_login(mads)
    review = f"/redaktion/{earlier.pk}/"
    assert review in client.get(f"{address}udgave/1/").text
    assert "Kun denne udgave bliver taget ned" in client.get(review).text

    client.post(
        review,
        {"do": "withdraw", "version": earlier.version, "reason": REASON, "hide_title": "on"},
    )

    assert client.get(f"{address_of(earlier)}udgave/1/").status_code == 410


def test_it_leaves_a_trace_and_the_author_is_told_which_edition_and_why(earlier, karen, mads, now):
    Message.objects.all().delete()  # else it is one of a storm, and waits for the day's mail

    take_down(earlier, mads, now)

    last = earlier.moves.last()
    told = Message.objects.get(to=karen.email)
    assert (last.action, last.by, last.from_state) == (Action.WITHDRAW, mads, State.REPLACED)
    assert f"udgave 1 af »{NAMED}«" in told.body
    assert REASON in told.body


def test_without_a_reason_it_stays(earlier, mads, now):
    with pytest.raises(MoveRefused, match="begrundelse"):
        take_down(earlier, mads, now, reason=" ")

    assert Submission.objects.get(pk=earlier.pk).state == State.REPLACED


def test_only_editors_take_it_down(earlier, karen, oluf, now):
    for by in (karen, oluf):
        with pytest.raises(PermissionDenied):
            take_down(earlier, by, now)


LONG = "Sagsbehandler Jens Hansen snyder med tal og alt muligt andet som ingen kan forsta x resten"


def test_an_address_that_was_cut_off_at_a_hyphen_is_left_too(submission_in, address_of, mads, now):
    first = submission_in(State.REPLACED, title=LONG)
    assert len(address_of(first)) < len(f"/bidrag/{LONG}/")
    Submission.objects.filter(code=first.code, edition=2).update(title="Ren titel")

    take_down(first, mads, now, hide_title=True)

    assert address_of(first) == "/bidrag/ren-titel/"


def test_so_is_the_address_of_a_title_that_was_corrected_before(
    submission_in, address_of, mads, now
):
    first = submission_in(State.REPLACED, title=NAMED)
    assert "navngiven" in address_of(first)
    Submission.objects.filter(code=first.code).update(title="Ren titel")
    first.refresh_from_db()

    take_down(first, mads, now, hide_title=True)

    assert address_of(first) == "/bidrag/ren-titel/"


def test_a_new_edition_does_not_inherit_the_address_of_a_hidden_title(
    submission_in, content, karen, mads, now
):
    first = submission_in(State.PUBLISHED, title=NAMED)
    newer = sharing.submit_new(
        kind=first.kind,
        key=uuid4(),
        content=content(first.kind, replaces=first, title="Ren titel"),
        by=karen,
        now=now,
    )
    sharing.withdraw(
        submission=first, version=first.version, by=mads, now=now, reason=REASON, hide_title=True
    )

    reviewing.publish(submission=newer, version=newer.version, by=mads, now=now)

    assert Submission.objects.get(pk=newer.pk).slug == "ren-titel"
