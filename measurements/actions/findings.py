"""What a worker found, with what somebody has to look at before the round goes on."""

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from measurements.computing.job import Found
from measurements.ingest import drift
from measurements.models import Municipality, Round, RoundKind, RoundState, Run, RunKind


@dataclass(frozen=True, slots=True)
class Findings:
    """report    what was read; after a validation also what it was compared with
    warnings  {code, da, en}, one of a code: each is accepted by name
    """

    report: dict[str, Any]
    warnings: list[dict[str, str]]


def findings_of(run: Run, found: Found) -> Findings:
    """A validation is held against the round before; a computation brings its own warnings."""
    names = dict(Municipality.objects.values_list("code", "name"))
    if run.kind == RunKind.COMPUTATION:
        return Findings(found.report, _of_engine(found.outcome["warnings"], names))
    before = _before(run.round)
    if before is None:
        return Findings(found.report, [])
    assert before.approved_run is not None, "what is public has been computed"
    report = before.approved_run.report
    earlier = drift.Earlier(
        title=before.title, report=report, is_corrected=before.series_id == run.round.series_id
    )
    compared = {
        "title": before.title,
        "slug": before.slug,
        "figures": drift.comparison_of(found.report, report),
    }
    return Findings(
        {**found.report, "compared_with": compared},
        drift.warnings_of(found.report, earlier, names=names),
    )


def _before(measured: Round) -> Round | None:
    """The version that this one corrects, or the newest public round that measures the same."""
    if measured.replaces is not None:
        return measured.replaces
    return (
        Round.objects.filter(
            kind=RoundKind.COMPUTED,
            state=RoundState.PUBLISHED,
            simulated=measured.simulated,
            success=measured.success,
            period_to__lte=measured.period_to,
        )
        .exclude(series=measured.series)
        .select_related("approved_run")
        .order_by("-period_to", "-published_at")
        .first()
    )


def _of_engine(told: list[dict[str, Any]], names: dict[str, str]) -> list[dict[str, str]]:
    """The engine's warnings by code, each sentence once, municipalities by name."""
    by_code: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for each in told:
        by_code[each["code"]].append(each)
    return [
        {
            "code": code,
            "da": " ".join(_named(each, "text_da", names) for each in alike),
            "en": " ".join(_named(each, "text_en", names) for each in alike),
        }
        for code, alike in by_code.items()
    ]


def _named(told: dict[str, Any], text: str, names: dict[str, str]) -> str:
    sentence = told[text]
    codes = told.get("municipality_codes", "")
    for code in filter(None, codes.split(", ")):
        sentence = sentence.replace(code, names.get(code, code))
    return sentence
