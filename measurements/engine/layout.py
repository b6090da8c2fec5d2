"""Where each parameter of the hazard model stands: covariates, municipalities, labour, months."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from measurements.engine.labour_market import LabourMarket
from measurements.engine.table import Factor, SpellTable


@dataclass(frozen=True)
class Term:
    """A covariate and its place. `levels` is empty for a linear column, which has one place."""

    column: str
    levels: tuple[str, ...]
    part: slice


@dataclass(frozen=True)
class Layout:
    """Places of all parameters in one vector. Every level has a place; references are held at 0."""

    terms: tuple[Term, ...]
    municipalities: tuple[str, ...]
    labour_names: tuple[str, ...]
    strata_names: tuple[str, ...]
    months: int

    @classmethod
    def of(cls, table: SpellTable, labour: LabourMarket) -> "Layout":
        terms, place = [], 0
        levels = {factor.name: factor.levels for factor in table.factors}
        levels |= {number.name: () for number in table.numbers}
        for name, each in levels.items():
            terms.append(Term(name, each, slice(place, place + max(1, len(each)))))
            place = terms[-1].part.stop
        return cls(
            terms=tuple(terms),
            municipalities=table.municipalities,
            labour_names=labour.names,
            strata_names=table.strata,
            months=table.months,
        )

    @property
    def strata(self) -> int:
        return len(self.strata_names)

    @property
    def covariates(self) -> slice:
        return slice(0, self.terms[-1].part.stop if self.terms else 0)

    @property
    def effects(self) -> slice:
        return _after(self.covariates, len(self.municipalities))

    @property
    def labour(self) -> slice:
        return _after(self.effects, len(self.labour_names))

    @property
    def months_part(self) -> slice:
        """Month effects, all months of the first stratum first."""
        return _after(self.labour, self.strata * self.months)

    @property
    def size(self) -> int:
        return self.months_part.stop

    def factor_parts(self) -> Iterator[slice]:
        """Places of the levels of each factor; the municipalities are the last factor."""
        yield from (term.part for term in self.terms if term.levels)
        yield self.effects

    def factors_of(self, table: SpellTable) -> Iterator[tuple[slice, Factor]]:
        municipality = Factor("municipality", table.municipalities, table.municipality)
        return zip(self.factor_parts(), (*table.factors, municipality), strict=True)

    def references(self, table: SpellTable) -> list[int]:
        """The level of each factor with most events, the first of equals. It changes no mean time,
        and a level that has no estimate cannot be what the others are compared with.
        """
        return [
            part.start + int(np.bincount(factor.codes[table.event], minlength=1).argmax())
            for part, factor in self.factors_of(table)
        ]

    def elimination_order(self) -> tuple[slice, ...]:
        """Who keeps the credit when columns say the same: months, municipalities, covariates, labour."""
        return (self.months_part, self.effects, self.covariates, self.labour)

    def is_number(self, place: int) -> bool:
        return any(not t.levels and t.part.start <= place < t.part.stop for t in self.terms)

    def is_month_or_effect(self, place: int) -> bool:
        return self.effects.start <= place < self.effects.stop or place >= self.months_part.start

    def name(self, place: int) -> str:
        """How a person reads a place: "sex=F", "unemployment", "0101", "month 7"."""
        for term in self.terms:
            if term.part.start <= place < term.part.stop:
                level = f"={term.levels[place - term.part.start]}" if term.levels else ""
                return term.column + level
        if place < self.effects.stop:
            return self.municipalities[place - self.effects.start]
        if place < self.labour.stop:
            return self.labour_names[place - self.labour.start]
        stratum, month = divmod(place - self.months_part.start, self.months)
        return " ".join(filter(None, [self.strata_names[stratum], f"month {month + 1}"]))


def _after(part: slice, width: int) -> slice:
    return slice(part.stop, part.stop + width)
