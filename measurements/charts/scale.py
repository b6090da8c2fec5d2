"""Scales: from figures to places in a drawing."""

import math
from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from typing import TypeVar

Key = TypeVar("Key", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Scale:
    """A straight scale from `low`..`high` to `start`..`end`."""

    low: float
    high: float
    start: float
    end: float

    def at(self, value: float) -> float:
        span = self.high - self.low or 1.0
        return self.start + (value - self.low) / span * (self.end - self.start)

    def percent(self, value: float) -> str:
        return f"{self.at(value):.2f}%"

    def pixels(self, value: float) -> str:
        return f"{self.at(value):.1f}"


def round_ticks(low: float, high: float, *, about: int) -> list[float]:
    """Round whole numbers that span `low`..`high`, about so many of them."""
    step = _round_step(max(1.0, (high - low) / about))
    first, last = math.floor(low / step), math.ceil(high / step)
    return [step * each for each in range(first, last + 1)]


def apart(places: Mapping[Key, float], *, gap: float) -> dict[Key, float]:
    """The places of labels in pixels, pushed upwards until none covers the one below it."""
    moved: dict[Key, float] = {}
    ceiling = float("inf")
    for key, place in sorted(places.items(), key=lambda item: -item[1]):
        moved[key] = min(place, ceiling - gap)
        ceiling = moved[key]
    return moved


def _round_step(wanted: float) -> float:
    """The smallest of 1, 2, 5, 10, … that is at least what is wanted."""
    magnitude = 10.0 ** math.floor(math.log10(wanted))
    return next(factor * magnitude for factor in (1, 2, 5, 10) if factor * magnitude >= wanted)
