"""The card of evidence: what the owner says, and the figure that may stand beside it."""

import pytest

from submissions import published
from submissions.actions import linking
from submissions.lifecycle import State
from submissions.models import Kind
from submissions.presenters import evidence_page


@pytest.fixture
def card_of(now):
    def make(submission):
        linking.catch_up(now=now)
        return evidence_page.card(submission, published.links_of_submission(submission.code))

    return make


def test_the_newest_round_after_the_practice_began_is_shown_with_its_interval(
    submission_in, publish_round, card_of
):
    submission = submission_in(State.PUBLISHED, began_year=2010)
    publish_round("foer", {"0766": 2.0}, years=(1999, 2007))
    publish_round("efter", {"0766": -5.0}, years=(2011, 2015))
    publish_round("nyest", {"0766": -4.0}, years=(2012, 2019), simulated=True)
    publish_round("midt-i", {"0766": -9.0}, years=(2009, 2021))

    result = card_of(submission).measured

    assert (result.round_slug, result.period, result.simulated) == ("nyest", "2012–2019", True)
    assert (result.difference, result.low, result.high) == (-4.0, -7.0, -1.0)
    assert result.verdict_label == "hurtigere end forventet"


def test_another_municipalitys_figure_is_not_the_owners(submission_in, publish_round, card_of):
    submission = submission_in(State.PUBLISHED, began_year=2010, further=["0630"])
    publish_round("efter", {"0630": -5.0}, years=(2011, 2019))

    assert card_of(submission).measured is None


@pytest.mark.parametrize(
    ("began", "years", "difference", "why"),
    [
        (None, (2011, 2019), -5.0, "ikke oplyst, hvornår"),
        (2018, (2011, 2019), -5.0, "ingen måling ligger helt efter"),
        (2010, (2011, 2019), None, "ingen beregnede tal"),
    ],
)
def test_an_absent_figure_comes_with_its_reason(
    began, years, difference, why, submission_in, publish_round, card_of
):
    submission = submission_in(State.PUBLISHED, began_year=began)
    publish_round("runde", {"0766": difference}, years=years)

    card = card_of(submission)

    assert card.measured is None
    assert why in card.why_not


def test_what_the_owner_says_is_told_and_what_they_do_not_say_too(submission_in, card_of, client):
    telling = submission_in(
        State.PUBLISHED, stage="running", experience="failed", results="Vi talte dem."
    )
    silent = submission_in(State.PUBLISHED, title="Den tavse")

    card = card_of(telling)

    assert (card.stage, card.experience) == ("I fast drift", "Det virkede ikke")
    assert card.tells_how_measured
    assert "Ikke oplyst" in client.get(silent.get_absolute_url()).text
    assert "Ikke oplyst" not in client.get(telling.get_absolute_url()).text


def test_the_figure_is_called_association_on_the_page(
    submission_in, publish_round, card_of, client
):
    submission = submission_in(State.PUBLISHED, began_year=2010)
    publish_round("efter", {"0766": -5.0}, years=(2011, 2019), simulated=True)
    card_of(submission)

    text = client.get(submission.get_absolute_url()).text
    card = text[text.index('id="evidence"') : text.index('id="owner-results"')]

    assert "Sammenfald, ikke bevis." in card
    assert "−5,0" in card
    assert "−8,0 til −2,0" in card
    assert "400 personer" in card
    assert "simulerede data" in card


def test_a_report_has_no_card(submission_in, card_of):
    assert card_of(submission_in(State.PUBLISHED, kind=Kind.REPORT)) is None
