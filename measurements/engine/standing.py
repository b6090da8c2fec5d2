"""Which municipalities are shown, which are ranked, and why not."""

from dataclasses import dataclass

import numpy as np

from measurements.engine.estimate import Estimate
from measurements.engine.spec import Spec

FEWER_THAN_SHOWN = "fewer_than_shown"
NO_EVENTS = "no_events"
NOBODY_AT_RISK = "nobody_at_risk_at_horizon"
FEWER_THAN_RANKED = "fewer_than_ranked"
FEW_AT_RISK = "few_at_risk_at_horizon"
NOT_ESTIMABLE = "not_estimable"
NO_OTHER_RANKED = "no_other_ranked"

# Without these figures: none at all, or none that would rest on an assumption alone.
WITHHELD = frozenset({FEWER_THAN_SHOWN})
UNMEASURED = frozenset({NO_EVENTS, NOBODY_AT_RISK, NOT_ESTIMABLE})

SMALLEST_ERROR = 1e-9  # months; without any error, or one beyond the horizon, nothing is known


@dataclass(frozen=True)
class Standing:
    """reasons (municipalities,): None for a ranked municipality, else the first that applies."""

    reasons: tuple[str | None, ...]

    @property
    def ranked(self) -> np.ndarray:
        """Places of the ranked municipalities."""
        return np.array([j for j, reason in enumerate(self.reasons) if reason is None], dtype=int)

    @property
    def measured(self) -> np.ndarray:
        """Places of the municipalities with a difference to show, ranked or not."""
        without = WITHHELD | UNMEASURED
        return np.array([j for j, why in enumerate(self.reasons) if why not in without], dtype=int)


def standing(found: Estimate, spec: Spec) -> Standing:
    """The first reason that keeps each municipality out of the ranking, the gravest first."""
    table, horizon = found.table, found.primary.horizon
    count = len(table.municipalities)
    at_horizon = (table.entry < horizon) & (table.exit >= horizon)
    waiting = np.bincount(table.municipality[at_horizon], minlength=count)
    people, se = table.received, found.primary.se
    undetermined = np.zeros(count, dtype=bool)
    undetermined[list(found.fit.undetermined)] = True
    tests = (
        (FEWER_THAN_SHOWN, people < spec.minimum_shown),
        (NO_EVENTS, undetermined),
        (NOBODY_AT_RISK, waiting == 0),
        (NOT_ESTIMABLE, ~((se > SMALLEST_ERROR) & (se < horizon))),
        (FEWER_THAN_RANKED, people < spec.minimum_people),
        (FEW_AT_RISK, waiting < spec.minimum_at_risk),
    )
    reasons = [next((code for code, applies in tests if applies[j]), None) for j in range(count)]
    if reasons.count(None) == 1:
        reasons[reasons.index(None)] = NO_OTHER_RANKED
    return Standing(tuple(reasons))
