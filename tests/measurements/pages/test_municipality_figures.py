"""What a municipality's page draws: the same figures as its tables, and no more than they say."""

import pytest

from measurements import municipality_page
from measurements.charts import Part, places_chart, waterfall_chart

ROAD = [
    Part("Landet", 39.99, "39,99", is_level=True),
    Part("Hvem der kom", 4.30, "+4,30", is_level=False),
    Part("Arbejdsmarkedet", -1.33, "−1,33", is_level=False),
    Part("Forventet", 42.96, "42,96", is_level=True),
    Part("Forskellen", -5.40, "−5,40", is_level=False),
    Part("Faktisk", 37.56, "37,56", is_level=True),
]


def number(percent):
    return float(percent.removesuffix("%"))


def test_every_row_of_the_waterfall_carries_the_figure_of_its_table():
    chart = waterfall_chart(ROAD)

    assert [(bar.name, bar.text) for bar in chart.bars] == [(part.name, part.text) for part in ROAD]
    assert [bar.kind for bar in chart.bars] == [
        "level", "longer", "shorter", "level", "shorter", "level",
    ]  # fmt: skip


def test_each_step_begins_where_the_one_before_it_ended():
    country, arrived, market, expected, *_rest = waterfall_chart(ROAD).bars

    assert number(arrived.x) == pytest.approx(number(country.x), abs=0.2)
    assert number(market.x) == pytest.approx(number(expected.x), abs=0.2)
    assert number(arrived.x) + number(arrived.width) == pytest.approx(
        number(market.x) + number(market.width), abs=0.2
    )


def test_a_rounding_moves_what_follows_and_is_not_drawn():
    rounding = Part("Afrunding", 0.01, "+0,01", is_level=False, is_rounding=True)

    assert [bar.name for bar in waterfall_chart([*ROAD[:3], rounding, *ROAD[3:]]).bars] == [
        part.name for part in ROAD
    ]


def test_the_stretch_of_places_lies_where_its_numbers_say():
    chart = places_chart(low=1, high=71, ranked=71)
    middle = places_chart(low=36, high=36, ranked=71)

    assert number(chart.low_x) == number(chart.start)
    assert number(chart.high_x) == number(chart.end)
    assert number(middle.low_x) == pytest.approx(50)


@pytest.mark.parametrize(
    ("faster", "slower", "told"),
    [
        (0, 23, ["ingen er påviseligt hurtigere, og 23 er", "skelne fra den: 47"]),
        (11, 49, ["11 er påviseligt hurtigere, og 49 er", "skelne fra den: 10"]),
        (30, 40, ["30 er påviseligt", "kan skelne kommunen fra alle andre"]),
    ],
)
def test_the_places_are_told_as_municipalities_that_can_be_told_apart(faster, slower, told):
    sentences = municipality_page._what_places_mean(faster=faster, slower=slower, ranked=71)

    for words, sentence in zip(told, sentences, strict=True):
        assert words in sentence


def test_a_municipality_without_results_has_nothing_to_draw():
    assert municipality_page.municipality_figures([]) is None
