"""What results are narrowed to, and how many each filter would leave."""

import pytest

from submissions import searching
from submissions.lifecycle import State
from submissions.models import SearchDocument
from submissions.narrowing import Filters


@pytest.fixture
def three(submission_in, index_now):
    """Three methods of cycling: two in use, one of them of speaking Danish too."""
    cycling = {"target_group": "", "problem": "", "practice": "Vi cykler."}
    submission_in(State.PUBLISHED, title="Cykling for begyndere", stage="tried", **cycling)
    submission_in(State.PUBLISHED, title="Cykling i skoven", stage="running", **cycling)
    submission_in(
        State.PUBLISHED, title="Cykling på dansk", stage="running", topics=["sprog"], **cycling
    )
    index_now()


def counted(**filters):
    return searching.search("cykling", filters=Filters(**filters)).counts


def test_methods_are_narrowed_to_how_far_they_have_been_tried(three, client):
    page = client.get("/soeg/", {"q": "cykling", "afproevning": "tried"}).content.decode()

    assert page.count("<h3><a") == 1
    assert "</mark> for begyndere" in page
    assert '<option value="running">I fast drift (2)</option>' in page


def test_every_count_is_taken_among_what_the_other_filters_leave(three):
    by_topic, by_stage = counted(topic="sprog"), counted(stage="tried")

    assert by_topic.stages == {"running": 1}
    assert by_stage.stages == {"tried": 1, "running": 2}
    assert "sprog" not in by_stage.topics


def test_a_count_says_what_choosing_the_filter_then_leaves(three):
    for topic, count in counted(stage="running").topics.items():
        left = searching.search("cykling", filters=Filters(stage="running", topic=topic))
        assert left.total == count


@pytest.mark.parametrize("few", [0, 2_000], ids=["many are left", "few are left"])
def test_what_a_filter_leaves_is_looked_for_below_the_best_of_all(three, found, monkeypatch, few):
    """Of a common word only the best texts are weighed; the rarest stage may not be among them."""
    monkeypatch.setattr(searching, "DEPTH", 1)
    monkeypatch.setattr(searching, "FEW", few)
    (best,) = found("cykling")
    other = "tried" if best != "Cykling for begyndere" else "running"

    answer = searching.search("cykling", filters=Filters(stage=other))

    assert answer.total == 1
    assert answer.counts.stages[other] == 1


def test_of_more_than_are_weighed_a_count_is_said_to_be_the_least(three, client, monkeypatch):
    exact = client.get("/soeg/", {"q": "cykling"}).content.decode()
    monkeypatch.setattr(searching, "DEPTH", 2)

    cut = client.get("/soeg/", {"q": "cykling"}).content.decode()

    assert "Metode eller erfaring (3)" in exact
    assert "Metode eller erfaring (mindst 2)" in cut


def test_of_the_few_that_a_filter_leaves_every_one_is_counted(three, client, monkeypatch):
    monkeypatch.setattr(searching, "DEPTH", 2)

    narrowed = client.get("/soeg/", {"q": "cykling", "afproevning": "tried"}).content.decode()

    assert ">1 resultat<" in narrowed
    assert "Metode eller erfaring (1)" in narrowed
    # Its own choice does not narrow a filter: there the best of all are counted.
    assert "(mindst 1)</option>" in narrowed.split('id="afproevning"')[1].split("</select>")[0]


def test_without_looking_through_the_few_their_number_is_the_least_there_are(
    three, client, monkeypatch
):
    """The negative control."""
    monkeypatch.setattr(searching, "DEPTH", 2)
    monkeypatch.setattr(searching, "FEW", 0)

    narrowed = client.get("/soeg/", {"q": "cykling", "afproevning": "tried"}).content.decode()

    assert ">Mindst 1 resultat<" in narrowed


def test_every_filter_stands_in_the_address_and_is_shown_as_chosen(three, client):
    chosen = {
        "slags": "method",
        "emne": "sprog",
        "kommune": "hedensted",
        "ligesom": "horsens",
        "afproevning": "running",
        "hurtigere": "1",
    }

    page = client.get("/soeg/", {"q": "cykling", **chosen}).content.decode()

    for value in (v for v in chosen.values() if v != "1"):
        assert f'<option value="{value}" selected>' in page
    assert 'name="hurtigere" value="1" checked' in page


def test_a_filter_reads_the_index_without_a_query_for_each_document(
    three, django_assert_max_num_queries
):
    assert SearchDocument.objects.exclude(submission=None).count() == 3

    with django_assert_max_num_queries(20):
        searching.search("cykling", filters=Filters(stage="running"))
