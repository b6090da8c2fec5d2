"""Spell file → checked spells. Nothing past this point meets a missing or impossible value.

Tables may come in one piece or in parts of bounded size; every fault found on the way is kept and
all are told together, with the row as a spreadsheet numbers it (headings are row 1).
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
import pandas as pd

from measurements.engine import columns
from measurements.engine.errors import DataError, Fault, fault, warning
from measurements.engine.table import Factor, Number, SpellTable

Details = Callable[[int], dict[str, object]]  # row → what its fault says beside the row

TABLE = "spells"
ROWS_SHOWN = 20  # examples of one kind of fault in one column
MOST_MONTHS = 600
MOST_LEVELS = 500  # a category for nearly each person is an identifier, not a covariate
FIRST_ROW = 2  # row 1 holds the headings


def read_spells(parts: Iterable[pd.DataFrame], *, separate_sexes: bool = False) -> SpellTable:
    """The checked, compact table of all parts, or a DataError that names every fault.

    parts           data frames with the columns of `columns.REQUIRED_OF_SPELLS` and covariates:
                    text, booleans and permit_year become categories, other numbers stay linear
    separate_sexes  take `sex` out of the covariates and let it choose the month effects
    """
    collector = _Collector()
    for part in parts:
        collector.add(part)
    table = collector.table()
    if separate_sexes:
        table = _split_by_sex(table)
    return table.in_fixed_order()


def canonical_codes(codes: pd.Series) -> pd.Series:
    """Municipality codes as four digits: 101, 101.0, " 0101" are all "0101". Missing stays missing."""
    places, distinct = pd.factorize(codes)
    written = np.array([_canonical_code(code) for code in distinct], dtype=object)
    return pd.Series(_spread(written, places), index=codes.index, dtype=object)


def _canonical_code(code: object) -> str | None:
    text = str(code).strip().removesuffix(".0")
    return (text.zfill(4) if text.isdigit() else text) or None


def _spread(distinct: np.ndarray, places: np.ndarray) -> np.ndarray:
    """The value of each row; place -1 is missing."""
    return np.concatenate([distinct, [None]])[places]


@dataclass
class _Collector:
    """What the parts read so far have given: arrays to join, levels to merge, faults to tell."""

    rows: int = 0
    faults: list[Fault] = field(default_factory=list)
    kinds: dict[str, str] = field(default_factory=dict)
    arrays: dict[str, list[np.ndarray]] = field(default_factory=dict)
    levels: dict[str, dict[str, int]] = field(default_factory=dict)
    totals: dict[tuple[str, str], int] = field(default_factory=dict)

    def add(self, part: pd.DataFrame) -> None:
        if not self._has_the_columns(part):
            raise DataError(self.faults)
        if not self.kinds:
            self.kinds = {name: _kind(part[name], name) for name in part.columns}
        self._add_identity(part)
        self._add_months(part)
        for name in part.columns:
            if name not in columns.NOT_COVARIATES:
                self._add_covariate(name, part[name])
        self.rows += len(part)

    def table(self) -> SpellTable:
        """All parts as one table; the place where collected faults are raised."""
        if self.rows == 0 and not self.faults:
            self.faults.append(fault("empty_table", table=TABLE))
        self._tell_totals()
        self._check_levels()
        if self.faults:
            raise DataError(self.faults)

        joined = {name: np.concatenate(self.arrays.pop(name)) for name in list(self.arrays)}
        municipality = self._factor(columns.MUNICIPALITY, joined)
        covariates = [n for n in self.kinds if n not in columns.NOT_COVARIATES]
        factors = [self._factor(n, joined) for n in covariates if self.kinds[n] == "text"]
        numbers = [_number(n, joined.pop(n)) for n in covariates if self.kinds[n] == "number"]
        year = joined[columns.PERMIT_YEAR + " number"]
        first_year = int(year.min())
        table = SpellTable(
            municipalities=municipality.levels,
            first_year=first_year,
            municipality=municipality.codes,
            start=((year - first_year) * 12 + joined[columns.PERMIT_MONTH] - 1).astype(np.int32),
            entry=joined[columns.ENTRY],
            exit=joined[columns.EXIT],
            event=joined[columns.EVENT].astype(bool),
            person=joined[columns.PERSON],
            stratum=np.zeros(self.rows, dtype=np.uint8),
            strata=("",),
            factors=tuple(factors),
            numbers=tuple(numbers),
        )
        _check_measurable(table)
        return _without_constants(_with_overlaps_told(table))

    # --- columns that every table has

    def _has_the_columns(self, part: pd.DataFrame) -> bool:
        names = list(part.columns)
        for name in columns.REQUIRED_OF_SPELLS:
            if name not in names:
                found = ", ".join(map(str, names)) or "-"
                self.faults.append(fault("missing_column", table=TABLE, column=name, found=found))
        for name in dict.fromkeys(n for n in names if names.count(n) > 1):
            self.faults.append(fault("doubled_column", table=TABLE, column=name))
        return not self.faults

    def _add_identity(self, part: pd.DataFrame) -> None:
        person = part[columns.PERSON]
        self._tell_missing(columns.PERSON, person)
        self._keep(columns.PERSON, _identities(person))
        codes = canonical_codes(part[columns.MUNICIPALITY])
        self._tell_missing(columns.MUNICIPALITY, codes)
        self._keep_categories(columns.MUNICIPALITY, codes)

    def _add_months(self, part: pd.DataFrame) -> None:
        year = self._whole_numbers(part, columns.PERMIT_YEAR, 1900, 2200)
        month = self._whole_numbers(part, columns.PERMIT_MONTH, 1, 12)
        entry = self._whole_numbers(part, columns.ENTRY, 0, MOST_MONTHS)
        exit_ = self._whole_numbers(part, columns.EXIT, -MOST_MONTHS, MOST_MONTHS)
        event = self._whole_numbers(part, columns.EVENT, 0, 1)
        known = np.isfinite(entry) & np.isfinite(exit_)
        self._tell(
            "no_duration",
            columns.EXIT,
            known & ~(exit_ > entry),
            lambda row: {"found": int(exit_[row]), "entry": int(entry[row])},
        )
        self._keep(columns.PERMIT_YEAR + " number", _as_integers(year, np.int32))
        self._keep(columns.PERMIT_MONTH, _as_integers(month, np.int32))
        self._keep(columns.ENTRY, _as_integers(entry, np.int16))
        self._keep(columns.EXIT, _as_integers(exit_, np.int16))
        self._keep(columns.EVENT, _as_integers(event, np.uint8))

    def _whole_numbers(self, part: pd.DataFrame, name: str, low: int, high: int) -> np.ndarray:
        """(rows,) float64, NaN wherever a fault has been told."""
        column = part[name]
        if column.dtype == bool:
            return column.to_numpy(dtype=float)
        numbers = _numbers(column)
        self._tell_missing(name, column)
        present = column.notna().to_numpy()
        whole = np.isfinite(numbers) & (numbers == np.floor(numbers))
        inside = (numbers >= low) & (numbers <= high)
        values = column.to_numpy()
        self._tell("not_a_whole_number", name, present & ~whole, lambda r: {"found": values[r]})
        self._tell(
            "out_of_range",
            name,
            present & whole & ~inside,
            lambda r: {"found": int(numbers[r]), "expected": f"{low} .. {high}"},
        )
        return np.where(whole & inside, numbers, np.nan)

    # --- covariates

    def _add_covariate(self, name: str, column: pd.Series) -> None:
        if name not in columns.REQUIRED_OF_SPELLS:  # those are looked at already
            self._tell_missing(name, column)
        if self.kinds[name] == "text":
            self._keep_categories(name, _as_text(column))
            return
        numbers = _numbers(column)
        values = column.to_numpy()
        bad = column.notna().to_numpy() & ~np.isfinite(numbers)
        self._tell("not_a_number", name, bad, lambda row: {"found": values[row]})
        self._keep(name, numbers)

    def _keep_categories(self, name: str, texts: pd.Series) -> None:
        places, distinct = pd.factorize(texts)
        known = self.levels.setdefault(name, {})
        codes = [known.setdefault(level, len(known)) for level in distinct]
        lookup = np.array([*codes, 0], dtype=np.int32)  # missing (told already) points at the last
        compact = np.uint8 if len(known) <= 256 else np.int32
        self._keep(name, lookup[places].astype(compact))

    def _keep(self, name: str, values: np.ndarray) -> None:
        self.arrays.setdefault(name, []).append(values)

    def _factor(self, name: str, joined: dict[str, np.ndarray]) -> Factor:
        """Levels in alphabetical order, whatever order the rows brought them in."""
        seen = list(self.levels[name])
        order = np.array(sorted(range(len(seen)), key=seen.__getitem__))
        new_code = np.empty(len(order), dtype=np.uint8 if len(order) <= 256 else np.uint16)
        new_code[order] = np.arange(len(order))
        return Factor(name, tuple(seen[old] for old in order), new_code[joined.pop(name)])

    # --- faults

    def _tell_missing(self, name: str, column: pd.Series) -> None:
        self._tell("missing_value", name, column.isna().to_numpy(), lambda row: {})

    def _tell(self, code: str, name: str, bad: np.ndarray, details: Details) -> None:
        """Keep the first rows of a fault as examples, and how many there are."""
        rows = np.flatnonzero(bad)
        if not len(rows):
            return
        told = self.totals.get((code, name), 0)
        self.totals[code, name] = told + len(rows)
        for row in rows[: max(0, ROWS_SHOWN - told)]:
            where = {"row": self.rows + int(row) + FIRST_ROW, "column": name, **details(row)}
            self.faults.append(fault(code, table=TABLE, **where))

    def _tell_totals(self) -> None:
        for (_, name), total in self.totals.items():
            if total > ROWS_SHOWN:
                shown = {"column": name, "total": total, "shown": ROWS_SHOWN}
                self.faults.append(fault("more_of_the_same", table=TABLE, **shown))

    def _check_levels(self) -> None:
        for name, known in self.levels.items():
            if name != columns.MUNICIPALITY and len(known) > MOST_LEVELS:
                where = {"column": name, "found": len(known), "expected": MOST_LEVELS}
                self.faults.append(fault("too_many_levels", table=TABLE, **where))


def _kind(column: pd.Series, name: str) -> str:
    is_number = pd.api.types.is_numeric_dtype(column) and column.dtype != bool
    return "number" if is_number and name not in columns.ALWAYS_CATEGORIES else "text"


def _numbers(column: pd.Series) -> np.ndarray:
    return pd.to_numeric(column, errors="coerce").to_numpy(dtype=float, na_value=np.nan)


def _as_integers(numbers: np.ndarray, kind: type) -> np.ndarray:
    """Whole numbers in few bytes. Faulty places, told already, become 0 and are never used."""
    return np.nan_to_num(numbers).astype(kind)


def _as_text(column: pd.Series) -> pd.Series:
    """Trimmed text per row; 2001 and 2001.0 are the same text. Missing stays missing."""
    places, distinct = pd.factorize(column)
    written = np.array([str(value).strip().removesuffix(".0") for value in distinct], dtype=object)
    return pd.Series(_spread(written, places), dtype=object)


def _identities(person: pd.Series) -> np.ndarray:
    """(rows,) 64-bit identities. Text is hashed: equal names stay equal over all parts."""
    if pd.api.types.is_integer_dtype(person) and not person.hasnans:
        return person.to_numpy().astype(np.uint64)
    return pd.util.hash_array(person.astype(str).to_numpy(dtype=object), categorize=False)


def _number(name: str, values: np.ndarray) -> Number:
    centre = float(values.mean())
    return Number(name, centre, values - centre)


def _check_measurable(table: SpellTable) -> None:
    faults = []
    if len(table.municipalities) < 2:
        faults.append(fault("one_municipality", table=TABLE))
    if not table.received.any():
        faults.append(fault("no_people", table=TABLE))
    if not table.event.any():
        faults.append(fault("no_events", table=TABLE))
    if faults:
        raise DataError(faults)


def _with_overlaps_told(table: SpellTable) -> SpellTable:
    """Spells of one person share one clock, so they may follow each other but not overlap."""
    order = np.lexsort((table.exit, table.entry, table.person))
    person, entry, exit_ = table.person[order], table.entry[order], table.exit[order]
    overlapping = (person[1:] == person[:-1]) & (entry[1:] < exit_[:-1])
    return _warned(table, "overlapping_spells", total=int(overlapping.sum()))


def _without_constants(table: SpellTable) -> SpellTable:
    """A covariate with one value says nothing; leaving it out changes no figure."""
    constant_factors = [f for f in table.factors if len(f.levels) < 2]
    constant_numbers = [n for n in table.numbers if not np.any(n.values)]
    names = [f.name for f in constant_factors] + [n.name for n in constant_numbers]
    for name in names:
        table = _warned(table, "one_level", column=name, total=1)
    return replace(
        table,
        factors=tuple(f for f in table.factors if f not in constant_factors),
        numbers=tuple(n for n in table.numbers if n not in constant_numbers),
    )


def _warned(table: SpellTable, code: str, *, total: int, **where: object) -> SpellTable:
    if total == 0:
        return table
    return replace(table, warnings=(*table.warnings, warning(code, total=total, **where)))


def _split_by_sex(table: SpellTable) -> SpellTable:
    by_name = {factor.name: factor for factor in table.factors}
    sex = by_name.get(columns.SEX)
    if sex is None or 0 in np.bincount(sex.codes[table.event], minlength=len(sex.levels)):
        raise DataError([fault("sexes_not_separable", table=TABLE)])
    others: Sequence[Factor] = [f for f in table.factors if f is not sex]
    return replace(table, stratum=sex.codes, strata=sex.levels, factors=tuple(others))
