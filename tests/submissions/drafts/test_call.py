"""The missing-method call: a fast municipality's form begins with why it is asked."""

import pytest

from submissions.lifecycle import State
from submissions.models import Submission
from tests.submissions.drafts.conftest import NEW_METHOD


def test_a_fast_municipality_finds_its_result_written_in(
    client, municipalities, publish_round, posted
):
    publish_round("ny", {"0766": -5.0})
    asked = f"{NEW_METHOD}?kommune=0766&maaling=ny"

    page = client.get(asked)
    client.post(asked, {**posted(), "step": "metoden", "do": "next"})

    draft = Submission.objects.get(state=State.DRAFT)
    assert page.context["form"]["municipality"].value() == "0766"
    assert "Derfor spørger vi" in page.text
    assert draft.results.startswith("Ifølge »Måling ny« kom nyankomne i Hedensted hurtigere")


@pytest.mark.parametrize(
    "query", ["?kommune=0766", "?kommune=0766&maaling=findes-ikke", "?maaling=ny"]
)
def test_nobody_else_is_told_so(query, client, municipalities, publish_round):
    publish_round("ny", {"0766": -5.0})

    assert "Derfor spørger vi" not in client.get(f"{NEW_METHOD}{query}").text


def test_a_municipality_that_is_not_fast_is_not_called(client, municipalities, publish_round):
    publish_round("ny", {"0766": 1.0})

    assert "Derfor spørger vi" not in client.get(f"{NEW_METHOD}?kommune=0766&maaling=ny").text


def test_the_page_of_a_fast_municipality_leads_to_it(client, municipalities, publish_round):
    publish_round("ny", {"0766": -5.0})

    assert "?kommune=0766&amp;maaling=ny" in client.get("/kommuner/hedensted/").text
