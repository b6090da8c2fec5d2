"""docs/validation.md: what simulated truth says about the measurement, in tables."""

from __future__ import annotations

import platform
from collections.abc import Iterator
from datetime import date
from importlib.metadata import version
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from tests.engine.validation import Rounds, Validation


def page(found: Validation, *, people: int) -> str:
    return "\n".join(_lines(found, people)) + "\n"


def _lines(found: Validation, people: int) -> Iterator[str]:
    different, equal = found.different, found.equal
    yield "# Validation by simulated truth\n"
    yield (
        "Written by `make validation`; do not edit by hand. "
        f"Measured {date.today():%-d %B %Y} with Python {platform.python_version()}, "
        f"numpy {version('numpy')}, scipy {version('scipy')}, pandas {version('pandas')}. "
        "`make test-long` repeats the study and fails if a promise no longer holds.\n"
    )
    yield (
        f"Simulated rounds of {people:,} people in 98 municipalities of very different size. In "
        f"{len(different.gap)} rounds the municipalities differ (standard deviation 0.16 on the log "
        "hazard, the same effects in every round); people, moves, labour market, censoring and "
        f"outcomes are drawn anew. In {len(equal.gap)} further rounds no municipality differs from "
        "another. Judged are the figures that a round publishes, at 72 months and 95 %. The "
        "simulated hazards are of the form that the model assumes, except in the last study.\n"
    )
    yield "## The difference in months\n"
    yield from _by_size(different)
    yield (
        "\nThe largest mean error of a single municipality is "
        f"{_largest_mean_error(different):.2f} months (among those shown in at least half of the "
        "rounds; chance alone gives some).\n"
    )
    yield "## Ranks\n"
    yield "| set | holds the true rank, % | of the worst municipality, % | all at once, % of rounds | mean width |"
    yield "|---|---|---|---|---|"
    yield _row_of_ranks("marginal", different.in_rank_set, different.rank_low, different.rank_high)
    yield _row_of_ranks(
        "simultaneous",
        different.in_simultaneous_set,
        different.simultaneous_low,
        different.simultaneous_high,
    )
    ranked = np.isfinite(different.rank_low).sum(axis=1).mean()
    yield f"\nA round ranks {ranked:.0f} municipalities on average.\n"
    yield "## When no municipality differs\n"
    yield "| | |"
    yield "|---|---|"
    yield f"| intervals that exclude no difference | {100 * np.nanmean(equal.outside):.1f} % |"
    yield f"| months between the extremes, mean over rounds | {equal.gap.mean():.2f} |"
    yield f"| the chance gap that the rounds publish, mean | {equal.chance_gap.mean():.2f} |"
    apart, error = chance_gap_error(equal)
    yield f"| published less seen, and its standard error | {apart:+.2f} ({error:.2f}) |"
    yield (
        "| rounds whose gap lies in the published interval of chance | "
        f"{100 * chance_interval_holds(equal):.1f} % |"
    )

    yield "\n## When the hazards are not of the form assumed\n"
    yield (
        f"{len(found.curves.gap)} rounds in which the three permit bases have monthly curves of "
        "their own, as in real life: refugees start slowly, people reunified with others start "
        "fast. The model gives all the same curve at different heights.\n"
    )
    yield from _by_size(found.curves)


def _by_size(rounds: Rounds) -> Iterator[str]:
    yield "| people received | figures | interval holds the truth, % | mean error (its standard error) | root mean square error | the same, shrunken |"
    yield "|---|---|---|---|---|---|"
    for name, mask in [*rounds.size_classes(), ("all", np.isfinite(rounds.low))]:
        if mask.any():
            yield _row_of_class(rounds, name, mask)


def chance_gap_error(equal: Rounds) -> tuple[float, float]:
    """Mean of the published chance gap less the gap seen, months, and its standard error."""
    apart = equal.chance_gap - equal.gap
    return float(apart.mean()), float(apart.std(ddof=1) / np.sqrt(len(apart)))


def chance_interval_holds(equal: Rounds) -> float:
    """Share of rounds."""
    return float(((equal.chance_low <= equal.gap) & (equal.gap <= equal.chance_high)).mean())


def _row_of_class(rounds: Rounds, name: str, mask: np.ndarray) -> str:
    error = (rounds.difference - rounds.truth)[mask]
    shrunken = (rounds.shrunken - rounds.truth)[mask]
    return (
        f"| {name} | {mask.sum():,} | {100 * rounds.covered[mask].mean():.1f} | "
        f"{error.mean():+.2f} ({error.std() / np.sqrt(len(error)):.2f}) | {_rms(error):.2f} | {_rms(shrunken):.2f} |"
    )


def _row_of_ranks(name: str, inside: np.ndarray, low: np.ndarray, high: np.ndarray) -> str:
    per_municipality = by_municipality(inside)
    at_once = 100 * (np.nan_to_num(inside, nan=1.0) == 1).all(axis=1).mean()
    return (
        f"| {name} | {100 * np.nanmean(inside):.1f} | {100 * np.nanmin(per_municipality):.1f} | "
        f"{at_once:.1f} | {np.nanmean(high - low + 1):.0f} |"
    )


def by_municipality(values: np.ndarray) -> np.ndarray:
    """(municipalities,) means over rounds; NaN where fewer than half of the rounds have a value."""
    seen = np.isfinite(values).sum(axis=0)
    total = np.nansum(values, axis=0)
    return np.where(seen >= len(values) / 2, total / np.maximum(seen, 1), np.nan)


def _largest_mean_error(rounds: Rounds) -> float:
    return float(np.nanmax(np.abs(by_municipality(rounds.difference - rounds.truth))))


def _rms(values: np.ndarray) -> float:
    return float(np.sqrt(np.nanmean(values**2)))
