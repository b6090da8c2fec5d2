"""Titles known from before: brought in once, no more said than is known."""

import csv
import json

import pytest
from django.core.management import CommandError, call_command

from submissions import published
from submissions.lifecycle import State
from submissions.management.commands.load_shared_methods import REFERENCE
from submissions.models import CONTENT, Kind, Submission


@pytest.fixture
def loaded(municipalities):
    call_command("load_shared_methods", verbosity=0)


def rows():
    return list(csv.DictReader((REFERENCE / "shared_methods.csv").read_text("utf-8").splitlines()))


def test_every_title_of_the_file_is_public(loaded):
    titles = {each.title for each in published.newest(100)}

    assert titles == {row["title"] for row in rows()}


def test_loading_again_changes_nothing_that_people_have_done(loaded):
    Submission.objects.filter(title="Linkworker").update(state=State.WITHDRAWN, slug=None)
    before = list(Submission.objects.order_by("pk").values_list("pk", "state", "changed_at"))

    call_command("load_shared_methods", verbosity=0)

    assert (
        list(Submission.objects.order_by("pk").values_list("pk", "state", "changed_at")) == before
    )


def test_only_where_the_file_knows_more_is_more_said(loaded):
    bare = {row["title"] for row in rows() if row["known_content"] == "title only"}

    assert {each.title for each in published.newest(100) if each.only_title} >= bare - {
        "Integrationspolitik"
    }
    assert len([each for each in published.newest(100) if not each.only_title]) == 5


def test_in_a_demonstration_the_described_ones_have_a_contact_and_no_others(municipalities):
    call_command("load_shared_methods", contact="Opdigtet", verbosity=0)

    named = Submission.objects.filter(contact="Opdigtet")
    assert named.count() == 5
    assert not named.filter(only_title=True).exists()


def test_every_text_belongs_to_a_title_and_a_column():
    entries = json.loads((REFERENCE / "shared_methods_texts.json").read_text("utf-8"))["texts"]
    known = {(row["municipality"], row["title"]) for row in rows()}

    for entry in entries:
        assert (entry.pop("municipality"), entry.pop("title")) in known
        assert entry.keys() <= set(CONTENT[Kind.METHOD])


def test_a_year_that_is_not_known_is_not_made_up(loaded, client):
    unknown = next(each for each in published.newest(100) if "trappe" in each.title)

    assert unknown.published_on is None
    assert client.get(unknown.url).status_code == 200


def test_without_municipalities_it_says_what_to_run_first(db):
    with pytest.raises(CommandError, match="load_reference"):
        call_command("load_shared_methods")
