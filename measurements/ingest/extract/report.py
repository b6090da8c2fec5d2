"""What was read of an extract, what was assumed on the way to spells, and who was left out."""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from measurements.ingest.extract.dated import DatedFile
from measurements.ingest.extract.derive import Derived, Funnel
from measurements.ingest.extract.persons_file import PersonsFile
from measurements.ingest.extract.success import Success
from measurements.ingest.text_table import TextTable


@dataclass(frozen=True, slots=True)
class FileReport:
    """One of the files. kind is "persons", "residences", "activities" or "exits"."""

    kind: str
    file: str
    sha256: str
    size: int
    format: str
    encoding: str
    separator: str
    date_format: str
    rows: int


@dataclass(frozen=True, slots=True)
class Assumptions:
    """Rows that a rule of docs/register-extract.md was used on.

    ongoing_residences, ongoing_activities  without an end: until the end of data
    shared_days                 of a move, in both residences: counted in the later
    residences_before_permit    ended before the permit: not used
    residences_at_permit        began before the permit: counted from it
    merged_residences           in the same present municipality as the one before: one stay
    residences_after_gap        after a day without residence: not used
    merged_activities           work, or education, with at most two days between: one stretch
    short_work                  stretches of work, or without support, shorter than the minimum
    late_work                   those that began after the last day on which success can be seen
    exits_day_after             the day after the last residence: counted on its last day
    exits_before_permit         emigrations before the permit: not used
    later_exits                 after the first exit: not used
    """

    ongoing_residences: int
    ongoing_activities: int
    shared_days: int
    residences_before_permit: int
    residences_at_permit: int
    merged_residences: int
    residences_after_gap: int
    merged_activities: int
    short_work: int
    late_work: int
    exits_day_after: int
    exits_before_permit: int
    later_exits: int


@dataclass(frozen=True, slots=True)
class LeftOut:
    """People who are not measured, each under the first reason that is so.

    outside_age            not 18-64 years at the permit
    outside_population     not on support at the beginning; only with self-sufficiency
    without_residence      in no municipality on or after the day of the permit
    busy_at_permit         in work or education since before the permit
    never_observed         came to a municipality only after observation had ended
    busy_before_residence  in work or education before coming to a municipality
    """

    outside_age: int
    outside_population: int
    without_residence: int
    busy_at_permit: int
    never_observed: int
    busy_before_residence: int


@dataclass(frozen=True, slots=True)
class Step:
    """How many people had come so far: "in_file", or a stage of `Funnel`."""

    name: str
    people: int


@dataclass(frozen=True, slots=True)
class ExtractReport:
    """How the spells were derived.

    success   the value of `Success`
    data_end  last day the extract covers; last_day: on which success can be seen
    funnel    people from the file to the table
    """

    success: str
    data_end: str
    last_day: str
    files: tuple[FileReport, ...]
    assumptions: Assumptions
    left_out: LeftOut
    funnel: tuple[Step, ...]


def report_of(
    people: PersonsFile,
    *,
    residences: DatedFile,
    activities: DatedFile,
    exits: DatedFile,
    derived: Derived,
    success: Success,
    data_end: np.datetime64,
) -> ExtractReport:
    """The report of a derivation."""
    return ExtractReport(
        success=success.value,
        data_end=str(data_end),
        last_day=str(derived.last_day),
        files=(
            _file("persons", people.text, people.date_format),
            _file("residences", residences.text, residences.date_format),
            _file("activities", activities.text, activities.date_format),
            _file("exits", exits.text, exits.date_format),
        ),
        assumptions=_assumptions(derived, residences, activities),
        left_out=LeftOut(**left_out_of(derived.funnel)),
        funnel=_steps(derived.funnel),
    )


def left_out_of(funnel: Funnel) -> dict[str, int]:
    """People by the reason why they are not measured: those lost at each step of the funnel."""
    lost = [before.people - after.people for before, after in pairwise(_steps(funnel))]
    return dict(zip(LeftOut.__dataclass_fields__, lost, strict=True))


def _steps(funnel: Funnel) -> tuple[Step, ...]:
    stages = {name: getattr(funnel, name) for name in Funnel.__dataclass_fields__}
    in_file = Step("in_file", len(funnel.right_age))
    return (in_file, *(Step(name, int(people.sum())) for name, people in stages.items()))


def _file(kind: str, text: TextTable, date_format: str) -> FileReport:
    return FileReport(
        kind=kind,
        file=text.name,
        sha256=text.sha256,
        size=text.size,
        format=text.format,
        encoding=text.encoding,
        separator=text.separator,
        date_format=date_format,
        rows=text.rows,
    )


def _assumptions(derived: Derived, residences: DatedFile, activities: DatedFile) -> Assumptions:
    return Assumptions(
        ongoing_residences=residences.ongoing,
        ongoing_activities=activities.ongoing,
        shared_days=derived.stays.shared,
        residences_before_permit=derived.stays.over,
        residences_at_permit=derived.stays.under_way,
        merged_residences=derived.stays.merged,
        residences_after_gap=derived.stays.after_gap,
        merged_activities=derived.events.joined,
        short_work=derived.events.too_short,
        late_work=derived.events.too_late,
        exits_day_after=derived.exits_day_after,
        exits_before_permit=derived.exits_before_permit,
        later_exits=derived.later_exits,
    )
