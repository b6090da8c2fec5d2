"""One step of an explanation."""

from dataclasses import dataclass

from measurements.presenters import reasons
from measurements.presenters.explained.printed_sum import Row
from measurements.published import MunicipalityResult


@dataclass(frozen=True, slots=True)
class Step:
    """`rows` is a sum, where the step is one."""

    title: str
    sentences: tuple[str, ...]
    rows: tuple[Row, ...] = ()


def reason_of(result: MunicipalityResult) -> str:
    """Why the municipality has no figure or no verdict, as a sentence goes on."""
    return reasons.in_words(result.reason, result.round.outcome["spec"])
