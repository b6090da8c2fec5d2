"""The slope chart: every municipality a line, those that moved strong and named, shapes and not only colours."""

from itertools import pairwise
from xml.etree import ElementTree

import pytest
from django.template.loader import render_to_string

from measurements.charts import Slope, slope_chart

SVG = "{http://www.w3.org/2000/svg}"


def a_slope(name, before=0.0, after=1.0, movement="within_noise", *, is_chosen=False):
    return Slope(name, before, after, movement, is_chosen, told=f"{name}: fra og til")


@pytest.fixture
def slopes():
    still = [a_slope(f"Stille {n}", n / 10, n / 10 + 0.2) for n in range(95)]
    return [
        a_slope("Hurtig", 4.0, -6.0, "moved_faster"),
        a_slope("Langsom", -4.0, 6.0, "moved_slower"),
        a_slope("Lille", 0.0, 9.0, "not_comparable"),
        *still,
    ]


def drawn(slopes):
    chart = slope_chart(slopes, before="1999–2006", after="1999–2007")
    return ElementTree.fromstring(
        render_to_string("measurements/charts/slope.html", {"chart": chart})
    )


def ways(svg):
    return [g for g in svg.iter(f"{SVG}g") if "way" in g.get("class")]


def test_a_line_for_every_municipality(slopes):
    assert len(ways(drawn(slopes))) == 98


def test_only_those_that_moved_are_named_and_they_lie_on_top(slopes):
    lines = ways(drawn(slopes))

    names = [line.find(f"{SVG}text") for line in lines]

    assert [name.text for name in names if name is not None] == ["Hurtig", "Langsom"]
    assert all(name is not None for name in names[-2:])


def test_the_chosen_municipality_is_named_though_it_did_not_move(slopes):
    lines = ways(drawn([*slopes, a_slope("Vores", is_chosen=True)]))

    chosen = [line for line in lines if "chosen" in line.get("class")]
    assert [line.find(f"{SVG}text").text for line in chosen] == ["Vores"]


def test_movements_differ_in_shape_and_not_only_in_colour(slopes):
    svg = drawn(slopes)

    marks = {line.find(f"{SVG}use").get("href") for line in ways(svg)}
    shapes = {ElementTree.tostring(each).split(b"id=")[1] for each in svg.find(f"{SVG}defs")}
    defined = {f"#{each.get('id')}" for each in svg.find(f"{SVG}defs")}
    assert marks == defined
    assert len(shapes) == 4


def test_a_longer_time_stands_higher(slopes):
    chart = slope_chart(slopes, before="a", after="b")

    line = next(each for each in chart.lines if each.name == "Langsom")

    assert float(line.y2) < float(line.y1)


def test_lines_and_names_stay_inside(slopes):
    chart = slope_chart(slopes, before="a", after="b")

    for line in chart.lines:
        for place in (line.y1, line.y2):
            assert float(chart.plot_top) <= float(place) <= float(chart.plot_bottom)


def test_names_do_not_cover_each_other():
    same = [a_slope(f"Nr. {n}", 0.0, 5.0, "moved_slower") for n in range(6)]

    chart = slope_chart(same, before="a", after="b")

    heights = sorted(float(line.name_y) for line in chart.lines)
    assert all(below - above >= 15.9 for above, below in pairwise(heights))


def test_the_chart_is_named_described_and_unstyled(slopes):
    svg = drawn(slopes)

    texts = {each.get("id"): each.text for each in svg.iter() if each.get("id")}
    assert svg.get("role") == "img"
    assert all(texts[name] for name in svg.get("aria-labelledby").split())
    assert "2 af dem har flyttet sig" in texts["slope-description"]
    assert not [each for each in svg.iter() if each.get("style")]


def test_without_a_municipality_in_both_rounds_there_is_no_chart():
    assert slope_chart([], before="a", after="b") is None
