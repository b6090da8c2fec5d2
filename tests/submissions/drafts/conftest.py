"""What a browser sends for one step of a draft."""

import pytest

from submissions.forms import FORMS, as_posted
from submissions.lifecycle import State
from submissions.models import Kind, Submission
from submissions.presenters import draft_page

NEW_METHOD = "/del-din-integrationsviden/metode/"


@pytest.fixture
def step_address():
    def make(draft, number=1):
        return draft_page.place_of(draft).step(FORMS[draft.kind].steps[number - 1])

    return make


@pytest.fixture
def typed():
    """The fields of one step as they are kept, with what is changed; of a page that saw them."""

    def make(draft, number=1, *, do="next", **changed):
        step = FORMS[draft.kind].steps[number - 1]
        kept = as_posted(draft)
        values = {name: kept.getlist(name) for name in step.fields if name in kept}
        own = {"key": str(draft.key), "version": str(draft.version), "step": step.slug, "do": do}
        return {**values, **own, **changed}

    return make


@pytest.fixture
def as_json():
    return {"headers": {"Accept": "application/json"}}


@pytest.fixture
def anonymous_draft(client, posted):
    """Begun by somebody without an account: only a title."""
    fields = posted(Kind.METHOD, title="Sprogmakkere")
    client.post(NEW_METHOD, {**fields, "step": "metoden", "do": "next"})
    return Submission.objects.get(state=State.DRAFT, author=None)
