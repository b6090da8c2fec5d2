"""Loads what is known beforehand: municipalities, their predecessors, rounds published elsewhere.

Each verb may run again at any time: the files decide, the tables follow.
"""

import csv
import json
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from django.db import transaction

from measurements import danish
from measurements.models import (
    FormerMunicipality,
    Municipality,
    Round,
    RoundKind,
    RoundState,
    Series,
)

REFERENCE = Path(__file__).resolve().parent.parent / "reference"
CONTACT = "Det tidligere Ministerium for Flygtninge, Indvandrere og Integration"


@transaction.atomic
def load_municipalities(path: Path = REFERENCE / "municipality_codes.csv") -> None:
    """Fill in the 98 municipalities and the dated key of those before 2007."""
    rows = list(csv.DictReader(path.read_text(encoding="utf-8").splitlines()))
    present = {row["new_code"]: _municipality(row) for row in rows}
    Municipality.objects.bulk_create(
        present.values(),
        update_conflicts=True,
        unique_fields=["code"],
        update_fields=["name", "slug", "sort_key", "region"],
    )
    FormerMunicipality.objects.bulk_create(
        [_former(row) for row in rows if _is_former(row)],
        update_conflicts=True,
        unique_fields=["old_code", "successor"],
        update_fields=["old_name", "split", "main_part", "in_use_until"],
    )


def _municipality(row: dict[str, str]) -> Municipality:
    return Municipality(
        code=row["new_code"].zfill(4),
        name=row["new_name"],
        slug=danish.slug(row["new_name"]),
        sort_key=danish.sort_key(row["new_name"]),
        region=row["region"],
    )


def _is_former(row: dict[str, str]) -> bool:
    return bool(row["in_use_until"]) or row["old_name"] != row["new_name"]


def _former(row: dict[str, str]) -> FormerMunicipality:
    ended = row["in_use_until"]
    return FormerMunicipality(
        old_code=row["old_code"].zfill(4),
        successor_id=row["new_code"].zfill(4),
        old_name=row["old_name"],
        split=row["split"] == "yes",
        main_part=row["main_part"] == "yes",
        in_use_until=date.fromisoformat(ended) if ended else None,
    )


@transaction.atomic
def load_stated_rounds(path: Path = REFERENCE / "published_rounds.json") -> None:
    """Fill in the rounds of 2006, 2007 and 2009: lists and statements, no computed figures.

    Those that are there already stay as they are: what is public does not change.
    """
    for facts in json.loads(path.read_text(encoding="utf-8"))["rounds"]:
        slug = f"effektmaaling-{facts['key']}"
        if not Series.objects.filter(slug=slug).exists():
            _make_public(slug, facts)


def _make_public(slug: str, facts: dict[str, Any]) -> None:
    published_on, precision = _known_date(facts["published"])
    series = Series.objects.create(slug=slug)
    stated = Round.objects.create(
        series=series,
        slug=slug,
        title=facts["title_da"],
        kind=RoundKind.STATED,
        state=RoundState.PUBLISHED,
        publisher=facts["publisher"],
        contact=CONTACT,
        period_from=facts["period"][0],
        period_to=facts["period"][1],
        minimum_people=facts.get("minimum_people", 80),
        facts=facts,
        created_at=datetime(published_on.year, published_on.month, 1, tzinfo=UTC),
    )
    Series.objects.filter(pk=series.pk).update(
        current=stated, published_on=published_on, published_precision=precision
    )


def _known_date(text: str) -> tuple[date, str]:
    """`2009-03` is known to the month, `2007` to the year; the first day stands for the rest."""
    parts = [int(part) for part in text.split("-")]
    precision = {1: "year", 2: "month", 3: "day"}[len(parts)]
    return date(*(parts + [1, 1])[:3]), precision
