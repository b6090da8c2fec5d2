"""The local labour market: one value per municipality, calendar year and column."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from measurements.engine import columns
from measurements.engine.errors import DataError, Fault, fault, warning
from measurements.engine.spells import FIRST_ROW, ROWS_SHOWN, canonical_codes
from measurements.engine.table import SpellTable

TABLE = "labour_market"
FARTHEST = 97  # months that cohort shares and the robustness panel look ahead


@dataclass(frozen=True)
class LabourMarket:
    """values (columns, municipalities, years): less their `centres` (columns,); years from the
    table's `first_year` on. Without columns it is a labour market that is the same everywhere.
    """

    names: tuple[str, ...]
    centres: np.ndarray
    values: np.ndarray
    warnings: tuple[Fault, ...] = ()

    @property
    def by_cell(self) -> np.ndarray:
        """(columns, municipalities * years)"""
        columns_, municipalities, years = self.values.shape
        return self.values.reshape(columns_, municipalities * years)

    def path(self, gamma: np.ndarray) -> np.ndarray:
        """(municipalities, years) factor on the hazard: exp(gamma'u)."""
        return np.exp(np.tensordot(gamma, self.values, axes=1))

    def national(self, weights: np.ndarray) -> "LabourMarket":
        """The same, with every municipality at the weighted mean of its year.

        weights  (municipalities,), people received
        """
        mean = np.average(self.values, axis=1, weights=weights)[:, None, :]
        return LabourMarket(self.names, self.centres, np.broadcast_to(mean, self.values.shape))


def no_labour_market(table: SpellTable) -> LabourMarket:
    return LabourMarket((), np.empty(0), np.empty((0, len(table.municipalities), 1)))


def read_labour_market(frame: pd.DataFrame, table: SpellTable, *, horizon: int) -> LabourMarket:
    """The labour market that the spells of `table` lived in, or a DataError naming every fault.

    frame    municipality_code, year, and one or more numeric columns; other municipalities than
             those of the table are ignored
    horizon  months a person's mean time looks ahead; years past the file's last year carry its
             figure forward (a convention: the page says so)
    """
    values = _checked_values(frame)
    names = tuple(values.columns)
    years = range(table.first_year, table.first_year + _years(table, max(horizon, FARTHEST)))
    last_year = int(values.index.get_level_values(columns.YEAR).max())
    grid = pd.MultiIndex.from_product([table.municipalities, years])
    cube = values.reindex(grid).to_numpy(dtype=float).T
    cube = cube.reshape(len(names), len(table.municipalities), len(years))
    _check_complete(cube, table, years, last_year)
    cube = _filled(cube)
    centres = cube.mean(axis=(1, 2))
    warnings: tuple[Fault, ...] = ()
    if table.first_year + _years(table, horizon) - 1 > last_year:
        warnings = (warning("labour_market_carried_forward", year=last_year),)
    return LabourMarket(names, centres, cube - centres[:, None, None], warnings)


def _checked_values(frame: pd.DataFrame) -> pd.DataFrame:
    """Numeric columns indexed by (municipality, year)."""
    names = list(frame.columns)
    faults = [
        fault("missing_column", table=TABLE, column=name, found=", ".join(map(str, names)) or "-")
        for name in columns.REQUIRED_OF_LABOUR_MARKET
        if name not in names
    ]
    measures = [n for n in names if n not in columns.REQUIRED_OF_LABOUR_MARKET]
    if not measures:
        found = ", ".join(map(str, names)) or "-"
        faults.append(fault("missing_column", table=TABLE, column="unemployment", found=found))
    faults += [
        fault("doubled_column", table=TABLE, column=name)
        for name in dict.fromkeys(n for n in names if names.count(n) > 1)
    ]
    if faults:
        raise DataError(faults)
    if frame.empty:
        raise DataError([fault("empty_table", table=TABLE)])

    numbers = {
        name: pd.to_numeric(frame[name], errors="coerce") for name in [columns.YEAR, *measures]
    }
    codes = canonical_codes(frame[columns.MUNICIPALITY])
    faults = _value_faults(frame, codes, numbers)
    if faults:
        raise DataError(faults)
    index = pd.MultiIndex.from_arrays(
        [codes, numbers[columns.YEAR].astype(int)], names=[columns.MUNICIPALITY, columns.YEAR]
    )
    doubled = index[index.duplicated()][:ROWS_SHOWN]
    if len(doubled):
        raise DataError(
            fault("labour_market_doubled", table=TABLE, municipality_code=code, year=year)
            for code, year in doubled
        )
    return pd.DataFrame({n: numbers[n].to_numpy(dtype=float) for n in measures}, index=index)


def _value_faults(
    frame: pd.DataFrame, codes: pd.Series, numbers: dict[str, pd.Series]
) -> list[Fault]:
    missing = {columns.MUNICIPALITY: codes.isna()} | {n: frame[n].isna() for n in numbers}
    faults = [
        fault("missing_value", table=TABLE, row=int(row) + FIRST_ROW, column=name)
        for name, bad in missing.items()
        for row in np.flatnonzero(bad)[:ROWS_SHOWN]
    ]
    for name, values in numbers.items():
        finite = np.isfinite(values.to_numpy(dtype=float, na_value=np.nan))
        whole = (values == np.floor(values)).to_numpy() if name == columns.YEAR else True
        code = "not_a_whole_number" if name == columns.YEAR else "not_a_number"
        bad = np.flatnonzero(frame[name].notna().to_numpy() & ~(finite & whole))
        faults += [
            fault(code, table=TABLE, row=int(r) + FIRST_ROW, column=name, found=frame[name].iloc[r])
            for r in bad[:ROWS_SHOWN]
        ]
    return faults


def _years(table: SpellTable, horizon: int) -> int:
    """Calendar years from the first permit to the last month that anybody is looked at."""
    first_spells = table.entry == 0
    last_of_means = int(table.start[first_spells].max()) + horizon - 1
    last_of_spells = int((table.start + table.exit).max()) - 1
    return max(last_of_means, last_of_spells) // 12 + 1


def _check_complete(cube: np.ndarray, table: SpellTable, years: range, last_year: int) -> None:
    """Every municipality needs each year from its first month at risk to the file's last year."""
    first_used = np.full(len(table.municipalities), len(years))
    np.minimum.at(first_used, table.municipality, (table.start + table.entry) // 12)
    missing = np.isnan(cube).any(axis=0)
    first_used[missing.all(axis=1)] = 0
    faults = [
        fault(
            "labour_market_missing",
            table=TABLE,
            municipality_code=table.municipalities[m],
            year=years[y],
        )
        for m, y in np.argwhere(missing)
        if first_used[m] <= y and years[y] <= max(last_year, table.first_year)
    ]
    if faults:
        raise DataError(faults[:ROWS_SHOWN])


def _filled(cube: np.ndarray) -> np.ndarray:
    """Carried forward after the last year; years before a municipality's first spell, which no
    person there ever lives in, take its first known figure so that no NaN travels on.
    """
    flat = pd.DataFrame(cube.reshape(-1, cube.shape[-1]))
    return flat.ffill(axis=1).bfill(axis=1).to_numpy().reshape(cube.shape)
