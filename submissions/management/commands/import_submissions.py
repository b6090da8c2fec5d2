"""`manage.py import_submissions FILE --source NAME`: brings in what another portal held.

docs/moving-in.md tells the columns. May be stopped and run again: what is here already stays.
"""

import csv
from argparse import ArgumentParser
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from submissions.actions import importing, indexing, linking
from submissions.actions.importing import Outcome
from submissions.transfer import reading

SAY_EVERY = 100  # rows
LONGEST_SOURCE = 80  # letters


class Command(BaseCommand):
    help = "Brings in the submissions of another portal from a CSV or JSON file"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--source", required=True, help="what that portal is called")
        parser.add_argument("--note", default="", help="for the history of each submission")
        parser.add_argument("--report", type=Path, help="where the refused rows are written")
        parser.add_argument(
            "--dry-run", action="store_true", help="keep nothing; say what would be"
        )
        parser.add_argument("--language", choices=("da", "en"), default="da")

    def handle(self, *, language: str, **options: Any) -> None:
        with translation.override(language):
            self._import(**options)

    def _import(
        self,
        *,
        file: Path,
        source: str,
        note: str,
        report: Path | None,
        dry_run: bool,
        **_others: object,
    ) -> None:
        if not 0 < len(source) <= LONGEST_SOURCE:
            raise CommandError(
                _("--source skal være på højst %(most)s tegn.") % {"most": LONGEST_SOURCE}
            )
        try:
            rows = reading.read(file)
        except reading.RefusedFile as refusal:
            raise CommandError(str(refusal)) from refusal
        outcomes = []
        for outcome in importing.take_in_rows(
            rows,
            source=source,
            note=note or _("Flyttet hertil fra %(source)s.") % {"source": source},
            now=timezone.now(),
            dry_run=dry_run,
        ):
            outcomes.append(outcome)
            if len(outcomes) % SAY_EVERY == 0:
                self.stdout.write(f"{len(outcomes)} / {len(rows)}")
        if not dry_run:
            linking.catch_up(now=timezone.now())
            indexing.catch_up(now=timezone.now())
        self._say(outcomes, dry_run=dry_run)
        self._report(outcomes, report or file.with_name(f"{file.stem}-afvist.csv"))

    def _say(self, outcomes: Sequence[Outcome], *, dry_run: bool) -> None:
        taken = sum(each.is_taken for each in outcomes)
        refused = sum(bool(each.faults) for each in outcomes)
        if dry_run:
            self.stdout.write(_("Prøve: intet er gemt."))
        self.stdout.write(
            _("%(taken)s taget ind, %(already)s var her i forvejen, %(refused)s afvist.")
            % {"taken": taken, "already": len(outcomes) - taken - refused, "refused": refused}
        )

    def _report(self, outcomes: Sequence[Outcome], where: Path) -> None:
        """The refused rows, a line for each fault, for whoever mends the file."""
        refused = [each for each in outcomes if each.faults]
        if not refused:
            return
        with where.open("w", encoding="utf-8-sig", newline="") as file:
            writer = csv.writer(file, delimiter=";")
            writer.writerow([_("række"), "id", _("kolonne"), _("hvad er galt")])
            for each in refused:
                for fault in each.faults:
                    shown = each.row.cells.get("id", "").lstrip("=+-@|%")
                    writer.writerow([each.row.number, shown, fault.column, fault.text])
        self.stdout.write(_("De afviste rækker står i %(file)s.") % {"file": where})
