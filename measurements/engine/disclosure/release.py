"""The one way out of the engine: a raw outcome in, what may be known of it out.

Small groups are left out first. Then the published tables, this version's and all earlier ones',
are attacked; what the attack could work out costs a further figure, until it works out nothing.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

from measurements.engine.disclosure import remedies
from measurements.engine.disclosure.attack import TOGETHER, Attack, attack
from measurements.engine.disclosure.draft import Withheld, draft, rounding_of
from measurements.engine.disclosure.policy import POLICY, Policy
from measurements.engine.disclosure.released import Json, Released, fingerprint, seal
from measurements.engine.errors import DataError, fault
from measurements.engine.outcome import Outcome


def release(outcome: Outcome, policy: Policy = POLICY, *, history: Sequence[Json] = ()) -> Released:
    """What may be known of an outcome, or a DataError where nothing more can be left out.

    history  the forms of all versions published before, the oldest first: of this round and of
             others whose periods overlap, retracted ones too
    """
    withheld, only, known = _at_first(outcome), None, None
    cells, attempts = 0, 0
    while True:
        form = _form(outcome, policy, withheld)
        tried = attack([*history, form], policy, only=only)
        cells, attempts = max(cells, tried.cells), attempts + 1
        if tried.findings and history:
            known = known or attack(history, policy)
            tried = tried.beyond(known)
        if not policy.secondary or not (tried.findings or only):
            break
        if not tried.findings:
            only = None  # once more with everything, to be sure
            continue
        more = remedies.more(withheld, tried.findings, form, policy)
        if more == withheld:
            raise DataError([fault("not_releasable", found=len(tried.findings))])
        # What was not found while more was told is not found now.
        withheld, only = more, frozenset(finding.cell.code for finding in tried.findings)
    form["disclosure"] |= {
        "withheld": _reasons(form),
        "attack": _report(tried, cells, attempts),
        "compared_with": [fingerprint(each) for each in history],
    }
    return seal(form)


def audit(forms: Sequence[Json], policy: Policy = POLICY) -> Attack:
    """The attack on its own, on every version that is or will be public, the oldest first."""
    return attack(forms, policy)


def _at_first(outcome: Outcome) -> Withheld:
    """Totals of many municipalities lose nothing by the next larger class, and the attack on them
    much of its grip.
    """
    step = int(len(outcome.municipalities) > TOGETHER)
    return Withheld(people=step, events=step)


def _form(outcome: Outcome, policy: Policy, withheld: Withheld) -> Json:
    """Without the report, which the attack on this form will write."""
    told = {"policy": policy.as_dict(), "rounding": rounding_of(policy, withheld)}
    return draft(outcome, policy, withheld) | {"disclosure": told}


def _reasons(form: Json) -> dict[str, int]:
    """How many figures are left out for each reason that is about small counts."""
    about = ("fewer_than_shown", "few_outcomes", "small_cell")
    counted = Counter(_reasons_in(form))
    return {reason: counted[reason] for reason in about}


def _reasons_in(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        if value.get("reason"):
            yield value["reason"]
        value = list(value.values())
    if isinstance(value, list):
        for each in value:
            yield from _reasons_in(each)


def _report(tried: Attack, cells: int, attempts: int) -> dict[str, int]:
    return {
        "cells": cells,
        "exact": tried.exact,
        "narrowed": tried.narrowed,
        "attempts": attempts,
    }
