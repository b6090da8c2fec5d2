"""The refusal of a delivery: what is wrong in each of its files."""

from collections.abc import Sequence

from measurements.ingest.faults import FileRefused
from measurements.ingest.source import Source


class InputRefused(Exception):
    """The delivery cannot be used. Each refusal tells its file and what it was uploaded as; both
    are "" where the fault is of the delivery and not of a file.
    """

    def __init__(self, refused: Sequence[FileRefused]) -> None:
        self.refused = tuple(refused)
        super().__init__("; ".join(f"{each.kind or 'files'}: {each}" for each in refused))

    @property
    def total(self) -> int:
        """Faults in all files, those not among the examples counted too."""
        return sum(each.total for each in self.refused)


def told_of(kind: str, source: Source, problem: FileRefused) -> FileRefused:
    """The same refusal, which now tells its file."""
    return FileRefused(problem.faults, problem.total, file=source.name, kind=kind)
