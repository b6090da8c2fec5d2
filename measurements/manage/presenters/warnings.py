"""What somebody must have seen before a round goes on, and who has."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth import get_user_model
from django.utils.dateparse import parse_datetime
from django.utils.translation import get_language

from measurements.models import Round, Run, RunKind, RunState


@dataclass(frozen=True, slots=True)
class WarningRow:
    """One warning. `seen_by` and `seen_at` are empty while it waits for somebody."""

    run: int
    code: str
    text: str
    seen_by: str = ""
    seen_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Warnings:
    """Of one run. `waiting` is how many nobody has taken a stand on."""

    title: str
    rows: list[WarningRow]

    @property
    def waiting(self) -> int:
        return sum(not row.seen_by for row in self.rows)


def warnings_of(measured: Round) -> list[Warnings]:
    """Those of the newest validation, then those of the newest computation; none without any."""
    runs = [measured.newest_of(kind) for kind in RunKind]
    told = [run for run in runs if run and run.state == RunState.FINISHED and run.warnings]
    names = _names(told)
    return [Warnings(str(run.get_kind_display()), _rows(run, names)) for run in told]


def _names(runs: list[Run]) -> dict[int, str]:
    """Everybody who accepted something, by their number; one question."""
    people = {each["by"] for run in runs for each in run.accepted.values()}
    found = get_user_model().objects.in_bulk(people) if people else {}
    return {number: str(person) for number, person in found.items()}


def _rows(run: Run, names: Mapping[int, str]) -> list[WarningRow]:
    language = "en" if get_language() == "en" else "da"
    return [_row(run, each["code"], each[language], names) for each in run.warnings]


def _row(run: Run, code: str, text: str, names: Mapping[int, str]) -> WarningRow:
    seen = run.accepted.get(code)
    if seen is None:
        return WarningRow(run.pk, code, text)
    return WarningRow(run.pk, code, text, names[seen["by"]], parse_datetime(seen["at"]))
