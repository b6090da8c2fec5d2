"""Everything that was uploaded for a round → the tables that the engine measures."""

import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TypeVar

import numpy as np

from measurements.ingest.archive import open_archive
from measurements.ingest.extract.read_extract import PARTS, read_extract
from measurements.ingest.extract.success import Success
from measurements.ingest.faults import FileRefused, refuse
from measurements.ingest.labour_market import LabourMarketTable, read_labour_market
from measurements.ingest.refused import InputRefused, told_of
from measurements.ingest.source import Source
from measurements.ingest.spell_table import SpellTable
from measurements.ingest.spells import read_spells

SPELLS, LABOUR_MARKET, ARCHIVE = "spells", "labour_market", "archive"

Table = TypeVar("Table")


@dataclass(frozen=True, slots=True)
class Input:
    """What the engine measures: spells in months, and the labour market where there is one."""

    spells: SpellTable
    labour_market: LabourMarketTable | None


def read_input(
    files: Mapping[str, Source],
    *,
    success: Success,
    data_end: date | None,
    today: date | None = None,
) -> Input:
    """The tables, or InputRefused with everything that is wrong in any of the files.

    files     what it was uploaded as → the file: "spells", or "persons", "residences",
              "activities" and "exits"; beside them "labour_market"; or "archive" with all of them
    success   what counts, where spells are derived; a file of spells has it settled
    data_end  last day that a register extract covers; of no account for a file of spells
    today     what is after it is refused; None is the day it is
    """
    with tempfile.TemporaryDirectory(prefix="archive-") as folder:
        sources = _unpacked(files, Path(folder))
        try:
            return _read(sources, success=success, data_end=data_end, today=today or _today())
        except InputRefused as problem:
            raise InputRefused([_as_uploaded(each, files) for each in problem.refused]) from problem


def _today() -> date:
    return date.today()  # noqa: DTZ011  (a Danish day, not an instant)


def _unpacked(files: Mapping[str, Source], into: Path) -> Mapping[str, Source]:
    """The files, those of an archive among them."""
    if ARCHIVE not in files:
        return files
    beside = {kind: source for kind, source in files.items() if kind != ARCHIVE}
    archive = files[ARCHIVE]
    try:
        packed = open_archive(archive.path, name=archive.name, into=into)
    except FileRefused as problem:
        raise InputRefused([told_of(ARCHIVE, archive, problem)]) from problem
    if packed.keys() & beside.keys():
        raise InputRefused([refuse("archive_beside_files")])
    return {**beside, **packed}


def _as_uploaded(problem: FileRefused, files: Mapping[str, Source]) -> FileRefused:
    """A file in an archive was uploaded as the archive; its name stays its own."""
    if not problem.kind or problem.kind in files:
        return problem
    return FileRefused(problem.faults, problem.total, file=problem.file, kind=ARCHIVE)


def _read(
    sources: Mapping[str, Source], *, success: Success, data_end: date | None, today: date
) -> Input:
    refused: list[FileRefused] = []

    def attempt(reader: Callable[[], Table]) -> Table | None:
        try:
            return reader()
        except InputRefused as problem:
            refused.extend(problem.refused)
        return None

    spells = attempt(lambda: _spells(sources, success=success, data_end=data_end, today=today))
    labour_market = attempt(lambda: _labour_market(sources))
    if refused:
        raise InputRefused(refused)
    assert spells is not None, "no refusal: the spells have been read"
    return Input(spells, labour_market)


def _spells(
    sources: Mapping[str, Source], *, success: Success, data_end: date | None, today: date
) -> SpellTable:
    """The spells, read or derived."""
    _check_parts(sources)
    if SPELLS in sources:
        return _of_file(
            SPELLS, sources, lambda path, name: read_spells(path, name=name, today=today)
        )
    if data_end is None:
        raise InputRefused([refuse("missing_data_end")])
    if data_end > today:
        raise InputRefused([refuse("data_end_in_future", date=f"{data_end:%d-%m-%Y}")])
    return read_extract(sources, success=success, data_end=np.datetime64(data_end, "D"))


def _check_parts(sources: Mapping[str, Source]) -> None:
    """Either the file of spells, or all four of an extract."""
    given = [part for part in PARTS if part in sources]
    if SPELLS in sources and given:
        raise InputRefused([refuse("mixed_parts")])
    if SPELLS not in sources and not given:
        raise InputRefused([refuse("no_files")])
    if given and len(given) < len(PARTS):
        missing = [part for part in PARTS if part not in sources]
        raise InputRefused([refuse(f"missing_{part}") for part in missing])


def _labour_market(sources: Mapping[str, Source]) -> LabourMarketTable | None:
    if LABOUR_MARKET not in sources:
        return None
    return _of_file(LABOUR_MARKET, sources, lambda path, name: read_labour_market(path, name=name))


def _of_file(
    kind: str, sources: Mapping[str, Source], reader: Callable[[Path, str], Table]
) -> Table:
    source = sources[kind]
    try:
        return reader(source.path, source.name)
    except FileRefused as problem:
        raise InputRefused([told_of(kind, source, problem)]) from problem
