"""What two rounds published of the same municipality, side by side."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt
from typing import Literal

End = Literal["fastest", "slowest"]


@dataclass(frozen=True, slots=True)
class Measured:
    """A difference with its interval and standard error, months; and its empirical-Bayes form.

    shrunken, reliability  None where nobody was ranked in the round
    """

    difference: float
    low: float
    high: float
    se: float
    shrunken: float | None = None
    reliability: float | None = None


@dataclass(frozen=True, slots=True)
class Published:
    """One municipality in one round.

    measured  None where the round shows no difference
    reason    None if ranked, else why not
    listed    in which of the two lists of ten
    """

    code: str
    measured: Measured | None
    reason: str | None
    listed: End | None = None

    @property
    def is_ranked(self) -> bool:
        return self.reason is None and self.measured is not None


@dataclass(frozen=True, slots=True)
class RoundFigures:
    """What a comparison reads of a round. `level` is that of its intervals and tests."""

    municipalities: tuple[Published, ...]
    level: float
    seed: int


@dataclass(frozen=True, slots=True)
class Pair:
    """A municipality in the earlier and in the later round; None where a round does not have it."""

    code: str
    before: Published | None
    after: Published | None

    @property
    def measured(self) -> "TwoMeasured | None":
        """Where both rounds show a difference, ranked or not."""
        before = self.before.measured if self.before else None
        after = self.after.measured if self.after else None
        return TwoMeasured(before, after) if before and after else None

    @property
    def ranked_before(self) -> bool:
        return self.before is not None and self.before.is_ranked

    @property
    def ranked_after(self) -> bool:
        return self.after is not None and self.after.is_ranked

    @property
    def ranked(self) -> "TwoMeasured | None":
        return self.measured if self.ranked_before and self.ranked_after else None


@dataclass(frozen=True, slots=True)
class TwoMeasured:
    before: Measured
    after: Measured

    @property
    def change(self) -> float:
        """Months, later minus earlier."""
        return self.after.difference - self.before.difference

    @property
    def se(self) -> float:
        """Of the change, if the rounds have nobody in common."""
        return sqrt(self.before.se**2 + self.after.se**2)

    @property
    def se_if_nested(self) -> float:
        """Of the change, if the round that knows more has everybody of the other."""
        return sqrt(abs(self.before.se**2 - self.after.se**2))


def pairs(earlier: RoundFigures, later: RoundFigures) -> Sequence[Pair]:
    """Every municipality of either round, by code."""
    before = {each.code: each for each in earlier.municipalities}
    after = {each.code: each for each in later.municipalities}
    return [Pair(code, before.get(code), after.get(code)) for code in sorted(before | after)]
