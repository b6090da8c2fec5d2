"""Where the municipalities lie: their outlines, drawn by deploy/outlines.py, and a tile for each.

The grid and its shortened names are our own: tiles were given out so that each lies as near as
possible to where its municipality lies, and Sønderborg was moved by hand to stand beside Aabenraa.
"""

import csv
import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

TILES = Path(__file__).resolve().parent.parent / "reference" / "municipality_tiles.csv"


@dataclass(frozen=True, slots=True)
class Tile:
    """A municipality's place in the grid, which tells who lies where and not how large they are."""

    code: str
    name: str
    short: str  # three letters, no two alike
    column: int  # from 0, westernmost
    row: int  # from 0, northernmost


@dataclass(frozen=True, slots=True)
class Frame:
    """A rectangle in the units of the outlines."""

    x: int
    y: int
    width: int
    height: int

    @property
    def view_box(self) -> str:
        return f"{self.x} {self.y} {self.width} {self.height}"


@dataclass(frozen=True, slots=True)
class Outlines:
    """The sketch of the country: an SVG path for each code, and the frame that Bornholm stands in."""

    whole: Frame
    bornholm: Frame
    paths: Mapping[str, str]


@cache
def tiles() -> tuple[Tile, ...]:
    """One for each municipality, read as a text: row by row, from west to east."""
    with TILES.open(encoding="utf-8", newline="") as file:
        found = [_tile(row) for row in csv.DictReader(file)]
    return tuple(sorted(found, key=lambda tile: (tile.row, tile.column)))


@cache
def outlines(path: Path) -> Outlines | None:
    """What the file says, or None where the site was prepared without it."""
    try:
        drawn = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None
    return Outlines(
        whole=Frame(0, 0, drawn["width"], drawn["height"]),
        bornholm=Frame(*drawn["inset"]),
        paths=drawn["paths"],
    )


def _tile(row: Mapping[str, str]) -> Tile:
    return Tile(
        code=row["code"].zfill(4),
        name=row["name"],
        short=row["short"],
        column=int(row["column"]),
        row=int(row["row"]),
    )
