"""What is given up when the attack finds a count: the next thing to leave out, the cheapest first."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from measurements.engine.disclosure.attack import Finding
from measurements.engine.disclosure.draft import COUNTRY, Item, Withheld
from measurements.engine.disclosure.policy import Policy
from measurements.engine.disclosure.tables import Cell

Json = dict[str, Any]

CHEAP = 20  # a total may be rounded to a twentieth of itself before a municipality loses a figure


def more(withheld: Withheld, found: Sequence[Finding], form: Json, policy: Policy) -> Withheld:
    """One thing more for every finding; the same as before where nothing is left to leave out.

    What is given up for one finding may be what another asks for: then it is given up once.
    """
    given = withheld
    for finding in found:
        ways = list(_ways(finding.cell, withheld, form, policy))
        if ways and not any(_covers(given, way) for way in ways):
            given = _joined(given, ways[0])
    return given


def _covers(given: Withheld, way: Withheld) -> bool:
    return _joined(given, way) == given


def _joined(one: Withheld, other: Withheld) -> Withheld:
    return Withheld(
        max(one.people, other.people), max(one.events, other.events), one.items | other.items
    )


def _ways(cell: Cell, withheld: Withheld, form: Json, policy: Policy) -> Iterator[Withheld]:
    """States that leave out one thing more than `withheld`, the cheapest first."""
    places = (cell.code, COUNTRY) if cell.what == "share" else (cell.code,)
    items = [
        replace(withheld, items=withheld.items | {item})
        for code in places
        for item in _published(cell, code, form)
        if item not in withheld.items
    ]
    coarser = list(_coarser(cell, withheld, policy))
    cheap = [each for each in coarser if _is_cheap(each, form, policy)]
    yield from [*cheap, *items] if cell.what == "outcomes" else [*items, *cheap]
    yield from coarser


def _published(cell: Cell, code: str, form: Json) -> Iterator[Item]:
    """What the form still tells of the cell's own surroundings."""
    if cell.what == "outcomes":
        if _row(form, code).get("spells") is not None:
            yield Item("outcomes", code)
        return
    cohorts = [each for each in _row(form, code)["cohorts"] if each["people"] is not None]
    near = [each for each in cohorts if each["permit_year"] == cell.permit_year]
    for cohort in near if cell.what == "share" else ():
        told = {share["years"] for share in cohort["shares"] if share["actual"] is not None}
        for years in (cell.years, cell.years - 1):
            if years in told:
                yield Item("share", code, cohort["permit_year"], years)
    # One cohort less, and the people of a municipality are no longer the sum of its cohorts.
    rest = sorted(cohorts, key=lambda cohort: cohort["people"]) if cell.what == "people" else []
    for cohort in [*near, *rest]:
        yield Item("cohort", code, cohort["permit_year"])


def _coarser(cell: Cell, withheld: Withheld, policy: Policy) -> Iterator[Withheld]:
    """The country's totals in larger classes."""
    last = len(policy.scales) - 1
    if cell.what != "outcomes" and withheld.people < last:
        yield replace(withheld, people=withheld.people + 1)
    if cell.what != "share" and withheld.events < last:
        yield replace(withheld, events=withheld.events + 1)


def _is_cheap(withheld: Withheld, form: Json, policy: Policy) -> bool:
    national = form["national"]
    return (
        policy.scales[withheld.people] * CHEAP <= national["people"]
        and policy.scales[withheld.events] * CHEAP <= national["events"]
    )


def _row(form: Json, code: str) -> Json:
    if code == COUNTRY:
        return dict(form["national"])
    return next((row for row in form["municipalities"] if row["code"] == code), {"cohorts": []})
