"""Actual and expected mean time to work or education, restricted to a horizon.

    R(tau; x, theta) = sum over t = 0 .. tau-1 of S(t | x, theta),   S(t) = exp(-r G(t))
    r = exp(x'b + theta),   G(t) = sum over s = 1 .. t of v[m, year(s)] exp(alpha_s)

    actual    A_j = mean of R over the people of j, at the municipality's own effect theta_j
    expected  E_j = mean of R over the same people, at the national mean effect
    difference D_j = A_j - E_j, months; negative = faster than expected

The people of j are those whose first spell is there. The month of the event counts whole, and
whoever never enters counts as tau. Reference: Royston and Parmar (2013), BMC Medical Research
Methodology 13:152; averaging over one's own people is indirect standardisation (g-formula).
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_array

from measurements.engine.hazard import HazardFit
from measurements.engine.labour_market import LabourMarket
from measurements.engine.layout import Layout
from measurements.engine.table import Factor, SpellTable

ROWS_AT_ONCE = 4_096  # persons x months of survival that stay in the processor's cache


@dataclass(frozen=True)
class Means:
    """Means over the people of each municipality, at chosen effects.

    horizons   months, one per column
    months     (municipalities, horizons): mean restricted time; NaN where nobody was received
    by_effect  (municipalities, horizons): derivative in the municipality's chosen effect
    jacobians  per horizon (municipalities, parameters), the chosen effects held fixed
    (None and empty if derivatives were not asked for)
    """

    horizons: tuple[int, ...]
    months: np.ndarray
    by_effect: np.ndarray | None
    jacobians: tuple[np.ndarray, ...]

    def jacobian(self, layout: Layout, weights: np.ndarray, column: int) -> np.ndarray:
        """(municipalities, parameters) where the chosen effects are `weights` @ theta."""
        assert self.by_effect is not None, "means made without derivatives have no jacobian"
        jacobian = self.jacobians[column].copy()
        jacobian[:, layout.effects] += self.by_effect[:, [column]] * weights
        return jacobian


@dataclass(frozen=True)
class Reference:
    """The effects that "expected" uses: theta_mean for everybody, unless the labour market
    between municipalities is adjusted for as well.

    weights  (municipalities, municipalities): effects expected = weights @ theta
    """

    weights: np.ndarray

    def effects(self, fit: HazardFit) -> np.ndarray:
        return self.weights @ fit.effects


def mean_times(
    people: SpellTable,
    labour: LabourMarket,
    fit: HazardFit,
    *,
    effects: np.ndarray,
    horizons: tuple[int, ...],
    jacobians: bool = True,
) -> Means:
    """Mean restricted time of the people of each municipality, had they met `effects` there.

    people   first spells only (one row per person)
    labour   the labour market they meet: their own, or another for a comparison
    effects  (municipalities,) log rates
    """
    shape = len(people.municipalities), len(horizons)
    times, slopes = np.zeros(shape), np.zeros(shape)
    parts = [np.zeros((len(people.municipalities), fit.layout.size)) for _ in horizons]
    for block in people.blocks():
        sums = _sums(block, labour, fit, effects, horizons, jacobians=jacobians)
        times += sums.times
        if jacobians:
            slopes += sums.slopes
            for part, more in zip(parts, sums.jacobians, strict=True):
                part += more
    with np.errstate(invalid="ignore", divide="ignore"):
        received = people.received[:, None]
        return Means(
            horizons,
            times / received,
            slopes / received if jacobians else None,
            tuple(part / received for part in parts) if jacobians else (),
        )


@dataclass(frozen=True)
class _Sums:
    """As `Means`, before the division by people received."""

    times: np.ndarray
    slopes: np.ndarray
    jacobians: tuple[np.ndarray, ...]


def _sums(
    people: SpellTable,
    labour: LabourMarket,
    fit: HazardFit,
    effects: np.ndarray,
    horizons: tuple[int, ...],
    *,
    jacobians: bool,
) -> _Sums:
    groups = Groups.of(people, labour, fit, max(horizons))
    log_r = linear_predictor(people, fit) + effects[people.municipality]
    until = np.arange(max(horizons))[:, None] < np.array(horizons)  # picks S(0) .. S(tau - 1)
    times = np.empty((len(people), len(horizons)))
    slopes = np.zeros_like(times)
    pull = np.zeros_like(groups.cumulative)
    for rows, mine in groups.parts():
        r = np.exp(log_r[rows])
        hazard = r[:, None] * groups.cumulative[mine]
        survival = np.exp(-hazard)
        times[rows] = survival @ until
        if jacobians:
            first, last = int(mine[0]), int(mine[-1]) + 1
            edges = np.searchsorted(mine, np.arange(first, last + 1))
            sum_by_group = csr_array((r, np.arange(len(r)), edges), shape=(last - first, len(r)))
            pull[first:last] += sum_by_group @ survival
            hazard *= survival
            slopes[rows] = -(hazard @ until)
    parts = tuple(
        _jacobian(people, labour, fit, groups, pull[:, :horizon], slopes[:, k])
        for k, horizon in enumerate(horizons)
        if jacobians
    )
    return _Sums(_by_municipality(people, times), _by_municipality(people, slopes), parts)


def _by_municipality(people: SpellTable, values: np.ndarray) -> np.ndarray:
    """(municipalities, columns) sums over the people of each."""
    count = len(people.municipalities)
    return np.stack([np.bincount(people.municipality, v, count) for v in values.T], axis=1)


def reached_by(
    people: SpellTable,
    labour: LabourMarket,
    fit: HazardFit,
    *,
    effects: np.ndarray,
    months: list[int],
) -> np.ndarray:
    """(people, months): each person's chance of work or education by the end of these months."""
    groups = Groups.of(people, labour, fit, max(months) + 1)
    r = np.exp(linear_predictor(people, fit) + effects[people.municipality])
    return -np.expm1(-r[:, None] * groups.cumulative[:, months][groups.group])


