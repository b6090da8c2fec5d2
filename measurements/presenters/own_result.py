"""One municipality's own figures in the final wording, for those who see them before the public."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy

from measurements import sentences
from measurements.presenters import table
from measurements.presenters.explained import Step, own_steps
from measurements.presenters.table import Row
from measurements.published import MunicipalityResult

LISTED = {
    "fastest": gettext_lazy("Kommunen står på listen over de hurtigste, som er alfabetisk."),
    "slowest": gettext_lazy("Kommunen står på listen over de langsomste, som er alfabetisk."),
}


@dataclass(frozen=True, slots=True)
class OwnResult:
    """The words of the municipality's public page, and its row of the round's table."""

    result: MunicipalityResult
    sentences: tuple[str, ...]
    row: Row
    steps: tuple[Step, ...]


def own_result(result: MunicipalityResult) -> OwnResult:
    listed = [str(LISTED[result.listed])] if result.listed else []
    (row,) = table.of(result.round, sort=table.BY_NAME).rows
    return OwnResult(
        result=result,
        sentences=(*sentences.of_municipality(result), *listed),
        row=row,
        steps=tuple(own_steps(result)),
    )
