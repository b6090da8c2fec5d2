"""Findings → outcome, with the warnings that travel with it."""

from dataclasses import replace

from measurements.engine.errors import Fault, warning
from measurements.engine.estimate import Estimate
from measurements.engine.findings import Evidence, Places
from measurements.engine.municipal import municipality
from measurements.engine.national import national
from measurements.engine.outcome import Cohort, Outcome
from measurements.engine.spec import METHOD, Spec


def compose(
    found: Estimate,
    evidence: Evidence,
    places: Places | None,
    spec: Spec,
    *,
    country: tuple[Cohort, ...],
    municipal: tuple[tuple[Cohort, ...], ...],
) -> Outcome:
    """The outcome of a run, raw: `disclosure.release` decides what of it may be known."""
    return Outcome(
        method=METHOD,
        spec=replace(spec, adjust=found.adjust),
        national=national(found, evidence, places, country),
        municipalities=tuple(
            municipality(j, found, evidence, places, shares) for j, shares in enumerate(municipal)
        ),
        warnings=_warnings(found, evidence),
    )


def _warnings(found: Estimate, evidence: Evidence) -> tuple[Fault, ...]:
    told = list(found.warnings)
    if not len(evidence.standing.ranked):
        told.append(warning("nobody_ranked"))
    for code, which in (
        ("effect_changes", evidence.baseline.changes),
        ("standardisations_differ", evidence.disagree),
    ):
        names = [found.table.municipalities[j] for j in evidence.standing.ranked if which[j]]
        if names:
            told.append(warning(code, municipality_codes=", ".join(names)))
    return tuple(told)