def national_mean(table: SpellTable) -> Reference:
    """Everybody at theta_mean, the mean effect weighted by people received."""
    received = table.received
    count = len(received)
    return Reference(np.tile(received / received.sum(), (count, 1)))


def national_mean_given_labour(table: SpellTable, labour: LabourMarket) -> Reference:
    """Theta regressed on the municipality's mean labour market; the explained part is expected.

    Weighted least squares with people received as weights; the labour market of a municipality is
    its mean over the months at risk there. It can absorb real performance: the page says so.
    """
    received = table.received.astype(float)
    design = np.column_stack([np.ones(len(received)), labour_means(table, labour).T])
    weighted = design * received[:, None]
    return Reference(design @ np.linalg.pinv(weighted.T @ design) @ weighted.T)


def labour_means(table: SpellTable, labour: LabourMarket) -> np.ndarray:
    """(columns, municipalities) mean over months at risk, each month at its calendar year's figure."""
    years = labour.values.shape[2]
    first = (table.start + table.entry).astype(np.intp)
    last = (table.start + table.exit).astype(np.intp)
    cells = table.municipality.astype(np.intp) * (years * 12 + 1)
    size = len(table.municipalities) * (years * 12 + 1)
    at_risk = np.bincount(cells + first, minlength=size) - np.bincount(cells + last, minlength=size)
    at_risk = at_risk.reshape(-1, years * 12 + 1).cumsum(axis=1)[:, :-1]
    months = at_risk.reshape(len(table.municipalities), years, 12).sum(axis=2)
    return (labour.values * months).sum(axis=2) / months.sum(axis=1)


