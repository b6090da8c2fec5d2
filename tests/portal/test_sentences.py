"""Results in words: every sentence changes when its figure does."""

from datetime import date

import pytest

from measurements import sentences
from measurements.published import MunicipalityName, MunicipalityResult, PublishedRound, Verdict


def a_round(**changes):
    fields = {
        "slug": "maaling",
        "version": 1,
        "title": "Måling",
        "kind": "computed",
        "publisher": "Ministeriet",
        "contact": "",
        "published_on": date(2026, 11, 2),
        "published_precision": "day",
        "version_published_on": date(2026, 11, 2),
        "is_current": True,
        "period_from": 1999,
        "period_to": 2007,
        "horizon": 72,
        "minimum_people": 80,
        "simulated": True,
        "facts": {},
        "run_id": None,
        "seal": "",
        "unsealed": {
            "outcome": {
                "national": {
                    "people": 30123,
                    "municipalities": 98,
                    "ranked": 90,
                    "gap": {"observed": 16.44},
                    "chance_gap": {"mean": 9.21},
                },
                "municipalities": [],
            }
        },
    }
    return PublishedRound(**(fields | changes))


def a_result(**changes):
    fields = {
        "municipality": MunicipalityName("0766", "Hedensted", "hedensted", "Midtjylland"),
        "round": a_round(),
        "verdict": Verdict.FASTER,
        "reason": "",
        "people": 1412,
        "events": 700,
        "actual": 36.21,
        "expected": 39.84,
        "difference": -3.63,
        "low": -5.94,
        "high": -1.32,
        "rank_low": 1,
        "rank_high": 41,
        "listed": "fastest",
        "figures": {},
    }
    return MunicipalityResult(**(fields | changes))


def test_a_municipality_is_told_what_compared_with_what_and_how_sure():
    text = " ".join(sentences.of_municipality(a_result()))

    for figure in ["36,2", "39,8", "−3,6", "−5,9", "−1,3", "1.412", "mellem 1 og 41 af 90"]:
        assert figure in text


def test_too_few_people_is_an_answer_without_figures():
    result = a_result(
        verdict=Verdict.TOO_FEW, difference=None, actual=None, expected=None, low=None, high=None
    )

    told = sentences.of_municipality(result)

    assert told == ["Der er for få personer i kommunen til at sige noget om, hvor hurtigt det går."]


def test_a_result_without_a_rank_says_why():
    told = sentences.of_municipality(a_result(rank_low=None, rank_high=None))

    assert told[-1] == "Der er for få personer til en placering."


@pytest.mark.django_db
def test_a_round_says_what_chance_alone_would_give():
    text = " ".join(sentences.of_round(a_round()))

    assert "Mindst 30.123 personer i 98 kommuner" in text
    assert "16,4 måneder mellem yderpunkterne" in text
    assert "omkring 9,2 måneder" in text


@pytest.mark.parametrize(
    ("low", "high", "verdict", "is_told"),
    [
        (-4.4, -0.2, Verdict.AS_EXPECTED, True),
        (0.4, 7.8, Verdict.AS_EXPECTED, True),
        (-4.4, 0.2, Verdict.AS_EXPECTED, False),
        (-4.4, -0.2, Verdict.FASTER, False),
    ],
)
def test_an_interval_beside_nought_without_a_verdict_is_explained(low, high, verdict, is_told):
    told = sentences.of_municipality(a_result(low=low, high=high, verdict=verdict))

    assert any("på den ene side af nul" in sentence for sentence in told) == is_told
