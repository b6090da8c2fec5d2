"""The four files of a register extract → the engine's table, or everything that is wrong with them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import TypeVar

import numpy as np

from measurements.ingest.extract.cross_checks import person_of, tell_across
from measurements.ingest.extract.dated import (
    KindsFile,
    ResidencesFile,
    read_activities,
    read_exits,
    read_residences,
)
from measurements.ingest.extract.derive import Derived, derive, reasons_of
from measurements.ingest.extract.persons_file import PersonsFile, read_persons
from measurements.ingest.extract.register import DEATH, Activities, Exits, Register, Residences
from measurements.ingest.extract.report import report_of
from measurements.ingest.extract.success import Success, kinds_of_event
from measurements.ingest.faults import FileRefused
from measurements.ingest.refused import InputRefused, told_of
from measurements.ingest.source import Source
from measurements.ingest.spell_table import DatedSpells, SpellTable, spell_table

PARTS = ("persons", "residences", "activities", "exits")

File = TypeVar("File")


def read_extract(
    sources: Mapping[str, Source], *, success: Success, data_end: np.datetime64
) -> SpellTable:
    """The spells derived from the files, or InputRefused with what is wrong in all of them.

    sources   one of each of PARTS
    data_end  the last day that the extract covers
    """
    files = _read(sources, data_end)
    register = _register(files, data_end)
    derived = derive(register, success)
    spells = _dated(files, register, derived, success)
    try:
        table = spell_table(files.persons.text, spells)
    except FileRefused as problem:
        raise InputRefused([told_of("persons", sources["persons"], problem)]) from problem
    report = report_of(
        files.persons,
        residences=files.residences,
        activities=files.activities,
        exits=files.exits,
        derived=derived,
        success=success,
        data_end=data_end,
    )
    return replace(
        table,
        report=replace(table.report, outside_age=report.left_out.outside_age, extract=report),
    )


@dataclass(frozen=True, slots=True)
class _Files:
    persons: PersonsFile
    residences: ResidencesFile
    activities: KindsFile
    exits: KindsFile


def _read(sources: Mapping[str, Source], data_end: np.datetime64) -> _Files:
    """All files, checked one by one and against each other."""
    refused: list[FileRefused] = []

    def attempt(part: str, reader: Callable[[Source, np.datetime64], File]) -> File | None:
        try:
            return reader(sources[part], data_end)
        except FileRefused as problem:
            refused.append(told_of(part, sources[part], problem))
            return None

    persons = attempt("persons", read_persons)
    residences = attempt("residences", read_residences)
    activities = attempt("activities", read_activities)
    exits = attempt("exits", read_exits)
    sound = persons and not persons.text.faults.total  # else little can be said of the others
    if persons and sound and residences and activities and exits:
        tell_across(persons, residences=residences, activities=activities, exits=exits)
    for part, file in zip(PARTS, (persons, residences, activities, exits), strict=True):
        try:
            if file:
                file.text.faults.refuse_if_any()
        except FileRefused as problem:
            refused.append(told_of(part, sources[part], problem))
    if refused:
        raise InputRefused(sorted(refused, key=lambda each: PARTS.index(each.kind)))
    assert persons is not None, "not refused, so it has been read"
    assert residences is not None, "not refused, so it has been read"
    assert activities is not None, "not refused, so it has been read"
    assert exits is not None, "not refused, so it has been read"
    return _Files(persons, residences, activities, exits)


def _register(files: _Files, data_end: np.datetime64) -> Register:
    """The files as arrays, once nothing is wrong with them."""
    residences, activities, exits = files.residences, files.activities, files.exits
    return Register(
        persons=files.persons.persons,
        residences=Residences(
            person=person_of(residences, files.persons),
            meanings=[meaning for meaning in residences.meanings if meaning],
            municipality=residences.text.columns["municipality_code"].codes,
            begin=residences.begin,
            end=residences.end,
        ),
        activities=Activities(
            person=person_of(activities, files.persons),
            kind=activities.kind,
            begin=activities.begin,
            end=activities.end,
        ),
        exits=Exits(
            person=person_of(exits, files.persons),
            day=exits.begin,
            is_death=np.asarray(exits.kind == DEATH),
        ),
        data_end=data_end,
    )


def _dated(files: _Files, register: Register, derived: Derived, success: Success) -> DatedSpells:
    spells, persons = derived.spells, register.persons
    person = spells.person
    previous = np.arange(len(person)) - 1
    previous[1:][person[1:] != person[:-1]] = -1
    return DatedSpells(
        person=person,
        meanings=register.residences.meanings,
        municipality=spells.municipality,
        permit=persons.permit[person],
        begin=spells.begin,
        end=spells.end,
        end_reason=spells.reason,
        age=derived.age[person],
        covariates={name: values[person] for name, values in persons.covariates.items()},
        previous=previous,
        reasons=reasons_of(success),
        events=kinds_of_event(success),
        date_format=files.persons.date_format,
        unknown=files.persons.unknown,
    )
