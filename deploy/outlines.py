"""Draws the municipalities in few points, from the npm package react-denmark-map.

`deploy/prepare.py` runs this after npm. The package's own drawing weighs 350 KB; what is written to
build/ weighs a tenth of that, in whole units of a picture WIDTH wide. Where the package has its lines
from is not documented, so the map is a sketch, and the page calls it one.
"""

import csv
import json
import re
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from shapely import GeometryCollection, Polygon, affinity, make_valid
from shapely.geometry.base import BaseGeometry
from svgelements import CubicBezier
from svgelements import Path as Drawing

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "node_modules" / "react-denmark-map" / "dist" / "esm" / "index.js"
NAMES = ROOT / "measurements" / "reference" / "municipality_tiles.csv"
OUTLINES = ROOT / "build" / "municipality_outlines.json"

# The package carries regions and islands too, without a code of three digits.
AREA = re.compile(r'display_name:"(?P<name>[^"]+)",code:"(?P<code>\d{3})",d:"(?P<path>[^"]+)"')
ITS_SPELLING = {
    "Aarhus": "Århus",
    "Faaborg-Midtfyn": "Faaborg-midtfyn",
    "Høje-Taastrup": "Høje Taastrup",
    "Nordfyns": "Nordfyn",
}
WIDTH = 2000
TOLERANCE = 1.0  # units that a line may be moved
SMALLEST = 8.0  # square units of an island that is drawn
CURVE = (0.25, 0.5, 0.75, 1.0)  # where a curve is cut into straight lines
BORNHOLM, AROUND = "0400", 28  # units from the island to the frame of its inset


class CannotDraw(Exception):
    """Says what is not as it was when this was written."""


@dataclass(frozen=True, slots=True)
class Outline:
    """A municipality as the package has it."""

    code: str  # four digits
    name: str
    path: str


def main() -> None:
    try:
        drawn = drawing(PACKAGE.read_text(encoding="utf-8"), names=_names())
    except (CannotDraw, OSError) as problem:
        sys.exit(f"Stopped: the map could not be drawn: {problem}")
    OUTLINES.parent.mkdir(exist_ok=True)
    unfinished = OUTLINES.with_suffix(".part")
    unfinished.write_text(json.dumps(drawn), encoding="utf-8")
    unfinished.replace(OUTLINES)


def drawing(script: str, *, names: dict[str, str]) -> dict[str, object]:
    """What the server reads: the size of the picture, the frame of Bornholm, a path for each code.

    script  the package's JavaScript
    names   of the municipalities in use by code; CannotDraw where the package disagrees
    """
    outlines = _outlines(script)
    _check(outlines, names)
    shapes = _in_picture({each.code: shape_of(each.path) for each in outlines})
    height = max(shape.bounds[3] for shape in shapes.values())
    left, top, right, bottom = (round(edge) for edge in shapes[BORNHOLM].bounds)
    return {
        "width": WIDTH,
        "height": round(height),
        "inset": [
            left - AROUND,
            top - AROUND,
            right - left + 2 * AROUND,
            bottom - top + 2 * AROUND,
        ],
        "paths": {code: _path(shape) for code, shape in sorted(shapes.items())},
    }


def _names() -> dict[str, str]:
    with NAMES.open(encoding="utf-8", newline="") as file:
        return {row["code"].zfill(4): row["name"] for row in csv.DictReader(file)}


def _outlines(script: str) -> list[Outline]:
    return [Outline(f"0{m['code']}", m["name"], m["path"]) for m in AREA.finditer(script)]


def _check(outlines: Sequence[Outline], names: dict[str, str]) -> None:
    """Each municipality once, under its own code: a map with two swapped is worse than none."""
    codes = [each.code for each in outlines]
    if sorted(codes) != sorted(names):
        odd = sorted({*codes} ^ {*names}) or [code for code in names if codes.count(code) > 1]
        raise CannotDraw(f"the package has other municipalities than the site: {', '.join(odd)}")
    for each in outlines:
        name = names[each.code]
        if each.name != ITS_SPELLING.get(name, name):
            raise CannotDraw(f"{each.code} is {each.name} in the package and {name} on the site")


def shape_of(path: str) -> BaseGeometry:
    """The area within the rings of a path; a ring inside another is a hole."""
    shape: BaseGeometry = Polygon()
    for ring in Drawing(path).as_subpaths():
        shape = shape.symmetric_difference(make_valid(Polygon(list(_points(ring)))))
    return shape


def _points(ring: Drawing) -> Iterator[tuple[float, float]]:
    for piece in ring.segments():
        ends = [piece.point(at) for at in CURVE] if isinstance(piece, CubicBezier) else [piece.end]
        yield from ((end.x, end.y) for end in ends)


def _in_picture(shapes: dict[str, BaseGeometry]) -> dict[str, BaseGeometry]:
    """The shapes in a picture WIDTH wide, in as few points as TOLERANCE leaves."""
    left, top, right, _ = GeometryCollection(list(shapes.values())).bounds
    scale = WIDTH / (right - left)
    return {
        code: affinity.affine_transform(shape, [scale, 0, 0, scale, -left * scale, -top * scale])
        .simplify(TOLERANCE)
        for code, shape in shapes.items()
    }  # fmt: skip


def _path(shape: BaseGeometry) -> str:
    """The shape as an SVG path of whole units; what is too small to be seen is left out."""
    parts = [part for part in getattr(shape, "geoms", [shape]) if isinstance(part, Polygon)]
    rings = [ring for part in parts for ring in (part.exterior, *part.interiors)]
    return "".join(
        _ring([(round(x), round(y)) for x, y in ring.coords])
        for ring in rings
        if Polygon(ring).area >= SMALLEST
    )


def _ring(points: Sequence[tuple[int, int]]) -> str:
    """A closed ring: where it starts, and the way from each point to the next."""
    steps = [(b[0] - a[0], b[1] - a[1]) for a, b in pairwise(points)]
    moves = [number for step in steps[:-1] if step != (0, 0) for number in step]
    return f"M{points[0][0]} {points[0][1]}l{_packed(moves)}z"


def _packed(numbers: Sequence[int]) -> str:
    """Numbers in a row; a minus parts them as well as a space."""
    return " ".join(map(str, numbers)).replace(" -", "-")


if __name__ == "__main__":
    main()
