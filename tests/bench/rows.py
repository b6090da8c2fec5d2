"""The rows that the peers need: person-months, or pieces of spells cut at new year.

The engine needs neither. They are built before the clock starts, in the peers' favour.
"""

from pathlib import Path

import numpy as np
import pandas as pd

NOT_COVARIATES = ["person_id", "permit_month", "entry", "exit", "event"]


def read(spells: Path, labour_market: Path) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Both files; every covariate, the permit year and the municipality as categories."""
    table = pd.read_csv(spells, dtype={"municipality_code": str})
    start = (table["permit_year"] - table["permit_year"].min()) * 12 + table["permit_month"] - 1
    covariates = [name for name in table if name not in NOT_COVARIATES]
    table = table.astype(dict.fromkeys(covariates, "category")).assign(start=start)
    return table, pd.read_csv(labour_market, dtype={"municipality_code": str})


def covariates(table: pd.DataFrame) -> list[str]:
    """Names of the categories, municipality included."""
    return [name for name in table if isinstance(table[name].dtype, pd.CategoricalDtype)]


def person_months(table: pd.DataFrame, labour_market: pd.DataFrame) -> pd.DataFrame:
    """One row per spell and month at risk: covariates, month, unemployment, event.

    Months without any event say nothing (their rate is 0) and are left out.
    """
    months = (table["exit"] - table["entry"]).to_numpy()
    spell = np.repeat(np.arange(len(table)), months)
    within = np.arange(len(spell)) - np.repeat(months.cumsum() - months, months)
    month = table["entry"].to_numpy()[spell] + within + 1
    event = (month == table["exit"].to_numpy()[spell]) & (table["event"].to_numpy()[spell] == 1)
    kept = np.isin(month, np.unique(month[event]))
    spell, month, event = spell[kept], month[kept], event[kept]
    rows = table[covariates(table)].iloc[spell].reset_index(drop=True)
    year = (table["start"].to_numpy()[spell] + month - 1) // 12
    return rows.assign(
        month=pd.Categorical(month),
        unemployment=_unemployment(rows["municipality_code"], year, labour_market),
        event=event.astype(float),
    )


def pieces(table: pd.DataFrame, labour_market: pd.DataFrame) -> pd.DataFrame:
    """One row per spell and calendar year: covariates, begin, end, unemployment, event."""
    start, entry, exit_ = (table[name].to_numpy() for name in ("start", "entry", "exit"))
    first, last = (start + entry) // 12, (start + exit_ - 1) // 12
    count = last - first + 1
    spell = np.repeat(np.arange(len(table)), count)
    year = first[spell] + np.arange(len(spell)) - np.repeat(count.cumsum() - count, count)
    turn = year * 12 - start[spell]
    rows = table[covariates(table)].iloc[spell].reset_index(drop=True)
    end = np.minimum(exit_[spell], turn + 12)
    return rows.assign(
        begin=np.maximum(entry[spell], turn),
        end=end,
        unemployment=_unemployment(rows["municipality_code"], year, labour_market),
        event=((end == exit_[spell]) & (table["event"].to_numpy()[spell] == 1)).astype(int),
    )


def dummies(rows: pd.DataFrame) -> pd.DataFrame:
    """0/1 columns "column=level", the first level of each left out, and unemployment."""
    names = covariates(rows)
    table = pd.get_dummies(rows[names], prefix_sep="=", drop_first=True, dtype=float)
    return table.assign(unemployment=rows["unemployment"])


def _unemployment(codes: pd.Series, year: np.ndarray, labour_market: pd.DataFrame) -> np.ndarray:
    """(rows,) per cent in the row's municipality and calendar year, less the mean of the file."""
    wide = labour_market.pivot(index="municipality_code", columns="year", values="unemployment")
    points = wide.reindex(codes.cat.categories).to_numpy()
    return points[codes.cat.codes.to_numpy(), year] - points.mean()
