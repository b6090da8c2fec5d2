"""The door and the API: published submissions only, whole objects."""

import pytest
from django.core.management import call_command

from submissions import published
from submissions.actions import linking
from submissions.lifecycle import State
from submissions.models import Kind, Submission


def test_a_submission_counts_for_each_of_its_municipalities(
    submission_in, karen, content, mads, now
):
    made = submission_in(State.PUBLISHED)
    made.further_municipalities.set(["0630", "0665"])
    submission_in(State.SUBMITTED)

    assert published.counts_by_municipality() == {"0766": 1, "0630": 1, "0665": 1}
    assert [each.code for each in published.by_municipality("0630", most=6)] == [made.code]
    assert published.by_municipality("0751", most=6) == []


def test_the_owner_is_counted_once_when_it_stands_among_the_others_too(submission_in):
    submission_in(State.PUBLISHED).further_municipalities.set(["0766"])

    assert published.counts_by_municipality() == {"0766": 1}


def test_no_more_than_asked_for_of_a_municipality_and_the_newest_first(submission_in):
    _oldest, middle, newest = (submission_in(State.PUBLISHED) for _each in range(3))

    found = published.by_municipality("0766", most=2)

    assert [each.code for each in found] == [newest.code, middle.code]


def test_who_has_shared_keeps_the_order_that_was_asked_for(submission_in):
    submission_in(State.PUBLISHED)

    sharing = published.sharing_among(["0751", "0766", "0665"])

    assert sharing == published.Sharing(shared=("0766",), not_shared=("0751", "0665"))


def test_bare_titles_come_after_those_that_tell_something(submission_in):
    bare, full = submission_in(State.PUBLISHED), submission_in(State.PUBLISHED)
    Submission.objects.filter(pk=bare.pk).update(only_title=True)

    assert [each.code for each in published.newest(2)] == [full.code, bare.code]


def test_a_report_carries_its_own_date_a_method_that_of_its_publication(submission_in):
    report = submission_in(State.PUBLISHED, kind=Kind.REPORT)
    method = submission_in(State.PUBLISHED)

    assert published.by_code(report.code).published_on.isoformat() == "2024-03-01"
    assert published.by_code(method.code).published_on.isoformat() == "2026-11-01"


def test_the_api_shows_links_with_their_whole_evidence(client, submission_in, publish_round, now):
    submission = submission_in(State.PUBLISHED)
    publish_round("maaling", {"0766": -5.0}, simulated=True)
    linking.catch_up(now=now)

    told = client.get(f"/api/v1/submissions/{submission.code}/").json()

    (link,) = told["links"]
    assert (link["municipality"], link["round"], link["timing"]) == ("0766", "maaling", "unknown")
    evidence = link["evidence"]
    assert (evidence["difference"], evidence["low"], evidence["high"]) == (-5.0, -8.0, -2.0)
    assert (evidence["people"], evidence["verdict"], evidence["simulated"]) == (400, "faster", True)


def test_the_api_tells_nothing_personal(client, submission_in):
    submission = submission_in(State.PUBLISHED)

    text = client.get(f"/api/v1/submissions/{submission.code}/").text

    assert "karen" not in text
    assert submission.contact not in text


@pytest.mark.parametrize("state", [state for state in State if state != State.PUBLISHED])
def test_the_api_does_not_know_what_is_not_public(state, client, submission_in):
    submission = submission_in(state)
    if state == State.REPLACED:  # its number lives on in the newer edition
        assert client.get(f"/api/v1/submissions/{submission.code}/").json()["edition"] == 2
    else:
        assert client.get(f"/api/v1/submissions/{submission.code}/").status_code == 404


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_the_api_is_for_reading(method, client, submission_in):
    submission = submission_in(State.PUBLISHED)

    answer = getattr(client, method)(f"/api/v1/submissions/{submission.code}/")

    assert answer.status_code == 405


def test_the_api_is_narrowed_as_the_page_is(client, submission_in):
    submission_in(State.PUBLISHED)

    def count(query):
        return client.get(f"/api/v1/submissions/?{query}").json()["count"]

    assert (count("municipality=0766"), count("municipality=0665")) == (1, 0)
    assert (count("kind=method"), count("kind=report"), count("q=butik")) == (1, 0, 1)


def test_the_description_of_the_api_is_made_without_complaint(tmp_path):
    call_command("spectacular", "--fail-on-warn", "--file", str(tmp_path / "schema.yml"))

    assert "/api/v1/submissions/{code}/" in (tmp_path / "schema.yml").read_text()
