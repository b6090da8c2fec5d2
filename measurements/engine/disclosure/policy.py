"""What may be told of how many people: the limits, as data with a version.

Counts are rounded down, so that "20" and "under 20" never meet in one class: every limit here is
an edge between two classes of the rounding, and a published count stands for `rounding` whole
numbers that nobody can tell apart.
"""

from dataclasses import asdict, dataclass
from math import ceil, floor
from typing import Any


@dataclass(frozen=True, slots=True)
class Policy:
    """Limits on what leaves the engine.

    version         named in every release; another limit is another version
    minimum_people  fewer people received: no figure at all
    smallest_cell   fewer people with an outcome, or fewer without: hidden
    rounding        counts are rounded down to a multiple of this; shares to groups of as many people
    steps           further multiples for the country's totals, tried in turn where the attack asks
    width           a small count must keep this many possible values, whatever is subtracted
    secondary       hide or widen more until the attack finds nothing; off only to see it find
    """

    version: str = "disclosure@1"
    minimum_people: int = 20
    smallest_cell: int = 5
    rounding: int = 5
    steps: tuple[int, ...] = (10, 100, 1000)
    width: int = 5
    secondary: bool = True

    def __post_init__(self) -> None:
        assert self.minimum_people % self.rounding == 0, "a limit inside a class would narrow it"
        assert self.rounding in (1, self.smallest_cell), "classes begin at 0 and at smallest_cell"

    @property
    def scales(self) -> tuple[int, ...]:
        """What the country's totals may be rounded to, the finest first."""
        return (self.rounding, *(self.rounding * step for step in self.steps))

    def is_narrow(self, low: float, high: float, *, is_change: bool) -> bool:
        """Whether so little room is left: for a count, fewer than `width` possible values; for a
        change between versions, that somebody changed, and only a few.
        """
        first, last = ceil(low - SLACK), floor(high + SLACK)
        if is_change:
            few = self.smallest_cell - 1
            return 1 <= first <= last <= few or -few <= first <= last <= -1
        return last - first + 1 < self.width

    def is_revealing(
        self, low: float, high: float, *, is_change: bool, is_hidden: bool = False
    ) -> bool:
        """Whether knowing that a count lies here says too much of a few people, or of a count that
        is hidden.
        """
        matters = is_change or is_hidden or low < self.smallest_cell - SLACK
        return matters and self.is_narrow(low, high, is_change=is_change)

    def as_dict(self) -> dict[str, Any]:
        """What a reader, and the attack on a later version, must know to read the counts."""
        told = ("version", "minimum_people", "smallest_cell", "rounding", "width")
        return {name: value for name, value in asdict(self).items() if name in told}


SLACK = 1e-6  # of bounds that a linear programme found
POLICY = Policy()
