"""Frozen description of a run: everything besides the data that decides the figures."""

from dataclasses import dataclass
from typing import Literal, get_args

from measurements.engine.errors import DataError, Fault, fault

METHOD = "expected-time@1"

Adjustment = Literal["none", "within", "full"]
Link = Literal["cloglog", "poisson"]
Sexes = Literal["together", "separate"]


@dataclass(frozen=True, slots=True)
class Spec:
    """What to measure and how sure to be.

    horizon          months over which the mean time is counted; people who never enter count as this many
    other_horizons   further horizons (36 = the introduction programme), reported beside the first
    adjust           local labour market: left out, changes inside municipalities only, or also the
                     differences between municipalities (which can absorb real performance)
    link             "cloglog" is exact for whole months; "poisson" is Cox with Breslow ties, for checking
    sexes            "separate" gives women and men month effects of their own
    draws            random draws behind rank sets and the gap of pure chance
    seed             of those draws
    minimum_people   fewer people: shown, but not ranked
    minimum_shown    fewer people: no figure at all
    minimum_at_risk  fewer still waiting in the last month of the horizon: shown, but not ranked
    level            of all intervals and of the tests behind the verdict
    """

    horizon: int = 72
    other_horizons: tuple[int, ...] = (36,)
    adjust: Adjustment = "within"
    link: Link = "cloglog"
    sexes: Sexes = "together"
    draws: int = 1000
    seed: int = 1
    minimum_people: int = 80
    minimum_shown: int = 20
    minimum_at_risk: int = 10
    level: float = 0.95

    def __post_init__(self) -> None:
        faults = list(_faults_of(self))
        if faults:
            raise DataError(faults)

    @property
    def horizons(self) -> tuple[int, ...]:
        """The first horizon, then the shorter or longer ones beside it, each once."""
        return (self.horizon, *sorted(set(self.other_horizons) - {self.horizon}))


def _faults_of(spec: Spec) -> list[Fault]:
    at_least = {"horizon": 2, "draws": 100, "minimum_people": 1, "minimum_shown": 1}
    at_least |= {"minimum_at_risk": 1, "seed": 0}
    faults = [
        fault("bad_setting", setting=name, found=getattr(spec, name), expected=f">= {least}")
        for name, least in at_least.items()
        if getattr(spec, name) < least
    ]
    choices = {"adjust": Adjustment, "link": Link, "sexes": Sexes}
    faults += [
        fault("bad_setting", setting=name, found=getattr(spec, name), expected=" | ".join(allowed))
        for name, kind in choices.items()
        if getattr(spec, name) not in (allowed := get_args(kind))
    ]
    if any(horizon < 2 for horizon in spec.other_horizons):
        faults.append(
            fault(
                "bad_setting", setting="other_horizons", found=spec.other_horizons, expected=">= 2"
            )
        )
    if not 0.5 <= spec.level < 1:
        faults.append(
            fault("bad_setting", setting="level", found=spec.level, expected="0.5 .. 0.999")
        )
    return faults
