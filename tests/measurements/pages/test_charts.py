"""Charts: well-formed, in classes only, and telling what the figures tell."""

from itertools import pairwise
from xml.etree import ElementTree

import pytest
from django.template.loader import render_to_string

from measurements import published
from measurements.charts import caterpillar, trend_chart
from measurements.charts.scale import Scale, round_ticks
from measurements.charts.trend import Point

SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture
def drawn(make_round, figures):
    make_round(figures())
    chart = caterpillar(published.round_by_slug("maaling-1999-2007").results)
    return ElementTree.fromstring(
        render_to_string("measurements/charts/caterpillar.html", {"chart": chart})
    )


@pytest.fixture
def trend():
    points = [Point(year, 1, 0.1 + (year - 2000) / 50) for year in range(2000, 2005)]
    points += [Point(year, 2, 0.2 + (year - 2000) / 50) for year in range(2000, 2004)]
    return trend_chart(points)


def trend_svg(chart):
    return ElementTree.fromstring(
        render_to_string("measurements/charts/trend.html", {"chart": chart})
    )


@pytest.mark.django_db
def test_a_row_for_every_municipality_with_a_difference(drawn):
    rows = [g for g in drawn.iter(f"{SVG}g") if "row" in g.get("class")]

    assert len(rows) == 97  # of 98, one has too few people for any figure


@pytest.mark.django_db
def test_a_chart_is_named_and_described(drawn, trend):
    for svg in (drawn, trend_svg(trend)):
        named_by = svg.get("aria-labelledby").split()
        texts = {each.get("id"): each.text for each in svg.iter() if each.get("id")}

        assert svg.get("role") == "img"
        assert all(texts[name] for name in named_by)


@pytest.mark.django_db
def test_nothing_is_styled_inline(drawn, trend):
    for svg in (drawn, trend_svg(trend)):
        assert not [each for each in svg.iter() if each.get("style")]
        assert not list(svg.iter(f"{SVG}script"))


@pytest.mark.django_db
def test_the_mark_lies_within_its_interval(drawn):
    for row in drawn.iter(f"{SVG}g"):
        line, mark = row.find(f"{SVG}line"), row.find(f"{SVG}use")
        low, at, high = (
            float(text.rstrip("%")) for text in (line.get("x1"), mark.get("x"), line.get("x2"))
        )

        assert 38 <= low <= at <= high <= 95


@pytest.mark.django_db
def test_verdicts_differ_in_shape_and_not_only_in_colour(drawn):
    shapes = {mark.get("href") for mark in drawn.iter(f"{SVG}use")}
    defined = [ElementTree.tostring(each) for each in drawn.find(f"{SVG}defs")]

    assert {"#mark-faster", "#mark-slower", "#mark-as_expected", "#mark-too_few"} == shapes
    assert len(set(defined)) == len(defined) == 4


def test_without_a_difference_there_is_no_chart():
    assert caterpillar([]) is None


def test_the_trend_has_a_curve_for_each_number_of_years(trend):
    assert [curve.years for curve in trend.curves] == [1, 2]
    assert [len(curve.marks) for curve in trend.curves] == [5, 4]
    assert "fra 10 % for ankomne i 2000 til 18 % for ankomne i 2004" in trend.description


def test_labels_of_the_trend_do_not_cover_each_other():
    points = [Point(year, years, 0.5) for year in (2000, 2001) for years in range(1, 7)]

    chart = trend_chart(points)

    heights = sorted(float(curve.label_y) for curve in chart.curves)
    assert all(b - a >= 14.9 for a, b in pairwise(heights))


def test_one_arrival_year_is_not_a_trend():
    assert trend_chart([Point(2000, 1, 0.1)]) is None


@pytest.mark.parametrize(
    ("low", "high", "ticks"),
    [
        (-11.2, 9.7, [-15, -10, -5, 0, 5, 10]),
        (-0.4, 0.3, [-1, 0, 1]),
        (-31.0, 42.0, [-40, -20, 0, 20, 40, 60]),
    ],
)
def test_ticks_are_round_and_span_the_figures(low, high, ticks):
    assert round_ticks(low, high, about=6) == ticks


def test_a_scale_of_one_value_does_not_divide_by_zero():
    assert Scale(3, 3, 0, 100).at(3) == 0
