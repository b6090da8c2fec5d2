"""The outlines of the municipalities: all of them, each under its own name, hardly moved."""

import re

import pytest
from shapely import Polygon
from svgelements import Path as Drawing

from deploy import outlines
from measurements.charts import sketch

NAMES = {tile.code: tile.name for tile in sketch.tiles()}


@pytest.fixture(scope="module")
def script():
    return outlines.PACKAGE.read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def drawn(script):
    return outlines.drawing(script, names=NAMES)


def rings(path):
    return [Polygon([tuple(piece.end) for piece in ring]) for ring in Drawing(path).as_subpaths()]


def extent(path):
    """Square units within a path that has no holes worth counting."""
    return sum(ring.area for ring in rings(path))


def middle(path):
    largest = max(rings(path), key=lambda ring: ring.area)
    return largest.centroid.x, largest.centroid.y


def test_all_98_are_drawn_and_each_once(script, drawn):
    codes = [match["code"] for match in outlines.AREA.finditer(script)]

    assert len(codes) == len(set(codes)) == 98
    assert set(drawn["paths"]) == set(NAMES)
    assert all(path.startswith("M") and path.endswith("z") for path in drawn["paths"].values())


def test_two_outlines_with_their_names_swapped_are_refused(script):
    swapped = (
        script.replace('"Skive"', '"?"').replace('"Struer"', '"Skive"').replace('"?"', '"Struer"')
    )

    with pytest.raises(outlines.CannotDraw, match="0779 is Struer in the package and Skive"):
        outlines.drawing(swapped, names=NAMES)


def test_a_municipality_that_is_missing_or_there_twice_is_refused(script):
    without = script.replace('code:"860"', 'code:"8600"')
    twice = script.replace('code:"860"', 'code:"851"')

    for changed in (without, twice):
        with pytest.raises(outlines.CannotDraw, match="0860"):
            outlines.drawing(changed, names=NAMES)


def test_simplifying_hardly_changes_how_large_a_municipality_is(script, drawn):
    scale = outlines.WIDTH / 10115.6  # the package's own units
    for each in outlines.AREA.finditer(script):
        before = outlines.shape_of(each["path"]).area * scale**2
        after = extent(drawn["paths"][f"0{each['code']}"])

        assert after == pytest.approx(before, rel=0.05, abs=45), each["name"]


def test_everything_lies_within_the_picture_and_in_few_characters(drawn):
    for path in drawn["paths"].values():
        for ring in rings(path):
            left, top, right, bottom = ring.bounds
            assert -1 <= left < right <= drawn["width"] + 1
            assert -1 <= top < bottom <= drawn["height"] + 1
    assert sum(len(path) for path in drawn["paths"].values()) < 30_000


def test_bornholm_stands_alone_in_its_frame(drawn):
    left, top, width, height = drawn["inset"]
    inside = [
        code
        for code, path in drawn["paths"].items()
        if left < middle(path)[0] < left + width and top < middle(path)[1] < top + height
    ]

    assert inside == [outlines.BORNHOLM]


def test_neighbours_of_the_same_name_have_not_changed_places(drawn):
    """Far apart in the country, far apart on the map."""
    west_to_east = [middle(drawn["paths"][code])[0] for code in ("0760", "0751", "0461", "0101")]
    north_to_south = [middle(drawn["paths"][code])[1] for code in ("0860", "0791", "0630", "0540")]

    assert west_to_east == sorted(west_to_east)
    assert north_to_south == sorted(north_to_south)


def test_paths_are_written_in_whole_steps_only(drawn):
    for path in drawn["paths"].values():
        assert re.fullmatch(r"(M\d+ \d+l[-\d ]+z)+", path)
