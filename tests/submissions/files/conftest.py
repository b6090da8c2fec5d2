"""What tests of files share with those of the search."""

import pytest

from submissions.actions import indexing


@pytest.fixture
def index_now(now):
    return lambda: indexing.catch_up(now=now)
