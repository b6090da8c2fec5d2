"""The same simulated country as a register extract: what a ministry has before spells are derived.

The spells derived from it for success "work for two months or education" are those it was made
from. Around them lies what real registers hold and the derivation must see through: short and
subsidised jobs, jobs in two rows, support, residences from before the permit, lives that go on
after the event, and jobs that began too late to count.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd

MONTHS_BEHIND = 2  # how far the data reach beyond the last day on which success is seen

SHARE_HERE_BEFORE = 0.10  # lived in the municipality before the permit
SHARE_ON_SUPPORT = 0.85
SHARE_WITH_SHORT_JOB = 0.20
SHARE_SUBSIDISED = 0.15
SHARE_IN_TWO_ROWS = 0.25  # of the jobs that count
SHARE_LEAVING_LATER = 0.05
SHARE_STARTING_TOO_LATE = 0.05  # of those who wait when the data end

LONGEST_SHORT_JOB, SHORTEST_JOB = 50, 62  # days; every two months hold 59 to 62
MEAN_DAYS_OF_JOB = 400
LONGEST_PAUSE = 2  # days between the two rows of one job
FEWEST_DAYS_FOR_MORE = 120  # of waiting, for other activities to have room

ONE_DAY = np.timedelta64(1, "D")
ONGOING = np.datetime64("NaT", "D")


@dataclass(frozen=True, slots=True)
class SimulatedExtract:
    """The four tables as docs/register-extract.md describes them, dates as datetime64, NaT = ongoing.

    data_end  the last day the tables know of
    """

    persons: pd.DataFrame
    residences: pd.DataFrame
    activities: pd.DataFrame
    exits: pd.DataFrame
    data_end: np.datetime64


def simulate_extract(
    spells: pd.DataFrame, *, last_day: np.datetime64, seed: int
) -> SimulatedExtract:
    """The extract from which these spells are derived.

    spells    from `simulate.simulate`; municipality codes may be those of their day
    last_day  of the months that the spells were made for: the end of a month
    """
    random = np.random.default_rng([seed, 4])
    data_end = (last_day + ONE_DAY).astype("datetime64[M]") + MONTHS_BEHIND
    data_end = data_end.astype("datetime64[D]") - ONE_DAY
    spells = _before_65(spells)
    lives = _lives(spells, random, data_end)
    return SimulatedExtract(
        persons=_persons(spells),
        residences=_residences(spells, lives, random),
        activities=_activities(lives, random, last_day, data_end),
        exits=_exits(lives),
        data_end=data_end,
    )


def _before_65(spells: pd.DataFrame) -> pd.DataFrame:
    """Everybody is born on 1 January here, so that years are ages; the month of an event may be
    that of the birthday, and then the event is the day before at the latest.
    """
    last = _first_of_year(spells["birth_year"] + 65) - ONE_DAY
    return spells.assign(to_date=np.minimum(spells["to_date"].to_numpy(), last))


def _first_of_year(years: pd.Series) -> np.ndarray:
    return years.astype(str).to_numpy(dtype="datetime64[Y]").astype("datetime64[D]")


def _persons(spells: pd.DataFrame) -> pd.DataFrame:
    first = spells[~spells["person_id"].duplicated()]
    return pd.DataFrame(
        {
            "person_id": first["person_id"],
            "sex": first["sex"],
            "birth_date": _first_of_year(first["birth_year"]),
            "origin": first["origin"],
            "permit_basis": first["permit_basis"],
            "permit_date": first["permit_date"],
            "education": first["education"],
        }
    )


def _lives(
    spells: pd.DataFrame, random: np.random.Generator, data_end: np.datetime64
) -> pd.DataFrame:
    """One row per person: permit, the day on which the spells end, why, and when they left.

    left  the day of emigration or death, NaT for who is here at the end of data
    """
    last = spells[~spells["person_id"].duplicated(keep="last")]
    until, reason = _days(last["to_date"]), last["end_reason"].to_numpy()
    later = until + random.integers(100, 2_000, len(last)).astype("timedelta64[D]")
    leaves_later = (random.random(len(last)) < SHARE_LEAVING_LATER) & (later <= data_end)
    leaves_later &= np.isin(reason, ["employment", "education"])
    left = np.where(leaves_later, later, ONGOING)
    return pd.DataFrame(
        {
            "person_id": last["person_id"].to_numpy(),
            "permit": _days(last["permit_date"]),
            "until": until,
            "reason": reason,
            "left": np.where(np.isin(reason, ["emigrated", "died"]), until, left),
        }
    )


def _days(column: pd.Series) -> np.ndarray:
    return column.to_numpy().astype("datetime64[D]")


def _residences(
    spells: pd.DataFrame, lives: pd.DataFrame, random: np.random.Generator
) -> pd.DataFrame:
    """One row per spell; the last goes on after the event until the person leaves."""
    is_last = ~spells["person_id"].duplicated(keep="last").to_numpy()
    is_first = ~spells["person_id"].duplicated().to_numpy()
    left = lives.set_index("person_id")["left"].reindex(spells["person_id"])
    here_before = is_first & (random.random(len(spells)) < SHARE_HERE_BEFORE)
    earlier = random.integers(1, 300, len(spells)).astype("timedelta64[D]")
    begin = _days(spells["from_date"])
    return pd.DataFrame(
        {
            "person_id": spells["person_id"].to_numpy(),
            "municipality_code": spells["municipality_code"].to_numpy(),
            "from_date": np.where(here_before, begin - earlier, begin),
            "to_date": np.where(is_last, _days(left), _days(spells["to_date"])),
        }
    )


def _exits(lives: pd.DataFrame) -> pd.DataFrame:
    left = lives[lives["left"].notna()]
    kind = np.where(left["reason"] == "died", "death", "emigration")
    return pd.DataFrame({"person_id": left["person_id"], "date": left["left"], "kind": kind})


def _activities(
    lives: pd.DataFrame,
    random: np.random.Generator,
    last_day: np.datetime64,
    data_end: np.datetime64,
) -> pd.DataFrame:
    """Everything everybody did, in order of person and day."""
    tables = [
        _support(lives, random),
        _while_waiting(lives, random),
        _events(lives, random),
        _too_late(lives, random, last_day, data_end),
    ]
    rows = pd.concat(tables).sort_values(["person_id", "from_date"], kind="stable")
    ends = _days(rows["to_date"])
    rows["to_date"] = np.where(ends >= data_end, ONGOING, ends)
    return rows.reset_index(drop=True)


def _rows(person: pd.Series, kind: str, begin: np.ndarray, end: np.ndarray) -> pd.DataFrame:
    return pd.DataFrame(
        {"person_id": person.to_numpy(), "type": kind, "from_date": begin, "to_date": end}
    )


def _support(lives: pd.DataFrame, random: np.random.Generator) -> pd.DataFrame:
    """Most are on support from the first days until work, education or the end of all they do."""
    some = lives[random.random(len(lives)) < SHARE_ON_SUPPORT]
    begin = _days(some["permit"]) + _some_days(random, len(some), 0, 20)
    end = _days(some["until"]) - ONE_DAY
    has_a_day = begin <= end
    return _rows(some["person_id"][has_a_day], "public_support", begin[has_a_day], end[has_a_day])


def _while_waiting(lives: pd.DataFrame, random: np.random.Generator) -> pd.DataFrame:
    """Jobs that do not count: too short ones, and subsidised ones of any length."""
    waited = (_days(lives["until"]) - _days(lives["permit"])).astype(int)
    tables = []
    for share, kind, longest in (
        (SHARE_WITH_SHORT_JOB, "ordinary_employment", LONGEST_SHORT_JOB),
        (SHARE_SUBSIDISED, "subsidised_employment", MEAN_DAYS_OF_JOB),
    ):
        chosen = (random.random(len(lives)) < share) & (waited > FEWEST_DAYS_FOR_MORE)
        some = lives[chosen]
        latest = waited[chosen] - LONGEST_SHORT_JOB - 10  # well before the event
        start = 1 + (random.random(len(some)) * latest).astype(int)
        begin = _days(some["permit"]) + start.astype("timedelta64[D]")
        end = begin + _some_days(random, len(some), 5, longest - 1)
        tables.append(_rows(some["person_id"], kind, begin, end))
    return pd.concat(tables)


def _events(lives: pd.DataFrame, random: np.random.Generator) -> pd.DataFrame:
    """The jobs and educations with which the spells end; some jobs stand in two rows."""
    studies, works = (lives[lives["reason"] == kind] for kind in ("education", "employment"))
    length = _some_days(random, len(studies), 0, 1_500)
    begin = _days(studies["until"])
    education = _rows(studies["person_id"], "education", begin, begin + length)

    begin = _days(works["until"])
    days = SHORTEST_JOB + random.exponential(MEAN_DAYS_OF_JOB, len(works)).astype(int)
    end = begin + (days - 1).astype("timedelta64[D]")
    in_two = random.random(len(works)) < SHARE_IN_TWO_ROWS
    broken = begin + _some_days(random, len(works), 10, 30)
    again = broken + _some_days(random, len(works), 1, LONGEST_PAUSE + 1)
    first = _rows(works["person_id"], "ordinary_employment", begin, np.where(in_two, broken, end))
    second = _rows(works["person_id"][in_two], "ordinary_employment", again[in_two], end[in_two])
    return pd.concat([education, first, second])


def _too_late(
    lives: pd.DataFrame,
    random: np.random.Generator,
    last_day: np.datetime64,
    data_end: np.datetime64,
) -> pd.DataFrame:
    """Jobs that began after the last day: whether they will last, nobody knows yet."""
    waits = (lives["reason"] == "end_of_data").to_numpy()
    some = lives[waits & (random.random(len(lives)) < SHARE_STARTING_TOO_LATE)]
    room = int((data_end - last_day) / ONE_DAY)
    begin = last_day + _some_days(random, len(some), 1, room)
    return _rows(some["person_id"], "ordinary_employment", begin, np.full(len(some), data_end))


def _some_days(random: np.random.Generator, size: int, low: int, high: int) -> np.ndarray:
    """(size,) lengths of time from low to high days, both included."""
    return random.integers(low, high + 1, size).astype("timedelta64[D]")
