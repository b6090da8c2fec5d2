"""A site with something to find, indexed."""

from importlib import import_module

import pytest
from django.apps import apps

from submissions import searching
from submissions.actions import indexing
from submissions.models import SearchDocument, SearchIdf, SearchTerm, SearchWord, Synonym


@pytest.fixture(autouse=True)
def first_synonyms(request):
    """The list that the migration brings: a test with threads before this one has emptied it."""
    if "db" not in request.fixturenames:
        return
    request.getfixturevalue("db")
    if not Synonym.objects.exists():
        import_module("submissions.migrations.0004_first_synonyms").load(apps, None)


@pytest.fixture
def index_now(now):
    """What a worker does when the bell rings."""
    return lambda: indexing.catch_up(now=now)


@pytest.fixture
def found():
    """Titles of what is found, the best first."""

    def search(typed, **how):
        return [result.title.plain for result in searching.search(typed, **how).results]

    return search


@pytest.fixture
def dump():
    """The whole index, without the numbers of its rows."""

    def read():
        of_documents = ("key", "stamp", "sort", "title", "text", "also", "topics", "target_groups")
        return {
            "documents": sorted(SearchDocument.objects.values_list(*of_documents)),
            "terms": sorted(SearchTerm.objects.values_list("document__key", "term", "weight")),
            "idf": sorted(SearchIdf.objects.values_list("term", "documents")),
            "words": sorted(SearchWord.objects.values_list("word", "term", "root", "documents")),
        }

    return read