@dataclass(frozen=True)
class Groups:
    """People who share a cumulative baseline: same stratum, municipality and permit month.

    order       (people,) rows, group by group
    group       (people,) each row's group, in as few bytes as will do
    cumulative  (groups, horizon): G(0) = 0, G(1), .. G(horizon - 1)
    monthly     (groups, horizon): what month t adds, v exp(alpha_t), at place t - 1
    year        (groups, horizon): place of month t's calendar year, at place t - 1
    """

    order: np.ndarray
    group: np.ndarray
    municipality: np.ndarray
    stratum: np.ndarray
    cumulative: np.ndarray
    monthly: np.ndarray
    year: np.ndarray

    def parts(self) -> Iterator[tuple[np.ndarray, np.ndarray]]:
        """Rows, group by group, in parts of bounded size, and the group of each."""
        for first in range(0, len(self.order), ROWS_AT_ONCE):
            rows = self.order[first : first + ROWS_AT_ONCE]
            yield rows, self.group[rows].astype(np.intp)

    @classmethod
    def of(cls, people: SpellTable, labour: LabourMarket, fit: HazardFit, horizon: int) -> "Groups":
        starts = int(people.start.max(initial=0)) + 1 if labour.names else 1
        place = people.stratum.astype(np.int64) * len(people.municipalities)
        place += people.municipality
        place *= starts
        if labour.names:
            place += people.start
        distinct, group = _numbered(place)
        home, first_month = np.divmod(distinct, starts)
        stratum, municipality = np.divmod(home, len(people.municipalities))
        year = (first_month[:, None] + np.arange(horizon)) // 12 if labour.names else 0
        path = labour.path(fit.labour)
        rates = _padded(fit.month_rates, horizon)
        monthly = rates[stratum] * path[municipality[:, None], year]
        cumulative = np.zeros_like(monthly)
        np.cumsum(monthly[:, :-1], axis=1, out=cumulative[:, 1:])
        order = np.argsort(group, kind="stable")
        year = np.broadcast_to(year, monthly.shape)
        return cls(order, group, municipality, stratum, cumulative, monthly, year)


def _numbered(places: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The distinct values of `places`, rising, and which of them each is."""
    distinct = np.flatnonzero(np.bincount(places))
    kind = np.uint16 if len(distinct) < 65_536 else np.int32
    number = np.zeros(int(distinct.max(initial=0)) + 1, dtype=kind)
    number[distinct] = np.arange(len(distinct))
    return distinct, number[places]


def _padded(rates: np.ndarray, horizon: int) -> np.ndarray:
    """(strata, horizon) month rates; nothing happens in months that nobody reached."""
    padded = np.zeros((len(rates), horizon))
    known = min(horizon, rates.shape[1])
    padded[:, :known] = rates[:, :known]
    return padded


def linear_predictor(people: SpellTable, fit: HazardFit) -> np.ndarray:
    """(people,) x'b, without the municipality."""
    total = np.zeros(len(people))
    for term in fit.layout.terms:
        column = people.covariate(term.column)
        coefficients = fit.parameters[term.part]
        if isinstance(column, Factor):
            total += coefficients[column.codes]
        else:
            total += coefficients[0] * column.values
    return total


def _jacobian(
    people: SpellTable,
    labour: LabourMarket,
    fit: HazardFit,
    groups: Groups,
    pull: np.ndarray,
    slopes: np.ndarray,
) -> np.ndarray:
    """(municipalities, parameters) sums of derivatives, the effects held fixed.

    pull    (groups, horizon): sum of r S(t) over the group
    slopes  (people,): derivative of each restricted mean in log r
    """
    layout, horizon = fit.layout, pull.shape[1]
    count = len(people.municipalities)
    jacobian = np.zeros((count, layout.size))
    home = people.municipality.astype(np.intp)
    for term in layout.terms:
        column = people.covariate(term.column)
        if isinstance(column, Factor):
            width = len(term.levels)
            sums = np.bincount(home * width + column.codes, slopes, count * width)
            jacobian[:, term.part] = sums.reshape(count, width)
        else:
            jacobian[:, term.part.start] = np.bincount(home, slopes * column.values, count)

    # month s lowers S(t) for every t >= s, by r v exp(alpha_s) S(t)
    later = np.zeros_like(pull)
    later[:, :-1] = pull[:, :0:-1].cumsum(axis=1)[:, ::-1]
    by_month = -groups.monthly[:, :horizon] * later
    homes = groups.stratum * count + groups.municipality  # rising: groups stand in that order
    first_of_home = np.flatnonzero(np.diff(homes, prepend=-1))
    by_home = np.add.reduceat(by_month, first_of_home, axis=0)
    months = min(horizon, layout.months)
    for home, sums in zip(homes[first_of_home], by_home, strict=True):
        stratum, municipality = divmod(home, count)
        first = layout.months_part.start + stratum * layout.months
        jacobian[municipality, first : first + months] = sums[:months]
    cell = (groups.municipality[:, None], groups.year[:, :horizon])
    for k, u in enumerate(labour.values):
        by_labour = (by_month * u[cell]).sum(axis=1)
        jacobian[:, layout.labour.start + k] = np.bincount(groups.municipality, by_labour, count)
    return jacobian
