"""`manage.py load_shared_methods`: real titles that municipalities have shared elsewhere."""

import csv
import json
from argparse import ArgumentParser
from dataclasses import replace
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from measurements import published as measured
from submissions.actions import indexing, known, linking
from submissions.actions.known import KnownSubmission
from submissions.models import Kind, ReportType

REFERENCE = Path(__file__).resolve().parents[2] / "reference"
SOURCE = "Titlen er kendt fra tidligere offentliggjort materiale."
# What the file calls a report or a handbook, by the words of the form.
REPORTS = {"report": ReportType.POLICY, "handbook": ReportType.HANDBOOK}


class Command(BaseCommand):
    help = "Publishes known titles of methods and reports; may run again at any time"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--contact", default="", help="for the described ones, in a demonstration"
        )

    def handle(self, *, verbosity: int, contact: str, **options: object) -> None:
        now = timezone.now()
        titles = [replace(each, contact=contact if each.texts else "") for each in _known()]
        added = sum(known.bring_in(known=each, source=SOURCE, now=now) for each in titles)
        linking.catch_up(now=now)
        indexing.catch_up(now=now)
        if verbosity:
            self.stdout.write(f"{added} of {len(titles)} titles were new.")


def _known() -> list[KnownSubmission]:
    texts = _texts()
    with (REFERENCE / "shared_methods.csv").open(encoding="utf-8") as file:
        return [_of_row(row, texts) for row in csv.DictReader(file)]


def _of_row(row: dict[str, str], texts: dict[tuple[str, str], dict[str, str]]) -> KnownSubmission:
    place = measured.municipality(name=row["municipality"])
    if place is None:
        raise CommandError(
            f"{row['municipality']} is not a municipality; run 'manage.py load_reference' first"
        )
    return KnownSubmission(
        kind=Kind.REPORT if row["kind"] in REPORTS else Kind.METHOD,
        report_type=REPORTS.get(row["kind"], ""),
        title=row["title"],
        municipality=place.code,
        publisher=place.name,
        year=int(row["year"]) if row["year"] else None,
        texts=texts.get((row["municipality"], row["title"]), {}),
    )


def _texts() -> dict[tuple[str, str], dict[str, str]]:
    """Texts by municipality and title."""
    content = json.loads((REFERENCE / "shared_methods_texts.json").read_text(encoding="utf-8"))
    return {(entry.pop("municipality"), entry.pop("title")): entry for entry in content["texts"]}
