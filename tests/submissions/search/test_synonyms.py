"""Editors keep the list of synonyms; the search obeys it with the next question."""

import pytest
from django.forms import model_to_dict

from submissions.forms.synonym_form import SynonymForm
from submissions.lifecycle import State
from submissions.models import Synonym
from submissions.search import question


@pytest.fixture
def ponies(submission_in, index_now):
    submission_in(State.PUBLISHED, title="Ridning for begyndere")
    index_now()


def test_a_new_line_counts_at_once(ponies, client, mads, found):
    assert found("hestesport") == []
    client.force_login(mads)

    client.post("/redaktion/ordliste/", {"danish": "ridning, hestesport", "english": "riding"})

    assert found("hestesporten") == ["Ridning for begyndere"]
    assert found("riding") == ["Ridning for begyndere"]
    assert Synonym.objects.get(english="riding").changed_by == mads


def test_a_deleted_line_counts_no_longer(ponies, client, mads, found):
    line = Synonym.objects.create(danish="ridning, hestesport")
    assert found("hestesport")
    client.force_login(mads)

    client.post(f"/redaktion/ordliste/{line.pk}/", {"do": "delete"})

    assert found("hestesport") == []


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ({"danish": "alene"}, "Skriv mindst to ord"),
        ({"danish": "et to tre fire, fem"}, "er for langt"),
        ({"danish": ""}, "Dette felt er påkrævet"),
    ],
)
def test_a_line_that_says_nothing_is_refused_with_what_to_do(client, mads, typed, told):
    client.force_login(mads)
    before = Synonym.objects.count()

    page = client.post("/redaktion/ordliste/", typed).content.decode()

    assert told in page
    assert Synonym.objects.count() == before


@pytest.mark.parametrize(
    ("who", "status"), [("anna", 200), ("mads", 200), ("karen", 403), ("oluf", 403)]
)
def test_only_editors_see_and_change_the_list(client, request, who, status):
    client.force_login(request.getfixturevalue(who))
    line = Synonym.objects.create(danish="ridning, hestesport")

    for address in ("/redaktion/ordliste/", f"/redaktion/ordliste/{line.pk}/"):
        assert client.get(address).status_code == status
        if status == 403:
            assert client.post(address, {"do": "delete", "danish": "a, b"}).status_code == status
    assert Synonym.objects.filter(pk=line.pk).exists()


def test_the_list_we_begin_with_is_there_and_well_formed(db):
    lines = list(Synonym.objects.all())

    forms = [SynonymForm(model_to_dict(line), instance=line) for line in lines]

    assert len(lines) > 100
    assert [form.errors for form in forms if not form.is_valid()] == []


def test_what_means_the_same_answers_a_compound_better_than_its_parts(
    submission_in, index_now, found
):
    submission_in(State.PUBLISHED, title="Velkomst til byen")
    submission_in(State.PUBLISHED, title="Bolig og placering")
    index_now()

    assert found("boligplacering") == ["Velkomst til byen", "Bolig og placering"]


def test_were_the_parts_worth_as_much_they_would_come_first(
    submission_in, index_now, found, monkeypatch
):
    """The negative control."""
    monkeypatch.setattr(question, "_BESIDE_WHOLE", 1.0)
    submission_in(State.PUBLISHED, title="Velkomst til byen")
    submission_in(State.PUBLISHED, title="Bolig og placering")
    index_now()

    assert found("boligplacering") == ["Bolig og placering", "Velkomst til byen"]
