"""One block of spells, and what it adds to likelihood, score and information.

A spell is cut where its calendar year changes: inside a piece the rate is

    r_i v[m, year] exp(alpha_t)      r_i = exp(x_i'b + theta),  v = exp(gamma'u)

so its sum over the months of a piece is r_i v (A[last] - A[first]) with A the running sum of
exp(alpha). Sums by month come the other way round: +r v where a piece begins, -r v where it ends,
and a running sum over months. Codes are widened before they are multiplied: small integers would
overflow in silence.
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from measurements.engine.labour_market import LabourMarket
from measurements.engine.layout import Layout
from measurements.engine.packs import Pack, add_two_way_tables, pack
from measurements.engine.spec import Link
from measurements.engine.table import SpellTable


@dataclass(frozen=True)
class Scores:
    """Derivatives of the log-likelihood, spell by spell.

    residual    (spells,) in the linear predictor; per covariate times its value
    labour      (columns, spells) in the labour market's coefficients
    rate        (pieces,) r v;   exposure (pieces,) rates summed over a piece's months
    pull        (events,) in the log rate of the event's month;  curvature: minus the second
    """

    residual: np.ndarray
    labour: np.ndarray
    rate: np.ndarray
    exposure: np.ndarray
    exposure_per_spell: np.ndarray
    pull: np.ndarray
    curvature: np.ndarray
    log_likelihood: float


@dataclass(frozen=True)
class Block:
    """Spells ready for a pass. Index arrays only; rates are computed in `add_to`.

    packs        the columns of the model; the municipality is the last
    spell, cell  (pieces,) which spell, and which municipality-year, a piece belongs to
    first, last  (pieces,) its months (first, last], as places in the running sums
    first_piece  (spells,) where a spell's pieces begin
    step_spell, step_month  (pieces + spells,) where rates change: begins, meetings and ends
    begins       (pieces,) the step with which a piece begins; it ends with the next
    ended        (events,) spells that end with an event; `end_cell`, `end_month` their last month
    """

    layout: Layout
    labour: LabourMarket
    poisson: bool
    packs: tuple[Pack, ...]
    spell: np.ndarray
    cell: np.ndarray
    first: np.ndarray
    last: np.ndarray
    first_piece: np.ndarray
    step_spell: np.ndarray
    step_month: np.ndarray
    begins: np.ndarray
    ended: np.ndarray
    end_cell: np.ndarray
    end_month: np.ndarray

    def add_to(
        self, score: np.ndarray, information: np.ndarray | None, parameters: np.ndarray
    ) -> float:
        """Adds to `score` (P,) and, if it is asked for, to the upper triangle of `information`
        (P, P). Returns the log-likelihood.
        """
        layout, cells = self.layout, self.labour.by_cell
        scores = self.scores(parameters)
        pull, rate = scores.pull, scores.rate
        for columns in self.packs:
            score[columns.places] += columns.sums(scores.residual)
        score[layout.labour] += scores.labour.sum(axis=1)
        month_rates = np.exp(parameters[layout.months_part])
        steps = self._steps(rate)
        expected = month_rates * self._by_month(self.step_month, steps, 1)[0]
        score[layout.months_part] += np.bincount(self.end_month, pull, len(expected)) - expected

        if information is not None:
            weight = scores.exposure_per_spell.copy()
            weight[self.ended] += scores.curvature
            add_two_way_tables(information, self.packs, weight)
            self._add_labour(information, cells, scores.exposure, scores.curvature)
            self._add_months(information, cells, rate, steps, month_rates, scores.curvature)
        return scores.log_likelihood

    def scores(self, parameters: np.ndarray) -> "Scores":
        """What each spell says about the parameters."""
        layout, cells = self.layout, self.labour.by_cell
        v = self.labour.path(parameters[layout.labour]).ravel()
        month_rates = np.exp(parameters[layout.months_part])
        r = np.exp(self.linear_predictor(parameters))
        rate = r[self.spell] * v[self.cell]
        running = self._running(month_rates)
        exposure = rate * (running[self.last] - running[self.first])
        per_spell = np.add.reduceat(exposure, self.first_piece)
        mu = r[self.ended] * v[self.end_cell] * month_rates[self.end_month]
        pull, curvature, gain = self._event_terms(mu)
        residual = -per_spell
        residual[self.ended] += pull
        labour = np.empty((len(cells), len(residual)))
        for k, u in enumerate(cells):
            labour[k] = -np.add.reduceat(exposure * u[self.cell], self.first_piece)
            labour[k, self.ended] += pull * u[self.end_cell]
        log_likelihood = float(gain.sum() - per_spell.sum())
        return Scores(residual, labour, rate, exposure, per_spell, pull, curvature, log_likelihood)

    def exposure(self, parameters: np.ndarray) -> np.ndarray:
        """(spells,) expected events: the rates summed over the months of each spell's pieces."""
        v = self.labour.path(parameters[self.layout.labour]).ravel()
        rate = np.exp(self.linear_predictor(parameters))[self.spell] * v[self.cell]
        running = self._running(np.exp(parameters[self.layout.months_part]))
        return np.add.reduceat(rate * (running[self.last] - running[self.first]), self.first_piece)

    def at_risk_by_month(self, parameters: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """(municipalities, strata * months) rates without the month's own factor, summed over
        those at risk, and over those with the event in that month.
        """
        v = self.labour.path(parameters[self.layout.labour]).ravel()
        r = np.exp(self.linear_predictor(parameters))
        home = self.packs[-1]
        count = len(self.layout.municipalities)
        sums = self._by_month(
            self._step_keys(home), self._steps(r[self.spell] * v[self.cell]), count
        )
        width = sums.shape[1]
        end_keys = home.codes[self.ended] * width + self.end_month
        at_events = np.bincount(end_keys, r[self.ended] * v[self.end_cell], count * width)
        return sums, at_events.reshape(count, width)

    def linear_predictor(self, parameters: np.ndarray) -> np.ndarray:
        total = np.zeros(len(self.first_piece))
        for columns in self.packs:
            total += columns.each(parameters)
        return total

    def _running(self, month_rates: np.ndarray) -> np.ndarray:
        """(strata * (months + 1),) running sums of the month rates, each stratum from 0."""
        layout = self.layout
        sums = np.zeros((layout.strata, layout.months + 1))
        np.cumsum(month_rates.reshape(layout.strata, -1), axis=1, out=sums[:, 1:])
        return sums.ravel()

    def _event_terms(self, mu: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """First and minus second derivative in log mu of an event's likelihood, and its log."""
        if self.poisson:
            return np.ones_like(mu), np.zeros_like(mu), np.log(mu)
        pull = mu / np.expm1(np.minimum(mu, 700.0))
        return pull, pull * (mu + pull - 1.0), np.log(-np.expm1(-mu))

    def _add_labour(
        self,
        information: np.ndarray,
        cells: np.ndarray,
        exposure: np.ndarray,
        curvature: np.ndarray,
    ) -> None:
        place = self.layout.labour.start
        for k, u in enumerate(cells):
            weighted = exposure * u[self.cell]
            at_end = curvature * u[self.end_cell]
            per_spell = np.add.reduceat(weighted, self.first_piece)
            per_spell[self.ended] += at_end
            for columns in self.packs:
                information[columns.places, place + k] += columns.sums(per_spell)
            for other, w in enumerate(cells[k:], start=k):
                both = weighted @ w[self.cell] + at_end @ w[self.end_cell]
                information[place + k, place + other] += both

    def _add_months(
        self,
        information: np.ndarray,
        cells: np.ndarray,
        rate: np.ndarray,
        steps: np.ndarray,
        month_rates: np.ndarray,
        curvature: np.ndarray,
    ) -> None:
        part, count = self.layout.months_part, len(month_rates)
        expected = month_rates * self._by_month(self.step_month, steps, 1)[0]
        ends = np.bincount(self.end_month, curvature, count)
        diagonal = np.arange(part.start, part.stop)
        information[diagonal, diagonal] += expected + ends

        for columns, keys in zip(self.packs, self.step_keys, strict=True):
            cells_ = columns.cells
            table = self._by_month(keys, columns.weighted(steps, self.step_spell), cells_)
            end_keys = columns.codes[self.ended] * count + self.end_month
            at_end = np.bincount(
                end_keys, columns.weighted(curvature, self.ended), cells_ * count
            ).reshape(cells_, count)
            information[columns.places, part] += columns.levels.T @ (month_rates * table + at_end)
        for k, u in enumerate(cells, start=self.layout.labour.start):
            table = self._by_month(self.step_month, self._steps(rate * u[self.cell]), 1)
            at_end = np.bincount(self.end_month, curvature * u[self.end_cell], count)
            information[k, part] += month_rates * table[0] + at_end

    @cached_property
    def step_keys(self) -> tuple[np.ndarray, ...]:
        """Per pack: (pieces + spells,) place of a step in the pack's table by month."""
        return tuple(self._step_keys(columns) for columns in self.packs)

    def _step_keys(self, columns: Pack) -> np.ndarray:
        wide = self.layout.strata * (self.layout.months + 1)
        return columns.codes[self.step_spell] * wide + self.step_month

    def _steps(self, rate: np.ndarray) -> np.ndarray:
        """Changes of a spell's rate over time: where its pieces begin, meet and end."""
        steps = np.zeros(len(rate) + len(self.first_piece))
        steps[self.begins] = rate
        steps[self.begins + 1] -= rate
        return steps

    def _by_month(self, keys: np.ndarray, steps: np.ndarray, width: int) -> np.ndarray:
        """(width, strata * months) sums over the spells at risk in each month."""
        layout = self.layout
        sums = np.bincount(keys, steps, width * layout.strata * (layout.months + 1))
        sums = sums.reshape(width, layout.strata, layout.months + 1).cumsum(axis=2)
        return sums[:, :, :-1].reshape(width, -1)


def prepare(
    part: SpellTable,
    labour: LabourMarket,
    layout: Layout,
    *,
    link: Link,
    certain: np.ndarray,
) -> Block:
    """Cuts the spells of `part` at the turns of the year.

    certain  (k,) months, as places among all month effects, in which everybody at risk had the
             event: those events say nothing and are passed over
    """
    poisson = link == "poisson"
    stratum, start = part.stratum.astype(np.intp), part.start.astype(np.intp)
    entry, exit_ = part.entry.astype(np.intp), part.exit.astype(np.intp)
    until = exit_ if poisson else exit_ - part.event  # the event's own month is counted apart
    spell, cell, first, last, first_piece = _pieces(part, labour, start, entry, until)

    wide = layout.months + 1
    offset = stratum[spell] * wide
    step_spell = np.repeat(np.arange(len(part)), np.diff(first_piece, append=len(spell)) + 1)
    step_month = np.empty(len(spell) + len(part), dtype=np.intp)
    begins = np.arange(len(spell)) + spell
    step_month[begins + 1] = offset + last
    step_month[begins] = offset + first

    end_month = stratum * layout.months + exit_ - 1
    ended = np.flatnonzero(part.event & ~np.isin(end_month, certain))
    return Block(
        layout=layout,
        labour=labour,
        poisson=poisson,
        packs=pack(part, layout),
        spell=spell,
        cell=cell,
        first=offset + first,
        last=offset + last,
        first_piece=first_piece,
        step_spell=step_spell,
        step_month=step_month,
        begins=begins,
        ended=ended,
        end_cell=_cells(part, labour, ended, (start + exit_ - 1)[ended] // 12),
        end_month=end_month[ended],
    )


def _pieces(
    part: SpellTable,
    labour: LabourMarket,
    start: np.ndarray,
    entry: np.ndarray,
    until: np.ndarray,
) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Spell, cell, first and last month of each piece, and where each spell's pieces begin.

    Month t of a spell lies in calendar month start + t - 1. A spell without whole months (its
    event came in its first) keeps one empty piece, so that every spell has a place.
    """
    if not labour.names:
        every = np.arange(len(part))
        return every, np.zeros(len(part), dtype=np.intp), entry, until, every
    first_year = (start + entry) // 12
    last_year = np.maximum(first_year, (start + until - 1) // 12)
    pieces = last_year - first_year + 1
    first_piece = np.cumsum(pieces) - pieces
    spell = np.repeat(np.arange(len(part)), pieces)
    year = np.arange(len(spell)) - (first_piece - first_year)[spell]
    turn = year * 12 - start[spell]
    first = np.maximum(entry[spell], turn)
    last = np.minimum(until[spell], turn + 12)
    return spell, _cells(part, labour, spell, year), first, last, first_piece


def _cells(
    part: SpellTable, labour: LabourMarket, spells: np.ndarray, year: np.ndarray
) -> np.ndarray:
    """Places in the flat municipality-by-year table of the labour market."""
    if not labour.names:
        return np.zeros(len(spells), dtype=np.intp)
    return part.municipality[spells].astype(np.intp) * labour.values.shape[2] + year
